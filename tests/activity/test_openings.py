"""A tab that refreshes in the background does not take the clock back; a person who returns does."""

from __future__ import annotations

import pytest
from tests.activity.workday import connection, raw, usual, view

READING = [view(time, "wiki") for time in ("09:05", "09:08:50", "09:13", "09:16:40", "09:21")]


def test_a_lone_light_connection_beside_another_site_is_a_refresh(attention) -> None:
    opened = [connection("09:00", "daily", size=800_000), connection("09:00:02", "daily", size=300_000)]
    refreshes = [connection(time, "daily", size=900) for time in ("09:06:20", "09:11:05", "09:18:40")]
    seconds = attention(raw(opened, READING, refreshes))
    assert seconds["daily"][1] == 300
    assert seconds["wiki"][1] == pytest.approx(16 * 60 + usual(230, 250, 220, 260))


def test_a_page_load_takes_the_clock(attention) -> None:
    """Several connections at once, or a reply as heavy as the site's pages."""
    opened = connection("09:00", "daily", size=400_000)
    burst = [connection(f"09:10:0{second}", "daily", size=900) for second in (0, 1, 2)]
    heavy = connection("09:10", "daily", size=350_000)
    for load in (burst, heavy):
        assert attention(raw(opened, READING, load))["daily"][1] == 300 + 180


def test_a_light_connection_counts_while_its_site_is_the_one_opened_last(attention) -> None:
    seconds = attention(raw(connection("09:00", "daily", size=400_000), connection("09:04", "daily", size=900)))
    assert seconds["daily"][1] == 240 + 60


def test_a_song_that_begins_is_no_page_view(attention) -> None:
    """Music over tunnels: one heavy connection per song, beside the pages that are read."""
    songs = [connection(time, "radio", size=4_000_000) for time in ("09:00", "09:06", "09:10:30", "09:14")]
    seconds = attention(raw(songs, READING))
    assert seconds["radio"][1] == 300


def test_after_half_an_hour_a_connection_begins_a_new_visit(attention) -> None:
    opened, later = connection("09:00", "daily", size=400_000), connection("09:35", "daily", size=900)
    assert attention(raw(opened, READING, later))["daily"][1] == 300 + 60
