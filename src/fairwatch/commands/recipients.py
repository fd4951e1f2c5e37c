"""``fairwatch recipient``: who outside may get personal data, and who consented to that (PIPL art. 21, 23, 38-40)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fairwatch.commands.console import answers, print_json, say, table
from fairwatch.commands.options import AsOption, JsonOption, RoleOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text

Key = Annotated[str, typer.Argument(help=explain("接收方编号", "key of the recipient"))]


def register(app: typer.Typer) -> None:
    group = typer.Typer(
        no_args_is_help=True, help=explain("外部接收方：第三方和境外", "Recipients outside: third parties and abroad")
    )
    for name, zh, en, example, command in (
        ("list", "列出现有接收方。", "List the recipients.", "", show),
        (
            "register",
            "登记一个接收方及其合同、告知、单独同意和出境路径（YAML）。",
            (
                "Register a recipient with contract, notice, consent form, route (YAML): key, name, kind, territory, "
                "purposes, contract_sha256, notice_sha256, consent_sha256, route, route_sha256, until."
            ),
            "host.yaml --as p0004 --role dpo",
            register_,
        ),
        ("end", "终止一个接收方。", "End a recipient.", "host --as p0004 --role dpo", end),
        (
            "consent",
            "本人单独同意向该接收方提供自己的数据。",
            "Consent, for yourself, that this recipient gets your data.",
            "host --as p0042",
            consent,
        ),
        ("withdraw", "撤回该同意。", "Take that consent back.", "host --as p0042", withdraw),
    ):
        epilog = explain("例：", "Example: ") + f"fairwatch recipient {name} {example} -w office".replace("  ", " ")
        group.command(name, help=explain(zh, en), epilog=epilog)(command)
    app.add_typer(group, name="recipient")


def show(workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    from fairwatch.governance.services import transfers  # noqa: PLC0415 - Django's models load after configure()

    open_installation(workspace)
    found = transfers.running()
    if as_json:
        print_json(
            [
                {
                    "key": row.key,
                    "name": row.name,
                    "kind": row.kind,
                    "territory": row.territory,
                    "purposes": row.purposes,
                    "until": row.until.isoformat(),
                }
                for row in found
            ]
        )
        return
    if not found:
        say(Text("没有外部接收方：数据不出本单位。", "There are none: no data leave the organisation."), "green")
        return
    rows = table(
        Text("外部接收方", "Recipients"),
        Text("编号", "Key"),
        Text("名称", "Name"),
        Text("类别", "Kind"),
        Text("地区", "Territory"),
        Text("目的", "Purposes"),
        Text("有效至", "Until"),
    )
    for row in found:
        rows.add_row(row.key, row.name, row.kind, row.territory, ", ".join(row.purposes), f"{row.until}")
    answers.print(rows)


def register_(
    file: Annotated[Path, typer.Argument(help=explain("填好的 YAML 文件", "YAML file, filled in"), dir_okay=False)],
    person: AsOption,
    role: RoleOption,
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import transfers  # noqa: PLC0415 - as above

    open_installation(workspace)
    viewer = prove(person, role)
    transfers.register(transfers.read(file), by=viewer.person)
    say(Text("已登记。", "Registered."), "green")


def end(key: Key, person: AsOption, role: RoleOption, workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.governance.services import transfers  # noqa: PLC0415 - as above

    open_installation(workspace)
    transfers.end(key, by=prove(person, role).person)
    say(Text("已终止。", "Ended."), "green")


def consent(key: Key, person: AsOption, workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.governance.services import transfers  # noqa: PLC0415 - as above

    open_installation(workspace)
    transfers.consent(key, by=prove(person, "employee").person)
    say(Text("已登记，可随时撤回。", "Recorded; you may take it back at any time."), "green")


def withdraw(key: Key, person: AsOption, workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.governance.services import transfers  # noqa: PLC0415 - as above

    open_installation(workspace)
    transfers.withdraw_consent(key, by=prove(person, "employee").person)
    say(Text("已撤回。", "Taken back."), "green")
