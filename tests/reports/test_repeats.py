"""What would be said twice is said once; periods; and lines that do not run across what is hidden."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from tests.reports import evaluated as made
from tests.reports.conftest import CATEGORY, MONDAY, PERSONS, TRAFFIC, table
from tests.reports.evaluated import NEXT, WEEK
from tests.reports.test_charts import figures

from fairwatch.disclosure.released import REASON
from fairwatch.reports.charts import MOST_BARS, chart, partly
from fairwatch.reports.repeats import without_repeats
from fairwatch.reports.spans import span_of, total_span
from fairwatch.text import Text


@pytest.mark.parametrize(("weeks", "kept"), [((MONDAY,), ["by-category"]), ((MONDAY, NEXT), ["by-category", "weeks"])])
def test_kinds_by_week_are_not_shown_while_there_is_one_week(weeks: Any, kept: list[str]) -> None:
    kinds = [("work", 20, 4e8), ("games", 12, 1e8)]
    by_kind = table("by-category", (CATEGORY, PERSONS, TRAFFIC), kinds, main="bytes")
    by_week = table(
        "weeks", (WEEK, CATEGORY, PERSONS, TRAFFIC), [(week, *row) for week in weeks for row in kinds], main="bytes"
    )
    assert list(without_repeats({"by-category": by_kind, "weeks": by_week})) == kept
    assert list(without_repeats({"weeks": by_week})) == ["weeks"]


def test_a_total_has_the_days_of_what_it_is_the_sum_of() -> None:
    own, days = made.own_search(9, 12, 4), made.own_search_days(MONDAY, NEXT)
    found = total_span(own, {"self": own, "self-days": days}, "UTC")
    assert found == Text("2026年9月7日（周一）至2026年9月14日（周一）", "from Mon 7 Sep 2026 to Mon 14 Sep 2026")
    assert total_span(own, {"self": own}, "UTC") is None
    assert total_span(days, {"self-days": days}, "UTC") is None
    assert span_of(made.own_search_days(MONDAY), {}, "UTC") == Text("2026年9月7日（周一）", "on Mon 7 Sep 2026")


def test_how_many_of_how_many_are_drawn() -> None:
    many = made.by_category(*((f"kind {at}", 20, 30 - at) for at in range(24)))
    assert partly(many) == Text("图中是 24 项中的 15 项，全部见下表。", "15 of 24 are drawn; the table has all.")
    assert partly(made.by_category(*((f"kind {at}", 20, 30 - at) for at in range(MOST_BARS)))) is None


def test_a_line_breaks_at_a_day_that_is_hidden_without_a_row(tables: Any, labels: Any) -> None:
    """Tuesday to Thursday of five days are not there."""
    ends = dataclasses.replace(tables["trend"], frame=tables["trend"].frame[[0, 4]])
    hidden = dataclasses.replace(ends, reason=REASON)
    drawn = [[row["value"] for row in figures(chart(one, labels, "en", 600))] for one in (ends, hidden)]
    assert drawn == [[1000, 1800], [1000, None, None, None, 1800]]


def test_the_legend_names_only_what_is_drawn(tables: Any, labels: Any) -> None:
    both = tables["comparison"]
    past = [column for column in both.frame.columns if "past" in column]
    alone = dataclasses.replace(both, frame=both.frame.with_columns(**dict.fromkeys(past)))
    named = [chart(one, labels, "en", 600).to_dict()["layer"][1]["encoding"]["color"]["scale"] for one in (both, alone)]  # type: ignore[union-attr]
    assert [scale["domain"] for scale in named] == [["You", "Past"], ["You"]]
