"""``fairwatch register``: which files are confidential. Only they are ever traced (R23)."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from fairwatch.commands.console import answers, print_json, say, share_progress, table
from fairwatch.commands.options import AsOption, JsonOption, RoleOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.errors import ConfigError
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text

if TYPE_CHECKING:
    from fairwatch.governance.services.file_folders import Registered
    from fairwatch.governance.services.file_lookup import Found

FolderArgument = Annotated[Path, typer.Argument(help=explain("涉密文件所在目录", "folder of confidential files"))]
FileArgument = Annotated[
    Path, typer.Argument(help=explain("要查询的文件；也可只给文件名", "the file in question, or just its name"))
]
IdsArgument = Annotated[list[str], typer.Argument(help=explain("登记编号", "ids in the register"))]
_YES, _NO = Text("是", "yes"), Text("否", "no")
LabelOption = Annotated[
    str | None,
    typer.Option(help=explain("全部文件的密级；默认为所在目录名", "label of all files; else the name of their folder")),
]


class _AddByDefault(TyperGroup):
    """``register DIR`` is ``register add DIR``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        # Any: the context that typer hands over is of the click it brings along
        if args and args[0] not in {*self.commands, *ctx.help_option_names}:
            args = ["add", *args]
        return super().parse_args(ctx, args)


def register(app: typer.Typer) -> None:
    group = typer.Typer(
        cls=_AddByDefault, no_args_is_help=True, help=explain("登记涉密文件", "Register confidential files")
    )
    for name, zh, en, example, command in (
        (
            "add",
            "登记一个目录中的文件；add 可省略。内容和文件名都不保存。",
            "Register the files of a folder; `add` may be left out. Neither contents nor names are kept.",
            "add secret-plans --as p0003 --role dpo -w office",
            add,
        ),
        (
            "list",
            "列出登记编号和密级。",
            "List the register: ids and labels.",
            "list --as p0003 --role dpo -w office",
            show,
        ),
        (
            "remove",
            "取消登记；此后不再记录。",
            "Take files off the register; nothing is recorded of them any more.",
            "remove F0007 --as p0003 --role dpo -w office",
            remove,
        ),
        (
            "check",
            "一个文件是否已登记：内容相同、名称相同（含副本），或文字大部分相同（另一版本）。",
            "Whether a file is registered: same contents, its name (copies too), or mostly the same text (a version).",
            "check plan.docx --as p0003 --role dpo -w office",
            check,
        ),
    ):
        epilog = explain("例：", "Example: ") + f"fairwatch register {example}"
        group.command(name, help=explain(zh, en), epilog=epilog)(command)
    app.add_typer(group, name="register")


def add(
    folder: FolderArgument,
    person: AsOption,
    role: RoleOption = "dpo",
    label: LabelOption = None,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    from fairwatch.governance.services import file_folders  # noqa: PLC0415 - Django's models load after configure()

    open_installation(workspace)
    viewer = prove(person, role)
    with share_progress(Text("正在读取文件", "reading files")) as progress:
        done = file_folders.register_folder(folder, viewer, label=label, progress=progress)
    if as_json:
        print_json(asdict(done))
    else:
        _tell(done)


def show(
    person: AsOption, role: RoleOption = "dpo", workspace: WorkspaceOption = Path(), as_json: JsonOption = False
) -> None:
    from fairwatch.governance.services import registered_files  # noqa: PLC0415 - as above

    open_installation(workspace)
    entries = registered_files.entries(prove(person, role))
    if as_json:
        print_json([asdict(entry) for entry in entries])
    elif not entries:
        say(
            Text("登记册是空的。下一步：fairwatch register 目录", "Nothing is registered. Next: fairwatch register DIR")
        )
    else:
        rows = table(
            Text("已登记的涉密文件", "Registered confidential files"),
            Text("编号", "Id"),
            Text("密级", "Label"),
            Text("登记日期", "Registered on"),
            Text("识别内容", "Known by contents"),
            Text("识别其他版本", "Versions are known"),
            Text("版本归属", "Version of"),
        )
        for entry in entries:
            known = [str(_YES if one else _NO) for one in (entry.by_content, entry.by_text)]
            rows.add_row(
                entry.id, entry.label or "–", f"{entry.registered_at:%Y-%m-%d}", *known, entry.version_of or "–"
            )
        answers.print(rows)


def remove(
    ids: IdsArgument,
    person: AsOption,
    role: RoleOption = "dpo",
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    from fairwatch.governance.services import registered_files  # noqa: PLC0415 - as above

    open_installation(workspace)
    removed = registered_files.remove(ids, prove(person, role))
    if as_json:
        print_json({"removed": removed})
    else:
        say(Text(f"已取消登记 {removed} 个文件", f"{removed} taken off the register"))


def check(
    file: FileArgument,
    person: AsOption,
    role: RoleOption = "dpo",
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    from fairwatch.governance.services import file_contents, file_lookup  # noqa: PLC0415 - as above

    open_installation(workspace)
    try:
        contents = file_contents.read(file) if file.is_file() else None
    except OSError:
        raise ConfigError(Text("文件无法读取", "the file cannot be read"), where="FILE") from None
    found = file_lookup.find(file.name, contents, prove(person, role))
    if as_json:
        print_json({"registered": found is not None and found.how != "text"} | (asdict(found) if found else {}))
    else:
        say(_NOT_REGISTERED if found is None else _known_as(found))


_NOT_REGISTERED = Text("未登记：不会记录这个文件", "Not registered: nothing is recorded of this file")


def _known_as(found: Found) -> Text:
    """Which registered file it is, and how that is known."""
    number, label = found.file.id, found.file.label
    zh, en = f"{number}（{label or '无密级'}）", f"{number} ({label or 'no label'})"
    if found.how == "text":
        return Text(
            f"未登记，但与已登记的 {zh} 约有 {found.in_common:.0%} 的文字相同：可能是它的另一版本，或出自同一模板。"
            "日志中只能按名称和完全相同的内容识别它",
            f"Not registered, but about {found.in_common:.0%} of its text is that of {en}: another version of it, or"
            " made from the same template. In logs it is known by its name and exact contents alone",
        )
    how = Text("内容相同", "the same contents") if found.how == "contents" else Text("名称相同", "by its name")
    return Text(f"已登记：{zh}，{how.zh}", f"Registered: {en}, {how.en}")


def _tell(done: Registered) -> None:
    if done.ids:
        rows = table(
            Text("已登记的文件", "Registered files"), Text("编号", "Id"), Text("文件（不保存）", "File (not kept)")
        )
        for path, number in done.ids.items():
            rows.add_row(number, path)
        answers.print(rows)
    for path, number in done.versions.items():
        say(Text(f"{path}：是 {number} 的另一版本", f"{path}: another version of {number}"))
    say(done.summary.text())
    for zh, en, paths in (
        ("符号链接，未跟随", "symbolic link, not followed", done.links),
        ("无法读取，未登记", "unreadable, not registered", done.unreadable),
        ("与前面的文件同名，已随其登记", "has the name of an earlier file and is registered with it", done.same_name),
        ("隐藏文件或系统文件，未登记", "hidden or a file of the system, not registered", done.passed_over),
    ):
        for path in paths:
            say(Text(f"{path}：{zh}", f"{path}: {en}"), "yellow")
