"""``fairwatch simulate | evaluate``: an organisation whose truth is known, and how near the product comes to it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fairwatch.commands.console import counted, print_json, say, share_progress, step
from fairwatch.commands.options import explain
from fairwatch.text import Text


def register(app: typer.Typer) -> None:
    app.command(
        help=explain(
            "模拟一个单位：日志、名册、排班、告知书，以及真相。",
            "Simulate an organisation: logs, directory, schedule, notices, and the truth.",
        ),
        epilog=explain("例：", "Example: ") + "fairwatch simulate --people 500 --days 5 --seed 7 --out week",
    )(simulate)
    app.command(
        help=explain(
            "把系统的结论与已知的真相比较，输出 JSON。",
            "Compare what the product finds with a known truth; prints JSON.",
        ),
        epilog=explain("例：", "Example: ") + "fairwatch evaluate --truth week",
    )(evaluate)


def simulate(
    out: Annotated[Path, typer.Option("--out", "-o", help=explain("写入的目录", "folder to write"), file_okay=False)],
    people: Annotated[int, typer.Option(min=20, help=explain("人数", "number of people"))] = 200,
    days: Annotated[int, typer.Option(min=1, max=60, help=explain("天数", "number of days"))] = 5,
    seed: Annotated[int, typer.Option(help=explain("随机种子", "random seed"))] = 1,
) -> None:
    from fairwatch.simulate import generate  # noqa: PLC0415 - only this command needs it

    with share_progress(Text("正在模拟", "simulating")) as progress:
        summary = generate(out, people=people, days=days, seed=seed, progress=progress)
    say(Text(f"{out}：{summary.lines:,} 行日志", f"{out}: {counted(summary.lines, 'log line')}"), "green")


def evaluate(
    truth: Annotated[
        Path,
        typer.Option(
            "--truth",
            help=explain(
                "fairwatch simulate 写出的目录，或一份录制：日志或 HAR 存档，以及真相",
                "folder made by fairwatch simulate, or a recording: a log or HTTP Archives, and the truth",
            ),
            exists=True,
        ),
    ],
) -> None:
    from fairwatch.pipeline.evaluation import compare  # noqa: PLC0415 - loads the analysis stack

    with step(Text("正在评估", "evaluating")):
        figures = compare(truth)
    print_json(figures)
