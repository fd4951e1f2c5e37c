"""Uploads: registered files, and days far beyond the usual."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.analyses.office import MONDAY, inputs, rows

from fairwatch.analyses import run

MB = 1_000_000


def upload(size: int, *, later: int = 0, category: str = "network_drive", **other) -> dict:
    usual = {"action": "upload", "registered": False, "bytes_up": size, "requests": 1, "category": category}
    return usual | {"day": MONDAY + dt.timedelta(later)} | other


@pytest.fixture
def ask(engine):
    def tables(*buckets):
        return run("leak", inputs(engine, {("leak", "buckets"): rows("leak", "buckets", buckets)})).tables

    return tables


def test_a_registered_file_is_a_finding_however_small(ask) -> None:
    [found] = ask(upload(900, registered=True), upload(900, later=1))["findings"].frame.to_dicts()
    assert (found["day"], found["registered"], found["beyond"]) == (MONDAY, True, None)


def test_a_day_far_beyond_the_usual_is_a_finding(ask) -> None:
    usual = [upload(size * MB // 10, later=day) for day, size in enumerate((8, 11, 9, 10, 12, 9))]
    [found] = ask(*usual, upload(400 * MB, later=8), upload(400 * MB, later=8))["findings"].frame.to_dicts()
    assert (found["bytes_up"], found["requests"], found["registered"]) == (800 * MB, 2, False)
    assert found["own_usual"] == pytest.approx(MB, rel=0.05)


def test_little_is_no_finding_however_unusual(ask) -> None:
    usual = [upload(1000, later=day) for day in range(8)]
    assert ask(*usual, upload(2 * MB, later=9))["findings"].frame.is_empty()


def test_each_day_and_destination(ask) -> None:
    parts = upload(1, category="webmail"), upload(2), upload(3, registered=True), upload(5, later=1, registered=None)
    found = ask(*parts)["uploads"].frame.select("day", "category", "bytes_up", "requests", "registered")
    assert found.rows() == [
        (MONDAY, "network_drive", 5, 2, True),
        (MONDAY, "webmail", 1, 1, False),
        (MONDAY + dt.timedelta(1), "network_drive", 5, 1, False),
    ]


def test_groups_by_destination(ask) -> None:
    parts = upload(100), upload(40, subject="p0002"), upload(7, subject="p0002", registered=True)
    found = ask(*parts)["by-destination"].frame.drop("members")
    assert found.rows() == [("network_drive", 2, 100, 147, 147, 3, 1)]


def test_other_actions_are_not_uploads(ask) -> None:
    assert ask(upload(1, action="page_view"))["uploads"].frame.is_empty()


def test_the_score_of_a_person_is_made_of_their_findings(ask) -> None:
    found = ask(upload(900, registered=True), upload(5, later=1))
    [score] = found["risk"].frame.to_dicts()
    assert (score["score"], score["findings"]) == (pytest.approx(60 / 2.612, rel=1e-3), 1)
    [part] = found["risk-parts"].frame.to_dicts()
    assert (part["day"], part["points"], part["without"]) == (MONDAY, pytest.approx(60), 0.0)


def test_who_has_no_finding_has_no_score(ask) -> None:
    assert ask(upload(900), upload(2000, later=1))["risk"].frame.is_empty()


@pytest.mark.parametrize(("earlier", "found"), [(0, 1), (3, 1), (4, 0)])
def test_very_much_is_worth_a_look_until_there_is_a_history(ask, earlier: int, found: int) -> None:
    """Whoever sends films for a living is no finding any more from the fifth day on."""
    days = [upload(250 * MB, later=day) for day in range(earlier)]
    tables = ask(*days, upload(260 * MB, later=8))
    assert tables["findings"].frame.filter(bytes_up=260 * MB).height == found
    assert ask(upload(249 * MB))["findings"].frame.is_empty()


def test_very_much_counts_less_than_what_is_known_to_be_unusual(ask) -> None:
    [part] = ask(upload(250 * MB))["risk-parts"].frame.to_dicts()
    assert part["points"] == pytest.approx(30)
