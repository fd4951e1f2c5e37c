"""``fairwatch dismissal``: what must hold before a report may be used for a dismissal (R29, R33; LCL art. 43)."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from fairwatch.commands.console import say, step
from fairwatch.commands.options import AsOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.commands.reviews import ReportArgument
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text

NoticeArgument = Annotated[str, typer.Argument(help=explain("通知编号", "key of the notice"))]


def register(app: typer.Typer) -> None:
    group = typer.Typer(
        no_args_is_help=True,
        help=explain("解除劳动合同前的程序：工会与证据来源", "Before a dismissal: union and lineage"),
    )
    for name, zh, en, example, command in (
        (
            "notify",
            "人力：将理由通知工会；所依据的每一行都重新核对来源，不合规即拒绝。",
            "Tell the union the reasons, as HR. Every row behind the report is checked again; tainted ones refuse it.",
            "notify 9ab0… --reasons 'confidential files sent out' --as p0003 -w office",
            notify,
        ),
        (
            "reply",
            "工会答复。",
            "The union's reply.",
            "reply 5e77… --text 'we object' --as p0005 -w office",
            reply,
        ),
        (
            "pack",
            "人力：工会已答复或期满后，写出材料；来源再次核对。",
            "Write the pack, as HR, once the union has replied or had its time; the rows are checked again.",
            "pack 5e77… --out pack.json --as p0003 -w office",
            pack,
        ),
    ):
        epilog = explain("例：", "Example: ") + f"fairwatch dismissal {example}"
        group.command(name, help=explain(zh, en), epilog=epilog)(command)
    app.add_typer(group, name="dismissal")


def notify(
    report: ReportArgument,
    reasons: Annotated[str, typer.Option(help=explain("解除的理由", "the reasons of the dismissal"))],
    person: AsOption,
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import dismissals  # noqa: PLC0415 - Django's models load after configure()
    from fairwatch.pipeline.lineage import trace  # noqa: PLC0415 - loads the gate

    installation = open_installation(workspace)
    viewer = prove(person, "hr")
    with step(Text("正在核对证据来源", "checking the rows behind it")):
        key = dismissals.notify_union(report, reasons, trace=trace(installation), by=viewer.person)
    say(Text(f"已通知工会，编号 {key}。", f"The union is notified; the notice is {key}."), "green")


def reply(
    notice: NoticeArgument,
    text: Annotated[str, typer.Option("--text", help=explain("工会的意见", "the union's opinion"))],
    person: AsOption,
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import dismissals  # noqa: PLC0415 - as above

    open_installation(workspace)
    dismissals.reply(notice, text, by=prove(person, "union").person)
    say(Text("已登记。", "Recorded."), "green")


def pack(
    notice: NoticeArgument,
    out: Annotated[
        Path, typer.Option("--out", "-o", help=explain("写入的 JSON 文件", "JSON file to write"), dir_okay=False)
    ],
    person: AsOption,
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import dismissals  # noqa: PLC0415 - as above
    from fairwatch.pipeline.answers import write_whole  # noqa: PLC0415 - loads the analysis stack
    from fairwatch.pipeline.lineage import trace  # noqa: PLC0415 - loads the gate

    installation = open_installation(workspace)
    viewer = prove(person, "hr")
    with step(Text("正在核对证据来源", "checking the rows behind it")):
        made = dismissals.assemble(notice, trace=trace(installation), by=viewer.person)
    write_whole(out, json.dumps(asdict(made), ensure_ascii=False, indent=1, default=str))
    say(Text(f"已写入 {out}", f"Written to {out}"), "green")
