"""``fairwatch case``: the only way to the records of one named person (R35)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fairwatch.commands.case_files import CaseArgument, list_, show
from fairwatch.commands.console import say, step
from fairwatch.commands.options import AsOption, EngineOption, JsonOption, RoleOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.errors import ConfigError
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text

ReasonOption = Annotated[str, typer.Option("--reason", help=explain("理由", "the reason"))]


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help=explain("案件：查看一名人员记录的唯一途径", "Cases"))
    for name, zh, en, example, command in (
        (
            "request",
            "用填好的申请（YAML）立案；--template 输出空白申请。",
            "Ask for a case with a request's file (YAML); --template prints a blank one.",
            "request suspicion.yaml --as p0008 --role analyst -w office",
            request,
        ),
        (
            "approve",
            "个人信息保护负责人或法务批准；两条线各一人，任何当事方都不得批准。",
            "Approve as DPO or counsel: one of each, of different lines, and no party to it.",
            "approve 4f1c… --as p0004 --role dpo -w office",
            approve,
        ),
        (
            "reject",
            "驳回；一名审批人即可。",
            "Refuse a case; one approver's no is enough.",
            "reject 4f1c… --reason 'no facts' --as p0009 --role counsel -w office",
            reject,
        ),
        (
            "inform-union",
            "登记已通知工会有一起案件（不告知是谁）。",
            "Record that the union was told that there is a case, not about whom.",
            "inform-union 4f1c… p0005 --as p0004 --role dpo -w office",
            inform_union,
        ),
        (
            "open",
            "调查人打开已批准的案件。",
            "Open an approved case, as its investigator.",
            "open 4f1c… --as p0008 -w office",
            open_,
        ),
        ("list", "您参与的案件。", "The cases that you work on.", "list --as p0004 --role dpo -w office", list_),
        ("show", "一起案件的卷宗。", "The file of one case.", "show 4f1c… --as p0004 --role dpo -w office", show),
        (
            "query",
            "调查人查看：仅该人员、该时间段、所列字段；每次都入审计链并计数。",
            "Look, as the investigator: that person, that window, those columns. Each look is logged and counted.",
            "query 4f1c… --as p0008 -w office",
            query,
        ),
        (
            "close",
            "结案；--founded 表示查实。",
            "Close a case; --founded when the suspicion proved true.",
            "close 4f1c… --outcome 'see report' --as p0008 -w office",
            close,
        ),
        (
            "tell",
            "告知当事人：登记并输出告知书；本人用 my cases 也能看到。",
            "Tell the person: puts it on record and prints the letter, which they find in `my cases` as well.",
            "tell 4f1c… --out letter.txt --as p0004 --role dpo -w office",
            tell,
        ),
    ):
        epilog = explain("例：", "Example: ") + f"fairwatch case {example}"
        group.command(name, help=explain(zh, en), epilog=epilog)(command)
    app.add_typer(group, name="case")


def request(
    file: Annotated[
        Path | None,
        typer.Argument(help=explain("填好的申请", "the request, filled in"), exists=True, dir_okay=False),
    ] = None,
    person: Annotated[
        str, typer.Option("--as", envvar="FAIRWATCH_AS", help=explain("您的人员编号", "your person id"))
    ] = "",
    role: RoleOption = "analyst",
    template: Annotated[
        bool, typer.Option("--template", help=explain("输出空白申请", "print a blank request"))
    ] = False,
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance import case_request  # noqa: PLC0415 - only this command needs it

    if template:
        typer.echo(case_request.template(), nl=False)
        return
    if file is None or not person:
        raise ConfigError(
            Text("缺少申请文件或 --as", "the request's file or --as is missing"),
            where="case request",
            next_step=Text("先运行 fairwatch case request --template", "begin with fairwatch case request --template"),
        )
    from fairwatch.pipeline import cases  # noqa: PLC0415 - loads the analysis stack

    installation = open_installation(workspace)
    viewer = prove(person, role)
    key = cases.request(installation, case_request.read(file), viewer)
    say(
        Text(
            f"案件 {key} 已申请。须由个人信息保护负责人和法务各自批准：fairwatch case approve {key}",
            f"Case {key} requested. DPO and counsel must each approve it: fairwatch case approve {key}",
        ),
        "green",
    )


def approve(
    key: CaseArgument,
    person: AsOption,
    role: RoleOption = "dpo",
    finding: Annotated[
        str,
        typer.Option(
            help=explain("法务：为何文件记录不足以判断（仅涉求职记录时）", "counsel's, where job search is asked for")
        ),
    ] = "",
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import cases  # noqa: PLC0415 - Django's models load after configure()

    open_installation(workspace)
    viewer = prove(person, role)
    cases.approve(key, viewer.role, by=viewer.person, finding=finding)
    say(Text(f"已以 {role} 身份签署 {key}。", f"Signed {key} as {role}."), "green")


def reject(
    key: CaseArgument,
    reason: ReasonOption,
    person: AsOption,
    role: RoleOption = "dpo",
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import cases  # noqa: PLC0415 - as above

    open_installation(workspace)
    cases.refuse(key, by=prove(person, role).person, reason=reason)
    say(Text(f"案件 {key} 已驳回。", f"Case {key} is refused."))


def inform_union(
    key: CaseArgument,
    representative: Annotated[str, typer.Argument(help=explain("工会代表的人员编号", "the representative's id"))],
    person: AsOption,
    role: RoleOption = "dpo",
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import cases  # noqa: PLC0415 - as above

    open_installation(workspace)
    cases.inform_union(key, representative, by=prove(person, role).person)
    say(Text("已登记。", "Recorded."), "green")


def open_(key: CaseArgument, person: AsOption, workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.governance.services import cases  # noqa: PLC0415 - as above

    open_installation(workspace)
    cases.open_case(key, by=prove(person, "analyst").person)
    say(
        Text(f"案件 {key} 已打开：fairwatch case query {key}", f"Case {key} is open: fairwatch case query {key}"),
        "green",
    )


def query(
    key: CaseArgument,
    person: AsOption,
    engine: EngineOption = "duckdb",
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    from fairwatch.commands.released import show_released  # noqa: PLC0415 - loads the door
    from fairwatch.pipeline import cases  # noqa: PLC0415 - loads the analysis stack

    installation = open_installation(workspace)
    viewer = prove(person, "analyst")
    with step(Text("正在查看", "looking")):
        released = cases.look(installation, key, viewer, engine)
    show_released(released, installation, as_json=as_json)


def close(
    key: CaseArgument,
    outcome: Annotated[str, typer.Option(help=explain("结果", "the outcome, in words"))],
    person: AsOption,
    role: RoleOption = "analyst",
    founded: Annotated[bool, typer.Option("--founded", help=explain("查实", "the suspicion proved true"))] = False,
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import cases  # noqa: PLC0415 - as above

    open_installation(workspace)
    cases.close(key, by=prove(person, role).person, outcome=outcome, founded=founded)
    say(
        Text(
            f"案件 {key} 已结。须在期限内告知当事人：fairwatch case tell {key}",
            f"Case {key} is closed. The person must be told in time: fairwatch case tell {key}",
        ),
        "green",
    )


def tell(
    key: CaseArgument,
    person: AsOption,
    role: RoleOption = "dpo",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            dir_okay=False,
            help=explain("把中英文告知书写入此文件", "write the letter, in both languages, to this file"),
        ),
    ] = None,
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance import whole_file  # noqa: PLC0415 - as above
    from fairwatch.governance.services import case_letters  # noqa: PLC0415 - as above

    open_installation(workspace)
    letter = case_letters.tell(key, by=prove(person, role).person)
    if out:
        whole_file.write(out, f"{letter.zh}\n{letter.en}".encode())
    else:
        say(letter)
    say(
        Text(
            "已登记。当事人现在可以看到：fairwatch my cases、fairwatch my access-log",
            "Recorded. The person sees it now: fairwatch my cases, fairwatch my access-log",
        ),
        "green",
    )
