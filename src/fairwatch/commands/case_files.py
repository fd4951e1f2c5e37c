"""``fairwatch case list | show``: the files of cases, as far as each reader may see them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fairwatch.commands.console import answers, print_json, say, table
from fairwatch.commands.options import AsOption, JsonOption, RoleOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text

if TYPE_CHECKING:
    from fairwatch.governance.services.case_register import CaseView

CaseArgument = Annotated[str, typer.Argument(help=explain("案件编号", "key of the case"))]


def list_(
    person: AsOption, role: RoleOption = "analyst", workspace: WorkspaceOption = Path(), as_json: JsonOption = False
) -> None:
    from fairwatch.governance.services import case_register  # noqa: PLC0415 - Django loads late

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
