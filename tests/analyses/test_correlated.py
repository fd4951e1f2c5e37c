"""Correlations over quarter hours: so many hits, all together, in order. What is found is true of the instants."""

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

Hit = tuple[float, str, str]
"""Minute after nine, rule, person."""


def rule(kind: str, rules: str, minutes: int = 60, least: int = 0) -> ListedCorrelation:
    names = tuple(rules.split())
    least = least or len(set(names))
    return ListedCorrelation("c", Text("关联", "together"), "high", kind, names, minutes * MINUTE, least, "")


def buckets(hits: Sequence[Hit]) -> pl.DataFrame:
    """The hits as they are kept: counts of quarter hours."""
    rows = [
        (person, MONDAY, START + int(minute * MINUTE) // QUARTER_US * QUARTER_US, name, 1)
        for minute, name, person in hits
    ]
    return pl.DataFrame(rows, schema=HITS, orient="row").group_by("subject", "day", "bucket_us", "detection").sum()


def found(one: ListedCorrelation, *hits: Hit) -> list[tuple[str, int]]:
    """(person, most hits in a span) of the days that are found."""
    days = correlated(buckets(hits), [one], QUARTER_US)
    assert days.schema == pl.Schema(FOUND)
    assert set(days["day"]) <= {MONDAY}
    return days.select("subject", "requests").rows()


def test_so_many_hits_of_one_person() -> None:
    three = rule("event_count", "a b", least=3)
    assert found(three, (0, "a", "p"), (1, "b", "p"), (59, "a", "p"), (0, "a", "q"), (1, "z", "q")) == [("p", 3)]
    assert found(three, (0, "a", "p"), (1, "b", "p"), (60, "a", "p")) == []
    assert found(three) == []


def test_the_span_slides_by_quarters() -> None:
    two = rule("event_count", "a", least=2, minutes=30)
    assert found(two, (14, "a", "p"), (29, "a", "p")) == [("p", 2)]
    assert found(two, (14, "a", "p"), (30, "a", "p")) == [], "16 minutes, and yet it could be 44: not sure"


def test_all_of_them_together() -> None:
    both = rule("temporal", "a b", minutes=15)
    assert found(both, (5, "b", "p"), (6, "a", "p"), (5, "b", "q"), (20, "a", "q")) == [("p", 2)]


def test_all_of_them_in_order() -> None:
    chain = rule("temporal_ordered", "a b c", minutes=45)
    assert found(chain, (1, "a", "p"), (16, "b", "p"), (31, "c", "p")) == [("p", 3)]
    assert found(chain, (31, "a", "p"), (16, "b", "p"), (1, "c", "p")) == []
    assert found(chain, (1, "a", "p"), (2, "b", "p"), (31, "c", "p")) == [], "in one quarter nobody knows the order"
    assert found(chain, (1, "a", "p"), (16, "b", "p"), (46, "c", "p")) == []
    assert found(chain, (1, "a", "p"), (16, "a", "p"), (31, "b", "p"), (46, "c", "p")) == [("p", 3)]
    assert found(chain, (1, "a", "p"), (16, "b", "q"), (31, "c", "p")) == []


def test_a_day_is_named_once_with_its_most_hits() -> None:
    two = rule("event_count", "a", least=2, minutes=15)
    assert found(two, *[(minute, "a", "p") for minute in (1, 2, 31, 32, 33, 200, 201)]) == [("p", 3)]


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
def test_what_is_found_is_true_of_the_exact_instants(hits: list[Hit]) -> None:
    for one in RULES:
        for person, _ in found(one, *hits):
            mine = sorted((minute, name) for minute, name, who in hits if who == person)
            assert any(fulfils(one, mine, start) for start, _ in mine)


@settings(max_examples=60, derandomize=True, deadline=dt.timedelta(seconds=5))
@given(HITS_OF_TWO)
def test_what_is_true_within_a_quarter_less_is_found(hits: list[Hit]) -> None:
    """Only what straddles the edges may be missed; of an order only what happened in one quarter hour."""
    for one in RULES[:2]:
        shorter = rule(one.kind, " ".join(one.rules), one.span_us // MINUTE - 30, one.least)
        for person in ("p", "q"):
            mine = sorted((minute, name) for minute, name, who in hits if who == person)
            if any(fulfils(shorter, mine, start) for start, _ in mine):
                assert person in [who for who, _ in found(one, *hits)]


def fulfils(one: ListedCorrelation, hits: list[tuple[float, str]], start: float) -> bool:
    """Whether the exact span that begins here fulfils the rule: Sigma's definition."""
    within = [(at, name) for at, name in hits if start <= at <= start + one.span_us / MINUTE and name in one.rules]
    if one.kind == "event_count":
        return len(within) >= one.least
    if one.kind == "temporal":
        return {name for _, name in within} == set(one.rules)
    at = start
    for wanted in one.rules:
        later = [when for when, name in within if name == wanted and when >= at]
        if not later:
            return False
        at = later[0]
    return True
