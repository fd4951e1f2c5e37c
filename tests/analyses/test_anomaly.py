"""Anomalies, from the roll-ups of each purpose to its findings and its score."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial

import numpy as np
import polars as pl
import pytest
from tests.analyses.office import MONDAY, inputs, policy, rows, us

from fairwatch.analyses import run
from fairwatch.engine import Engine
from fairwatch.policy import PolicySnapshot

MB = 1_000_000
PEOPLE = [{"person": f"p{number:04}", "department": ("sales", "legal")[number % 2]} for number in range(120)]
RULES = policy(PEOPLE)
WEEKS = (MONDAY - dt.timedelta(28), MONDAY + dt.timedelta(13))
TABLES = ("unusual", "first-seen", "beacons", "risk", "risk-parts", "usual")


def upload(who: int, later: int, size: float = 5 * MB, time: str = "10:00", category: str = "webmail") -> dict:
    day = WEEKS[0] + dt.timedelta(later)
    usual = {"action": "upload", "category": category, "requests": 1, "bytes_up": int(size), "registered": False}
    return usual | {
        "subject": f"p{who:04}",
        "department": PEOPLE[who]["department"],
        "day": day,
        "bucket_us": us(day, time),
    }


def tunnel(who: int, later: int, time: str = "10:00", site: str = "gate", size: int = 4000) -> dict:
    return {**upload(who, later, size, time), "action": "tunnel", "category": "tunnel", "site": site, "blocked": 0}


def everybody() -> list[dict]:
    """Twenty-eight days of forty people."""
    random = np.random.default_rng(7)
    return [upload(who, day, 5 * MB * random.lognormal(0, 0.5)) for who in range(1, 41) for day in range(28)]


def tables(engine: Engine, leak: Sequence[dict] = (), violations: Sequence[dict] = (), rules: PolicySnapshot = RULES):
    given = {"leak": leak, "violations": violations}
    frames = {(kind, "buckets"): rows(kind, "buckets", _kept(kind, some)) for kind, some in given.items()}
    return run("anomaly", inputs(engine, frames, rules, period=WEEKS)).tables


@pytest.fixture
def ask(engine):
    return partial(tables, engine)


def _kept(kind: str, given: Sequence[dict]) -> list[dict]:
    other = {"leak": ("site", "blocked"), "violations": ("registered",)}[kind]
    return [{name: value for name, value in row.items() if name not in other} for row in given]


def test_an_ordinary_month_has_no_findings(ask) -> None:
    found = ask(leak=everybody())
    assert all(found[f"leak-{name}"].frame.is_empty() for name in TABLES if name != "usual")
    assert found["leak-usual"].frame["usual_bytes"].median() == pytest.approx(5 * MB, rel=0.2)


def test_an_unusual_amount_says_what_is_usual_and_from_where_it_counts(ask) -> None:
    [one] = ask(leak=[*everybody(), upload(1, 30, 900 * MB)])["leak-unusual"].frame.to_dicts()
    assert (one["subject"], one["slot"], one["feature"]) == ("p0001", "work-morning", "bytes_up")
    assert (one["bytes_up"], one["count"], one["usual_count"], one["limit_count"]) == (900 * MB, None, None, None)
    assert one["usual_bytes"] == pytest.approx(5 * MB, rel=0.5)
    assert one["usual_bytes"] < one["limit_bytes"] < 900 * MB


@pytest.mark.parametrize("step", [-1000, 1000])
def test_the_smallest_change_that_would_undo_a_finding_is_the_one_it_names(ask, step: int) -> None:
    """Its limit is computed from a past that holds the day itself, whose size does not move the medians."""
    [one] = ask(leak=[*everybody(), upload(1, 30, 900 * MB)])["leak-unusual"].frame.to_dicts()
    again = ask(leak=[*everybody(), upload(1, 30, one["limit_bytes"] + step)])["leak-unusual"].frame
    assert again.height == (step > 0)


def test_in_a_peak_of_all_it_counts_from_more(ask) -> None:
    peak = [upload(who, 30, 100 * MB) for who in range(2, 41)]
    alone, among = (
        ask(leak=[*everybody(), upload(1, 30, 20_000 * MB), *others])["leak-unusual"].frame for others in ((), peak)
    )
    assert alone["subject"].to_list() == among["subject"].to_list() == ["p0001"]
    assert among["limit_bytes"].item() > 10 * alone["limit_bytes"].item()


def test_many_uploads_and_many_places_are_counted_not_weighed(ask) -> None:
    many = [upload(1, 30, 1000, f"{hour:02}:{minute:02}") for hour in (8, 9) for minute in range(0, 60, 4)]
    found = ask(leak=[*everybody(), *many])["leak-unusual"].frame
    assert found.select("feature", "count", "bytes_up").rows() == [("upload", 30, None)]
    places = [upload(1, 30, 1000, category=one) for one in ("webmail", "network_drive", "messaging", "ai_assistant")]
    found = ask(leak=[*everybody(), *places])["leak-unusual"].frame
    assert found.select("feature", "count").rows() == [("destinations", 4)]


def test_the_score_has_its_parts_and_what_it_would_be_without_each(ask) -> None:
    odd = [upload(1, 30, 900 * MB), upload(1, 31, 40 * MB, "15:00", "network_drive")]
    found = ask(leak=[*everybody(), *odd])
    [score] = found["leak-risk"].frame.to_dicts()
    parts = found["leak-risk-parts"].frame
    assert score["subject"] == "p0001"
    assert parts["part"].sum() == pytest.approx(score["score"])
    assert (parts["without"] < score["score"]).all()
    assert set(parts["kind"]) == {"amount", "first_seen"}  # the network drive is new, and rare


def new_tunnel() -> list[dict]:
    """Twelve people use a tunnel now and then; one of them begins with another, at every hour."""
    usual = [tunnel(who, day) for who in range(1, 13) for day in range(0, 28, 2)]
    return usual + [tunnel(1, day, f"{hour:02}:00", "cave") for day in (28, 29) for hour in range(8, 17)]


def test_a_tunnel_that_is_new_and_beats(ask) -> None:
    found = ask(violations=new_tunnel())
    new, beacon = (found[f"violations-{name}"].frame for name in ("first-seen", "beacons"))
    assert new.select("subject", "site", "day", "action").rows() == [
        ("p0001", "cave", WEEKS[0] + dt.timedelta(28), "tunnel")
    ]
    assert beacon.select("subject", "site", "interval_s", "regularity", "beats").rows() == [
        ("p0001", "cave", 3600.0, 1.0, 18)
    ]
    assert set(found["violations-risk-parts"].frame["kind"]) == {"first_seen", "beacon"}


@pytest.mark.e2e
def test_spark_finds_the_same(engine, spark) -> None:
    given = {"leak": [*everybody(), upload(1, 30, 900 * MB)], "violations": new_tunnel()}
    here, there = (tables(one, **given) for one in (engine, spark))
    assert {name: table.frame.height for name, table in here.items() if table.frame.is_empty()}.keys() == {
        *("leak-first-seen", "leak-beacons", "violations-unusual")
    }
    assert all(here[name].frame.equals(there[name].frame) for name in here)


def test_findings_older_than_the_window_of_the_score_do_not_count(ask) -> None:
    found = ask(leak=[*everybody(), upload(1, 3, 900 * MB, "11:00")])
    assert found["leak-unusual"].frame.height == 1
    assert found["leak-risk"].frame.is_empty()


def test_no_table_knows_two_purposes(ask) -> None:
    """The same pseudonym in both, which the gate never gives: neither score hears of the other."""
    leak, violations = [*everybody(), upload(1, 30, 900 * MB)], [tunnel(2, day) for day in range(20)]
    both = ask(leak=leak, violations=violations)
    assert {name: table.purpose for name, table in both.items()} == {
        f"{kind}-{name}": kind for kind in ("leak", "violations") for name in TABLES
    }
    for kind, alone in (("leak", ask(leak=leak)), ("violations", ask(violations=violations))):
        assert all(both[f"{kind}-{name}"].frame.equals(alone[f"{kind}-{name}"].frame) for name in TABLES)


@pytest.mark.parametrize("kind", ["leak", "violations"])
def test_one_active_purpose_is_enough(ask, kind: str) -> None:
    assert set(ask(rules=policy(PEOPLE, kinds=(kind,)))) == {f"{kind}-{name}" for name in TABLES}


def test_job_search_changes_nothing(ask) -> None:
    app = [
        {**tunnel(who, day), "action": "forbidden_app", "category": "games"}
        for who in range(1, 41)
        for day in range(28)
    ]
    search = [{**row, "category": "recruitment", "requests": 900, "site": "jobs"} for row in app[:28]]
    search += [{**row, "action": "job_search", "requests": 900} for row in app[:28]]
    with_it, without = ask(violations=[*app, *search]), ask(violations=app)
    assert all(with_it[name].frame.equals(without[name].frame) for name in with_it)


def test_the_order_of_rows_does_not_matter(ask) -> None:
    given = [*everybody(), upload(1, 30, 900 * MB)]
    mixed = [given[number] for number in np.random.default_rng(1).permutation(len(given))]
    here, there = ask(leak=given), ask(leak=mixed)
    assert all(here[name].frame.equals(there[name].frame) for name in here)


def test_with_fewer_than_ten_people_nobody_is_told_the_peers_usual(ask) -> None:
    few = [upload(who, day) for who in range(1, 10) for day in range(28)]
    assert ask(leak=few)["leak-usual"].frame["peer_bytes"].null_count() == len(few) // 28 * 3
    ten = [*few, *(upload(10, day) for day in range(28))]
    bytes_of_ten = ask(leak=ten)["leak-usual"].frame.filter(pl.col("feature") == "bytes_up")
    assert bytes_of_ten["peer_bytes"].null_count() == 0
