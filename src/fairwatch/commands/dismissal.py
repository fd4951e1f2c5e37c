"""``fairwatch dismissal``: what may be used when somebody is to be dismissed, after the union was told (R33; LCL 43)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fairwatch.commands.console import answers, say
from fairwatch.commands.options import AsOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.commands.review import print_report
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text

Notice = Annotated[str, typer.Argument(help=explain("通知编号", "key of the notice"))]
Words = Annotated[str, typer.Option("--why", help=explain("书面内容", "in writing"))]


def register(app: typer.Typer) -> None:
    group = typer.Typer(
        no_args_is_help=True, help=explain("解除劳动合同前的工会程序", "The union step before a dismissal")
    )
    for name, zh, en, example, command in (
        (
            "notify",
            "把理由事先通知工会；只能依据定稿且未受污染的报告。",
            "Tell the union the reasons, from a report that is final and untainted.",
            '91be02 --why "..." --as p0003',
            notify,
        ),
        ("reply", "工会答复。", "The union's reply.", '7c11 --why "..." --as p0005', reply),
        (
            "pack",
            "工会答复或期满后取得材料。",
            "The pack, once the union has replied or its time is over.",
            "7c11 --as p0003",
            pack,
        ),
    ):
        epilog = explain("例：", "Example: ") + f"fairwatch dismissal {name} {example} -w office"
        group.command(name, help=explain(zh, en), epilog=epilog)(command)
    app.add_typer(group, name="dismissal")


def notify(
    report: Annotated[str, typer.Argument(help=explain("报告编号", "key of the report"))],
    why: Words,
    person: AsOption,
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import dismissals  # noqa: PLC0415 - Django's models load after configure()

    open_installation(workspace)
    key = dismissals.notify_union(report, why, by=prove(person, "hr").person)
    say(Text(f"工会已获通知，编号 {key}", f"The union is told; the notice is {key}"))


def reply(notice: Notice, why: Words, person: AsOption, workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.governance.services import dismissals  # noqa: PLC0415 - as above

    open_installation(workspace)
    dismissals.reply(notice, why, by=prove(person, "union").person)
    say(Text("答复已记录。", "The reply is on record."))


def pack(notice: Notice, person: AsOption, workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.governance.services import dismissals  # noqa: PLC0415 - as above

    open_installation(workspace)
    made = dismissals.assemble(notice, by=prove(person, "hr").person)
    print_report(made.report)
    answers.print()
    told = Text(f"{made.notified_on} 通知工会；答复：", f"Union told on {made.notified_on}; its reply:")
    answers.print(f"{told} {made.union_reply or Text('（期满未答复）', '(none in time)')}", markup=False)
