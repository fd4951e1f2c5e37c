"""Lease statements become intervals of which no two of one address overlap."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.identity.directory import LAPTOP, OTHER_LAPTOP

from fairwatch.identity.leases import LEASES, timeline


def said(*rows: tuple[str, str | None, int, int]) -> list[tuple[str, str, int, int]]:
    return timeline(pl.DataFrame(list(rows), schema=LEASES, orient="row")).rows()


def test_a_renewal_extends() -> None:
    assert said(("a", LAPTOP, 0, 10), ("a", LAPTOP, 5, 15), ("a", LAPTOP, 15, 20)) == [("a", LAPTOP, 0, 20)]


def test_a_gap_is_a_gap() -> None:
    assert said(("a", LAPTOP, 0, 10), ("a", LAPTOP, 11, 15)) == [("a", LAPTOP, 0, 10), ("a", LAPTOP, 11, 15)]


def test_the_next_device_ends_the_lease_before() -> None:
    assert said(("a", LAPTOP, 0, 10), ("a", OTHER_LAPTOP, 4, 8)) == [("a", LAPTOP, 0, 4), ("a", OTHER_LAPTOP, 4, 8)]


def test_the_last_word_about_a_lease_counts() -> None:
    assert said(("a", LAPTOP, 0, 10), ("a", LAPTOP, 0, 3)) == [("a", LAPTOP, 0, 3)]  # released early


def test_nobodys_statement_only_ends_what_was_before() -> None:
    assert said(("a", LAPTOP, 0, 10), ("a", None, 4, 100)) == [("a", LAPTOP, 0, 4)]
    assert said(("a", LAPTOP, 0, 10), ("a", LAPTOP, 4, 4)) == [("a", LAPTOP, 0, 4)]


def test_addresses_do_not_touch_each_other() -> None:
    assert said(("a", LAPTOP, 0, 10), ("b", LAPTOP, 4, 12)) == [("a", LAPTOP, 0, 10), ("b", LAPTOP, 4, 12)]


statements = st.lists(
    st.tuples(
        st.sampled_from("ab"), st.sampled_from([LAPTOP, OTHER_LAPTOP, None]), st.integers(0, 20), st.integers(0, 20)
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(statements)
def test_property_at_every_instant_the_latest_statement_decides(rows: list[tuple[str, str | None, int, int]]) -> None:
    intervals = said(*rows)
    for address in "ab":
        for instant in range(21):
            begun = [row for row in rows if row[0] == address and row[2] <= instant]
            latest = max(enumerate(begun), key=lambda one: (one[1][2], one[0]), default=(0, None))[1]
            expected = [latest[1]] if latest and latest[1] and instant < latest[3] else []
            holders = [device for where, device, start, end in intervals if where == address and start <= instant < end]
            assert holders == expected
