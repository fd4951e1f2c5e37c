"""``fairwatch breach``: from detection to the last notification (PIPL art. 57)."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fairwatch.commands.console import answers, print_json, say
from fairwatch.commands.options import AsOption, JsonOption, RoleOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.errors import ConfigError
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text


class Severity(StrEnum):
    """一般、较大、重大、特别重大."""

    general = "general"
    larger = "larger"
    major = "major"
    extraordinary = "extraordinary"


class Side(StrEnum):
    """Who is told."""

    authority = "authority"
    persons = "persons"


Key = Annotated[str, typer.Argument(help=explain("事件编号", "key of the breach"))]
To = Annotated[Side, typer.Option("--to", help=explain("通知谁", "who is told"))]


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help=explain("个人信息泄露事件", "Personal data breaches"))
    for name, zh, en, example, command in (
        (
            "open",
            "登记一起事件；计时从发现时刻开始，涉及的目的进入复核。",
            "Record a breach; the clocks run from its detection, and the purposes concerned go under review.",
            '--detected "2026-09-01T08:00+08:00" --severity larger --what "a backup was copied" --as p0004 --role dpo',
            open_,
        ),
        (
            "worsen",
            "提高事件级别。",
            "Raise the severity of a breach.",
            "5f0c2a91be33 major --as p0004 --role dpo",
            worsen,
        ),
        (
            "describe",
            "登记通知内容（YAML）：kinds、people、cause、harm、remedy、advice、contact。",
            "Record what the notifications say (YAML): kinds, people, cause, harm, remedy, advice, contact.",
            "5f0c2a91be33 contents.yaml --as p0004 --role dpo",
            describe,
        ),
        (
            "notice",
            "输出通知全文（中英文）。",
            "Print a notification in both languages.",
            "5f0c2a91be33 --to authority --as p0004 --role dpo",
            notice,
        ),
        (
            "sent",
            "登记通知已送达。",
            "Record that a notification was sent.",
            "5f0c2a91be33 --to persons --as p0004 --role dpo",
            sent,
        ),
        (
            "close",
            "关闭事件；须已通知监管部门和个人。",
            "Close a breach; both sides must have been told.",
            '5f0c2a91be33 --outcome "keys replaced" --as p0004 --role dpo',
            close,
        ),
    ):
        epilog = explain("例：", "Example: ") + f"fairwatch breach {name} {example} -w office"
        group.command(name, help=explain(zh, en), epilog=epilog)(command)
    app.add_typer(group, name="breach")


def open_(
    detected: Annotated[
        str, typer.Option(help=explain("发现时刻，含时区", "moment of detection, with its UTC offset"))
    ],
    severity: Annotated[Severity, typer.Option(help=explain("级别", "severity"))],
    what: Annotated[str, typer.Option(help=explain("发生了什么（不写人员）", "what happened (name nobody)"))],
    person: AsOption,
    role: RoleOption,
    purpose: Annotated[
        list[str] | None,
        typer.Option("--purpose", "-p", help=explain("涉及的目的；空为全部", "purpose concerned; none: all")),
    ] = None,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    from fairwatch.governance.services import breaches  # noqa: PLC0415 - Django's models load after configure()

    open_installation(workspace)
    viewer = prove(person, role)
    report = breaches.BreachReport(_moment(detected), what, severity.value, tuple(purpose or ()))
    key = breaches.open_(report, by=viewer.person)
    until = breaches.deadlines(breaches.find(key))
    if as_json:
        print_json({"key": key, "authority": until.authority.isoformat(), "persons": until.persons.isoformat()})
        return
    say(
        Text(
            f"事件 {key} 已登记。最迟 {until.authority:%Y-%m-%d %H:%M} UTC 报告监管部门，"
            f"{until.persons:%Y-%m-%d %H:%M} UTC 通知个人。",
            f"Breach {key} is on record. Tell the authority by {until.authority:%Y-%m-%d %H:%M} UTC "
            f"and the people concerned by {until.persons:%Y-%m-%d %H:%M} UTC.",
        ),
        "yellow",
    )


def worsen(
    key: Key,
    severity: Annotated[Severity, typer.Argument(help=explain("新的级别", "the new severity"))],
    person: AsOption,
    role: RoleOption,
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import breaches  # noqa: PLC0415 - as above

    open_installation(workspace)
    breaches.worsen(key, severity.value, by=prove(person, role).person)
    say(Text("已登记，期限见 fairwatch duties", "Recorded; for the deadlines see fairwatch duties"), "yellow")


def describe(
    key: Key,
    file: Annotated[Path, typer.Argument(help=explain("通知内容（YAML）", "contents (YAML)"), dir_okay=False)],
    person: AsOption,
    role: RoleOption,
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.notifications import read_contents  # noqa: PLC0415 - as above
    from fairwatch.governance.services import breaches  # noqa: PLC0415 - as above

    open_installation(workspace)
    breaches.describe(key, read_contents(file), by=prove(person, role).person)
    say(Text(f"下一步：fairwatch breach notice {key}", f"Next: fairwatch breach notice {key}"), "green")


def notice(key: Key, to: To, person: AsOption, role: RoleOption, workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.governance.services import breaches  # noqa: PLC0415 - as above

    open_installation(workspace)
    prove(person, role)
    text = breaches.notification(key, to.value)
    answers.print(text.zh, text.en, sep="\n", markup=False, soft_wrap=True)


def sent(key: Key, to: To, person: AsOption, role: RoleOption, workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.governance.services import breaches  # noqa: PLC0415 - as above

    open_installation(workspace)
    breaches.record_sent(key, to.value, by=prove(person, role).person)
    say(Text("已登记。", "Recorded."), "green")


def close(
    key: Key,
    outcome: Annotated[str, typer.Option(help=explain("处置结果", "how it ended"))],
    person: AsOption,
    role: RoleOption,
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import breaches  # noqa: PLC0415 - as above

    open_installation(workspace)
    breaches.close(key, outcome, by=prove(person, role).person)
    say(
        Text(
            "已关闭。涉及的目的须通过复核才恢复：fairwatch compliance review",
            "Closed. The purposes concerned come back with their review: fairwatch compliance review",
        ),
        "green",
    )


def _moment(text: str) -> dt.datetime:
    """A moment in ISO 8601; without an offset it would be anybody's guess."""
    with suppress(ValueError):
        at = dt.datetime.fromisoformat(text)
        if at.tzinfo is not None:
            return at
    raise ConfigError(
        Text("不是带时区的时刻", "not a moment with its UTC offset"),
        where="--detected",
        next_step=Text("写成 2026-09-01T08:00+08:00", "write it like 2026-09-01T08:00+08:00"),
    )
