"""Group tables on their way out: which cells are hidden, which rates are coded, and which columns stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from fairwatch.disclosure import cube, links, primary, secondary
from fairwatch.disclosure.cube import Cells
from fairwatch.disclosure.released import REASON, SUPPRESSED, ReleasedTable
from fairwatch.disclosure.standing import Standing
from fairwatch.findings import Column, Table
from fairwatch.policy import Limits

MAGNITUDES = frozenset({"seconds", "bytes", "count", "score"})
"""Units of measures that one person can dominate."""


def protect(
    tables: Sequence[Table],
    k: int,
    limits: Limits,
    headcount: Mapping[str, int] | None = None,
    standings: Sequence[Standing] = (),
) -> list[ReleasedTable]:
    """Suppress the group tables of one purpose together: all of them are computed from the same rows.

    Tables that could not be shown without opening others are left out (see :func:`links.showable`). The outcome depends
    on tables, limits and earlier answers alone, so everybody who may see them sees the same (LAW section 8: same
    question, same answer). ``headcount``: see :func:`primary.unsafe`. ``standings``: of each table, when some of it may
    have been shown before: what differs from that by few people is hidden like a small cell.
    """
    keys = links.keys_of(tables)
    unsafe = primary.unsafe(tables, keys, k, limits, headcount)
    known = [np.zeros(table.frame.height, dtype=np.bool_) for table in tables]
    if standings:
        unsafe = [flags | standing.pinned for flags, standing in zip(unsafe, standings, strict=True)]
        known = [standing.known for standing in standings]
    extreme = [primary.extreme_rates(table) for table in tables]
    if any(flags.any() for flags in (*unsafe, *extreme)):
        shown = links.showable(keys)
        tables, keys = [tables[number] for number in shown], [keys[number] for number in shown]
        unsafe, extreme = [unsafe[number] for number in shown], [extreme[number] for number in shown]
        known = [known[number] for number in shown]
    cells = cube.build(tables, keys)
    # A coded rate is known no better than a hidden one, so it neither gives other cells away nor may be given away.
    start = np.concatenate([flags | coded for flags, coded in zip(unsafe, extreme, strict=True)])
    hidden = secondary.complete(cells, start, k, np.concatenate(known))
    return [
        _masked(
            table, hidden=unsafe[number] | (cells.of_table(number, hidden) & ~extreme[number]), coded=extreme[number]
        )
        for number, table in enumerate(tables)
    ]


def can_be_protected(table: Table) -> bool:
    """Whether a group table says what suppression needs to know: who is in a cell, and how much the largest give."""
    main = next((column for column in table.columns if column.name == table.main), None)
    dominance = main is not None and main.role == "measure" and main.unit in MAGNITUDES
    needed = {"persons", "top1", "top2"} if dominance else {"persons"}
    return needed <= {column.role for column in table.columns}


def _masked(table: Table, hidden: Cells, coded: Cells) -> ReleasedTable:
    """The permitted columns. Hidden cells keep nothing but their dimensions, coded ones only their coded rates."""
    columns = tuple(column for column in table.columns if column.role in ("dimension", "persons", "measure"))
    flags = pl.Series(SUPPRESSED, hidden), pl.Series("coded", coded)
    frame = table.frame.select(column.name for column in columns).with_columns(flags)
    frame = frame.select(*(_shown(column) for column in columns), SUPPRESSED)
    # An order by size would tell between which values a hidden one lies.
    frame = frame.sort(table.columns_with("dimension"))
    count = int(hidden.sum())
    return ReleasedTable(
        name=table.name,
        title=table.title,
        grain="group",
        purpose=table.purpose,
        columns=columns,
        frame=frame,
        main=table.main,
        suppressed=count,
        reason=REASON if count else None,
    )


def _shown(column: Column) -> pl.Expr:
    if column.role == "dimension":
        return pl.col(column.name)
    if column.unit == "share":
        return pl.when(~pl.col(SUPPRESSED)).then(pl.col(column.name).clip(primary.RATE_LOW, primary.RATE_HIGH))
    return pl.when(~pl.col(SUPPRESSED) & ~pl.col("coded")).then(pl.col(column.name))
