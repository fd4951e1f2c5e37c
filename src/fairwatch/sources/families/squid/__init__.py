"""Squid access logs: the built-in formats, the one we recommend, and any ``logformat`` string."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from importlib.resources import files

import numpy as np
import polars as pl

from fairwatch.errors import SourceError
from fairwatch.sources.families.squid.activity import Fields, contact, content, parsed_times
from fairwatch.sources.families.squid.kinds import KINDS, TIMES, logged, strftime_pattern, template
from fairwatch.sources.families.squid.layout import layout_of
from fairwatch.sources.families.squid.logformat import Code, tokens
from fairwatch.sources.families.squid.pattern import Pattern
from fairwatch.sources.format import Chunk
from fairwatch.sources.line_format import LineFormat
from fairwatch.sources.lines import Lines
from fairwatch.sources.tables import rows
from fairwatch.text import Text


class Squid(LineFormat):
    """The lines that Squid writes for one logformat string."""

    connections_only = True

    def __init__(self, name: str, title: Text, logformat: str) -> None:
        """Raises ``SourceError`` for a logformat from whose lines no time can be told."""
        self.name = name
        self.title = title
        self.logformat = logformat
        parsed = tokens(logformat)
        self._codes = [token for token in parsed if isinstance(token, Code)]
        self._fields = Fields(self._codes)
        _check_times(self._fields)
        self._pattern = Pattern(parsed)
        self._layout = layout_of(parsed)
        self._types = {code.name: KINDS[code.kind].dtype for code in self._fields}

    def sniff(self, lines: Sequence[bytes]) -> float:
        return self._pattern.share(pl.Series([line.decode("utf-8", "replace") for line in lines], dtype=pl.String))

    def fields(self, lines: Lines, chunk: Chunk) -> pl.DataFrame:  # noqa: ARG002 - a Squid line needs nothing before it
        fast = self._fast(lines)
        left = lines.regular.copy()
        left[fast["row"].to_numpy()] = False
        if not left.any():
            return fast
        return pl.concat([fast, self._careful(lines, left)]).sort("row")

    def activity(self, fields: pl.DataFrame) -> dict[str, pl.Series]:
        return self.contact(fields)[0] | self.content(fields)

    def contact(self, fields: pl.DataFrame) -> tuple[dict[str, pl.Series], pl.DataFrame]:
        return contact(self._fields, fields)

    def content(self, fields: pl.DataFrame) -> dict[str, pl.Series]:
        return content(self._fields, fields)

    def _fast(self, lines: Lines) -> pl.DataFrame:
        schema: dict[str, type[pl.DataType]] = {"row": pl.Int64, **self._types}
        if self._layout is None:
            return pl.DataFrame(schema=schema)
        return self._layout.split(lines, np.flatnonzero(lines.regular & ~lines.lossy)).select(*schema)

    def _careful(self, lines: Lines, left: np.ndarray) -> pl.DataFrame:
        numbers = np.flatnonzero(left)
        found = self._pattern.extract(pl.Series(lines.strings(numbers), dtype=pl.String))
        fits = found.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
        return (
            found.select(pl.Series("row", numbers, dtype=pl.Int64), *map(logged, self._fields))
            .filter(fits)
            .select("row", *self._types)
        )


def _check_times(fields: Fields) -> None:
    """A format is refused when its times cannot be told: a local time without its zone may be any of 26 hours."""
    for code in fields:
        if code.kind in TIMES and not _reads_times(template(code)):
            raise _no_time(Text("无法读取此时间格式", "times in this notation cannot be read"))
        if code.kind == "local_time" and "%z" not in template(code):
            raise _no_time(Text("当地时间缺少时区", "the local time has no time zone"))
    if not any(code.kind in ("epoch", *TIMES) for code in fields):
        raise _no_time(Text("logformat 中没有时间", "the logformat has no time"))


def _reads_times(written_as: str) -> bool:
    """Whether a time comes back as it was when it is written with this strftime template."""
    moment = dt.datetime(2024, 2, 29, 13, 14, 15, tzinfo=dt.UTC)
    try:
        strftime_pattern(written_as)
        read = parsed_times(pl.Series([moment.strftime(written_as)]), written_as)
    except (KeyError, ValueError, pl.exceptions.PolarsError):
        return False
    return read.to_list() == [int(moment.timestamp()) * 1_000_000]


def _no_time(what: Text) -> SourceError:
    return SourceError(
        what,
        where="--format squid:",
        next_step=Text("在 logformat 中使用 %ts.%03tu 或 %tl", "use %ts.%03tu or %tl in the logformat"),
    )


def custom(definition: str) -> Squid:
    """The format of a ``logformat`` string as it stands in squid.conf after the name."""
    try:
        return Squid(f"squid:{definition}", Text("Squid 自定义格式", "Squid, own logformat"), definition.strip())
    except pl.exceptions.PolarsError:
        raise SourceError(Text("logformat 过长", "the logformat is too long"), where="--format squid:") from None


CUSTOM = Text("squid:<logformat 字符串>", "squid:<logformat string>")

FORMATS = tuple(
    Squid(row["name"], Text(row["zh"], row["en"]), row["logformat"])
    for row in rows(files("fairwatch.sources.families.squid").joinpath("formats.tsv"))
)
