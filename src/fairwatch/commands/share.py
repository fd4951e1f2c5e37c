"""``fairwatch share``: what people show of themselves. There is no way to ask for it (tier shared)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from fairwatch.commands.console import answers, print_json, say, step, table
from fairwatch.commands.options import AsOption, JsonOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text

Key = Annotated[str, typer.Argument(help=explain("共享编号", "key of the share"))]


def register(app: typer.Typer) -> None:
    group = typer.Typer(
        no_args_is_help=True,
        help=explain("由您本人发起的逐项共享", "What you show of yourself, item by item, of your own accord"),
    )
    for name, zh, en, example, command in (
        (
            "push",
            "把您在自己的结果中勾选的行给一个人看，到期自动失效。",
            "Show rows of your own results to one person; it ends by itself.",
            "departure events 1 3 --with p0003 --days 7 --as p0042",
            push,
        ),
        ("revoke", "立即收回。", "Take it back at once.", "5f0c2a91be33 --as p0042", revoke),
        ("read", "查看别人共享给您的行。", "Read what somebody shares with you.", "5f0c2a91be33 --as p0003", read),
    ):
        epilog = explain("例：", "Example: ") + f"fairwatch share {name} {example} -w office"
        group.command(name, help=explain(zh, en), epilog=epilog)(command)
    app.add_typer(group, name="share")


def push(
    analysis: Annotated[str, typer.Argument(help=explain("分析名称", "name of the analysis"))],
    name: Annotated[str, typer.Argument(metavar="TABLE", help=explain("结果中的表", "table of its result"))],
    rows: Annotated[list[int], typer.Argument(help=explain("勾选的行号，从 1 起", "numbers of the rows, from 1"))],
    recipient: Annotated[
        str, typer.Option("--with", help=explain("给谁看（人员编号）", "whom to show it (person id)"))
    ],
    person: AsOption,
    days: Annotated[int, typer.Option(help=explain("几天后失效", "days until it ends"))] = 7,
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.pipeline.sharing import push_rows  # noqa: PLC0415 - loads the analysis stack

    installation = open_installation(workspace)
    viewer = prove(person, "employee")
    with step(Text("正在分析", "analysing")):
        key = push_rows(installation, viewer, analysis, name, rows, recipient, days)
    say(
        Text(
            f"已共享 {len(rows)} 行给 {recipient}，编号 {key}；随时可收回：fairwatch share revoke {key}",
            f"{len(rows)} rows shown to {recipient}, key {key}. Take it back any time: fairwatch share revoke {key}",
        ),
        "green",
    )


def revoke(key: Key, person: AsOption, workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.governance.services import shares  # noqa: PLC0415 - Django's models load after configure()

    open_installation(workspace)
    shares.revoke(key, by=prove(person, "employee").person)
    say(Text("已收回。", "Taken back."))


def read(key: Key, person: AsOption, workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    from fairwatch.governance.services import shares  # noqa: PLC0415 - as above

    open_installation(workspace)
    shared = shares.read(key, by=prove(person, "employee").person)
    if as_json:
        items = [{"table": item.table, **item.row} for item in shared.items]
        print_json({"person": shared.person, "purpose": shared.purpose, "until": shared.until, "items": items})
        return
    until = f"{shared.until:%Y-%m-%d %H:%M}"
    shown = table(
        Text(f"{shared.person} 共享给您，{until} 失效", f"Shown to you by {shared.person} until {until}"),
        Text("表", "Table"),
        Text("内容", "Row"),
    )
    for item in shared.items:
        shown.add_row(item.table, json.dumps(dict(item.row), ensure_ascii=False))
    answers.print(shown)
