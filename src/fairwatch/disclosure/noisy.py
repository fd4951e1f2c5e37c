"""The leaving-tendency table with noise (R28): quarters that are over, departments that are large enough for it.

Which rows are shown depends on public numbers alone: how many people are under notice. The true counts are looked at
once, when the noise is drawn; from then on only what was drawn is known, and it is served to everybody.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from fairwatch.disclosure.links import PLACE
from fairwatch.disclosure.noise import half_width, is_precise, noisy
from fairwatch.disclosure.primary import RATE_HIGH, RATE_LOW
from fairwatch.disclosure.released import SUPPRESSED, ReleasedTable
from fairwatch.errors import Refused
from fairwatch.findings import Column, Table
from fairwatch.ledgers import Budget, Noisy
from fairwatch.policy import Purpose
from fairwatch.text import Text

QUARTER, PEOPLE, SHARE = "quarter", "people", "share"
REST = ""
"""The leaf of all departments that are too small for one of their own."""

REASON = Text(
    "「—」：人数太少，加入噪声后的结果没有意义（R28）",
    "“—”: too few people for a figure with noise to mean anything (R28)",
)
NOTE = Text(
    "人数加入了随机噪声（离散拉普拉斯，每季度 ε=0.5，每年至多 4 次），区间的置信度为 95%。每个季度结束后只计算一次，"
    "以后所有人看到的都是同一结果；人数不足 60 的部门只计入合计。",
    "Random noise was added to the counts (discrete Laplace, ε = 0.5 per quarter, at most 4 a year); the intervals hold"
    " with 95 % confidence. Each quarter is counted once, after its end, and everybody sees that one result for ever."
    " Departments of fewer than 60 people are part of the total only.",
)

_SEEN = (
    Column("low_seen", "measure", Text("多日访问的人数，至少", "People seen on several days, at least"), "count"),
    Column("point_seen", "measure", Text("多日访问的人数", "People seen on several days"), "count"),
    Column("high_seen", "measure", Text("多日访问的人数，至多", "People seen on several days, at most"), "count"),
)


@dataclass(frozen=True, slots=True)
class _Figure:
    """One count as it may be shown; ``leaves`` is how many noises are in it."""

    people: int
    seen: int
    leaves: int = 1


def release_with_noise(
    tables: Sequence[Table], purpose: Purpose, budget: Budget, now: dt.datetime
) -> list[ReleasedTable]:
    """The tables of the group purpose: one by department and quarter, from whose leaves the other is summed.

    Raises ``Refused("E_DP_BUDGET")`` when there is something to draw, nothing drawn, and no budget left.
    """
    drawn = _drawn(_leaves_of(tables), purpose, budget, now)
    return [_released(table, drawn) for table in tables]


def draw(tables: Sequence[Table], purpose: Purpose, budget: Budget, now: dt.datetime) -> int:
    """Draw what is due, so that no quarter's rows expire uncounted; how many quarters are drawn. Nothing is shown."""
    return len(_drawn(_leaves_of(tables), purpose, budget, now))


def _leaves_of(tables: Sequence[Table]) -> Table:
    """The table whose cells hold different people, and together everybody: otherwise noise would not be enough."""
    by_place = [table for table in tables if PLACE in table.columns_with("dimension")]
    totals = [table for table in tables if PLACE not in table.columns_with("dimension")]
    sums = [table.frame.group_by(QUARTER).agg(pl.sum("persons")).sort(QUARTER).rows() for table in (*by_place, *totals)]
    if len(by_place) != 1 or any(one != sums[0] for one in sums):
        raise Refused("E_DISCLOSURE", where=tables[0].purpose)
    return by_place[0]


def _drawn(leaves: Table, purpose: Purpose, budget: Budget, now: dt.datetime) -> Mapping[str, Noisy]:
    """Quarter -> its noisy counts, of all that were ever drawn or can be now."""
    found = dict(budget.drawn(purpose.id))
    refused: Refused | None = None
    for (quarter,), rows in leaves.frame.sort(QUARTER, PLACE).group_by(QUARTER, maintain_order=True):
        name = str(quarter)
        if name not in found and _is_due(name, purpose, now):
            try:
                found[name] = budget.once(purpose.id, name, lambda rows=rows: _draw(rows), now)  # type: ignore[misc]
            except Refused as refusal:
                refused = refusal
    if refused and not found:
        raise refused
    return found


