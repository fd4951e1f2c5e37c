"""``fairwatch my reports | comment | cases``: what was written and looked up about oneself (R32, R35)."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from fairwatch.commands.case_files import CaseArgument
from fairwatch.commands.console import print_json, say
from fairwatch.commands.options import AsOption, JsonOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.commands.reviews import ReportArgument
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text


def register(group: typer.Typer) -> None:
    """Into ``fairwatch my``."""
    for name, zh, en, example, command in (
        ("reports", "送达给您的报告。", "The reports about you that you have been served.", "reports", reports),
        (
            "comment",
            "对关于您的报告陈述申辩；与报告不可分离。",
            "Comment on a report about you; your words stay with it.",
            "comment 9ab0… --text 'the customer had asked for both files'",
            comment,
        ),
        (
            "cases",
            "已告知您的案件的告知书：谁、为何、何时看了什么，您的权利。",
            "The letters about cases that you were told of: who, why, what and when, and your rights.",
            "cases",
            cases,
        ),
        (
            "be-named",
            "同意让工会知道某案件涉及您。",
            "Let the union know that a case was about you.",
            "be-named 4f1c…",
            be_named,
        ),
    ):
        epilog = explain("例：", "Example: ") + f"fairwatch my {example} --as p0042 -w office"
        group.command(name, help=explain(zh, en), epilog=epilog)(command)


def reports(person: AsOption, workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    from fairwatch.governance.services import reviews  # noqa: PLC0415 - Django's models load after configure()

    open_installation(workspace)
    viewer = prove(person, "employee")
    served = reviews.served(viewer.person)
    if as_json:
        print_json([asdict(report) for report in served])
        return
    if not served:
        say(Text("没有送达给您的报告。", "You have been served no report."))
    for report in served:
        say(Text(f"{report.key} {report.state}：{report.text}", f"{report.key} {report.state}: {report.text}"))
        say(Text(f"复核理由：{report.reasons}", f"Reasons of the reviewer: {report.reasons}"), "dim")
        if report.comment:
            say(Text(f"您的陈述：{report.comment}", f"Your comment: {report.comment}"), "dim")
        elif report.state == "HEARING":
            say(
                Text(f"陈述申辩：fairwatch my comment {report.key}", f"To comment: fairwatch my comment {report.key}"),
                "yellow",
            )


def comment(
    key: ReportArgument,
    text: Annotated[str, typer.Option("--text", help=explain("您的陈述", "your comment, in your own words"))],
    person: AsOption,
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import reviews  # noqa: PLC0415 - as above

    open_installation(workspace)
    reviews.comment(key, text, by=prove(person, "employee").person)
    say(
        Text(
            "已收到；定稿前可以修改，之后与报告不可分离。",
            "Received. Until the report is final you may write another; then it stays with the report.",
        ),
        "green",
    )


def cases(person: AsOption, workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    from fairwatch.governance.services import case_letters  # noqa: PLC0415 - as above

    open_installation(workspace)
    viewer = prove(person, "employee")
    told = case_letters.mine(viewer.person, by=viewer.person)
    if as_json:
        print_json([asdict(file) | {"letter": asdict(letter)} for file, letter in told])
        return
    if not told:
        say(Text("没有已告知您的案件。", "You have been told of no case."))
    for _, letter in told:
        say(letter)


def be_named(key: CaseArgument, person: AsOption, workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.governance.services import cases as service  # noqa: PLC0415 - as above

    open_installation(workspace)
    service.agree_to_be_named(key, by=prove(person, "employee").person)
    say(Text("工会现在可以看到该案件涉及您。", "The union now sees that the case was about you."), "green")
