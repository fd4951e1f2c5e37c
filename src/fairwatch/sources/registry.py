"""Which formats there are: ours in ``families/``, other people's behind the entry points ``fairwatch.sources``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.metadata import entry_points
from typing import Protocol, cast

from fairwatch.errors import ConfigError, SourceError
from fairwatch.sources import families as package
from fairwatch.sources.format import Format
from fairwatch.text import Text

CLEAR = 0.5
"""A format is recognised when at least this share of the first lines is clearly of it."""


class Family(Protocol):
    """A module in ``families/``, or what an entry point names. ``FORMATS`` is all it needs.

    A module may also have ``custom(definition: str) -> Format`` for formats that the user defines as
    ``<module>:<definition>``, and then says in ``CUSTOM: Text`` how such a definition is written.
    """

    FORMATS: Sequence[Format]


@cache
def formats() -> dict[str, Format]:
    """Every named format, by name: ours in alphabetical order of their modules, then those of installed packages."""
    return {format_.name: format_ for family in _families().values() for format_ in family.FORMATS}


def named(name: str) -> Format:
    """The format of this name. Raises ``SourceError`` with the list of names when there is none."""
    if name in formats():
        return formats()[name]
    family, colon, definition = name.partition(":")
    if colon and (custom := getattr(_families().get(family), "custom", None)):
        return cast("Callable[[str], Format]", custom)(definition)
    raise SourceError(
        Text("没有这个日志格式", "there is no log format of this name"), where=f"--format {family}", next_step=_choose()
    )


def recognised(head: bytes, *, where: str) -> Format | None:
    """The format of a log that begins so; None when it holds no line yet. Raises ``SourceError`` when none fits."""
    lines = [line.removesuffix(b"\r") for line in head.split(b"\n")]
    lines = [line for line in (lines[:-1] or lines) if line.strip()]
    if not lines:
        return None
    scores = {format_.name: format_.sniff(lines) for format_ in formats().values()}
    best = max(scores, key=scores.__getitem__)
    if scores[best] >= CLEAR:
        return formats()[best]
    seen = _seen(head, lines)
    raise SourceError(
        Text(f"无法识别日志格式；看到的是{seen.zh}", f"the log format is not known; seen: {seen.en}"),
        where=where,
        next_step=_choose(),
    )


def document(head: bytes) -> Format | None:
    """The document format of a log that begins so, whether or not its first line has ended; None for all else."""
    documents = [format_ for format_ in formats().values() if format_.document]
    return next((format_ for format_ in documents if head.strip() and format_.sniff([head]) >= CLEAR), None)


@cache
def _families() -> dict[str, Family]:
    return dict([*_own(), *_installed()])


def _own() -> Iterator[tuple[str, Family]]:
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name):
        yield module.name, cast(Family, importlib.import_module(f"{package.__name__}.{module.name}"))


def _installed() -> Iterator[tuple[str, Family]]:
    for entry in sorted(entry_points(group="fairwatch.sources"), key=lambda entry: entry.name):
        try:
            family = cast(Family, entry.load())
            tuple(family.FORMATS)
            yield entry.name, family
        except Exception as error:
            raise ConfigError(
                Text(f"格式插件无法加载：{error}", f"the format plug-in cannot be loaded: {error}"),
                where=f"{entry.name} = {entry.value}",
                next_step=Text("更新或卸载该插件", "update or uninstall the plug-in"),
            ) from error


def _choose() -> Text:
    names = ", ".join(formats())
    custom = [family.CUSTOM for family in _families().values() if hasattr(family, "CUSTOM")]
    return Text(
        f"用 --format 指定：{names}，或 {'、'.join(text.zh for text in custom)}",
        f"say which it is with --format: {names}, or {', '.join(text.en for text in custom)}",
    )


_ARCHIVES = {b"PK\x03\x04": "zip", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"7z\xbc\xaf": "7z"}


def _seen(head: bytes, lines: Sequence[bytes]) -> Text:
    """What the log looks like, without quoting a byte of it."""
    for magic, archive in _ARCHIVES.items():
        if head.startswith(magic):
            return Text(f" {archive} 压缩包，请先解压", f"a {archive} archive; unpack it first")
    if b"\0" in head:
        return Text("二进制数据", "binary data")
    first = lines[0]
    if first.startswith(b"{"):
        return Text("每行一个 JSON 对象", "one JSON object per line")
    words = len(first.split())
    return Text(f"文本，首行有 {words} 个以空格分隔的字段", f"text, {words} fields between spaces in the first line")
