"""What the commands of ``fairwatch register`` tell: what became of each file, and what the register knows of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape

from fairwatch.commands.console import answers, say, table
from fairwatch.text import Text

if TYPE_CHECKING:
    from fairwatch.governance.services.file_contents import Contents
    from fairwatch.governance.services.file_folders import Registered
    from fairwatch.governance.services.file_lookup import Found

_UNREAD = {
    "encrypted": Text("已加密", "encrypted"),
    "damaged": Text("文件损坏", "damaged"),
    "too_much": Text("读取其文字耗时或占用内存过多", "its text takes too long or too much memory to read"),
}
"""Why a document has no text that can be compared; of other formats there is none to be expected."""


def not_registered(contents: Contents | None) -> Text:
    """That nothing is recorded of it, and what could not be compared."""
    zh, en = "未登记：不会记录这个文件", "Not registered: nothing is recorded of this file"
    if contents is None:
        return Text(f"{zh}（没有这个文件，只比较了名称）", f"{en} (there is no such file; its name alone was compared)")
    if reason := _UNREAD.get(contents.unread or ""):
        return Text(
            f"{zh}（{reason.zh}，无法判断是否为已登记文件的另一版本）",
            f"{en} ({reason.en}: whether it is another version of a registered one cannot be told)",
        )
    return Text(zh, en)


def known_as(found: Found) -> Text:
    """Which registered file it is, and how that is known."""
    number, label = found.file.id, found.file.label  # an analyst is told no label
    zh, en = (f"{number}（{label}）", f"{number} ({label})") if label else (number, number)
    if found.how == "text":
        return Text(
            f"未登记，但与已登记的 {zh} 约有 {found.in_common:.0%} 的文字相同：可能是它的另一版本，或出自同一模板。"
            "日志中只能按名称和完全相同的内容识别它",
            f"Not registered, but about {found.in_common:.0%} of its text is that of {en}: another version of it, or"
            " made from the same template. In logs it is known by its name and exact contents alone",
        )
    how = Text("内容相同", "the same contents") if found.how == "contents" else Text("名称相同", "by its name")
    return Text(f"已登记：{zh}，{how.zh}", f"Registered: {en}, {how.en}")


def tell(done: Registered) -> None:
    """Each file with its number, then what deserves a word."""
    if done.ids:
        rows = table(
            Text("已登记的文件", "Registered files"), Text("编号", "Id"), Text("文件（不保存）", "File (not kept)")
        )
        for path, number in done.ids.items():
            rows.add_row(number, escape(path))
        answers.print(rows)
    for path, number in done.versions.items():
        say(Text(f"{path}：是 {number} 的另一版本", f"{path}: another version of {number}"))
    say(done.summary.text())
    for zh, en, paths in (
        ("符号链接，未跟随", "symbolic link, not followed", done.links),
        ("无法读取，未登记", "unreadable, not registered", done.unreadable),
        (
            "与前面的文件同名：按内容识别；日志中只有名称时算作前者",
            "has the name of an earlier file: known by its contents; a log with the name alone means the earlier one",
            done.same_name,
        ),
        ("与前面的文件相同，已随其登记", "is an earlier file once more and is registered with it", done.same_file),
        ("隐藏文件或系统文件，未登记", "hidden or a file of the system, not registered", done.passed_over),
    ):
        for path in paths:
            say(Text(f"{path}：{zh}", f"{path}: {en}"), "yellow")
    _tell_without_versions(done)


def _tell_without_versions(done: Registered) -> None:
    """Which files are registered by name and exact contents alone."""
    zh, en = (
        "已按名称和完整内容登记，不识别其他版本",
        "registered by name and exact contents, other versions are not known",
    )
    for path, unread in done.no_versions.items():
        if reason := _UNREAD.get(unread or ""):
            say(Text(f"{path}：{reason.zh}；{zh}", f"{path}: {reason.en}; {en}"), "yellow")
    if others := sum(unread not in _UNREAD for unread in done.no_versions.values()):
        say(
            Text(
                f"另有 {others} 个文件没有足够的文字（图片、扫描件、压缩包、其他格式或过短）：{zh}",
                f"{others} without enough text (pictures, scans, archives, other formats, or too short): {en}",
            )
        )
