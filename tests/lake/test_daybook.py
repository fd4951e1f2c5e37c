"""Which days need a roll-up, and which are over."""

from __future__ import annotations

import datetime as dt

import pytest

DAY, NEXT = dt.date(2026, 9, 1), dt.date(2026, 9, 2)


@pytest.fixture
def append(lake, rows):
    def one(day: dt.date, start: int) -> None:
        lake.append(
            "leak", rows(range(start, start + 5), day=day), source="s", start=start, end=start + 5, policy_hash="h"
        )

    return one


def roll_up(lake) -> list[dt.date]:
    """As the pipeline does it; returns the days that it had to do."""
    days = lake.pending_days("leak")
    version = lake.version("leak", "raw")
    if days:
        lake.replace_days("leak", "buckets", days, lake.read("leak", "raw", days))
        lake.mark_rolled("leak", days, version)
    return days


def test_a_day_is_rolled_up_once(lake, append) -> None:
    append(DAY, 0)
    append(NEXT, 5)
    assert roll_up(lake) == [DAY, NEXT]
    assert roll_up(lake) == []


def test_a_day_with_new_raw_rows_is_rolled_up_again(lake, append) -> None:
    append(DAY, 0)
    append(NEXT, 5)
    roll_up(lake)
    append(NEXT, 10)
    assert roll_up(lake) == [NEXT]
    assert lake.read("leak", "buckets", [NEXT]).height == 10


def test_compaction_is_no_reason_to_roll_up_again(lake, append) -> None:
    append(DAY, 0)
    append(DAY, 5)
    roll_up(lake)
    assert lake.compact("leak", "raw") == 1
    assert roll_up(lake) == []


def test_where_the_log_forgot_what_changed_the_day_is_rolled_up_again(lake, append) -> None:
    append(DAY, 0)
    append(NEXT, 5)
    roll_up(lake)
    for start in range(10, 100, 5):
        append(NEXT, start)
    assert lake.pending_days("leak") == [NEXT]

    (lake.root / "leak/raw/_delta_log" / f"{4:020}.json").unlink()  # older than the last checkpoint

    assert lake.pending_days("leak") == [DAY, NEXT]


def test_replacing_twice_changes_nothing(lake, append) -> None:
    append(DAY, 0)
    raw = lake.read("leak", "raw")
    for _ in range(2):
        lake.replace_days("leak", "buckets", [DAY], raw)
    assert lake.read("leak", "buckets").equals(raw)


def test_replacing_leaves_other_days_alone_and_empties_days_without_rows(lake, append) -> None:
    append(DAY, 0)
    append(NEXT, 5)
    roll_up(lake)
    lake.replace_days("leak", "buckets", [DAY], lake.read("leak", "raw", []))
    assert lake.days("leak", "buckets") == [NEXT]


def test_a_roll_up_may_not_bring_rows_of_other_days(lake, append) -> None:
    append(DAY, 0)
    with pytest.raises(ValueError, match="days"):
        lake.replace_days("leak", "buckets", [NEXT], lake.read("leak", "raw"))


def test_a_day_whose_raw_rows_expired_is_closed_and_its_roll_up_stays(lake, append) -> None:
    append(DAY, 0)
    roll_up(lake)
    lake.expire_raw("leak", dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))

    assert lake.closed_days() == {("leak", DAY)}
    assert lake.days("leak", "raw") == []
    assert lake.read("leak", "buckets").height == 5

    append(DAY, 5)  # the gate refuses such rows; should one slip through, it must not replace the day's roll-up
    assert lake.pending_days("leak") == []


def test_compacting_the_books_keeps_both_marks(lake, append) -> None:
    append(DAY, 0)
    roll_up(lake)
    append(NEXT, 5)
    roll_up(lake)
    lake.expire_raw("leak", dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))
    before = lake.rolled("leak"), lake.closed_days()
    lake.compact_books()
    assert (lake.rolled("leak"), lake.closed_days()) == before
    assert set(before[0]) == {DAY, NEXT}
