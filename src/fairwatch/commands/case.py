"""``fairwatch case``: looking at one person's rows, and only after two others have agreed (R35)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fairwatch.commands.console import answers, print_json, say, step, table
from fairwatch.commands.options import AsOption, EngineOption, JsonOption, RoleOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text, preferred_language

if TYPE_CHECKING:
    from fairwatch.governance.models import Case

Key = Annotated[str, typer.Argument(help=explain("案件编号", "key of the case"))]
Why = Annotated[str, typer.Option("--why", help=explain("书面理由", "the reason, in writing"))]


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help=explain("立案查看一个人的记录", "Cases: a look at one person"))
    for name, zh, en, example, command in (
        ("form", "输出立案申请表（YAML）。", "Print the form of a request (YAML).", "> case.yaml", form),
        ("request", "提出立案申请。", "Ask for a case.", "case.yaml --as p0003 --role hr", request),
        (
            "approve",
            "以 DPO 或法务身份批准；须两人，且不同条线。",
            "Approve as DPO or counsel; two people of different lines are needed.",
            "5f0c2a91be33 --as p0004 --role dpo",
            approve,
        ),
        (
            "refuse",
            "驳回申请；一人反对即可。",
            "Refuse it; one no is enough.",
            '5f0c2a91be33 --why "no facts" --as p0004 --role dpo',
            refuse,
        ),
        (
            "inform-union",
            "记录已告知工会有一起案件（不含当事人）。",
            "Put on record that the union knows of a case, not of whom it is about.",
            "5f0c2a91be33 p0005 --as p0004 --role dpo",
            inform_union,
        ),
        ("open", "调查人开始调查。", "The investigator begins.", "5f0c2a91be33 --as p0008 --role analyst", open_),
        (
            "query",
            "查看案件所列的字段与日期；每次查看都先写入审计链。",
            "Look at the columns and days of the case; each look is in the audit chain first.",
            "5f0c2a91be33 leak --as p0008 --role analyst",
            query,
        ),
        (
            "close",
            "结案，写明结果。",
            "Close it with its outcome.",
            "5f0c2a91be33 --why unfounded --as p0008 --role analyst",
            close,
        ),
        ("tell", "记录已告知当事人。", "Put on record that the person was told.", "5f0c2a91be33 --as p0004", tell),
        (
            "list",
            "与您有关的案件；DPO 与法务可见全部。",
            "The cases you have to do with.",
            "--as p0004 --role dpo",
            show,
        ),
    ):
        epilog = explain("例：", "Example: ") + f"fairwatch case {name} {example} -w office"
        group.command(name, help=explain(zh, en), epilog=epilog)(command)
    app.add_typer(group, name="case")


def form() -> None:
    from fairwatch.governance import case_request  # noqa: PLC0415 - only this command needs it

    typer.echo(case_request.form(), nl=False)


def request(
    file: Annotated[
        Path, typer.Argument(help=explain("填好的申请表", "the form, filled in"), exists=True, dir_okay=False)
    ],
    person: AsOption,
    role: RoleOption = "analyst",
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance import case_request, documents  # noqa: PLC0415 - as above
    from fairwatch.governance.services import cases  # noqa: PLC0415 - Django's models load after configure()

    open_installation(workspace)
    viewer = prove(person, role)
    key = cases.request(case_request.read(documents.read(file)), by=viewer.person)
    say(
        Text(
            f"案件 {key} 已提出；下一步由 DPO 与法务批准：fairwatch case approve {key}",
            f"Case {key} is asked for. Next, DPO and counsel: fairwatch case approve {key}",
        ),
        "green",
    )


def approve(
    key: Key,
    person: AsOption,
    role: RoleOption = "dpo",
    finding: Annotated[
        str,
        typer.Option(
            help=explain(
                "法务的书面意见：为何仅看文件事件不足（申请查看求职记录时必填）",
                "counsel's finding why file events do not suffice, where job search is asked for",
            )
        ),
    ] = "",
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import cases  # noqa: PLC0415 - as above

    open_installation(workspace)
    viewer = prove(person, role)
    cases.approve(key, viewer.role, by=viewer.person, finding=finding)
    say(Text("已批准。", "Approved."), "green")


def refuse(key: Key, person: AsOption, why: Why, role: RoleOption = "dpo", workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.governance.services import cases  # noqa: PLC0415 - as above

    open_installation(workspace)
    cases.refuse(key, by=prove(person, role).person, reason=why)
    say(Text("已驳回。", "Refused."))


def inform_union(
    key: Key,
    representative: Annotated[str, typer.Argument(help=explain("工会代表的编号", "id of the representative"))],
    person: AsOption,
    role: RoleOption = "dpo",
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import cases  # noqa: PLC0415 - as above

    open_installation(workspace)
    cases.inform_union(key, representative, by=prove(person, role).person)
    say(Text("已记录工会知情。", "On record: the union knows."))


def open_(key: Key, person: AsOption, role: RoleOption = "analyst", workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.governance.services import cases  # noqa: PLC0415 - as above

    open_installation(workspace)
    cases.open_case(key, by=prove(person, role).person)
    say(Text(f"调查开始。fairwatch case query {key} leak", f"The case is open. fairwatch case query {key} leak"))


def query(
    key: Key,
    name: Annotated[str, typer.Argument(help=explain("分析名称", "name of the analysis"))],
    person: AsOption,
    role: RoleOption = "analyst",
    engine: EngineOption = "duckdb",
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    from fairwatch import reports  # noqa: PLC0415 - loads the charts
    from fairwatch.pipeline.answers import answer  # noqa: PLC0415 - loads the analysis stack

    installation = open_installation(workspace)
    viewer = prove(person, role)
    with step(Text("正在分析", "analysing")):
        released = answer(installation, [name], viewer, engine, case=key)
    if as_json:
        print_json([one.as_json() for one in released])
        return
    for one in released:
        answers.print(*reports.text(one, preferred_language(), installation.titles()), sep="\n")


def close(
    key: Key, person: AsOption, why: Why, role: RoleOption = "analyst", workspace: WorkspaceOption = Path()
) -> None:
    from fairwatch.governance.services import cases  # noqa: PLC0415 - as above

    open_installation(workspace)
    cases.close(key, by=prove(person, role).person, outcome=why)
    say(
        Text(
            f"已结案；请在法规包规定的天数内告知当事人，然后：fairwatch case tell {key}",
            f"Closed. Tell the person within the law pack's days, then: fairwatch case tell {key}",
        )
    )


def tell(key: Key, person: AsOption, role: RoleOption = "dpo", workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.governance.services import cases  # noqa: PLC0415 - as above

    open_installation(workspace)
    cases.tell_subject(key, by=prove(person, role).person)
    say(Text("已记录当事人知情。", "On record: the person was told."))


def show(
    person: AsOption, role: RoleOption = "dpo", workspace: WorkspaceOption = Path(), as_json: JsonOption = False
) -> None:
    from fairwatch.governance.services import cases  # noqa: PLC0415 - as above

    open_installation(workspace)
    found = cases.involving(prove(person, role).person)
    if as_json:
        print_json([_as_json(case) for case in found])
        return
    if not found:
        say(Text("没有与您有关的案件。", "You have to do with no case."))
        return
    headings = (Text("编号", "Key"), Text("状态", "State"), Text("当事人", "Person"), Text("日期", "Days"))
    rows = table(Text("案件", "Cases"), *headings, Text("失效", "Ends"))
    for case in found:
        days = f"{case.first_day} – {case.last_day}"
        rows.add_row(case.key, case.state, case.subject.key, days, f"{case.expires_at:%Y-%m-%d}")
    answers.print(rows)


def _as_json(case: Case) -> dict[str, object]:
    return {
        "key": case.key,
        "state": case.state,
        "subject": case.subject.key,
        "first_day": case.first_day.isoformat(),
        "last_day": case.last_day.isoformat(),
        "fields": case.fields,
        "expires_at": case.expires_at.isoformat(),
        "tell_by": case.tell_by.isoformat() if case.tell_by else None,
    }
