"""``fairwatch case``: the only way to the records of one named person (R35)."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fairwatch.commands.console import answers, print_json, say, step, table
from fairwatch.commands.options import AsOption, EngineOption, JsonOption, RoleOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.errors import ConfigError
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text, preferred_language

if TYPE_CHECKING:
    from fairwatch.governance.services.case_register import CaseView

CaseArgument = Annotated[str, typer.Argument(help=explain("案件编号", "key of the case"))]
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
            "登记已告知当事人。",
            "Record that the person has been told.",
            "tell 4f1c… --as p0004 --role dpo -w office",
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


def list_(
    person: AsOption, role: RoleOption = "analyst", workspace: WorkspaceOption = Path(), as_json: JsonOption = False
) -> None:
    from fairwatch.governance.services import case_register  # noqa: PLC0415 - as above

    open_installation(workspace)
    viewer = prove(person, role)
    if viewer.role == "union":
        _for_the_union(viewer.person, as_json=as_json)
        return
    files = case_register.listing(viewer)
    if as_json:
        print_json([asdict(file) for file in files])
        return
    if not files:
        say(Text("没有您参与的案件。", "There is no case that you work on."))
        return
    shown = table(
        Text("案件", "Cases"),
        Text("编号", "Key"),
        Text("状态", "State"),
        Text("当事人", "About"),
        Text("时间段", "Window"),
        Text("查看次数", "Looks"),
        Text("告知期限", "Tell by"),
    )
    for file in files:
        window = f"{file.first_day} – {file.last_day}"
        due = f"{file.tell_by:%Y-%m-%d}" if file.tell_by and not file.told_at else ""
        shown.add_row(file.key, file.state, file.subject or "—", window, f"{file.queries}", due)
    answers.print(shown)


def show(
    key: CaseArgument,
    person: AsOption,
    role: RoleOption = "analyst",
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    from fairwatch.governance.services import case_register  # noqa: PLC0415 - as above

    open_installation(workspace)
    file = case_register.show(key, prove(person, role))
    if as_json:
        print_json(asdict(file))
    else:
        print_file(file)


def query(
    key: CaseArgument,
    person: AsOption,
    engine: EngineOption = "duckdb",
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    from fairwatch import reports  # noqa: PLC0415 - loads the charts
    from fairwatch.pipeline import cases  # noqa: PLC0415 - loads the analysis stack

    installation = open_installation(workspace)
    viewer = prove(person, "analyst")
    with step(Text("正在查看", "looking")):
        released = cases.look(installation, key, viewer, engine)
    if as_json:
        print_json([one.as_json() for one in released])
        return
    if not released:
        say(Text("没有可显示的结果。", "There is nothing to show."))
    for one in released:
        answers.print(*reports.text(one, preferred_language(), installation.titles()), sep="\n")


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


def tell(key: CaseArgument, person: AsOption, role: RoleOption = "dpo", workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.governance.services import cases  # noqa: PLC0415 - as above

    open_installation(workspace)
    cases.tell_subject(key, by=prove(person, role).person)
    say(
        Text(
            "已登记。当事人现在可以看到：fairwatch my cases、fairwatch my access-log",
            "Recorded. The person sees it now: fairwatch my cases, fairwatch my access-log",
        ),
        "green",
    )


def print_file(file: CaseView) -> None:
    """A case as far as its reader may see it, one fact a line."""
    signed = ", ".join(f"{role} {person}" for role, person in file.approvals.items())
    fields = "; ".join(f"{purpose}: {', '.join(names)}" for purpose, names in file.fields.items())
    for zh, en, value in (
        ("编号", "Key", file.key),
        ("状态", "State", file.state),
        ("当事人", "About", file.subject or "—"),
        ("申请人", "Requested by", file.requester),
        ("调查人", "Investigator", file.investigator),
        ("怀疑", "Suspicion", file.suspicion),
        ("事实", "Facts", "; ".join(file.facts)),
        ("时间段", "Window", f"{file.first_day} – {file.last_day}"),
        ("字段", "Columns", fields),
        ("签署", "Signed", signed or "—"),
        ("查看次数", "Looks", f"{file.queries}"),
        ("结果", "Outcome", file.outcome or "—"),
        ("告知期限", "To be told by", f"{file.tell_by:%Y-%m-%d}" if file.tell_by else "—"),
        ("卷宗保存至", "File kept until", f"{file.kept_until:%Y-%m-%d}" if file.kept_until else "—"),
    ):
        say(Text(f"{zh}：{value}", f"{en}: {value}"))


def _for_the_union(person: str, *, as_json: bool) -> None:
    """Numbers, and whoever agreed to be named."""
    from fairwatch.governance.services import case_register  # noqa: PLC0415 - as above

    known = case_register.union_view(person)
    if as_json:
        print_json(asdict(known))
        return
    for state, number in sorted(known.cases.items()):
        say(Text(f"{state}：{number}", f"{state}: {number}"))
    for key, subject in known.named:
        say(Text(f"{key}：{subject} 同意具名", f"{key}: {subject} agreed to be named"))
    if not known.cases:
        say(Text("没有案件。", "There is no case."))
