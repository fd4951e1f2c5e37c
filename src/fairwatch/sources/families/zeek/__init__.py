"""Zeek's logs of requests, TLS, plain connections, name queries, files, shares and mail, with tabs or in JSON lines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import ClassVar

import polars as pl

from fairwatch.sources.families.zeek import ndjson, tsv
from fairwatch.sources.families.zeek.activity import ACTIVITIES, PASSED_OVER
from fairwatch.sources.families.zeek.logs import LogType, log_types
from fairwatch.sources.families.zeek.values import TYPES
from fairwatch.sources.format import Chunk
from fairwatch.sources.headings import sections
from fairwatch.sources.line_format import LineFormat
from fairwatch.sources.lines import Lines
from fairwatch.text import Text


class ZeekTsv(LineFormat):
    """One Zeek log as Zeek writes it by default."""

    directive: ClassVar[bytes] = b"#"

    def __init__(self, log: LogType) -> None:
        self.name = f"zeek-{log.name}"
        self.title = log.title
        self.connections_only = log.connections_only
        self._log = log

    def sniff(self, lines: Sequence[bytes]) -> float:
        header, good, records = tsv.Header(), 0, 0
        for line in lines:
            if line.startswith(b"#"):
                header = header.after(line.decode("utf-8", "replace"))
            else:
                records += 1
                good += header.readable and line.count(header.separator.encode()) == len(header.fields) - 1
        # A log without traffic has its directives only.
        return (good / records if records else 1.0) if self._log.told_by(header.fields) else 0.0

    def fields(self, lines: Lines, chunk: Chunk) -> pl.DataFrame:
        kinds = self._log.kinds
        nothing = pl.DataFrame(schema={"row": pl.Int64, **{name: TYPES[kind] for name, kind in kinds.items()}})
        read = (
            tsv.read(lines, rows, header, kinds)
            for header, rows in sections(lines, chunk.directives, tsv.Header(), tsv.Header.after)
            if header.readable and self._log.told_by(header.fields)
        )
        return _marked(self._log.name, pl.concat([nothing, *read]).sort("row"))

    def activity(self, fields: pl.DataFrame) -> dict[str, pl.Series]:
        return ACTIVITIES[self._log.name](fields)


class ZeekJson(LineFormat):
    """The same log as JSON lines."""

    def __init__(self, log: LogType) -> None:
        self.name = f"zeek-{log.name}-json"
        self.title = Text(f"{log.title.zh}（JSON）", f"{log.title.en} (JSON)")
        self.connections_only = log.connections_only
        self._log = log

    def sniff(self, lines: Sequence[bytes]) -> float:
        return sum(self._log.told_by(_names(line)) for line in lines) / len(lines)

    def fields(self, lines: Lines, chunk: Chunk) -> pl.DataFrame:  # noqa: ARG002 - a JSON line needs nothing before it
        return _marked(self._log.name, ndjson.read(lines, self._log.kinds, self._log.telling))

    def activity(self, fields: pl.DataFrame) -> dict[str, pl.Series]:
        return ACTIVITIES[self._log.name](fields)


def _marked(log: str, fields: pl.DataFrame) -> pl.DataFrame:
    """The fields with ``skip`` where some lines of this log tell of no activity."""
    return fields.with_columns(skip=PASSED_OVER[log](fields)) if log in PASSED_OVER else fields


def _names(line: bytes) -> set[str]:
    """The members of a line that is a JSON object with Zeek's time stamp."""
    if not line.startswith(b"{"):
        return set()
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return set()
    return set(found) if isinstance(found, dict) and "ts" in found else set()


FORMATS = (*map(ZeekTsv, log_types()), *map(ZeekJson, log_types()))
