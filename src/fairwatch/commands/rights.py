"""``fairwatch my``: what people may do about their own data (PIPL art. 44–50)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fairwatch.commands import own_reports, own_shares
from fairwatch.commands.console import answers, counted, print_json, say, step, table
from fairwatch.commands.options import AsOption, JsonOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.pipeline.installation import Installation, open_installation
from fairwatch.text import Text
from fairwatch.viewer import Viewer

if TYPE_CHECKING:
    from fairwatch.governance.models import RightsRequest

PurposeOption = Annotated[
    str, typer.Option("--purpose", "-p", help=explain("目的编号；空为全部", "purpose id; empty means all"))
]
WhyOption = Annotated[str, typer.Option("--why", help=explain("用您自己的话说明", "in your own words"))]


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help=explain("您对本人数据的权利", "Your rights over your own data"))
    for name, zh, en, example, command in (
        ("export", "把关于您的一切写成一个 ZIP 文件。", "Write everything held about you.", "--out me.zip", export),
        ("access-log", "谁在何时看过您的数据。", "Who looked at your data, and when.", "", access_log),
        ("requests", "您的请求及答复。", "Your requests and their answers.", "", requests),
        (
            "correct",
            "对记录提出异议；即时冻结。",
            "Dispute rows; frozen at once.",
            "work-time --day 2026-09-01",
            correct,
        ),
        ("restrict", "限制处理您的数据。", "Limit what is done with your data.", "-p work-time", restrict),
        ("object", "反对处理您的数据。", "Object to what is done with your data.", "-p work-time", object_),
        ("delete", "要求删除您的数据。", "Ask that your data be erased.", "-p departure-self", delete),
        ("explain", "要求解释规则。", "Ask how a result came about.", "-p work-time --why ?", explain_),
        (
            "complain",
            "投诉；勾选后同时送工会。",
            "Complain to the DPO, and the union if you tick it.",
            "--union",
            complain,
        ),
        ("review", "要求由人复核。", "Ask for a review by a human.", "--why ?", review),
        ("lift", "收回限制或反对。", "Take back a restriction or objection.", "7", lift),
    ):
        epilog = explain("例：", "Example: ") + f"fairwatch my {name} {example} --as p0042 -w office".replace("  ", " ")
        group.command(name, help=explain(zh, en), epilog=epilog)(command)
    for subject in (own_reports, own_shares):
        subject.register(group)
    app.add_typer(group, name="my")


def export(
    out: Annotated[
        Path, typer.Option("--out", "-o", help=explain("写入的 ZIP 文件", "ZIP file to write"), dir_okay=False)
    ],
    person: AsOption,
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.pipeline.rights import write_export  # noqa: PLC0415 - loads the analysis stack

    installation, viewer = _enter(workspace, person)
    with step(Text("正在收集", "collecting")):
        made = write_export(installation, viewer, out)
    rows = sum(map(len, made.tables.values()))
    say(
        Text(
            f"{len(made.tables)} 张表，{rows:,} 行，已写入 {out}",
            f"{counted(len(made.tables), 'table')}, {counted(rows, 'row')}, written to {out}",
        ),
        "green",
    )


def access_log(person: AsOption, workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    from fairwatch.governance.services import own_records  # noqa: PLC0415 - Django's models load after configure()

    _, viewer = _enter(workspace, person)
    entries = own_records.read_access_log(viewer.person, by=viewer.person)
    if as_json:
        print_json(entries)
        return
    shown = table(
        Text("访问记录", "Access log"),
        Text("时间", "Time"),
        Text("谁", "Who"),
        Text("角色", "Role"),
        Text("做了什么", "What"),
        Text("目的", "Purpose"),
        Text("结果", "Outcome"),
    )
    for entry in entries:
        outcome = f"{entry['outcome']} {entry['code']}".rstrip()
        shown.add_row(
            f"{entry['time']:%Y-%m-%d %H:%M}", entry["who"], entry["role"], entry["action"], entry["purpose"], outcome
        )
    answers.print(shown)


def requests(person: AsOption, workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.governance.services import rights  # noqa: PLC0415 - as above

    _, viewer = _enter(workspace, person)
    for request in rights.mine(viewer.person):
        say(
            Text(
                f"{request.pk} {request.kind} {request.purpose} {request.state}，最迟 {request.reply_by} 答复",
                f"{request.pk} {request.kind} {request.purpose} {request.state}, answer due by {request.reply_by}",
            )
        )
        if told := rights.how_to_complain(request):
            say(told)
        elif request.answer:
            say(Text(request.answer, request.answer))


def correct(
    purpose: Annotated[str, typer.Argument(help=explain("目的编号", "purpose id"))],
    person: AsOption,
    day: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help=explain("哪一天；空为全部", "day; empty means all"))
    ] = None,
    site: Annotated[str, typer.Option(help=explain("哪个站点；空为全部", "site; empty means all"))] = "",
    why: WhyOption = "",
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import disputes  # noqa: PLC0415 - as above

    _, viewer = _enter(workspace, person)
    opened = disputes.open_(viewer.person, purpose, why, by=viewer.person, day=day.date() if day else None, site=site)
    _received(opened.request)


def restrict(
    person: AsOption, purpose: PurposeOption = "", why: WhyOption = "", workspace: WorkspaceOption = Path()
) -> None:
    _ask("restrict", workspace, person, purpose, why)


def object_(
    person: AsOption, purpose: PurposeOption = "", why: WhyOption = "", workspace: WorkspaceOption = Path()
) -> None:
    _ask("object", workspace, person, purpose, why)


def delete(
    person: AsOption, purpose: PurposeOption = "", why: WhyOption = "", workspace: WorkspaceOption = Path()
) -> None:
    _ask("delete", workspace, person, purpose, why)


def explain_(
    person: AsOption, purpose: PurposeOption = "", why: WhyOption = "", workspace: WorkspaceOption = Path()
) -> None:
    _ask("explain", workspace, person, purpose, why)


def review(
    person: AsOption, purpose: PurposeOption = "", why: WhyOption = "", workspace: WorkspaceOption = Path()
) -> None:
    _ask("human_review", workspace, person, purpose, why)


def complain(
    person: AsOption,
    purpose: PurposeOption = "",
    why: WhyOption = "",
    union: Annotated[bool, typer.Option("--union", help=explain("同时送工会", "send it to the union as well"))] = False,
    workspace: WorkspaceOption = Path(),
) -> None:
    _ask("complain", workspace, person, purpose, why, to_union=union)


def lift(
    number: Annotated[int, typer.Argument(help=explain("请求编号（见 my requests）", "number of the request"))],
    person: AsOption,
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.errors import Refused  # noqa: PLC0415 - only at the moment of refusal
    from fairwatch.governance.services import rights  # noqa: PLC0415 - as above

    _, viewer = _enter(workspace, person)
    request = rights.mine(viewer.person).filter(pk=number).first()
    if request is None:
        raise Refused("E_DISCLOSURE", where=str(number))
    rights.lift(request, by=viewer.person)
    say(Text("已收回。", "Taken back."))


def _enter(workspace: Path, person: str) -> tuple[Installation, Viewer]:
    """The installation, and the person in their own name, whatever other roles they have."""
    installation = open_installation(workspace)
    return installation, prove(person, "employee")


def _ask(kind: str, workspace: Path, person: str, purpose: str, why: str, *, to_union: bool = False) -> None:
    from fairwatch.governance.services import rights  # noqa: PLC0415 - as above

    _, viewer = _enter(workspace, person)
    _received(rights.receive(viewer.person, kind, by=viewer.person, purpose=purpose, words=why, to_union=to_union))


def _received(request: RightsRequest) -> None:
    if request.answer:
        say(Text(f"{request.pk}：{request.answer}", f"{request.pk}: {request.answer}"), "green")
        return
    say(
        Text(
            f"已收到，编号 {request.pk}，最迟 {request.reply_by} 答复。查看：fairwatch my requests",
            f"Received as number {request.pk}, to be answered by {request.reply_by}. See: fairwatch my requests",
        ),
        "green",
    )
