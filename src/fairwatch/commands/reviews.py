"""``fairwatch review``: a report about a person, reviewed by a named human and heard by the person first (R31, R32)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fairwatch.commands.case_files import CaseArgument
from fairwatch.commands.console import print_json, say, step
from fairwatch.commands.options import AsOption, EngineOption, JsonOption, RoleOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text

ReportArgument = Annotated[str, typer.Argument(help=explain("报告编号", "key of the report"))]
ReasonsOption = Annotated[
    str, typer.Option("--reasons", help=explain("您自己的理由", "your own reasons, in your own words"))
]


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help=explain("关于个人的报告：复核与陈述", "Reports about a person"))
    for name, zh, en, example, command in (
        (
            "start",
            "调查人就一起案件写报告，并指定复核人。",
            "Write a report on a case, as its investigator, and name its reviewer.",
            "start 4f1c… report.txt --reviewer p0004 --as p0008 -w office",
            start,
        ),
        (
            "evidence",
            "复核人打开报告及其所依据的记录；复核由此开始。",
            "Open the report and the rows behind it, as its reviewer. The review begins.",
            "evidence 9ab0… --as p0004 --role dpo -w office",
            evidence,
        ),
        (
            "write",
            "复核人写下自己的理由，维持或（--overturn）推翻。",
            "Write your own reasons, as the reviewer: uphold, or --overturn.",
            "write 9ab0… --reasons 'both uploads are in the rows' --as p0004 --role dpo -w office",
            write,
        ),
        (
            "hear",
            "送达本人陈述申辩；任何人此前都看不到。",
            "Serve it on the person to be heard, before anybody else may read it.",
            "hear 9ab0… --as p0008 -w office",
            hear,
        ),
        (
            "sign-off",
            "个人信息保护负责人签署：本人投诉后六个月内必需。",
            "Sign off as DPO: needed within six months of a complaint by the person.",
            "sign-off 9ab0… --reasons 'no retaliation' --as p0004 -w office",
            sign_off,
        ),
        (
            "finish",
            "本人已陈述或期满后定稿。",
            "Make it final, once the person has commented or had their time.",
            "finish 9ab0… --as p0008 -w office",
            finish,
        ),
        (
            "show",
            "阅读定稿的报告，连同理由和本人的陈述。",
            "Read a final report, with the reasons and the person's comment.",
            "show 9ab0… --as p0003 --role hr -w office",
            show,
        ),
        (
            "list",
            "由您撰写或复核的报告。",
            "The reports that you write or review.",
            "list --as p0008 -w office",
            list_,
        ),
    ):
        epilog = explain("例：", "Example: ") + f"fairwatch review {example}"
        group.command(name, help=explain(zh, en), epilog=epilog)(command)
    app.add_typer(group, name="review")


def start(
    case: CaseArgument,
    file: Annotated[
        Path,
        typer.Argument(help=explain("报告正文（UTF-8）", "the report's text (UTF-8)"), exists=True, dir_okay=False),
    ],
    reviewer: Annotated[str, typer.Option(help=explain("复核人的人员编号", "the reviewer's person id"))],
    person: AsOption,
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.pipeline import cases  # noqa: PLC0415 - loads the analysis stack

    installation = open_installation(workspace)
    viewer = prove(person, "analyst")
    key = cases.draft(installation, case, file.read_text(encoding="utf-8"), reviewer, viewer)
    say(
        Text(
            f"报告 {key} 已写成。复核人运行：fairwatch review evidence {key}",
            f"Report {key} drafted. The reviewer runs: fairwatch review evidence {key}",
        ),
        "green",
    )


def evidence(
    key: ReportArgument,
    person: AsOption,
    role: RoleOption = "dpo",
    engine: EngineOption = "duckdb",
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    from fairwatch.commands.released import show_released  # noqa: PLC0415 - loads the door
    from fairwatch.pipeline import cases  # noqa: PLC0415 - loads the analysis stack

    installation = open_installation(workspace)
    viewer = prove(person, role)
    with step(Text("正在打开", "opening")):
        text, released = cases.evidence(installation, key, viewer, engine)
    if as_json:
        print_json({"text": text, "evidence": [one.as_json() for one in released]})
        return
    say(Text(text, text))
    show_released(released, installation)


def write(
    key: ReportArgument,
    reasons: ReasonsOption,
    person: AsOption,
    role: RoleOption = "dpo",
    overturn: Annotated[bool, typer.Option("--overturn", help=explain("推翻", "the report is wrong"))] = False,
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import reviews  # noqa: PLC0415 - Django's models load after configure()

    open_installation(workspace)
    reviews.sign_review(key, reasons, overturn=overturn, by=prove(person, role).person)
    say(
        Text("报告已被推翻。", "The report is overturned.")
        if overturn
        else Text(f"已复核：fairwatch review hear {key}", f"Reviewed: fairwatch review hear {key}"),
        "green",
    )


def hear(
    key: ReportArgument, person: AsOption, role: RoleOption = "analyst", workspace: WorkspaceOption = Path()
) -> None:
    from fairwatch.governance.services import reviews  # noqa: PLC0415 - as above

    open_installation(workspace)
    reviews.open_hearing(key, by=prove(person, role).person)
    say(
        Text("已送达本人：fairwatch my reports", "Served on the person, who sees it with: fairwatch my reports"),
        "green",
    )


def sign_off(
    key: ReportArgument, reasons: ReasonsOption, person: AsOption, workspace: WorkspaceOption = Path()
) -> None:
    from fairwatch.governance.services import reviews  # noqa: PLC0415 - as above

    open_installation(workspace)
    reviews.sign_off(key, reasons, by=prove(person, "dpo").person)
    say(Text("已签署。", "Signed off."), "green")


def finish(
    key: ReportArgument, person: AsOption, role: RoleOption = "analyst", workspace: WorkspaceOption = Path()
) -> None:
    from fairwatch.governance.services import reviews  # noqa: PLC0415 - as above

    open_installation(workspace)
    reviews.finalise(key, by=prove(person, role).person)
    say(Text(f"报告 {key} 已定稿。", f"Report {key} is final."), "green")


def show(
    key: ReportArgument,
    person: AsOption,
    role: RoleOption = "hr",
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    from dataclasses import asdict  # noqa: PLC0415 - only here

    from fairwatch.governance.services import reviews  # noqa: PLC0415 - as above

    open_installation(workspace)
    report = reviews.read(key, by=prove(person, role).person)
    if as_json:
        print_json(asdict(report))
        return
    for zh, en, value in (
        ("报告", "Report", report.text),
        ("复核人", "Reviewer", report.reviewer),
        ("理由", "Reasons", report.reasons),
        ("本人陈述", "The person's comment", report.comment or "—"),
    ):
        say(Text(f"{zh}：{value}", f"{en}: {value}"))


def list_(
    person: AsOption, role: RoleOption = "analyst", workspace: WorkspaceOption = Path(), as_json: JsonOption = False
) -> None:
    from fairwatch.governance.services import reviews  # noqa: PLC0415 - as above

    open_installation(workspace)
    keys = reviews.assigned(prove(person, role).person)
    if as_json:
        print_json(keys)
        return
    for key in keys:
        say(Text(key, key))
    if not keys:
        say(Text("没有您撰写或复核的报告。", "There is no report that you write or review."))
