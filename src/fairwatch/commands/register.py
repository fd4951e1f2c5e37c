"""``fairwatch register``: which files are confidential. Only they are ever traced (R23)."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from typer.core import TyperGroup

from fairwatch.commands.console import answers, print_json, say, share_progress, table
from fairwatch.commands.options import AsOption, JsonOption, RoleOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.commands.register_report import known_as, not_registered, tell
from fairwatch.errors import ConfigError
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text

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
        tell(done)


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
                entry.id, escape(entry.label) or "–", f"{entry.registered_at:%Y-%m-%d}", *known, entry.version_of or "–"
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
    if file.is_dir():
        raise ConfigError(
            Text("这是目录，不是文件", "this is a folder, not a file"),
            where=str(file),
            next_step=Text("登记目录：fairwatch register 目录", "to register it: fairwatch register DIR"),
        )
    try:
        contents = file_contents.read(file) if file.is_file() else None
    except OSError:
        raise ConfigError(Text("文件无法读取", "the file cannot be read"), where="FILE") from None
    found = file_lookup.find(file.name, contents, prove(person, role))
    if as_json:
        print_json({"registered": found is not None and found.how != "text"} | (asdict(found) if found else {}))
    else:
        say(known_as(found) if found else not_registered(contents))
