"""``fairwatch duties``: what has to be done by when."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from fairwatch.commands.console import answers, print_json, say, table
from fairwatch.commands.options import JsonOption, WorkspaceOption, explain
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text


def register(app: typer.Typer) -> None:
    app.command(
        help=explain(
            "到期事项：复核、审计、泄露事件、权利请求、案件，及其期限。",
            "What is due by when: reviews, audits, breaches, rights requests, cases.",
        ),
        epilog=explain("例：", "Example: ") + "fairwatch duties --days 30 -w office",
    )(duties)


def duties(
    workspace: WorkspaceOption = Path(),
    days: Annotated[
        int | None, typer.Option(min=0, help=explain("只看这些天内到期的", "only what falls due within so many days"))
    ] = None,
    as_json: JsonOption = False,
) -> None:
    from fairwatch.governance.services import duties as service  # noqa: PLC0415 - Django's models load after configure()

    open_installation(workspace)
    now = dt.datetime.now(dt.UTC)
    found = service.due(days, now)
    if as_json:
        print_json(
            [
                {
                    "kind": duty.kind,
                    "about": duty.about,
                    "due_at": duty.due_at.isoformat() if duty.due_at else None,
                    "overdue": duty.is_overdue(now),
                    "escalated": duty.escalated,
                    "zh": duty.text.zh,
                    "en": duty.text.en,
                }
                for duty in found
            ]
        )
        return
    if not found:
        say(Text("没有到期事项。", "Nothing is due."), "green")
        return
    rows = table(
        Text("到期事项", "Duties"),
        Text("期限（UTC）", "Due (UTC)"),
        Text("类别", "Kind"),
        Text("对象", "About"),
        Text("事项", "What"),
    )
    for duty in found:
        when = f"{duty.due_at:%Y-%m-%d %H:%M}" if duty.due_at else str(Text("尽快", "at once"))
        urgent = duty.escalated or duty.due_at is None or duty.is_overdue(now)
        rows.add_row(when, duty.kind, duty.about, str(duty.text), style="red" if urgent else "")
    answers.print(rows)
