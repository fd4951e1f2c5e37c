"""``fairwatch trace``: what became of one registered confidential file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fairwatch.commands.console import step
from fairwatch.commands.options import AsOption, EngineOption, JsonOption, RoleOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text


def register(app: typer.Typer) -> None:
    app.command(
        help=explain(
            "追溯一个已登记的涉密文件及其各版本：何人（代号）、何时、如何、去向类别。",
            "Trace a registered confidential file in all its versions: who (alias), when, how, and to which class of"
            " destination.",
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
    from fairwatch.commands.released import show_released  # noqa: PLC0415 - loads the door
    from fairwatch.pipeline import tracing  # noqa: PLC0415 - loads the analysis stack

    installation = open_installation(workspace)
    viewer = prove(person, role)
    with step(Text("正在追溯", "tracing")):
        released = tracing.trace(installation, file, viewer, engine)
    show_released([released], installation, as_json=as_json)
