"""What a page fetches late shows that it is still read; what goes on by itself does not."""

from __future__ import annotations

import pytest
from tests.activity.conftest import numbered_evidence
from tests.activity.workday import raw, row, sign, train, us, usual, view

from fairwatch.activity.signs import signs


def signs_of(rows):
    return signs(numbered_evidence(rows))


@pytest.fixture(scope="session")
def left(ask):
    """Seconds after nine o'clock of the signs that remain."""

    def seconds(*rows) -> list[float]:
        return sorted((ts - us("09:00")) / 1e6 for ts in ask(signs_of, raw(*rows))["ts_us"])

    return seconds


def test_a_page_counts_to_its_last_sign_and_half_as_long_again(attention) -> None:
    """One minute after a minute, two after three: who has read for long reads on for longer."""
    page, scrolled = view("09:00", "daily"), [sign("09:01:10", "daily"), sign("09:03:40", "daily")]
    assert attention(raw(page, scrolled))["daily"] == (220, 220 + 140, 220 + 3.7 * 140)


def test_how_long_pages_go_on_after_a_sign_is_learnt_from_pages_with_a_next_one(attention) -> None:
    known = [view("09:00", "daily"), sign("09:01", "daily"), view("09:01:30", "wiki")]
    asked = [view("10:00", "daily"), sign("10:02", "daily"), view("10:30", "wiki")]
    of_all = (5 * 60 + 30) / (5 * 120 + 120)  # per second that a page had been open by then, and a minute
    assert attention(raw(known, asked))["daily"][1] == pytest.approx(90 + 120 + 180 * (600 * of_all + 30) / (600 + 120))


def test_a_sign_keeps_a_page_that_is_read_for_longer_than_the_cap(attention) -> None:
    reading = [view("09:00", "daily"), sign("09:04", "daily"), sign("09:07:30", "daily"), view("09:10", "wiki")]
    assert attention(raw(reading))["daily"][:2] == (450, 600)


def test_after_a_quarter_of_an_hour_nothing_but_a_new_page_is_believed(attention) -> None:
    """A page that goes on fetching, however unevenly, may do so in an empty room."""
    uneven = [sign(f"{9 + minute // 60:02}:{minute % 60:02}", "daily") for minute in (3, 5, 9, 12, 14, 18, 21, 23, 27)]
    assert attention(raw(view("09:00", "daily"), uneven))["daily"][1] == 14 * 60 + 300


def test_what_a_page_loads_with_is_no_sign(attention) -> None:
    loading = [sign(f"09:00:0{second}", "daily") for second in (1, 2, 4, 8)]
    assert attention(raw(view("09:00", "daily"), loading)) == attention(raw(view("09:00", "daily")))


def test_a_tab_in_the_background_does_not_take_the_clock(attention) -> None:
    rows = view("09:00", "daily"), view("09:02", "wiki"), sign("09:03", "daily"), sign("09:04:15", "daily")
    assert attention(raw(*rows))["daily"][1] == 120
    assert attention(raw(*rows))["wiki"][1] == pytest.approx(usual(others=[120]))


def test_polls_of_an_open_tab_are_no_signs(left) -> None:
    """From the fourth on; three may be chance."""
    for every in (30, 60, 120, 180):
        assert left(train("09:00", "daily", every=every, times=4, jitter=(0, 0.4), make=sign)) in ([], [0])
    assert len(left(train("09:00", "daily", every=60, times=3, make=sign))) == 3


def test_less_even_polls_of_one_size_are_no_signs_either(left) -> None:
    polls = [
        row | {"bytes_down": 900} for row in train("09:00", "daily", every=60, times=30, jitter=(0, 5, 2), make=sign)
    ]
    assert left(polls) == []


def test_what_a_person_does_beside_the_polls_stays(left) -> None:
    polls = train("09:00", "daily", every=60, times=20, make=sign)
    typed = [sign(time, "daily") for time in ("09:22:07", "09:23:31", "09:26:02")]
    assert left(polls, typed)[-3:] == [1327, 1411, 1562]


def test_what_a_player_of_music_fetches_is_no_sign(left) -> None:
    assert left([sign(time, "radio") for time in ("09:03:10", "09:07:40", "09:11:05")]) == []


def test_it_makes_no_difference_where_a_log_was_cut(attention) -> None:
    """The gate leaves one row of what comes in pieces, or more where a batch ended between the pieces."""
    page = view("09:00", "films")
    whole = row("09:00:05", "films", "media", seconds=50), sign("09:04:01", "films")
    cut = row("09:00:05", "films", "media", seconds=20), row("09:00:25", "films", "media", seconds=30), whole[1]
    assert attention(raw(page, *whole)) == attention(raw(page, *cut, sign("09:04:08", "films")))
