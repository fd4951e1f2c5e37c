"""The published time formula, by example. (low, point, high) are seconds."""

from __future__ import annotations

import pytest
from tests.activity.workday import connection, media, raw, usual, view

GLANCE, LEFT = 4, 3.7


def test_a_page_holds_attention_until_the_next_page_of_any_site(attention) -> None:
    seconds = attention(raw(view("09:00", "daily"), view("09:02", "wiki"), view("09:03", "daily")))
    assert seconds["wiki"][1] == 60
    assert seconds["daily"][1] == pytest.approx(120 + usual(120, others=[60]))  # the last page: see the next test


def test_a_page_without_a_next_one_counts_as_long_as_pages_usually_do(attention) -> None:
    """One minute, and what pages of the category, and all pages, held that day, each as if seen on five pages."""
    alone = raw(view("09:00", "daily"), view("10:00", "wiki"))
    assert attention(alone)["daily"] == (GLANCE, 60, LEFT * 60)
    others = [view("09:00", "daily", subject="p0002"), view("09:03", "wiki", subject="p0002")]
    seconds = attention(raw(view("09:00", "daily"), view("10:00", "wiki"), others))
    assert seconds["daily"][1] == pytest.approx(180 + usual(180))
    assert seconds["wiki"][1] == pytest.approx(2 * usual(others=[180]))


def test_a_page_that_the_person_comes_back_from_counts_to_the_cap(attention) -> None:
    """The same site again after 12 minutes: perhaps read all the while, perhaps not."""
    low, point, high = attention(raw(view("09:00", "daily"), view("09:12", "daily")))["daily"]
    ends = (5 * 60 + 300) / 5  # that nobody was seen to leave makes longer stays likely
    likely = (5 * ends + 300) / 5
    assert (low, point) == pytest.approx((2 * GLANCE, 300 + usual(300)))
    assert high == pytest.approx(720 + LEFT * likely)


def test_who_returns_after_a_quarter_of_an_hour_had_left(attention) -> None:
    assert attention(raw(view("09:00", "daily"), view("09:16", "daily")))["daily"][1] == 120


def test_the_upper_figure_believes_no_page_for_more_than_a_quarter_of_an_hour(attention) -> None:
    minutes = ("00", "04", "08:50", "13", "17:55", "22:10", "27", "31:05", "36", "40:10", "45")
    pages = [view(f"09:{minute}", "daily") for minute in minutes]
    assert attention(raw(pages))["daily"][2] == 45 * 60 + 900  # 3.7 times the mean would be more
    assert attention(raw(pages, view("10:00", "daily")))["daily"][2] == 45 * 60 + 900 + 900


def test_what_was_opened_in_the_break_may_go_on_until_the_first_page(attention) -> None:
    """A quarter of an hour of it at most, and only the upper figure believes it: the page is no row of ours."""
    assert attention(raw(view("13:10", "daily")))["daily"] == (GLANCE, 60, 600 + LEFT * 60)
    assert attention(raw(view("13:16", "daily")))["daily"] == (GLANCE, 60, LEFT * 60)


def test_the_low_figure_believes_what_is_seen_at_both_ends(attention) -> None:
    """Two pages of one site in a row show that the person was there in between; a change of site does not."""
    low, point, high = attention(raw(view("09:00", "daily"), view("09:02", "daily"), view("09:04", "wiki")))["daily"]
    assert (low, point, high) == (120 + GLANCE, 240, 240)


def test_connections_alone_show_little(attention) -> None:
    seconds = attention(raw(connection("09:00", "daily"), connection("09:02", "daily"), view("09:04", "wiki")))
    assert seconds["daily"] == (2 * GLANCE, 240, 240)


def test_how_long_pages_are_shown_says_nothing_of_connections(attention) -> None:
    """One may carry many pages: ``point`` takes a minute after it, and ``high`` asks other connections."""
    pages = [view("09:00", "daily"), view("09:04", "wiki")]
    asked = connection("10:00", "daily")
    assert attention(raw(pages, asked))["daily"][1:] == (240 + 60, 240 + LEFT * 60)
    others = [connection("09:00", "daily"), view("09:04", "wiki")]
    likely = usual(240)
    assert attention(raw(others, asked))["daily"][1:] == pytest.approx((240 + 60, 240 + LEFT * likely))


