"""Rows and columns that remain of what was admitted."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given, settings
from tests.gate.office import EVENT, LEAK, SUMS, Office, batch, line, us
from tests.gate.offices import batches, offices

from fairwatch import columns, gate

MINUTE = 60_000_000


def rows(office: Office, *lines: dict[str, object]) -> pl.DataFrame:
    """What the office's last purpose keeps of these lines."""
    return gate.admit(batch(*lines), office.policy()).admitted[-1].frame


@pytest.fixture
def traffic(small_office: Office) -> Office:
    small_office.active("traffic", columns=SUMS, grain="quarter_hour")
    return small_office


def test_an_event_row(small_office: Office) -> None:
    frame = rows(small_office, line(bytes_down=7, duration_us=5 * MINUTE))
    assert frame.row(0, named=True) == {
        "day": dt.date(2026, 9, 1),
        "subject": small_office.purposes[0].pseudonym("p0001"),
        "department": "Research",
        "ts_us": us("2026-09-01T10:00+08:00"),
        "span_start_us": us("2026-09-01T09:00+08:00"),
        "span_end_us": us("2026-09-01T12:00+08:00"),
        "site": "news-site",
        "category": "news",
        "action": "page_view",
        "duration_us": 5 * MINUTE,
        "bytes_down": 7,
        "grade": "full_url",
        "line": 0,
    }


@pytest.mark.parametrize(
    ("logged", "kept"), [(10 * MINUTE, 5 * MINUTE), (5 * MINUTE, 5 * MINUTE), (1, 1), (0, 0), (-3, 0), (None, None)]
)
def test_a_duration_ends_with_the_working_interval(small_office: Office, logged: int | None, kept: int | None) -> None:
    frame = rows(small_office, line("2026-09-01T11:55+08:00", duration_us=logged))
    assert frame["duration_us"].to_list() == [kept]


@pytest.mark.parametrize(("action", "seconds"), [("media", 60), ("embedded", 10)])
def test_what_comes_in_pieces_is_one_row_from_the_first_to_the_last(
    small_office: Office, action: str, seconds: int
) -> None:
    """A page's pictures and the pieces of a film: how many there were, and when each came, is not kept."""
    start, piece = us("2026-09-01T10:00+08:00"), {"action": action, "duration_us": 500_000, "bytes_down": 7}
    moments = (2, 0.5, seconds - 0.1, seconds)
    frame = rows(small_office, *(line(ts_us=start + int(at * 1e6), **piece) for at in moments), line(**piece, person=1))
    whole = {"bytes_down": 21, "duration_us": int((seconds - 0.1) * 1e6)}
    assert frame.filter(pl.col("line") < 400).sort("ts_us").select("ts_us", "bytes_down", "duration_us").to_dicts() == [
        {"ts_us": start + 500_000} | whole,
        {"ts_us": start + seconds * 1_000_000, "bytes_down": 7, "duration_us": 500_000},
    ]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(office=offices(), log=batches)
