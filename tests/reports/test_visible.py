"""A table of which a part is hidden never yields a superlative about the whole."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reports import evaluated as made
from tests.reports.conftest import CATEGORY, DAY, HOUR, LABELS, MONDAY, PERSONS, TRAFFIC, WEEKDAY, table
from tests.reports.evaluated import NEXT

from fairwatch.disclosure import ReleasedTable
from fairwatch.disclosure.released import REASON
from fairwatch.findings import Column
from fairwatch.reports import plain_time, plain_traffic
from fairwatch.reports.summary import sentence
from fairwatch.reports.visible import can_rank, is_whole
from fairwatch.text import Text

SITE = Column("site", "dimension", Text("站点", "Site"))
SUPERLATIVES = re.compile(r"\b(?:most|highest|busiest|largest)\b|最多|最高|最繁忙|最大", re.IGNORECASE)
OF_SEEN = re.compile(r"that can be shown|Of what can be shown|可显示")
SHAPES: tuple[tuple[tuple[Column, ...], list[tuple[Any, ...]]], ...] = (
    ((DAY,), [(day,) for day in (MONDAY, *(MONDAY.replace(day=day) for day in (8, 9, 10)), NEXT)]),
    ((CATEGORY,), [("work",), ("short_video",), ("games",), ("news",)]),
    ((SITE,), [("douyin",), ("nbc",), ("kwai",)]),
    ((WEEKDAY, HOUR), [(weekday, hour) for weekday in (1, 2, 3) for hour in (9, 10)]),
    ((CATEGORY, WEEKDAY), [(kind, weekday) for kind in ("work", "games") for weekday in (1, 2)]),
)
FIGURES = st.one_of(st.none(), st.integers(1, 9))


def unqualified(texts: Sequence[Text | None]) -> list[str]:
    """The sentences with a superlative about nothing but everything."""
    sentences = [
        one for text in texts if text for both in (text.zh, text.en) for one in re.split(r"(?<=。)|(?<=[.:]) ", both)
    ]
    return [one for one in sentences if SUPERLATIVES.search(one) and not OF_SEEN.search(one)]


def traffic(shape: int, figures: Sequence[int | None], *, listed: bool) -> ReleasedTable:
    """A table as the door releases it: a figure of none is hidden, and where it is not ``listed`` it has no row."""
    columns, names = SHAPES[shape]
    rows = [
        (*name, 20, figure * 1e8) if figure else (*name, None, None)
        for name, figure in zip(names, figures, strict=False)
        if figure or listed
    ]
    made = table("traffic", (*columns, PERSONS, TRAFFIC), rows, main="bytes")
    return made if listed or None not in figures else dataclasses.replace(made, reason=REASON)


@st.composite
def released(draw: st.DrawFn) -> tuple[ReleasedTable, bool]:
    """A table with some of its cells hidden, and whether any is."""
    shape = draw(st.integers(0, len(SHAPES) - 1))
    count = len(SHAPES[shape][1])
    figures = draw(st.lists(FIGURES, min_size=count, max_size=count).filter(any))
    return traffic(shape, figures, listed=draw(st.booleans())), None in figures


@settings(deadline=None)
@given(released())
def test_a_table_with_hidden_cells_never_yields_an_unqualified_superlative(case: tuple[ReleasedTable, bool]) -> None:
    one, hides = case
    said = sentence(one, LABELS)
    if hides:
        assert unqualified([said]) == []
        assert not is_whole(one)
    if said and not can_rank(one):
        assert not SUPERLATIVES.search(said.en)


@settings(deadline=None)
@given(
    hours=st.lists(FIGURES, min_size=2, max_size=6),
    kinds=st.lists(FIGURES, min_size=2, max_size=4),
    listed=st.booleans(),
)
def test_nor_do_the_plain_words(hours: list[int | None], kinds: list[int | None], listed: bool) -> None:
    """Of a week's hours and of kinds of sites; the busiest quarter-hour is only ever said to be at least so busy."""
    by_hour = made.by_hour(*((1, 9 + at, rate) for at, rate in enumerate(hours) if rate or listed))
    by_kind = made.by_category(*((f"k{at}", (n and 20) or 0, n or 1) for at, n in enumerate(kinds) if n or listed))
    hidden = {name: None in figures for name, figures in (("by-hour", hours), ("by-category", kinds))}
    by_hour, by_kind = (
        dataclasses.replace(one, reason=REASON if hidden[one.name] else None) for one in (by_hour, by_kind)
    )
    tables = {("traffic", "by-hour"): by_hour, ("work-time", "by-category"): by_kind}
    if hidden["by-hour"]:
        assert unqualified([plain_traffic.busiest(tables)]) == []
    if hidden["by-category"]:
        assert unqualified([plain_time.categories(tables, "by-category", LABELS)]) == []


def test_sites_are_never_all_because_those_of_few_people_have_no_row() -> None:
    said = sentence(traffic(2, (9, 5, 3), listed=True), LABELS)
    assert said == Text(
        "在可显示的 3 个站点中，最多的是抖音（900 MB）、nbc（500 MB）、kwai（300 MB）。",
        "Of the 3 sites that can be shown, most: Douyin (900 MB), nbc (500 MB), kwai (300 MB).",
    )


def test_of_a_whole_table_the_largest_is_named_without_more_ado() -> None:
    said = sentence(traffic(1, (9, 5, 3, 1), listed=True), LABELS)
    assert said is not None
    assert said.en == "Most: Office (900 MB), Short video (500 MB), games (300 MB)."


@pytest.mark.parametrize("unit", ["count", "bytes"])
def test_a_count_comes_with_what_is_counted(unit: Any) -> None:
    requests = Column("mean_requests", "measure", Text("每小时请求数", "Requests per hour"), unit)
    rows = [(1, 9, 20, 5e7), (2, 10, 20, 8e7)]
    hours = table("by-hour", (WEEKDAY, HOUR, PERSONS, requests), rows, main=requests.name)
    said = sentence(hours, LABELS)
    assert said is not None
    assert ("requests per hour 80,000,000" in said.en) == (unit == "count")


def test_weeks_are_compared_by_days_that_can_be_seen_of_both() -> None:
    """Two days of one week and the same two of the next; with a third one hidden in one of them nothing is compared."""
    days = [MONDAY, MONDAY.replace(day=8), NEXT, NEXT.replace(day=15)]
    seen = made.traffic_days(*zip(days, (100, 200, 300, 400), strict=True))
    hidden = dataclasses.replace(seen, reason=REASON)
    fewer = dataclasses.replace(hidden, frame=hidden.frame.head(3))
    said = [plain_traffic.weeks({("traffic", "by-day"): one}) for one in (seen, hidden, fewer)]
    assert [text.en.count("MB a day") for text in said if text] == [2, 2, 1]
    assert said[1] is not None
    assert "(2 days that can be shown), 350 MB a day" in said[1].en


def test_levels_of_the_line_say_nothing_but_a_least() -> None:
    said = plain_traffic.line({("bandwidth", "levels"): made.levels(median=1, p95=6, peak=9)})
    assert said is not None
    assert "at least 9.0 Mbit/s" in said.en
    assert plain_traffic.line({("bandwidth", "levels"): made.levels(median=1)}) is None
