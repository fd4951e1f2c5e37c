"""A visit is what a person does on one site without a pause of 30 minutes."""

from __future__ import annotations

import pytest
from tests.activity.workday import connection, media, raw, us, view

from fairwatch.activity.clock import holds
from fairwatch.activity.visits import COLUMNS, visits


def visits_of(rows):
    return visits(holds(rows))


@pytest.fixture
def found(ask):
    def find(*rows):
        result = ask(visits_of, raw(*rows))
        assert result.columns == list(COLUMNS)
        return [
            (one["site"], (one["start_us"] - us("09:00")) // 60_000_000, one["views"], one["point_s"], one["grade"])
            for one in result.sort("start_us", "site").to_dicts()
        ]

    return find


def test_thirty_minutes_without_activity_end_a_visit(found) -> None:
    times = ("09:00", "09:29:59", "09:58:10", "10:28:10", "11:10")
    starts = [start for _, start, *_ in found([view(time, "daily") for time in times])]
    assert starts == [0, 88, 130]


def test_a_tunnel_in_use_goes_on_with_the_visit(found) -> None:
    used = connection("09:00", "daily", seconds=16 * 60)
    assert [visit[1] for visit in found(used, connection("09:40", "daily"))] == [0]
    assert [visit[1] for visit in found(used, connection("09:46", "daily"))] == [0, 46]


def test_other_sites_in_between_do_not(found) -> None:
    rows = view("09:00", "jobs"), view("09:10", "wiki"), view("09:20", "jobs")
    assert [visit[:3] for visit in found(*rows)] == [("jobs", 0, 2), ("wiki", 10, 1)]


def test_a_short_break_does_not(found) -> None:
    rows = view("11:55", "daily"), view("13:01", "daily"), view("13:10", "daily")
    assert [visit[1:3] for visit in found(*rows)] == [(175, 1), (241, 2)]


def test_a_film_is_one_visit(found) -> None:
    [(site, start, views, seconds, _)] = found(view("09:00", "films"), media("09:00:05", "films", minutes=100))
    assert (site, start, views) == ("films", 0, 1)
    assert seconds == pytest.approx(6000, abs=20)


def test_the_weakest_evidence_names_the_visit(found) -> None:
    [(*_, grade)] = found(view("09:00", "daily"), connection("09:01", "daily"))
    assert grade == "sni"
