"""What the witness of a simulation writes down."""

from __future__ import annotations

import polars as pl

from fairwatch.simulate import Summary, Truth


def test_attention_never_exceeds_working_time(truth: Truth) -> None:
    days = truth.seconds.group_by("person", "day").agg(pl.col("seconds").sum().alias("attention"))
    joined = days.join(truth.working, on=["person", "day"], how="left")
    assert joined["seconds"].null_count() == 0
    assert (joined["attention"] <= joined["seconds"]).all()


def test_the_leavers_visits_are_the_planted_ones(truth: Truth) -> None:
    leaver = truth.case("leaver")[0]
    own = truth.visits.filter(pl.col("person") == leaver["person"], pl.col("category") == "recruitment")
    planted = [(visit["site"], visit["ts_us"], visit["views"]) for visit in leaver["visits"]]
    assert sorted(own.select("site", "start_us", "views").rows()) == sorted(planted)
    assert len(truth.submissions) == 9


def test_violations_are_the_planted_ones_and_chance(truth: Truth) -> None:
    cases = {case["person"] for case in truth.cases if case["group"] == "violation"}
    noise = {case["person"] for case in truth.cases if case["group"] == "noise"}
    found = set(truth.violations["person"])
    assert cases <= found
    assert not noise & found


def test_blocked_attempts_are_known_as_such(truth: Truth) -> None:
    blocked = truth.violations.filter("blocked")
    assert set(blocked["person"]) == {case["person"] for case in truth.case("anonymiser")}


def test_uploads_hold_the_leaks(truth: Truth) -> None:
    planted = truth.uploads.filter("planted").group_by("person").agg(pl.len())
    expected = {
        case["person"]: len(case["events"])
        for case in truth.cases
        if case["kind"] in ("leak_burst", "leak_slow", "work_uploader")
    }
    assert dict(planted.rows()) == expected
    assert truth.uploads.filter(~pl.col("planted"))["bytes_up"].max() <= 8_000_000  # type: ignore[operator]


def test_people_outside_the_notice_are_marked(truth: Truth) -> None:
    outside = truth.people.filter(~pl.col("observable"))
    assert len(outside) > 2
    assert outside.filter(pl.col("notice") == "noticed", ~pl.col("excluded")).is_empty()


def test_counts_match_the_tables(truth: Truth, simulated: Summary) -> None:
    assert truth.facts["lines"] == simulated.lines
    assert truth.facts["page_views"] == len(truth.views) == simulated.page_views
    assert truth.facts["parameters"]["seed"] == simulated.seed
