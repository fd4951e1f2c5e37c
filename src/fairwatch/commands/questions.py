"""``fairwatch analyse | report``: the questions, answered through the door out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fairwatch.commands.console import say, step
from fairwatch.commands.options import AsOption, EngineOption, JsonOption, RoleOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text


def register(app: typer.Typer) -> None:
    app.command(
        help=explain(
            "运行一项分析，按您的角色给出可看的结果；fairwatch analyses list 列出全部分析。",
            "Run one analysis and show what your role may see. fairwatch analyses list names them.",
        ),
        epilog=explain("例：", "Example: ") + "fairwatch analyse work-time --as p0042 -w office",
    )(analyse)
    app.command(
        help=explain(
            "把您的角色可看的结果写成评估报告：先是要点，再是数字，然后是方法；一个独立的 HTML 文件，中英双语。",
            "Write all that your role may see into an evaluation report: plain words first, then figures, then method."
            " One self-contained HTML file in both languages.",
        ),
        epilog=explain("例：", "Example: ") + "fairwatch report --out report.html --as p0003 --role hr -w office",
    )(report)


def analyse(
    name: Annotated[str, typer.Argument(help=explain("分析名称", "name of the analysis"))],
    person: AsOption,
    role: RoleOption = "employee",
    engine: EngineOption = "duckdb",
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    from fairwatch.commands.released import show_released  # noqa: PLC0415 - loads the door
    from fairwatch.pipeline.answers import answer  # noqa: PLC0415 - loads the analysis stack

    installation = open_installation(workspace)
    viewer = prove(person, role)
    with step(Text("正在分析", "analysing")):
        released = answer(installation, [name], viewer, engine)
    show_released(released, installation, as_json=as_json)


def report(
    out: Annotated[
        Path, typer.Option("--out", "-o", help=explain("写入的 HTML 文件", "HTML file to write"), dir_okay=False)
    ],
    person: AsOption,
    role: RoleOption = "employee",
    scope: Annotated[
        str | None,
        typer.Option(
            "--scope",
            help=explain(
                "报告范围：organisation（全单位）、department（本部门）或 own（本人）；默认按角色",
                "whom it is about: organisation, department (your own) or own; by default as usual for the role",
            ),
        ),
    ] = None,
    engine: EngineOption = "duckdb",
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.pipeline.answers import write_report  # noqa: PLC0415 - loads the analysis stack

    installation = open_installation(workspace)
    viewer = prove(person, role)
    with step(Text("正在撰写报告", "writing the report")):
        write_report(installation, viewer, out, engine, scope=scope)
    say(Text(f"报告已写入 {out}", f"Report written to {out}"), "green")
