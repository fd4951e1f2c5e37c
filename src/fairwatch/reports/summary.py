"""What a table says, in a sentence: only from released figures, and silent where they are hidden."""

from __future__ import annotations

from typing import Any

from fairwatch.disclosure import DEPARTURE_KINDS, SUPPRESSED, ReleasedTable
from fairwatch.findings import Column
from fairwatch.reports.shape import PLACES, adds_up, days, drawn, main, shape, shown
from fairwatch.reports.units import show, spoken_day, spoken_time
from fairwatch.reports.words import Labels, name_of
from fairwatch.text import Text

ORDERED = frozenset({"grade", "level"})
"""Dimensions whose values have an order of their own: to say which is largest says nothing."""


def sentence(table: ReleasedTable, labels: Labels) -> Text | None:
    """The sentence that stands above a table; None where nothing can be put into words."""
    if not table.frame.height or table.suppressed == table.frame.height:
        return None
    if table.grain == "person":
        return _rows(table)
    if table.purpose in DEPARTURE_KINDS or PLACES & {column.name for column in table.columns_with("dimension")}:
        return _count(table) if table.suppressed else None
    behind = drawn(table)
    kind = shape(behind) if behind else None
    if behind and kind in ("ranking", "matrix") and not ORDERED & {column.name for column in table.columns}:
        return _largest(behind, labels)
    return {"trend": _total, "week": _peak}[kind](table) if kind in ("trend", "week") else None


def _rows(table: ReleasedTable) -> Text | None:
    """How many entries, about how many people, and of one's own what they add up to."""
    rows, measures = table.frame.height, [column for column in table.columns_with("measure") if adds_up(column)]
    english = f"{rows} entry" if rows == 1 else f"{rows} entries"
    for subject in table.columns_with("subject"):
        people = table.frame[subject.name].n_unique()
        about = "1 person" if people == 1 else f"{people} people"
        return Text(f"共 {rows} 条，涉及 {people} 人。", f"{english} about {about}.")
    if not measures or not adds_up(main(table)):
        return None
    measure = next((column for column in measures if column.name == table.main), measures[0])
    total = show(table.frame[measure.name].sum(), measure.unit)
    return Text(
        f"共 {rows} 条，{measure.title.zh}合计 {total.zh}。",
        f"{english}, {measure.title.en.lower()} {total.en} in all.",
    )


def _count(table: ReleasedTable) -> Text:
    """How much there is to see. A sentence about which comes first would put pressure on that department."""
    seen = table.frame.height - table.suppressed
    return Text(f"{table.frame.height} 格中 {seen} 格可以显示。", f"{seen} of {table.frame.height} cells can be shown.")


def _total(table: ReleasedTable) -> Text | None:
    """First to last day and, of what adds up, the sum; of days that are hidden nothing is known."""
    day, measure = days(table).name, main(table)
    if day == "week":
        return None
    frame = shown(table)
    first, last = (spoken_day(value) for value in (frame[day].min(), frame[day].max()))
    peak = frame.sort(measure.name, day, descending=[True, False]).row(0, named=True)
    top, when = _figure(peak, measure), spoken_day(peak[day])
    if not adds_up(measure):
        return Text(f"最高为{when.zh}的 {top.zh}。", f"Highest on {when.en} with {top.en}.")
    total = show(frame[measure.name].sum(), measure.unit)
    least = Text("至少", "At least ") if table.suppressed else Text("共", "")
    return Text(
        f"{first.zh}至{last.zh}{least.zh} {total.zh}，最多的一天是{when.zh}，{top.zh}。",
        f"{least.en}{total.en} from {first.en} to {last.en}, most on {when.en} ({top.en}).",
    )


def _peak(table: ReleasedTable) -> Text:
    """The busiest hour of the week."""
    measure = main(table)
    row = shown(table).sort(measure.name, "weekday", "hour", descending=[True, False, False]).row(0, named=True)
    day, hour, top = name_of("weekday", row["weekday"], {}), int(row["hour"]), _figure(row, measure)
    return Text(
        f"最繁忙的是{day.zh} {hour:02}:00–{hour + 1:02}:00（{top.zh}）。",
        f"Busiest on {day.en} from {hour:02}:00 to {hour + 1:02}:00 ({top.en}).",
    )


def _largest(table: ReleasedTable, labels: Labels) -> Text:
    """The three largest groups."""
    measure, dimensions = main(table), table.columns_with("dimension")
    frame = shown(table).sort(
        measure.name, *(column.name for column in dimensions), descending=[True, *[False] * len(dimensions)]
    )
    rows = list(frame.head(3).iter_rows(named=True))
    names = [[name_of(column.name, row[column.name], labels) for column in dimensions] for row in rows]
    figures = [_figure(row, measure) for row in rows]
    zh = "、".join(
        f"{'・'.join(name.zh for name in group)}（{figure.zh}）" for group, figure in zip(names, figures, strict=True)
    )
    en = ", ".join(
        f"{' · '.join(name.en for name in group)} ({figure.en})" for group, figure in zip(names, figures, strict=True)
    )
    return Text(f"最多的是{zh}。", f"Most: {en}.")


def _figure(row: dict[str, Any], measure: Column) -> Text:
    if measure.unit == "pace" and row[measure.name] is not None:
        return spoken_time(row[measure.name])
    return show(row[measure.name], measure.unit, coded=SUPPRESSED in row)
