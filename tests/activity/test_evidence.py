"""What one log row is evidence of."""

from __future__ import annotations

import pytest
from tests.activity.conftest import numbered_evidence
from tests.activity.workday import connection, raw, row, sign, view


@pytest.fixture
def flags(ask):
    def of(one):
        [found] = ask(numbered_evidence, raw(one)).to_dicts()
        return {name for name, value in found.items() if value is True}

    return of


def test_a_page_view(flags) -> None:
    assert flags(view("09:00", "daily")) == {"page", "counted", "connection", "visible"}


def test_a_submission_is_an_act_but_no_page_view(flags) -> None:
    assert flags(row("09:00", "jobs", "resume_submission")) == {"page", "deliberate", "connection", "visible"}


def test_a_tunnel(flags) -> None:
    assert flags(connection("09:00", "daily")) == {"counted", "connection"}


def test_a_tunnel_through_which_nothing_came_shows_nothing(flags) -> None:
    assert flags(connection("09:00", "daily", size=0)) == {"counted"}


def test_a_tunnel_with_a_stream_is_both(flags) -> None:
    assert flags(connection("09:00", "radio", seconds=60, size=3_000_000)) == {
        "counted",
        "connection",
        "media",
        "heard",
    }


def test_a_stream_may_come_from_a_host_that_serves_only_parts_of_pages(flags) -> None:
    part = sign("09:00", "films", grade="sni", seconds=60)
    assert flags(part | {"bytes_down": 3_000_000}) == {"counted", "media", "sign"}
    assert flags(part | {"bytes_down": 300_000}) == {"counted", "sign"}


def test_music_is_a_stream_at_a_quarter_of_the_pace(flags) -> None:
    song = connection("09:00", "radio", seconds=60, size=600_000)
    assert "media" in flags(song)
    assert "media" not in flags(song | {"site": "films", "category": "video"})


def test_media(flags) -> None:
    assert flags(row("09:00", "films", "media")) == {"counted", "media", "visible"}


def test_what_a_page_fetched(flags) -> None:
    assert flags(sign("09:00", "daily")) == {"counted", "sign", "visible"}


def test_missing_values_are_not_evidence(flags) -> None:
    assert flags(connection("09:00", "films", size=None) | {"duration_us": None, "category": None, "grade": None}) == {
        "counted",
        "connection",
    }
