"""What the formula promises whatever the logs contain."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from tests.activity.conftest import named_holds
from tests.activity.streams import logs

from fairwatch.activity.clock import holds
from fairwatch.activity.quarter_hours import buckets
from fairwatch.activity.visits import visits

WORKING_SECONDS = 8 * 3600
BUCKET_SECONDS = 900

examples = settings(max_examples=8, deadline=None, derandomize=True)


def buckets_of(raw):
    return buckets(holds(raw))


def visits_of(raw):
    return visits(holds(raw))


@examples
@given(log=logs())
def test_low_point_and_high_are_in_order(ask, log: pl.DataFrame) -> None:
    rows = ask(buckets_of, log)
    assert rows.filter(
        ~((pl.col("low_s") >= 0) & (pl.col("low_s") <= pl.col("point_s")) & (pl.col("point_s") <= pl.col("high_s")))
    ).is_empty()


@examples
@given(log=logs())
def test_all_sites_together_never_exceed_the_wall_clock(ask, log: pl.DataFrame) -> None:
    rows = ask(buckets_of, log)
    per_bucket = rows.group_by("subject", "bucket_us").agg(pl.col("high_s").sum())
    per_day = rows.group_by("subject", "day").agg(pl.col("high_s").sum())
    assert per_bucket.filter(pl.col("high_s") > BUCKET_SECONDS).is_empty()
    assert per_day.filter(pl.col("high_s") > WORKING_SECONDS).is_empty()


@examples
@given(log=logs())
def test_no_moment_has_two_owners_and_none_lies_outside_working_time(ask, log: pl.DataFrame) -> None:
    held = (
        ask(named_holds, log)
        .with_columns(end_us=pl.col("start_us") + pl.col("high_us"))
        .sort("subject", "start_us", "end_us")
    )
    assert held.filter(pl.col("start_us") < pl.col("end_us").shift(1).over("subject")).is_empty()
    spans = log.select("span_start_us", "span_end_us").unique()
    inside = held.join_where(
        spans, pl.col("start_us") >= pl.col("span_start_us"), pl.col("end_us") <= pl.col("span_end_us")
    )
    assert inside.height == held.height


@examples
@given(log=logs())
def test_visits_and_quarter_hours_tell_the_same_time_and_views(ask, log: pl.DataFrame) -> None:
    by_visit, by_bucket = (
        rows.group_by("day", "subject", "site")
        .agg(pl.col("point_s").sum().round(3), pl.col("views").sum())
        .sort("day", "subject", "site")
        for rows in (ask(visits_of, log), ask(buckets_of, log))
    )
    assert by_visit.equals(by_bucket)


@examples
@given(log=logs())
def test_visits_of_one_site_lie_half_an_hour_apart(ask, log: pl.DataFrame) -> None:
    site = ["day", "subject", "site"]
    rows = ask(visits_of, log).sort(*site, "start_us")
    begins = pl.col("start_us") - pl.col("start_us").shift(1).over(site)
    assert rows.filter(begins < 30 * 60 * 1_000_000).is_empty()
    assert rows.filter(pl.col("end_us") < pl.col("start_us")).is_empty()


@examples
@given(log=logs())
def test_each_day_stands_for_itself_and_order_does_not_matter(ask, log: pl.DataFrame) -> None:
    together = ask(buckets_of, log.sample(fraction=1, shuffle=True, seed=1))
    alone = [ask(buckets_of, part) for part in log.partition_by("day")]
    columns = ["day", "subject", "department", "bucket_us", "site", "grade"]
    assert together.sort(columns).equals(pl.concat([together.clear(), *alone]).sort(columns))
