"""The published time formula, by example. (low, point, high) are seconds."""

from __future__ import annotations

import pytest
from tests.activity.workday import connection, media, raw, view


def test_a_page_holds_attention_until_the_next_page_of_any_site(attention) -> None:
    seconds = attention(raw(view("09:00", "daily"), view("09:02", "wiki"), view("09:03", "daily")))
    assert seconds["wiki"][1] == 60
    assert seconds["daily"][1] == 120 + (5 * 60 + 120) / 6  # the last page: see the next test


def test_a_page_without_a_next_one_counts_as_long_as_pages_usually_do(attention) -> None:
    """One minute, as if seen on five pages, and what pages of the category held that day; at most the cap."""
    alone = raw(view("09:00", "daily"), view("10:00", "wiki"))
    assert attention(alone)["daily"] == (15, 60, 300)
    others = [view("09:00", "daily", subject="p0002"), view("09:03", "wiki", subject="p0002")]
    assert attention(raw(view("09:00", "daily"), view("10:00", "wiki"), others))["daily"][1] == 180 + (5 * 60 + 180) / 6


def test_the_low_figure_believes_what_is_seen_at_both_ends(attention) -> None:
    """Two pages of one site in a row show that the person was there in between; a change of site does not."""
    seconds = attention(raw(view("09:00", "daily"), view("09:02", "daily"), view("09:04", "wiki")))
    assert seconds["daily"] == (120 + 15, 240, 240)


def test_connections_alone_show_little(attention) -> None:
    seconds = attention(raw(connection("09:00", "daily"), connection("09:02", "daily"), view("09:04", "wiki")))
    assert seconds["daily"] == (15 + 15, 240, 240)


def test_time_ends_with_the_working_interval(attention) -> None:
    seconds = attention(raw(view("11:58", "daily"), view("17:59", "wiki")))
    assert seconds == {"daily": (15, 60, 120), "wiki": (15, 60, 60)}


def test_a_video_is_watched_as_long_as_it_flows(attention) -> None:
    seconds = attention(raw(view("09:00", "films"), media("09:00:05", "films", minutes=40)))
    low, point, high = seconds["films"]
    assert low == pytest.approx(40 * 60, abs=20)
    assert point == pytest.approx(40 * 60, abs=20)
    assert high >= point


def test_a_stalled_video_holds_nobody(attention) -> None:
    """Between the two parts nothing flows for ten minutes, so only the cap of the page counts there."""
    parts = media("09:00:05", "films", minutes=10), media("09:20", "films", minutes=10)
    _, point, _ = attention(raw(view("09:00", "films"), *parts))["films"]
    assert point == pytest.approx(20 * 60, abs=30)


def test_a_video_in_another_tab_does_not_take_attention_from_the_page(attention) -> None:
    seconds = attention(raw(view("09:00", "films"), media("09:00:05", "films", minutes=60), view("09:10", "wiki")))
    assert seconds["films"][1] == pytest.approx(600, abs=10)
    assert seconds["wiki"][1] == 60


def test_music_is_heard_beside_other_things(attention) -> None:
    """Three hours of music: the page where it was chosen counts, the music itself does not."""
    playing = media("09:01", "radio", minutes=170)
    alone = attention(raw(view("09:00", "radio"), playing))
    beside = attention(raw(view("09:00", "radio"), playing, view("09:01:30", "wiki"), view("09:05", "wiki")))
    assert alone["radio"] == (15, 60, 300)
    assert beside["radio"][1] == 90
    assert beside["wiki"][1] == 210 + (5 * 60 + 210) / 6


def test_a_video_opened_in_the_break_counts_from_the_end_of_the_break(attention) -> None:
    seconds = attention(raw(media("13:00:10", "films", minutes=20), view("13:30", "wiki")))
    assert seconds["films"][1] == pytest.approx(20 * 60, abs=20)


def test_music_alone_is_no_evidence(attention) -> None:
    assert attention(raw(media("13:00", "radio", minutes=20))) == {}


def test_a_tunnel_at_a_streams_pace_is_a_video(attention) -> None:
    """Twenty minutes at 100 kB/s from a video site, seen as one log line; the same from a shop is no stream."""
    streaming = connection("09:00", "films", seconds=1200, size=120_000_000)
    assert attention(raw(streaming))["films"][1] == 1200
    assert attention(raw(connection("09:00", "mart", seconds=1200, size=120_000_000)))["mart"][1] == 300
    assert attention(raw(connection("09:00", "films", seconds=1200, size=200_000)))["films"][1] == 300


def test_pages_of_the_same_instant_share_no_time(attention) -> None:
    seconds = attention(raw(view("09:00", "daily"), view("09:00", "wiki"), view("09:00", "mart")))
    assert sum(point for _, point, _ in seconds.values()) == 60


def test_a_second_person_has_a_second_clock(attention) -> None:
    other = {"subject": "p0002"}
    seconds = attention(raw(view("09:00", "daily"), view("09:01", "wiki", **other)))
    assert seconds["daily"][1] == 60


def test_a_row_without_a_site_takes_no_time(attention) -> None:
    unknown = view("09:01", "daily") | {"site": None, "category": None}
    assert attention(raw(view("09:00", "daily"), unknown)) == {"daily": (15, 60, 300)}
