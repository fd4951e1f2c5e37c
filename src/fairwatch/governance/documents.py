"""Reading YAML files of the user's so that every complaint names the file, the line and the key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from fairwatch.errors import ConfigError
from fairwatch.governance import canonical
from fairwatch.text import Text

_MISSING = object()
_LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""LibYAML's, several times as fast, where PyYAML was built with it."""


class Section:
    """A mapping of a document with typed access. ``where("a")`` gives ``file:line key``.

    Every reader raises :class:`ConfigError` when the value is absent (and has no default) or of another type.
    """

    def __init__(self, data: Mapping[str, Any], lines: Mapping[str, int], source: str, path: str = "") -> None:
        self.data = data
        self.source = source
        self._lines = lines
        self._path = path

    def where(self, key: str = "") -> str:
        """The place of a key: file, line if known, and its full name."""
        name = f"{self._path}.{key}".strip(".")
        line = self._lines.get(name) or self._lines.get(self._path)
        place = f"{self.source}:{line}" if line else self.source
        return f"{place} {name}".strip()

    def wrong(self, key: str, what: Text, next_step: Text | None = None) -> ConfigError:
        """The error for a bad value of ``key``."""
        return ConfigError(what, where=self.where(key), next_step=next_step)

    def has(self, key: str) -> bool:
        """Whether the key is there and filled in."""
        return self.data.get(key) not in (None, "", [], {})

    def only(self, *known: str) -> None:
        """Refuse keys that nobody reads: most often a misspelt name."""
        for key in self.data:
            if key not in known:
                raise self.wrong(
                    key,
                    Text(f"未知的键 {key}", f"unknown key {key}"),
                    Text(f"可用的键：{'、'.join(known)}", f"known keys: {', '.join(known)}"),
                )

    def section(self, key: str) -> Section:
        return self._nested(key, self._of(key, dict, Text("一组键值", "a mapping")))

    def optional_section(self, key: str) -> Section | None:
        return self.section(key) if self.has(key) else None

    def sections(self, key: str) -> Iterator[Section]:
        """The mappings of a list."""
        for number, item in enumerate(self._of(key, list, Text("一个列表", "a list"))):
            name = f"{key}[{number}]"
            if not isinstance(item, dict):
                raise self.wrong(name, Text("应为一组键值", "expected a mapping"))
            yield self._nested(name, item)

    def text(self, key: str) -> str:
        return str(self._of(key, str, Text("文字", "text"))).strip()

    def word(self, key: str, known: tuple[str, ...]) -> str:
        """Text that is one of the known words."""
        value = self.text(key)
        if value not in known:
            raise self.wrong(
                key,
                Text(f"{key} 的值未知", f"unknown value of {key}"),
                Text(f"可用：{'、'.join(known)}", f"known: {', '.join(known)}"),
            )
        return value

    def words(self, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
        """A list of known words."""
        values = self.strings(key)
        if any(value not in known for value in values):
            raise self.wrong(
                key,
                Text(f"{key} 中有未知的值", f"unknown value in {key}"),
                Text(f"可用：{'、'.join(known)}", f"known: {', '.join(known)}"),
            )
        return values

    def sha256(self, key: str) -> str:
        """The SHA-256 of a document that is kept elsewhere, in lower-case hex."""
        value = self.text(key).lower()
        if not canonical.is_sha256(value):
            raise self.wrong(
                key,
                Text("应为 64 位十六进制的 SHA-256", "must be a SHA-256 in 64 hex digits"),
                Text("运行 sha256sum 文件", "run sha256sum FILE"),
            )
        return value

    def bilingual(self, key: str) -> Text:
        both = self.section(key)
        both.only("zh", "en")
        return Text(both.text("zh"), both.text("en"))

    def strings(self, key: str) -> tuple[str, ...]:
        values = self._of(key, list, Text("一个列表", "a list"), empty=True)
        if not all(isinstance(value, str) for value in values):
            raise self.wrong(key, Text("列表中只能是文字", "the list may hold only text"))
        return tuple(values)

    def flag(self, key: str) -> bool:
        return bool(self._of(key, bool, Text("true 或 false", "true or false"), empty=True))

    def integer(self, key: str, minimum: int = 0) -> int:
        value = self._of(key, int, Text("一个整数", "a whole number"), empty=True)
        if isinstance(value, bool) or value < minimum:
            raise self.wrong(key, Text(f"不得小于 {minimum}", f"must be a whole number, at least {minimum}"))
        return int(value)

    def share(self, key: str) -> float:
        value = self._of(key, (int, float), Text("0 到 1 之间的数", "a number between 0 and 1"), empty=True)
        if isinstance(value, bool) or not 0 <= value <= 1:
            raise self.wrong(key, Text("应为 0 到 1 之间的数", "must be a number between 0 and 1"))
        return float(value)

    def day(self, key: str) -> dt.date:
        return day_of(self._of(key, (dt.date, str), Text("日期", "a date")), self.where(key))

    def _nested(self, key: str, data: Mapping[str, Any]) -> Section:
        return Section(data, self._lines, self.source, f"{self._path}.{key}".strip("."))

    def _of(self, key: str, kind: type | tuple[type, ...], wanted: Text, *, empty: bool = False) -> Any:
        value = self.data.get(key, _MISSING)
        if value is _MISSING or value is None or (not empty and value in ("", [], {})):
            raise self.wrong(
                key,
                Text(f"缺少 {key}", f"{key} is missing"),
                Text(f"填写 {key}：{wanted.zh}", f"fill in {key}: {wanted.en}"),
            )
        if not isinstance(value, kind):
            raise self.wrong(key, Text(f"{key} 应为{wanted.zh}", f"{key} must be {wanted.en}"))
        return value


def day_of(value: object, where: str) -> dt.date:
    """A date from YAML or CSV: a date, or ``2026-09-01``."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value).strip())
    except ValueError:
        raise ConfigError(
            Text("日期格式不对", "not a date"),
            where=where,
            next_step=Text("写成 2026-09-01", "write it like 2026-09-01"),
        ) from None


def read(path: Path) -> Section:
    """A YAML file as a section; a missing or malformed file is a :class:`ConfigError` with its line."""
    try:
        return parse(path.read_text(encoding="utf-8"), path.name)
    except FileNotFoundError:
        raise ConfigError(Text("文件不存在", "there is no such file"), where=str(path)) from None
    except UnicodeDecodeError:
        raise ConfigError(Text("文件不是 UTF-8 编码", "the file is not UTF-8"), where=str(path)) from None


def parse(text: str, source: str) -> Section:
    """YAML text as a section named ``source`` in messages. Aliases and repeated keys are refused."""
    try:
        loader = _LOADER(text)
        node = loader.get_single_node()
        lines = _lines(node, source)
        data = loader.construct_document(node) if node else {}
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        raise ConfigError(
            Text("YAML 格式错误", "not valid YAML"), where=f"{source}:{mark.line + 1 if mark else 1}"
        ) from error
    if not isinstance(data, dict):
        raise ConfigError(Text("文件应为一组键值", "the file must be a mapping"), where=f"{source}:1")
    return Section(data, lines, source)


def _lines(root: yaml.Node | None, source: str) -> dict[str, int]:
    """Full key name -> line, for every key of a parsed document."""
    lines: dict[str, int] = {}
    seen: set[int] = set()
    waiting = [(root, "")]
    while waiting:
        node, path = waiting.pop()
        if node is None:
            break
        if id(node) in seen:
            raise ConfigError(
                Text("不能使用 YAML 别名", "YAML aliases are not allowed"),
                where=f"{source}:{node.start_mark.line + 1} {path}",
            )
        seen.add(id(node))
        for name, mark, value in _children(node, path):
            if name in lines:
                raise ConfigError(Text("键重复", "the key occurs twice"), where=f"{source}:{mark.line + 1} {name}")
            lines[name] = mark.line + 1
            waiting.append((value, name))
    return lines


def _children(node: yaml.Node | None, path: str) -> Iterator[tuple[str, yaml.Mark, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield f"{path}.{key.value}".strip("."), key.start_mark, value
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield f"{path}[{number}]", item.start_mark, item
