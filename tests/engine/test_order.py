"""Rows in order: no tie is left to chance."""

from __future__ import annotations

import random

import ibis
import polars as pl

from fairwatch.engine import in_order, so_far

VISITS = pl.DataFrame(
    {
        "subject": ["p0001"] * 5 + ["p0002"] * 2,
        "start_us": [10, 10, 10, 20, None, 5, 6],
        "site": ["b", "a", None, "c", "d", "a", "a"],
        "views": [1, 2, 3, 4, 5, 6, 7],
    }
)


def test_the_row_before_and_after(on_both) -> None:
    def query(t):
        window = in_order(t, by=["subject"], order=["start_us"])
        return t.mutate(before=t.views.lag().over(window), after=t.views.lead().over(window))

    rows = on_both(query, VISITS)
    chain = dict(rows.select("views", "after").iter_rows())
    assert chain == {2: 1, 1: 3, 3: 4, 4: 5, 5: None, 6: 7, 7: None}, "by start, then site with null last; nulls last"
    assert {after: before for before, after in chain.items() if after} == {
        views: before for views, before in rows.select("views", "before").iter_rows() if before
    }


def test_the_order_of_the_input_does_not_matter(on_both) -> None:
    def query(t):
        return t.mutate(number=ibis.row_number().over(in_order(t, by=["subject"], order=["start_us"])))

    expected = on_both(query, VISITS)
    for seed in range(2):
        rows = VISITS.rows()
        random.Random(seed).shuffle(rows)
        assert on_both(query, pl.DataFrame(rows, schema=VISITS.schema, orient="row")).equals(expected)


def test_running_sums_count_each_row_once(on_both) -> None:
    """Rows with one start must not be summed in one leap, as SQL's default frame would."""
    query = lambda t: t.mutate(total=t.views.sum().over(so_far(t, by=["subject"], order=["start_us"])))  # noqa: E731
    totals = dict(on_both(query, VISITS).select("views", "total").iter_rows())
    assert totals == {2: 2, 1: 3, 3: 6, 4: 10, 5: 15, 6: 6, 7: 13}