def test_a_tunnel_shows_that_its_pages_were_in_use_until_it_fell_idle(attention) -> None:
    """Six minutes and a minute of keep-alive; one that stays open for hours is a tab left behind."""
    assert attention(raw(connection("09:00", "daily", seconds=7 * 60)))["daily"][1] == 6 * 60 + 60
    assert attention(raw(connection("09:00", "daily", seconds=2 * 3600)))["daily"][1] == 60


def test_a_demand_for_a_login_does_not_hide_the_tunnel_after_it(attention) -> None:
    demand = connection("09:00", "daily", seconds=0, size=4_000)
    assert attention(raw(demand, connection("09:00:01", "daily", seconds=7 * 60)))["daily"][1] == 1 + 6 * 60 + 60


def test_time_ends_with_the_working_interval(attention) -> None:
    seconds = attention(raw(view("11:58", "daily"), view("17:59", "wiki")))
    assert seconds == {"daily": (GLANCE, 60, 120), "wiki": (GLANCE, 60, 60)}


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


def test_after_the_film_its_page_holds_attention_until_the_next(attention) -> None:
    rows = view("09:00", "films"), media("09:00:05", "films", minutes=10), view("09:13", "films")
    low, point, _ = attention(raw(*rows))["films"]
    assert low == pytest.approx(780 + GLANCE)
    assert point == pytest.approx(780 + usual())


def test_music_is_heard_beside_other_things(attention) -> None:
    """Three hours of music: the page where it was chosen counts until it plays, and a moment; the music does not."""
    playing = media("09:01", "radio", minutes=170)
    alone = attention(raw(view("09:00", "radio"), playing))
    beside = attention(raw(view("09:00", "radio"), playing, view("09:03", "wiki"), view("09:06:30", "wiki")))
    assert alone["radio"] == pytest.approx((60, 60 + 15, 60 + LEFT * 15))
    assert beside["radio"] == alone["radio"]
    assert beside["wiki"][1] == pytest.approx(210 + usual(210))


def test_who_chooses_another_song_was_there_all_the_while(attention) -> None:
    rows = view("09:00", "radio"), media("09:00:05", "radio", minutes=20), view("09:04", "radio")
    assert attention(raw(*rows))["radio"][1] == pytest.approx(240 + 15, abs=60)  # the stream is seen by the minute


def test_music_through_a_tunnel_is_heard_too(attention) -> None:
    """Forty minutes at 16 kB/s; without them nobody knows what the page was for."""
    page = connection("09:00", "radio", seconds=20, size=180_000)
    playing = connection("09:00:02", "radio", seconds=2400, size=38_000_000)
    assert attention(raw(page, playing))["radio"][1] == 2 + 15
    assert attention(raw(page))["radio"][1] == 60


def test_a_video_opened_in_the_break_counts_from_the_end_of_the_break(attention) -> None:
    seconds = attention(raw(media("13:00:10", "films", minutes=20), view("13:30", "wiki")))
    assert seconds["films"][1] == pytest.approx(20 * 60, abs=20)


def test_music_alone_is_no_evidence(attention) -> None:
    assert attention(raw(media("13:00", "radio", minutes=20))) == {}


def test_a_tunnel_at_a_streams_pace_is_a_video(attention) -> None:
    """Twenty minutes at 100 kB/s from a video site, seen as one log line; the same from a shop is no stream."""
    streaming = connection("09:00", "films", seconds=1200, size=120_000_000)
    assert attention(raw(streaming))["films"] == (1200, 1200 + 15, 1200 + 90)
    assert attention(raw(connection("09:00", "mart", seconds=1200, size=120_000_000)))["mart"][1] == 60
    assert attention(raw(connection("09:00", "films", seconds=1200, size=200_000)))["films"][1] == 60


def test_pages_of_the_same_instant_share_no_time(attention) -> None:
    seconds = attention(raw(view("09:00", "daily"), view("09:00", "wiki"), view("09:00", "mart")))
    assert sum(point for _, point, _ in seconds.values()) == pytest.approx(usual(others=[0, 0]))


def test_a_second_person_has_a_second_clock(attention) -> None:
    other = {"subject": "p0002"}
    seconds = attention(raw(view("09:00", "daily"), view("09:01", "wiki", **other)))
    assert seconds["daily"][1] == 60


def test_a_row_without_a_site_takes_no_time(attention) -> None:
    unknown = view("09:01", "daily") | {"site": None, "category": None}
    assert attention(raw(view("09:00", "daily"), unknown)) == {"daily": (GLANCE, 60, LEFT * 60)}
