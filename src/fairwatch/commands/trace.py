"""``fairwatch trace``: what became of one registered confidential file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fairwatch.commands.console import answers, print_json, step
from fairwatch.commands.options import AsOption, EngineOption, JsonOption, RoleOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text, preferred_language


def register(app: typer.Typer) -> None:
    app.command(
        help=explain(
            "追溯一个已登记的涉密文件：何人（代号）、何时、如何、去向类别。",
            "Trace a registered confidential file: who (alias), when, how, and to which class of destination.",
        ),
        epilog=explain("例：", "Example: ") + "fairwatch trace F0007 --as p0008 --role analyst -w office",
    )(trace)


def trace(
    file: Annotated[str, typer.Argument(metavar="FILE_ID", help=explain("登记编号", "id in the register"))],
    person: AsOption,
    role: RoleOption = "analyst",
    engine: EngineOption = "duckdb",
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    from fairwatch import reports  # noqa: PLC0415 - loads the charts
    from fairwatch.pipeline import tracing  # noqa: PLC0415 - loads the analysis stack

    installation = open_installation(workspace)
    viewer = prove(person, role)
    with step(Text("正在追溯", "tracing")):
        released = tracing.trace(installation, file, viewer, engine)
    if as_json:
        print_json(released.as_json())
    else:
        answers.print(*reports.text(released, preferred_language(), installation.titles()), sep="\n")
