"""``fairwatch audit``: the hash-chained access log."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import typer

from fairwatch.commands.console import print_json, say, step
from fairwatch.commands.options import JsonOption, WorkspaceOption, explain
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help=explain("审计链", "The audit chain"))
    group.command(
        help=explain(
            "逐条验证审计链；指出第一条被改动、删除、调换或截断的记录。",
            "Check the whole chain; names the first entry that was edited, deleted, reordered or cut off.",
        ),
        epilog=explain("例：", "Example: ") + "fairwatch audit verify -w office",
    )(verify)
    group.callback()(_group)
    app.add_typer(group, name="audit")


def _group() -> None:
    """Keeps ``verify`` a sub-command although it is the only one."""


def verify(workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    from fairwatch.governance.services import audit as service  # noqa: PLC0415 - Django's models load after configure()

    open_installation(workspace)
    with step(Text("正在验证审计链", "verifying the audit chain")):
        verdict = service.verify()
    if as_json:
        print_json(asdict(verdict))
    elif verdict.first_bad is None:
        say(
            Text(f"审计链完整：{verdict.entries:,} 条记录", f"The chain is whole: {verdict.entries:,} entries"), "green"
        )
    else:
        say(
            Text(
                f"第 {verdict.first_bad} 条记录有问题：{verdict.reason}",
                f"Entry {verdict.first_bad} is bad: {verdict.reason}",
            ),
            "red",
        )
    if verdict.first_bad is not None:
        raise typer.Exit(1)