def _is_due(quarter: str, purpose: Purpose, now: dt.datetime) -> bool:
    """The quarter is over wherever on earth, and none of its rows has reached the end of its time."""
    year, number = int(quarter[:4]), int(quarter[-1])
    first = dt.date(year, 3 * number - 2, 1)
    following = dt.date(year + number // 4, 3 * number % 12 + 1, 1)
    return following < now.date() <= first + dt.timedelta(days=purpose.rollup_days)


def _draw(rows: pl.DataFrame) -> Noisy:
    """Count once, with noise. Small departments share a leaf: fewer leaves are less noise in the total."""
    leaf = pl.when(pl.col(PEOPLE).map_elements(is_precise, return_dtype=pl.Boolean)).then(PLACE).otherwise(pl.lit(REST))
    counted = rows.group_by(leaf.alias(PLACE)).agg(pl.sum(PEOPLE, "persons")).sort(PLACE)
    names = counted.get_column(PLACE).to_list()
    seen = noisy(counted.get_column("persons").to_list())
    people = counted.get_column(PEOPLE).to_list()
    return Noisy(dict(zip(names, people, strict=True)), dict(zip(names, seen, strict=True)))


def _released(table: Table, drawn: Mapping[str, Noisy]) -> ReleasedTable:
    dimensions = [column for column in table.columns if column.role == "dimension"]
    rows = [cell | _row(_figure(cell, drawn[cell[QUARTER]])) for cell in _cells(table, drawn)]
    people, share = (next(column for column in table.columns if column.name == name) for name in (PEOPLE, SHARE))
    figures = (dataclasses.replace(people, role="measure"), *_SEEN, share)
    schema = {column.name: table.frame.schema[column.name] for column in dimensions}
    schema |= {column.name: pl.Float64() if column.unit == "share" else pl.Int64() for column in figures}
    frame = pl.DataFrame(rows, schema=schema | {SUPPRESSED: pl.Boolean()}, orient="row")
    hidden = int(frame.get_column(SUPPRESSED).sum())
    return ReleasedTable(
        name=table.name,
        title=table.title,
        grain="group",
        purpose=table.purpose,
        columns=(*dimensions, *figures),
        frame=frame.sort([column.name for column in dimensions]),
        main=SHARE,
        suppressed=hidden,
        reason=REASON if hidden else None,
    )


def _cells(table: Table, drawn: Mapping[str, Noisy]) -> list[dict[str, str]]:
    """Every quarter that is drawn; by department also those departments that have no leaf of their own."""
    if PLACE not in table.columns_with("dimension"):
        return [{QUARTER: quarter} for quarter in drawn]
    present = set(table.frame.get_column(PLACE).cast(pl.String))
    return [
        {PLACE: place, QUARTER: quarter}
        for quarter, counts in drawn.items()
        for place in sorted({*present, *counts.seen} - {REST})
    ]


def _figure(cell: Mapping[str, object], drawn: Noisy) -> _Figure | None:
    """The count of a department, or the sum of all leaves; None where the department has no leaf of its own."""
    if PLACE not in cell:
        return _Figure(sum(drawn.people.values()), sum(drawn.seen.values()), len(drawn.seen))
    place = str(cell[PLACE])
    return _Figure(drawn.people[place], drawn.seen[place]) if place in drawn.seen else None


def _row(figure: _Figure | None) -> dict[str, object]:
    """Only now, when everything is summed, is a count kept between nobody and everybody. Extreme rates are bounds."""
    empty = dict.fromkeys([PEOPLE, *(column.name for column in _SEEN), SHARE])
    if figure is None or not is_precise(figure.people, figure.leaves):
        return empty | {SUPPRESSED: True}
    reach = half_width(figure.leaves)
    low, point, high = (min(max(figure.seen + way, 0), figure.people) for way in (-reach, 0, reach))
    share = point / figure.people
    if not RATE_LOW <= share <= RATE_HIGH:
        return empty | {SHARE: min(max(share, RATE_LOW), RATE_HIGH), SUPPRESSED: False}
    figures = dict(zip((column.name for column in _SEEN), (low, point, high), strict=True))
    return {PEOPLE: figure.people, **figures, SHARE: share, SUPPRESSED: False}
