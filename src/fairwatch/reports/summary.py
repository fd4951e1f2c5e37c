"""What a table says, in a sentence: only from released figures, and silent where they are hidden."""

from __future__ import annotations

from fairwatch.disclosure import DEPARTURE_KINDS, ReleasedTable
from fairwatch.reports.figures import joined, named_figure
from fairwatch.reports.shape import PLACES, adds_up, days, drawn, main, shape, shown
from fairwatch.reports.units import show, spoken_day
from fairwatch.reports.visible import can_rank, is_whole, of_seen
from fairwatch.reports.words import Labels, name_of
from fairwatch.text import Text

ORDERED = frozenset({"grade", "level"})
"""Dimensions whose values have an order of their own: to say which is largest says nothing."""


def sentence(table: ReleasedTable, labels: Labels, period: Text | None = None) -> Text | None:
    """The sentence that stands above a table; None where nothing can be put into words.

    ``period``: of a person's rows, their days (:mod:`fairwatch.reports.spans`), without which a total says little.
    """
    if not table.frame.height or table.suppressed == table.frame.height:
        return None
    if table.grain == "person":
        return _rows(table, period)
    if table.purpose in DEPARTURE_KINDS or PLACES & {column.name for column in table.columns_with("dimension")}:
        return _count(table) if table.suppressed else None
    behind = drawn(table)
    kind = shape(behind) if behind else None
    if behind and kind in ("ranking", "matrix") and not ORDERED & {column.name for column in table.columns}:
        return _largest(behind, labels)
    return {"trend": _total, "week": _peak}[kind](table) if kind in ("trend", "week") else None


def _rows(table: ReleasedTable, period: Text | None) -> Text | None:
    """How many entries, from when to when, about how many people, and of one's own what they add up to."""
    rows, measures = table.frame.height, [column for column in table.columns_with("measure") if adds_up(column)]
    when = Text(f"{period.zh}", f" {period.en}") if period else Text("", "")
    entries = Text(f"{when.zh}共 {rows} 条", f"{rows} {'entry' if rows == 1 else 'entries'}{when.en}")
    for subject in table.columns_with("subject"):
        people = table.frame[subject.name].n_unique()
        about = "1 person" if people == 1 else f"{people} people"
        return Text(f"{entries.zh}，涉及 {people} 人。", f"{entries.en} about {about}.")
    if not measures or not adds_up(main(table)):
        return None
    measure = next((column for column in measures if column.name == table.main), measures[0])
    total = show(table.frame[measure.name].sum(), measure.unit)
    if rows == 1:
        return Text(f"{when.zh}{measure.title.zh} {total.zh}。", f"{measure.title.en} {total.en}{when.en}.")
    return Text(
        f"{entries.zh}，{measure.title.zh}合计 {total.zh}。",
        f"{entries.en}, {measure.title.en.lower()} {total.en} in all.",
    )


def _count(table: ReleasedTable) -> Text:
    """How much there is to see. A sentence about which comes first would put pressure on that department."""
    seen = table.frame.height - table.suppressed
    there = table.frame.height
    return Text(f"所列 {there} 格中 {seen} 格可以显示。", f"{seen} of the {there} cells listed can be shown.")


def _total(table: ReleasedTable) -> Text | None:
    """First to last day and, of what adds up, the sum; of days that are hidden nothing is known."""
    day, measure = days(table).name, main(table)
    if day == "week":
        return None
    frame = shown(table)
    first, last = (spoken_day(value) for value in (frame[day].min(), frame[day].max()))
    peak = frame.sort(measure.name, day, descending=[True, False]).row(0, named=True)
    top, when = named_figure(peak, measure), spoken_day(peak[day])
    highest = None
    if can_rank(table):
        highest = of_seen(table, Text(f"最高的是{when.zh}，{top.zh}", f"highest on {when.en} with {top.en}"))
    if not adds_up(measure):
        return highest or _count(table)
    total = show(frame[measure.name].sum(), measure.unit)
    least = Text("共", "") if is_whole(table) else Text("至少", "At least ")
    sum_of_all = Text(
        f"{first.zh}至{last.zh}{least.zh} {total.zh}。", f"{least.en}{total.en} from {first.en} to {last.en}."
    )
    return joined(sum_of_all, highest)


def _peak(table: ReleasedTable) -> Text:
    """The busiest hour of the week."""
    if not can_rank(table):
        return _count(table)
    measure = main(table)
    row = shown(table).sort(measure.name, "weekday", "hour", descending=[True, False, False]).row(0, named=True)
    day, hour, top = name_of("weekday", row["weekday"], {}), int(row["hour"]), named_figure(row, measure)
    said = Text(
        f"最繁忙的是{day.zh} {hour:02}:00–{hour + 1:02}:00（{top.zh}）",
        f"busiest on {day.en} from {hour:02}:00 to {hour + 1:02}:00 ({top.en})",
    )
    return of_seen(table, said)


def _largest(table: ReleasedTable, labels: Labels) -> Text:
    """The three largest groups."""
    if not can_rank(table):
        return _count(table)
    measure, dimensions = main(table), table.columns_with("dimension")
    frame = shown(table).sort(
        measure.name, *(column.name for column in dimensions), descending=[True, *[False] * len(dimensions)]
    )
    rows = list(frame.head(3).iter_rows(named=True))
    names = [[name_of(column.name, row[column.name], labels) for column in dimensions] for row in rows]
    figures = [named_figure(row, measure) for row in rows]
    zh = "、".join(
        f"{'・'.join(name.zh for name in group)}（{figure.zh}）" for group, figure in zip(names, figures, strict=True)
    )
    en = ", ".join(
        f"{' · '.join(name.en for name in group)} ({figure.en})" for group, figure in zip(names, figures, strict=True)
    )
    return of_seen(table, Text(f"最多的是{zh}", f"most: {en}"))
