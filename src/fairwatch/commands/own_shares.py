"""``fairwatch my share``: show some rows of one's own to somebody one chooses, for a while. Nobody can ask for it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from fairwatch.commands.console import answers, counted, print_json, say, table
from fairwatch.commands.options import AsOption, JsonOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text

ShareArgument = Annotated[str, typer.Argument(help=explain("分享编号", "key of the share"))]
AnalysisOption = Annotated[
    str, typer.Option("--analysis", "-a", help=explain("哪项分析的结果", "rows of which analysis"))
]


def register(group: typer.Typer) -> None:
    """Into ``fairwatch my``."""
    shares = typer.Typer(
        no_args_is_help=True, help=explain("把本人的部分记录主动给某人看", "Show some of your own rows to somebody")
    )
    for name, zh, en, example, command in (
        ("rows", "可以勾选的行。", "The rows that you can tick.", "rows --as p0042 -w office", rows),
        (
            "push",
            "给某人看勾选的行，到期自动收回。",
            "Show the ticked rows to somebody; it ends by itself.",
            "push --to p0003 --item self-submissions:1 --days 7 --as p0042 -w office",
            push,
        ),
        ("list", "您正在分享的，和他人分享给您的。", "What you share, and what is shared with you.",
         "list --as p0042 -w office", list_),
        ("read", "看他人分享给您的行；对方会知道。", "Read what somebody shares with you; they see that you did.",
         "read 7c2d… --as p0003 -w office", read),
        ("revoke", "立即收回。", "End a share at once.", "revoke 7c2d… --as p0042 -w office", revoke),
    ):  # fmt: skip
        epilog = explain("例：", "Example: ") + f"fairwatch my share {example}"
        shares.command(name, help=explain(zh, en), epilog=epilog)(command)
    group.add_typer(shares, name="share")


def rows(
    person: AsOption,
    analysis: AnalysisOption = "departure",
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    from fairwatch.pipeline import shares  # noqa: PLC0415 - loads the analysis stack

    installation = open_installation(workspace)
    tables = shares.tickable(installation, prove(person, "employee"), analysis)
    if as_json:
        print_json({name: one.frame.to_dicts() for name, one in tables.items()})
        return
    for name, one in tables.items():
        shown = table(one.title, Text("勾选", "Tick"), *(column.title for column in one.columns))
        for number, row in enumerate(one.frame.iter_rows(), start=1):
            shown.add_row(f"{name}:{number}", *("" if cell is None else str(cell) for cell in row))
        answers.print(shown)
    if not any(one.frame.height for one in tables.values()):
        say(Text("没有可以勾选的行。", "There is no row to tick."))


def push(
    to: Annotated[str, typer.Option("--to", help=explain("给谁看（人员编号）", "who may see it (person id)"))],
    items: Annotated[
        list[str], typer.Option("--item", "-i", help=explain("勾选的行，可多次", "a row to tick; may be repeated"))
    ],
    person: AsOption,
    days: Annotated[int, typer.Option(min=1, help=explain("几天后收回", "days until it ends"))] = 7,
    analysis: AnalysisOption = "departure",
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.pipeline import shares  # noqa: PLC0415 - as above

    installation = open_installation(workspace)
    ticks = [shares.parse_tick(item) for item in items]
    key = shares.push(installation, prove(person, "employee"), analysis, ticks, to, days)
    say(
        Text(
            f"已分享 {len(ticks)} 行，编号 {key}，{days} 天后收回；随时可运行 fairwatch my share revoke {key}",
            f"{counted(len(ticks), 'row')} shared as {key} for {counted(days, 'day')}; end it at any time: "
            f"fairwatch my share revoke {key}",
        ),
        "green",
    )


def list_(person: AsOption, workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    from fairwatch.governance.services import shares  # noqa: PLC0415 - Django's models load after configure()

    open_installation(workspace)
    viewer = prove(person, "employee")
    mine, others = shares.mine(viewer.person, by=viewer.person), shares.with_me(viewer.person)
    if as_json:
        print_json({"mine": [asdict(one) for one in mine], "with_me": [asdict(one) for one in others]})
        return
    for one in mine:
        say(
            Text(
                f"{one.key}：{one.rows} 行给 {one.recipient}，至 {one.until:%Y-%m-%d %H:%M}",
                f"{one.key}: {counted(one.rows, 'row')} to {one.recipient} until {one.until:%Y-%m-%d %H:%M}",
            )
        )
    for one in others:
        say(
            Text(
                f"{one.key}：{one.person} 给您 {one.rows} 行，至 {one.until:%Y-%m-%d %H:%M}",
                f"{one.key}: {counted(one.rows, 'row')} from {one.person} to you until {one.until:%Y-%m-%d %H:%M}",
            )
        )
    if not (mine or others):
        say(Text("没有正在分享的。", "Nothing is shared."))


def read(
    key: ShareArgument, person: AsOption, workspace: WorkspaceOption = Path(), as_json: JsonOption = False
) -> None:
    from fairwatch.governance.services import shares  # noqa: PLC0415 - as above

    open_installation(workspace)
    shared = shares.read(key, by=prove(person, "employee").person)
    if as_json:
        print_json(asdict(shared))
        return
    until = f"{shared.until:%Y-%m-%d %H:%M}"
    say(Text(f"{shared.person} 分享，至 {until}", f"Shared by {shared.person} until {until}"))
    for item in shared.items:
        cells = ", ".join(f"{name} {value}" for name, value in item.row.items())
        say(Text(f"{item.table}：{cells}", f"{item.table}: {cells}"))


def revoke(key: ShareArgument, person: AsOption, workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.governance.services import shares  # noqa: PLC0415 - as above

    open_installation(workspace)
    shares.revoke(key, by=prove(person, "employee").person)
    say(Text("已收回。", "Ended."), "green")
