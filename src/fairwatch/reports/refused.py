"""What was not collected and why: the refusals of the door in, from their counts alone."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from fairwatch.disclosure import Released, ReleasedTable
from fairwatch.findings import Column
from fairwatch.refusals import Refusal, refusals
from fairwatch.reports.units import show
from fairwatch.text import Text

CODE = "code"
"""A table of grain ``open`` with this dimension counts refusals."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason and how much of each measure was turned away for it."""

    rule: Refusal
    figures: tuple[Text, ...]
    part: float
    """Of the main measure, 0–1."""


def is_about_refusals(table: ReleasedTable) -> bool:
    return table.grain == "open" and any(column.name == CODE for column in table.columns_with("dimension"))


def measures(table: ReleasedTable) -> tuple[Column, ...]:
    return table.columns_with("measure")


def reasons(table: ReleasedTable) -> list[Reason]:
    """Summed over everything but the code, the most frequent first."""
    counted = [column.name for column in measures(table)]
    first = table.main or counted[0]
    sums = table.frame.group_by(CODE).agg(pl.sum(*counted)).sort([first, CODE], descending=[True, False])
    total = sums[first].sum() or 1
    return [
        Reason(
            rule=refusals()[row[CODE]],
            figures=tuple(show(row[column.name], column.unit) for column in measures(table)),
            part=row[first] / total,
        )
        for row in sums.iter_rows(named=True)
        if row[CODE] in refusals()
    ]


def sentence(released: Released) -> Text | None:
    """How much was turned away, and the main reason."""
    table = next((one for one in released.tables.values() if is_about_refusals(one) and one.frame.height), None)
    if table is None:
        return None
    main = next(column for column in measures(table) if column.name == (table.main or column.name))
    total = show(table.frame[main.name].sum(), main.unit)
    first = next(iter(reasons(table)), None)
    if first is None:
        return None
    return Text(
        f"未采集{main.title.zh} {total.zh}，首要原因：{first.rule.text.zh}（{first.part:.0%}）。",
        f"Not collected: {total.en} {main.title.en.lower()}; the main reason: {first.rule.text.en} ({first.part:.0%}).",
    )
