"""Correlations: so many hits or values, together, in order; by instants exactly, by quarter hours never invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analyses.office import MONDAY, us

from fairwatch.analyses.correlated import FOUND, HITS, correlated
from fairwatch.rule_list import QUARTER_US, ListedCorrelation
from fairwatch.text import Text

MINUTE = 60_000_000
START = us(MONDAY)
USUAL = {"day": MONDAY, "requests": 1, "correlation": None, "value": None, "group": None}

Hit = tuple[float, str, str]
"""Minute after nine, rule, person."""


def rule(kind: str, rules: str, minutes: float = 60, least: int = 0, name: str = "c") -> ListedCorrelation:
    names = tuple(rules.split())
    least = least or len(set(names))
    return ListedCorrelation(name, Text("关联", "together"), "high", kind, names, int(minutes * MINUTE), least, "")


def at(minute: float) -> int:
    return START + round(minute * MINUTE)


def exact(one: ListedCorrelation, *hits: Hit, **more: Sequence[str | None]) -> list[tuple[str, int]]:
    """(person, most hits in a span) of what is found by the instants; ``more``: columns of HITS, hit by hit."""
    rows = [{**USUAL, "subject": person, "at_us": at(minute), "rule": name} for minute, name, person in hits]
    frame = pl.DataFrame(rows, schema=HITS).with_columns(pl.Series(key, value) for key, value in more.items())
    return _told(correlated(frame, [one], 1))


def quarters(one: ListedCorrelation, *hits: Hit) -> list[tuple[str, int]]:
    """The same where only counts of quarter hours are kept."""
    rows = [
        {**USUAL, "subject": person, "at_us": at(minute) // QUARTER_US * QUARTER_US, "rule": name}
        for minute, name, person in hits
    ]
    frame = pl.DataFrame(rows, schema=HITS)
    counts = frame.group_by(pl.exclude("requests")).agg(pl.col("requests").sum()).select(*HITS)
    return _told(correlated(counts, [one], QUARTER_US))


def _told(days: pl.DataFrame) -> list[tuple[str, int]]:
    assert days.schema == pl.Schema(FOUND)
    assert set(days["day"]) <= {MONDAY}
    return days.select("subject", "requests").rows()


def test_so_many_hits_of_one_person() -> None:
    three = rule("event_count", "a b", least=3)
    hits = ((0, "a", "p"), (1, "b", "p"), (59, "a", "p"), (0, "a", "q"), (1, "z", "q"))
    assert exact(three, *hits) == quarters(three, *hits) == [("p", 3)]
    assert quarters(three, (0, "a", "p"), (1, "b", "p"), (60, "a", "p")) == []
    assert exact(three, (0, "a", "p"), (1, "b", "p"), (60, "a", "p")) == [("p", 3)], "an hour is within an hour"
    assert exact(three, (0, "a", "p"), (1, "b", "p"), (60.000001, "a", "p")) == []
    assert exact(three) == quarters(three) == []


def test_a_minute_is_a_minute() -> None:
    two = rule("event_count", "a", least=2, minutes=1)
    assert exact(two, (14.5, "a", "p"), (15.25, "a", "p")) == [("p", 2)], "whatever quarter hours they are in"
    assert exact(two, (1, "a", "p"), (2.5, "a", "p")) == []
    assert quarters(two, (1, "a", "p"), (1, "a", "p")) == [], "in one quarter, and yet perhaps not in one minute"


def test_the_span_slides_by_quarters() -> None:
    two = rule("event_count", "a", least=2, minutes=30)
    assert quarters(two, (14, "a", "p"), (29, "a", "p")) == [("p", 2)]
    assert quarters(two, (14, "a", "p"), (30, "a", "p")) == [], "16 minutes, and yet it could be 44: not sure"


def test_so_many_different_values() -> None:
    three = rule("value_count", "a", least=3, minutes=10)
    hits = [(minute, "a", "p") for minute in range(5)]
    assert exact(three, *hits, value=["x", "y", "x", "y", "z"]) == [("p", 5)]
    assert exact(three, *hits, value=["x", "y", "x", "y", "x"]) == []
    assert exact(three, *hits, (13, "a", "p"), value=["x", "y", "x", "y", "x", "z"]) == [("p", 3)]
    assert exact(three, *hits, (13.5, "a", "p"), value=["x", "y", "x", "y", "y", "z"]) == [], "x has left by then"


def test_groups_are_counted_by_themselves() -> None:
    two = rule("event_count", "a", least=2)
    hits = (0, "a", "p"), (1, "a", "p"), (2, "a", "p"), (3, "a", "q")
    assert exact(two, *hits, group=["x", "y", "y", "x"]) == [("p", 2)]
    assert exact(two, *hits, group=["x", "y", "z", "x"]) == []
    chain = rule("temporal_ordered", "a b")
    assert exact(chain, (0, "a", "p"), (1, "b", "p"), group=["x", "x"]) == [("p", 2)]
    assert exact(chain, (0, "a", "p"), (1, "b", "p"), group=["x", "y"]) == []


def test_each_correlation_counts_its_own_parts() -> None:
    two = rule("event_count", "a", least=2)
    hits = (0, "a", "p"), (1, "a", "p")
    assert exact(two, *hits, correlation=["c", "c"]) == [("p", 2)]
    assert exact(two, *hits, correlation=["c", "another"]) == []


def test_all_of_them_together() -> None:
    both = rule("temporal", "a b", minutes=15)
    hits = ((5, "b", "p"), (6, "a", "p"), (5, "b", "q"), (20, "a", "q"))
    assert quarters(both, *hits) == [("p", 2)]
    assert exact(both, *hits) == [("p", 2), ("q", 2)]


def test_all_of_them_in_order() -> None:
    chain = rule("temporal_ordered", "a b c", minutes=45)
    assert quarters(chain, (1, "a", "p"), (16, "b", "p"), (31, "c", "p")) == [("p", 3)]
    assert quarters(chain, (31, "a", "p"), (16, "b", "p"), (1, "c", "p")) == []
    assert quarters(chain, (1, "a", "p"), (2, "b", "p"), (31, "c", "p")) == [], "in one quarter nobody knows the order"
    assert exact(chain, (1, "a", "p"), (2, "b", "p"), (31, "c", "p")) == [("p", 3)]
    assert exact(chain, (1, "a", "p"), (1, "b", "p"), (31, "c", "p")) == [], "nor at one instant"
    assert quarters(chain, (1, "a", "p"), (16, "b", "p"), (46, "c", "p")) == []
    assert exact(chain, (1, "a", "p"), (16, "b", "p"), (46, "c", "p")) == [("p", 3)]
    assert quarters(chain, (1, "a", "p"), (16, "a", "p"), (31, "b", "p"), (46, "c", "p")) == [("p", 3)]
    assert quarters(chain, (1, "a", "p"), (16, "b", "q"), (31, "c", "p")) == []


def test_a_day_is_named_once_with_its_most_hits_and_the_first_time() -> None:
    two = rule("event_count", "a", least=2, minutes=15)
    hits = [(minute, "a", "p") for minute in (1, 2, 31, 32, 33, 200, 201)]
    assert exact(two, *hits) == quarters(two, *hits) == [("p", 3)]
    frame = pl.DataFrame([{**USUAL, "subject": "p", "at_us": at(minute), "rule": "a"} for minute, *_ in hits], HITS)
    assert correlated(frame, [two], 1)["at_us"].to_list() == [at(2)]


HITS_OF_TWO = st.lists(
    st.tuples(st.integers(0, 180), st.sampled_from(["a", "b", "c"]), st.sampled_from(["p", "q"])), max_size=14
)
RULES = (
    rule("event_count", "a b", 40, least=3),
    rule("temporal", "a b c", 50),
    rule("temporal_ordered", "a b", 60),
    rule("temporal_ordered", "a c b", 75),
)


@settings(max_examples=150, derandomize=True, deadline=dt.timedelta(seconds=5))
@given(HITS_OF_TWO)
def test_by_instants_it_is_found_exactly_where_it_is_true(hits: list[Hit]) -> None:
    for one in RULES:
        assert {person for person, _ in exact(one, *hits)} == true_of(one, hits)


@settings(max_examples=100, derandomize=True, deadline=dt.timedelta(seconds=5))
@given(HITS_OF_TWO, st.lists(st.sampled_from(["x", "y", "z"]), min_size=14, max_size=14), st.integers(1, 90))
def test_different_values_are_those_of_some_span(hits: list[Hit], values: list[str], minutes: int) -> None:
    mine = [(minute, person, value) for (minute, name, person), value in zip(hits, values, strict=False) if name == "a"]

    def different(person: str, start: float) -> set[str]:
        return {value for when, who, value in mine if who == person and start <= when <= start + minutes}

    for least in (1, 2, 3):
        counted = {person for minute, person, _ in mine if len(different(person, minute)) >= least}
        one = rule("value_count", "a", minutes, least)
        assert {person for person, _ in exact(one, *hits, value=values[: len(hits)])} == counted


@settings(max_examples=100, derandomize=True, deadline=dt.timedelta(seconds=5))
@given(HITS_OF_TWO)
def test_what_is_found_by_quarters_is_true_of_the_exact_instants(hits: list[Hit]) -> None:
    for one in RULES:
        assert {person for person, _ in quarters(one, *hits)} <= true_of(one, hits)


@settings(max_examples=60, derandomize=True, deadline=dt.timedelta(seconds=5))
@given(HITS_OF_TWO)
def test_what_is_true_within_a_quarter_less_is_found_by_quarters(hits: list[Hit]) -> None:
    """Only what straddles the edges may be missed; of an order only what happened in one quarter hour."""
    for one in RULES[:2]:
        shorter = rule(one.kind, " ".join(one.rules), one.span_us / MINUTE - 30, one.least)
        assert true_of(shorter, hits) <= {who for who, _ in quarters(one, *hits)}


def true_of(one: ListedCorrelation, hits: list[Hit]) -> set[str]:
    """Whom it is true of, by Sigma's definition."""
    people = {who: sorted((minute, name) for minute, name, whose in hits if whose == who) for *_, who in hits}
    return {who for who, mine in people.items() if any(fulfils(one, mine, start) for start, _ in mine)}


def fulfils(one: ListedCorrelation, hits: list[tuple[float, str]], start: float) -> bool:
    """Whether the exact span that begins here fulfils the rule."""
    within = [
        (when, name) for when, name in hits if start <= when <= start + one.span_us / MINUTE and name in one.rules
    ]
    if one.kind == "event_count":
        return len(within) >= one.least
    if one.kind == "temporal":
        return {name for _, name in within} == set(one.rules)
    before = start - 1
    for wanted in one.rules:
        later = [when for when, name in within if name == wanted and when > before]
        if not later:
            return False
        before = later[0]
    return True