def test_property_pieces_thinned_in_two_batches_are_those_of_one(office: Office, log: pl.DataFrame) -> None:
    """Thinning again what two batches left gives what one batch would have left."""
    office.active("events", "work-time", columns=EVENT)
    whole, *cut = (
        gate.admit(part, office.policy()).admitted[-1].frame
        for part in (log, log[: log.height // 2], log[log.height // 2 :])
    )
    assert sorted(first_of_each(pl.concat(cut))) == sorted(first_of_each(whole))


def first_of_each(frame: pl.DataFrame) -> list[tuple[object, ...]]:
    """When the first of each ten seconds' embedded requests came."""
    embedded = frame.filter(action="embedded")
    keys = [name for name in embedded.columns if name not in ("ts_us", "duration_us", "bytes_down", "line")]
    piece = pl.col("ts_us") // columns.EVERY_US["embedded"]
    return [tuple(map(str, one)) for one in embedded.group_by(*keys, piece=piece).agg(pl.col("ts_us").min()).rows()]


def test_fifteen_minutes_are_one_row_per_person_and_what_is_kept_apart(traffic: Office) -> None:
    lines = [
        line("2026-09-01T10:14:59+08:00", bytes_up=1, bytes_down=10, blocked=False),
        line("2026-09-01T10:00+08:00", bytes_up=2, bytes_down=None, blocked=True),
        line("2026-09-01T10:15+08:00", bytes_up=4),  # the next quarter
        line("2026-09-01T10:01+08:00", bytes_up=8, site="other-site"),
        line("2026-09-01T10:02+08:00", bytes_up=16, person=1),
    ]
    frame = rows(traffic, *lines).sort("line")
    assert frame.select("line", "bytes_up", "bytes_down", "requests", "blocked").rows() == [
        (0, 3, 10, 2, 1),
        (200, 4, None, 1, None),
        (300, 8, None, 1, None),
        (400, 16, None, 1, None),
    ]
    assert frame["bucket_us"].to_list() == [us(f"2026-09-01T10:{at}+08:00") for at in ("00", "15", "00", "00")]
    assert frame["department"].to_list() == ["Research"] * 3 + ["Sales"]


@pytest.mark.parametrize(("minutes", "bucket"), [(30, "10:30"), (15, "10:45"), (1, "10:45")])
def test_a_law_pack_may_widen_the_bucket_but_never_narrow_it(traffic: Office, minutes: int, bucket: str) -> None:
    traffic.more["limits"] = replace(traffic.policy().limits, bucket_minutes=minutes)
    frame = rows(traffic, line("2026-09-01T10:59+08:00"))
    assert frame["bucket_us"].to_list() == [us(f"2026-09-01T{bucket}+08:00")]


def test_two_working_days_in_one_quarter_of_an_hour_are_apart(office: Office) -> None:
    office.person("p0001")
    office.active("traffic", columns=("requests",), grain="quarter_hour")
    office.overtime("p0001", "2026-08-31T23:00+08:00", "2026-09-01T08:50+08:00")
    office.overtime("p0001", "2026-09-01T08:50+08:00", "2026-09-01T09:00+08:00")
    frame = rows(office, line("2026-09-01T08:49+08:00"), line("2026-09-01T08:51+08:00")).sort("line")
    assert frame["day"].to_list() == [dt.date(2026, 8, 31), dt.date(2026, 9, 1)]
    assert frame["bucket_us"].n_unique() == 1


def test_a_day_row_says_only_that_there_was_something(office: Office) -> None:
    office.person("p0001")
    office.person("p0002")
    office.active("departure-group", categories=frozenset({"recruitment"}), columns=(), grain="day")
    days = [line(f"2026-09-0{day}T10:0{at}+08:00", category="recruitment") for day in (1, 2) for at in range(3)]
    frame = rows(office, *days, line(person=1, category="recruitment"))
    subject, other = (office.purposes[0].pseudonym(name) for name in ("p0001", "p0002"))
    assert sorted(frame.select("day", "subject").rows()) == sorted(
        [(dt.date(2026, 9, 1), subject), (dt.date(2026, 9, 2), subject), (dt.date(2026, 9, 1), other)]
    )


def test_one_row_per_person_whatever_the_department_is_called(office: Office) -> None:
    office.person("p0001", department=None)
    office.active("traffic", columns=("requests",), grain="quarter_hour")
    frame = rows(office, line(), line())
    assert frame.select("department", "requests").rows() == [(None, 2)]


@pytest.mark.parametrize(
    ("grain", "kept", "expected"),
    [
        ("event", EVENT, EVENT),
        ("event", ("requests", "blocked", "registered"), ("requests", "blocked", "registered")),
        ("quarter_hour", SUMS, ("bucket_us", *SUMS)),
        ("quarter_hour", LEAK, ("bucket_us", *LEAK)),
        ("quarter_hour", ("grade", "bucket_us", "duration_us"), ("bucket_us", "grade", "duration_us")),
        ("day", (), ()),
    ],
)
def test_columns_are_the_purposes_own_with_the_types_of_the_contract(
    small_office: Office, grain: str, kept: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    small_office.active("test", "leak" if "file" in kept else "", grain=grain, columns=kept)
    frame = rows(small_office, line())
    names = ("day", "subject", "department", *expected)
    assert frame.schema == {**{name: columns.STORED[name] for name in names}, "line": pl.Int64}


@settings(max_examples=40, deadline=None, derandomize=True)
@given(office=offices(), log=batches)
def test_property_sums_add_up_to_the_events(office: Office, log: pl.DataFrame) -> None:
    """The same lines as events and as 15-minute sums: nothing is lost in between, and columns stay the contract's."""
    office.active("events", "work-time", columns=("ts_us", "bytes_up", "requests"), key=b"same")
    summed = ("category", "bytes_up", "requests")
    office.active("sums", "work-time", columns=summed, grain="quarter_hour", key=b"same")
    *_, events, sums = (one.frame for one in gate.admit(log, office.policy()).admitted)
    keys = ["day", "subject"]
    totals = [
        frame.group_by(keys).agg(pl.col("bytes_up", "requests").sum(), pl.col("line").min()).sort(keys)
        for frame in (events, sums)
    ]
    assert totals[0].equals(totals[1])
    assert set(sums.columns) <= {*columns.STORED, "line"}
    assert not sums.select("subject", "day", "bucket_us", "category").is_duplicated().any()
