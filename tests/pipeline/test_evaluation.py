"""The product against the truth: a simulated organisation, and the recording of a real Squid and a real browser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.trial_organisation import Trial, quietly, workspaces_of_their_own

from fairwatch.engine import connect
from fairwatch.pipeline.evaluation import compare
from fairwatch.pipeline.ingest import Ingest
from fairwatch.pipeline.trial_workspace import first_day, prepare
from fairwatch.pipeline.upkeep import roll_up
from fairwatch.simulate import read_truth

RECORDING = Path(__file__).parents[2] / "samples" / "recording"
WORK_TIME, OWN = "work-time", "departure-self"


@pytest.fixture(scope="module")
def figures(organisation: Path, django_db_blocker: Any) -> Callable[[Path], dict[str, float]]:
    """Each folder is compared once."""
    known: dict[Path, dict[str, float]] = {}

    def of(folder: Path) -> dict[str, float]:
        if folder not in known:
            with workspaces_of_their_own(django_db_blocker):
                known[folder] = compare(folder)
        return known[folder]

    return of


def test_page_views_are_recognised(figures, organisation: Path) -> None:
    found = figures(organisation)
    assert found["page_views"] > 5000
    assert found["page_view_recall"] >= 0.95
    assert found["page_view_precision"] >= 0.95


def test_page_views_are_found_where_only_hosts_are_seen(figures, organisation: Path) -> None:
    """A few sites of a small organisation, so that a tab left open weighs much."""
    found = figures(organisation)
    assert found["host_views"] > 100
    assert found["host_view_recall"] >= 0.9
    assert found["host_view_precision"] >= 0.8


def test_visits_are_those_that_happened(figures, organisation: Path) -> None:
    found = figures(organisation)
    assert found["visits"] > 200
    assert found["visit_precision"] >= 0.95
    assert found["visit_recall"] >= 0.95


def test_the_leaver_made_exactly_23_visits_and_9_submissions(figures, organisation: Path) -> None:
    found = figures(organisation)
    assert (found["leaver_visits"], found["leaver_submissions"]) == (23, 9)
    assert (found["submission_precision"], found["submission_recall"]) == (1, 1)


def test_times_are_near_the_truth_and_their_ranges_hold_it(figures, organisation: Path) -> None:
    """Two days only, so that many a sum stands on one visit."""
    found = figures(organisation)
    assert found["seconds_median_error"] <= 0.15
    assert found["seconds_inside_range"] >= 0.9


def test_nobody_has_more_time_than_there_was(figures, organisation: Path) -> None:
    assert figures(organisation)["seconds_pairs"] > 50
    assert figures(organisation)["seconds_beyond_wall_clock_s"] == 0


def test_what_is_forbidden_is_found(figures, organisation: Path) -> None:
    assert figures(organisation)["violation_recall"] == 1
    assert figures(organisation)["violation_precision"] >= 0.8


def test_what_is_found_of_leaks_and_forbidden_apps_is_true(figures, organisation: Path) -> None:
    """Of two days no norm is to be had, so that only leaks of hundreds of megabytes are found: the planted bursts."""
    found = figures(organisation)
    assert found["leak_recall"] >= 0.5
    assert found["leak_precision"] == 1
    assert found["leak_false_per_100_person_days"] <= 1
    assert found["violation_insider_worst_rank_share"] <= 0.03


def test_people_who_only_look_odd_raise_nothing(figures, organisation: Path) -> None:
    found = figures(organisation)
    assert found["noise_people"] > 5
    assert (found["noise_people_findings"], found["departure_noise"]) == (0, 0)


def test_the_group_share_counts_exactly_those_who_came_back(figures, organisation: Path) -> None:
    """In March, so that whoever helps with campus recruitment on both days counts as little as who is curious once."""
    found = figures(organisation)
    assert found["passers_by"] == 6
    assert found["searchers"] > 0 < found["one_off_visitors"]
    assert (found["searcher_precision"], found["searcher_recall"]) == (1, 1)


def test_an_organisation_of_long_ago_is_judged_at_its_own_time(figures, organisation: Path) -> None:
    """The purposes of the trial last four months; the log is older than that today or one day will be."""
    assert figures(organisation)["admitted"] > 0.2 * figures(organisation)["lines"]


def test_of_the_recording_everything_scripted_is_found_and_nothing_else(figures) -> None:
    found = figures(RECORDING)
    assert (found["page_view_precision"], found["page_view_recall"]) == (1, 1)
    assert (found["host_views"], found["host_view_precision"], found["host_view_recall"]) == (2, 1, 1)
    assert (found["visit_precision"], found["visit_recall"]) == (1, 1)
    assert (found["submissions"], found["submission_precision"], found["submission_recall"]) == (1, 1, 1)
    assert (found["uploads"], found["upload_precision"], found["upload_recall"]) == (1, 1, 1)
    assert found["visits"] == len(_scripted("news", "video", "shopping", "games", "recruitment")) > 5


def test_of_the_recording_no_unscripted_site_is_stored(recorded: Trial) -> None:
    """Trackers, content networks and the tab in the background are in the log, but nobody visited them."""
    lake = recorded.installation.lake
    sites = {site for purpose in (WORK_TIME, OWN) for site in lake.read(purpose, "visits")["site"]}
    assert sites == {visit["site"] for visit in _scripted("news", "video", "shopping", "games", "recruitment")}


def _scripted(*categories: str) -> list[dict[str, Any]]:
    return read_truth(RECORDING).of(categories=categories).visits.to_dicts()


@pytest.fixture
def recorded(governed: None, tmp_path: Path) -> Trial:
    """The recording in a workspace of its own, read and rolled up."""
    now = dt.datetime.combine(first_day(RECORDING), dt.time(12), dt.UTC)
    installation = prepare(tmp_path / "workspace", RECORDING)
    report = Ingest(installation, now).read(RECORDING / "access.log", progress=quietly)
    with connect() as engine:
        roll_up(installation.lake, engine, installation.policy(now))
    return Trial(installation, RECORDING, read_truth(RECORDING), report)
