"""``fairwatch purpose``: what the organisation wants to know, and whether it may."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fairwatch.commands.console import answers, print_json, say, table
from fairwatch.commands.options import AsOption, JsonOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.commands.published import published
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text

PurposeArgument = Annotated[str, typer.Argument(help=explain("目的编号", "purpose id"))]


def register(app: typer.Typer) -> None:
    group = typer.Typer(
        no_args_is_help=True, help=explain("处理目的及其生效程序", "Purposes and how they become active")
    )
    group.command(
        "list",
        help=explain("列出全部目的及其状态。", "List all purposes and their state."),
        epilog=explain("例：", "Example: ") + "fairwatch purpose list -w office",
    )(show)
    group.command(
        help=explain(
            "输出一份待填写的卷宗（YAML）：评估、协商、公示等记录。",
            "Print the dossier to fill in (YAML): assessment, consultation, publication.",
        ),
        epilog=explain("例：", "Example: ") + "fairwatch purpose dossier work-time > work-time.yaml",
    )(dossier)
    group.command(
        help=explain(
            "用填好的卷宗启用一个目的；缺少任何一步都会说明并拒绝。",
            "Activate a purpose with its dossier; whatever is missing is named and refused.",
        ),
        epilog=explain("例：", "Example: ")
        + "fairwatch purpose activate work-time work-time.yaml --as p0001 -w office",
    )(activate)
    group.command(
        help=explain(
            "列出已公示的违规应用和限额及其生效时间，人人可查。",
            "List the published forbidden apps and quotas and since when they are in force. Everybody may read it.",
        ),
        epilog=explain("例：", "Example: ") + "fairwatch purpose published -w office",
    )(published)
    app.add_typer(group, name="purpose")


def show(workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    from fairwatch.governance.services import purposes  # noqa: PLC0415 - Django's models load after configure()

    open_installation(workspace)
    listed = purposes.catalogue()
    if as_json:
        print_json([{"id": p.id, "zh": p.title.zh, "en": p.title.en, "state": p.state} for p in listed])
        return
    rows = table(Text("目的", "Purposes"), Text("编号", "Id"), Text("名称", "Name"), Text("状态", "State"))
    for purpose in listed:
        rows.add_row(purpose.id, str(purpose.title), purpose.state)
    answers.print(rows)
    if not any(purpose.state == "ACTIVE" for purpose in listed):
        answers.print()
        say(
            Text(
                "没有已生效的目的。下一步：fairwatch purpose dossier work-time > work-time.yaml",
                "No purpose is active. Next: fairwatch purpose dossier work-time > work-time.yaml",
            ),
            "yellow",
        )


def dossier(purpose: PurposeArgument, workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.governance.services import purposes  # noqa: PLC0415 - as above

    open_installation(workspace)
    typer.echo(purposes.dossier_template(purpose))


def activate(
    purpose: PurposeArgument,
    file: Annotated[
        Path, typer.Argument(help=explain("填好的卷宗", "the dossier, filled in"), exists=True, dir_okay=False)
    ],
    person: AsOption,
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import purposes  # noqa: PLC0415 - as above

    installation = open_installation(workspace)
    viewer = prove(person, "dpo")
    purposes.activate(purpose, file, actor=viewer.person)
    active = installation.policy().purpose(purpose)
    say(
        Text(
            f"「{active.title.zh}」已生效。下一步：fairwatch ingest",
            f"“{active.title.en}” is active. Next: fairwatch ingest",
        ),
        "green",
    )
