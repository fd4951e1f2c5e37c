"""How the cells of a group table stand to what was shown of them before (LAW section 8, differencing).

Two answers about one cell may differ by nobody's part, or by the parts of k people and more. Whatever happens in
between, people joining, leaving, moving, being erased, disputing, or one more day of logs, the first answer is repeated
until enough people's parts have changed. Repeating tells nothing; hiding the cell would tell that few had changed. That
a cell had no row is an answer, too.
"""

from __future__ import annotations

import calendar
import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import polars as pl

from fairwatch.disclosure.cube import Cells
from fairwatch.disclosure.fingerprint import differing, fingerprint
from fairwatch.disclosure.released import REASON, SUPPRESSED, ReleasedTable
from fairwatch.findings import Column, Table
from fairwatch.ledgers import Answer, Value
from fairwatch.policy import Purpose

Names = list[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """One table, whose rows are the cells."""

    series: str
    """Analysis and table: the question that is asked again and again."""
    prints: Mapping[str, bytes | None]
    """Cell -> fingerprint of those who contribute now."""
    repeated: Mapping[str, Answer]
    """Cell -> what is shown of it once more."""
    pinned: Cells
    """Rows that differ from an earlier answer by few people: what is true of them now must not be computable."""
    known: Cells
    """Rows that are as they were shown: hiding them would hide nothing."""
    gone: tuple[Answer, ...]
    """Cells that are no longer there, for want of few people, and whose row is shown once more."""
    unseen: frozenset[str]
    """Cells of few people that were not there when their period was shown before, and still have no row."""


def compare(table: Table, series: str, purpose: Purpose, k: int, earlier: Iterable[Answer]) -> Standing:
    """How every cell of ``table`` stands to the ``earlier`` answers of the series, oldest first."""
    of_cell: dict[str, list[Answer]] = defaultdict(list)
    for answer in earlier:
        of_cell[answer.cell].append(answer)
    dimensions = [column for column in table.columns if column.role == "dimension"]
    shown_before = {_period(answers[0].row, dimensions) for answers in of_cell.values()}
    names = cell_names(table.frame, table.columns_with("dimension"), series, purpose)
    prints = dict(zip(names, _prints(table, names, purpose), strict=True))
    found = [_repeated(of_cell.pop(name, []), prints[name], k) for name in names]
    unseen = frozenset(
        name
        for name, row, answer in zip(names, table.frame.iter_rows(named=True), found, strict=True)
        if answer is None and _period(row, dimensions) in shown_before and _people_between(b"", prints[name]) < k
    )
    same = [answer is not None and _same(answer, prints[answer.cell]) for answer in found]
    gone = (_repeated(answers, b"", k) for answers in of_cell.values())
    return Standing(
        series=series,
        prints=prints,
        repeated={name: answer for name, answer in zip(names, found, strict=True) if answer},
        pinned=_flags(
            name in unseen or (answer is not None and not as_it_was)
            for name, answer, as_it_was in zip(names, found, same, strict=True)
        ),
        known=_flags(
            answer is not None and as_it_was and not _is_hidden(answer, k)
            for answer, as_it_was in zip(found, same, strict=True)
        ),
        gone=tuple(answer for answer in gone if answer),
        unseen=unseen,
    )


def settle(
    table: ReleasedTable, standing: Standing, purpose: Purpose, k: int, now: dt.datetime
) -> tuple[ReleasedTable, list[Answer]]:
    """The table with earlier answers in place of what must not be shown anew, and the answers that are new."""
    dimensions = [column for column in table.columns if column.role == "dimension"]
    names = cell_names(table.frame, [column.name for column in dimensions], standing.series, purpose)
    rows, kept = [], []
    for name, row in zip(names, table.frame.iter_rows(named=True), strict=True):
        if name in standing.unseen:
            continue
        if answer := standing.repeated.get(name):
            rows.append(_as_now(answer, k, dimensions))
            continue
        plain = {key: _plain(value) for key, value in row.items()}
        rows.append(plain)
        kept.append(Answer(name, plain, standing.prints[name], k, _until(plain, dimensions, purpose, now)))
    rows += [_as_now(answer, k, dimensions) for answer in standing.gone]
    return _with_rows(table, rows, dimensions), kept


def cell_names(frame: pl.DataFrame, dimensions: Sequence[str], series: str, purpose: Purpose) -> Names:
    """Keyed names of the cells of a table with these dimensions."""
    rows = frame.select(dimensions).iter_rows(named=True) if dimensions else ({} for _ in range(frame.height))
    key = purpose.key[:64]
    return [
        blake2b(json.dumps([series, row], default=str, sort_keys=True).encode(), key=key, digest_size=16).hexdigest()
        for row in rows
    ]


def _prints(table: Table, names: Names, purpose: Purpose) -> list[bytes | None]:
    members = table.column("members")
    if members is None:
        return [None] * len(names)
    marks = table.frame.get_column(members).fill_null("")
    return [fingerprint(mark, purpose.key, name) for name, mark in zip(names, marks, strict=True)]


def _repeated(answers: Sequence[Answer], present: bytes | None, k: int) -> Answer | None:
    """The answer to repeat: the same one when nothing changed, else the latest from which few people's parts differ.

    Where nobody says who contributes, no change is known to be large enough.
    """
    same = next((answer for answer in answers if _same(answer, present)), None)
    close = (answer for answer in reversed(answers) if _people_between(answer.fingerprint, present) < k)
    return same or next(close, None)


def _same(answer: Answer, present: bytes | None) -> bool:
    return present is not None and answer.fingerprint == present


def _people_between(one: bytes | None, two: bytes | None) -> int:
    return 0 if one is None or two is None else differing(one, two)


def _is_hidden(answer: Answer, k: int) -> bool:
    return bool(answer.row[SUPPRESSED]) or answer.k < k


def _period(row: Mapping[str, object], dimensions: Sequence[Column]) -> tuple[str, ...]:
    """The days or months that a cell is about; nothing where it is about all there is."""
    return tuple(str(row[column.name]) for column in dimensions if column.unit == "day" or column.name == "month")


def _as_now(answer: Answer, k: int, dimensions: Sequence[Column]) -> Mapping[str, Value]:
    """The row as it was shown; hidden where the law has become stricter since."""
    if not _is_hidden(answer, k):
        return answer.row
    kept = {column.name for column in dimensions}
    return {name: value if name in kept else None for name, value in answer.row.items()} | {SUPPRESSED: True}


def _until(row: Mapping[str, Value], dimensions: Sequence[Column], purpose: Purpose, now: dt.datetime) -> dt.date:
    """Until when the rows behind a cell may live: those of its own period, or all that there are today."""
    ends = [end for column in dimensions if (end := _last_day(column, row[column.name]))]
    return min(ends, default=now.date()) + dt.timedelta(days=purpose.rollup_days + 1)


def _last_day(column: Column, value: Value) -> dt.date | None:
    """The last day of a period that a dimension names: ``2026-09-30`` for September 2026, the Sunday of a week."""
    if column.unit == "day" and isinstance(value, str):
        return dt.date.fromisoformat(value) + dt.timedelta(days=6 if column.name == "week" else 0)
    if column.name == "month" and isinstance(value, str):
        year, month = (int(part) for part in value.split("-"))
        return dt.date(year, month, calendar.monthrange(year, month)[1])
    return None


def _with_rows(
    table: ReleasedTable, rows: Sequence[Mapping[str, Value]], dimensions: Sequence[Column]
) -> ReleasedTable:
    days = [column.name for column in dimensions if table.frame.schema[column.name] == pl.Date]
    schema = {name: pl.String() if name in days else kind for name, kind in table.frame.schema.items()}
    whole = [{name: row.get(name) for name in schema} for row in rows]  # an earlier release may not have had a column
    frame = pl.DataFrame(whole, schema=schema, orient="row").with_columns(pl.col(days).str.to_date("%Y-%m-%d"))
    frame = frame.sort([column.name for column in dimensions])
    hidden = int(frame.get_column(SUPPRESSED).sum())
    return ReleasedTable(
        name=table.name,
        title=table.title,
        grain=table.grain,
        purpose=table.purpose,
        columns=table.columns,
        frame=frame,
        main=table.main,
        suppressed=hidden,
        reason=REASON if hidden else None,
    )


def _plain(value: object) -> Value:
    """As it is stored and read again; days in ISO 8601, not a number is nothing."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value != value:  # noqa: PLR0124 - NaN
        return None
    return value if isinstance(value, str | int | float | bool) else None


def _flags(flags: Iterable[bool]) -> Cells:
    return np.fromiter(flags, dtype=np.bool_)
