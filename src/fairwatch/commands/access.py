"""``fairwatch access``: personal access codes. There are no shared accounts (R40)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fairwatch.commands.console import say
from fairwatch.commands.options import WorkspaceOption, explain
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help=explain("个人访问码", "Personal access codes"))
    group.command(
        help=explain(
            "为一个人签发新的访问码；旧码即时失效，本人在访问记录中可以看到。",
            "Issue a new code to one person. The old one ends at once, and the person sees it in their access log.",
        ),
        epilog=explain("例：", "Example: ") + "fairwatch access enrol p0042 -w office",
    )(enrol)
    group.callback()(_group)
    app.add_typer(group, name="access")


def _group() -> None:
    """Keeps ``enrol`` a sub-command although it is the only one."""


def enrol(
    person: Annotated[str, typer.Argument(help=explain("人员编号", "person id"))],
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import access as service  # noqa: PLC0415 - after configure()

    open_installation(workspace)
    code = service.enrol(person)
    say(Text(f"访问码（只显示这一次）：{code}", f"Access code (shown this once): {code}"))
