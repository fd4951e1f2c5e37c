"""The CSV tables of the CERT insider threat test data sets: logons, removable drives, web requests, mail and files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import ClassVar
from zoneinfo import ZoneInfo

import polars as pl

from fairwatch.errors import SourceError
from fairwatch.sources.families.cert import csv_lines
from fairwatch.sources.families.cert.activity import ACTIVITIES, DATE, nobodys_business
from fairwatch.sources.format import Chunk
from fairwatch.sources.headings import sections
from fairwatch.sources.line_format import LineFormat
from fairwatch.sources.lines import Lines
from fairwatch.sources.tables import rows
from fairwatch.sources.times import local, zone_named
from fairwatch.text import Text

HEADER = b"id,date,user,pc,"
"""How the header of every table begins."""
UTC = ZoneInfo("UTC")
NO_HEADER: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One row of ``tables.tsv``."""

    name: str
    title: Text
    columns: frozenset[str]
    without: frozenset[str]
    reads: tuple[str, ...]
    activities: frozenset[str]

    def told_by(self, header: Sequence[str]) -> bool:
        return self.columns <= set(header) and not self.without & set(header)


@cache
def tables() -> dict[str, Table]:
    """The tables by name, in the order of ``tables.tsv``."""
    return {
        row["table"]: Table(
            name=row["table"],
            title=Text(row["zh"], row["en"]),
            columns=frozenset(row["columns"].split()),
            without=frozenset(row["without"].split()),
            reads=tuple(row["reads"].split()),
            activities=frozenset((row["activities"] or "").split()),
        )
        for row in rows(files("fairwatch.sources.families.cert") / "tables.tsv")
    }


class Cert(LineFormat):
    """One table. Its times name no zone; those of the data sets are as good as UTC."""

    directive: ClassVar[bytes] = HEADER
    comment: ClassVar[bytes] = HEADER

    def __init__(self, table: Table, name: str, zone: ZoneInfo = UTC) -> None:
        self.name = name
        self.title = table.title
        self._table = table
        self._zone = zone

    def sniff(self, lines: Sequence[bytes]) -> float:
        if not lines[0].startswith(HEADER):
            return 0.0
        header = _header(NO_HEADER, lines[0].decode("utf-8", "replace"))
        if not self._table.told_by(header):
            return 0.0
        records = [csv_lines.fields_of(line) or [] for line in lines[1:]]
        # Without a record there is no telling a table of logons from one of drives.
        good = sum(self._has(header, record) for record in records)
        return good / len(records) if records else float(not self._table.activities)

    def _has(self, header: Sequence[str], record: Sequence[str]) -> bool:
        known = self._table.activities
        return len(record) == len(header) and (not known or record[header.index("activity")] in known)

    def fields(self, lines: Lines, chunk: Chunk) -> pl.DataFrame:
        nothing = pl.DataFrame(schema={"row": pl.Int64, **dict.fromkeys(self._table.reads, pl.String)})
        read = [
            csv_lines.read(lines, found, header, self._table.reads)
            for header, found in sections(lines, chunk.directives, NO_HEADER, _header)
            if self._table.told_by(header)
        ]
        found = pl.concat([nothing, *read]).sort("row")
        if self._table.name == "file":
            return found.with_columns(nobodys_business(found).alias("skip"))
        return found.filter(pl.col("activity").is_in(self._table.activities)) if self._table.activities else found

    def activity(self, fields: pl.DataFrame) -> dict[str, pl.Series]:
        return {
            "ts_us": local(fields["date"], DATE, self._zone),
            **fields.select(account="user", device="pc").to_dict(),
            **ACTIVITIES[self._table.name](fields),
        }


def _header(_: tuple[str, ...], line: str) -> tuple[str, ...]:
    """The column names in a header line, whatever the one before it said."""
    return tuple(line.split(","))


def custom(definition: str) -> Cert:
    """A table whose times are in a time zone: ``cert:http@Asia/Shanghai``."""
    name, _, zone = definition.partition("@")
    if name not in tables():
        raise SourceError(
            Text("没有这个 CERT 表", "there is no such CERT table"),
            where="--format cert:",
            next_step=Text(f"写表名@时区：{', '.join(tables())}", f"write table@time zone: {', '.join(tables())}"),
        )
    return Cert(tables()[name], f"cert:{definition}", zone_named(zone, where="--format cert:"))


CUSTOM = Text("cert:<表>@<时区>", "cert:<table>@<time zone>")

FORMATS = tuple(Cert(table, f"cert-{table.name}") for table in tables().values())
