"""``fairwatch review``: a report about one person is final only after a human's own reasons and the person's word."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fairwatch.commands.console import answers, say
from fairwatch.commands.options import AsOption, RoleOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text

if TYPE_CHECKING:
    from fairwatch.governance.services.reviews import ReportView

Key = Annotated[str, typer.Argument(help=explain("报告编号", "key of the report"))]
TextFile = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, help=explain("UTF-8 文本文件", "text file in UTF-8"))
]


def register(app: typer.Typer) -> None:
    group = typer.Typer(
        no_args_is_help=True, help=explain("个人报告的人工复核与听取意见", "Human review and hearing of a report")
    )
    for name, zh, en, example, command in (
        (
            "draft",
            "依据一起案件写报告草稿，并指定复核人。",
            "Draft a report that rests on a case, and name its reviewer.",
            "p0042 report.txt --case 5f0c2a91be33 --reviewer p0003 --as p0008 --role analyst",
            draft,
        ),
        (
            "begin",
            "复核人打开报告，开始计时。",
            "The reviewer opens it; time runs.",
            "91be --as p0003 --role hr",
            begin,
        ),
        (
            "sign",
            "复核人写下自己的理由，维持或推翻。",
            "The reviewer's own reasons: upheld, or overturned.",
            "91be reasons.txt --as p0003 --role hr",
            sign,
        ),
        ("hear", "交给本人，听取意见。", "Give it to the person and hear them.", "91be --as p0003 --role hr", hear),
        (
            "comment",
            "本人的意见；与报告不可分离。",
            "The person's comment; part of the report for good.",
            "91be answer.txt --as p0042",
            comment,
        ),
        ("finish", "定稿。", "Make it final.", "91be --as p0003 --role hr", finish),
        ("read", "阅读报告，含理由与本人意见。", "Read it, with reasons and comment.", "91be --as p0042", read),
    ):
        epilog = explain("例：", "Example: ") + f"fairwatch review {name} {example} -w office"
        group.command(name, help=explain(zh, en), epilog=epilog)(command)
    app.add_typer(group, name="review")


def draft(
    subject: Annotated[str, typer.Argument(help=explain("当事人编号", "id of the person it is about"))],
    file: TextFile,
    case: Annotated[str, typer.Option(help=explain("所依据的案件", "key of the case it rests on"))],
    reviewer: Annotated[str, typer.Option(help=explain("复核人编号", "id of the reviewer"))],
    person: AsOption,
    role: RoleOption = "analyst",
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import reviews  # noqa: PLC0415 - Django's models load after configure()
    from fairwatch.pipeline.lineage import of_case  # noqa: PLC0415 - as above

    installation = open_installation(workspace)
    viewer, text = prove(person, role), file.read_text(encoding="utf-8")
    lineage = of_case(installation, case)
    key = reviews.draft(subject, text, lineage, reviewer=reviewer, case=case, by=viewer.person)
    say(
        Text(
            f"报告草稿 {key}。下一步：fairwatch review begin {key}", f"Draft {key}. Next: fairwatch review begin {key}"
        )
    )


def begin(key: Key, person: AsOption, role: RoleOption = "hr", workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.governance.services import reviews  # noqa: PLC0415 - as above

    open_installation(workspace)
    answers.print(reviews.begin_review(key, by=prove(person, role).person), markup=False)


def sign(
    key: Key,
    reasons: TextFile,
    person: AsOption,
    overturn: Annotated[bool, typer.Option("--overturn", help=explain("推翻", "the report is wrong"))] = False,
    role: RoleOption = "hr",
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import reviews  # noqa: PLC0415 - as above

    open_installation(workspace)
    viewer, text = prove(person, role), reasons.read_text(encoding="utf-8")
    reviews.sign_review(key, text, overturn=overturn, by=viewer.person)
    say(
        Text("已推翻。", "Overturned.")
        if overturn
        else Text("已复核。下一步：听取本人意见", "Reviewed. Next: hear the person")
    )


def hear(key: Key, person: AsOption, role: RoleOption = "hr", workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.governance.services import reviews  # noqa: PLC0415 - as above

    open_installation(workspace)
    reviews.open_hearing(key, by=prove(person, role).person)
    say(Text("已交给本人；期限见法规包。", "Given to the person; the law pack says for how long."))


def comment(key: Key, file: TextFile, person: AsOption, workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.governance.services import reviews  # noqa: PLC0415 - as above

    open_installation(workspace)
    viewer, text = prove(person, "employee"), file.read_text(encoding="utf-8")
    reviews.comment(key, text, by=viewer.person)
    say(Text("您的意见已附于报告。", "Your comment is part of the report."))


def finish(key: Key, person: AsOption, role: RoleOption = "hr", workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.governance.services import reviews  # noqa: PLC0415 - as above

    open_installation(workspace)
    reviews.finalise(key, by=prove(person, role).person)
    say(Text("已定稿。", "Final."), "green")


def read(key: Key, person: AsOption, role: RoleOption = "employee", workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.governance.services import reviews  # noqa: PLC0415 - as above

    open_installation(workspace)
    print_report(reviews.read(key, by=prove(person, role).person))


def print_report(report: ReportView) -> None:
    """A report as it is read: never without the reasons and the comment."""
    answers.print(report.text, markup=False)
    for title, text in (
        (Text(f"复核人 {report.reviewer} 的理由", f"Reasons of the reviewer {report.reviewer}"), report.reasons),
        (Text("本人意见", "The person's comment"), report.comment or str(Text("（无）", "(none)"))),
    ):
        answers.print()
        answers.print(f"{title}:", style="bold")
        answers.print(text, markup=False)
