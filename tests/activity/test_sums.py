"""Roll-ups that are plain sums."""

from __future__ import annotations

import polars as pl
from tests.activity.workday import DAY, KEPT, purpose, raw, row, us, view

from fairwatch import columns
from fairwatch.activity import roll_up
from fairwatch.rule_list import PART

VIOLATIONS = ("site", "category", "action", "requests", "blocked", "bytes_up", "bytes_down")
LEAK = ("category", "action", "bytes_up", "requests", "registered")


def stored(kept: tuple[str, ...], rows: list[tuple]) -> pl.DataFrame:
    names = ("day", "subject", "department", "bucket_us", *kept)
    who = (DAY, "p0001", "sales", us("09:00"))
    return pl.DataFrame(
        [who + row for row in rows], schema={name: columns.STORED[name] for name in names}, orient="row"
    )


def test_counts_and_bytes_of_a_quarter_hour_are_summed(engine) -> None:
    frame = stored(VIOLATIONS, [("gate", "tunnel", "tunnel", 3, 3, 10, 20), ("gate", "tunnel", "tunnel", 2, 0, 1, 2)])
    table = roll_up(engine.memory(frame), purpose("violations", VIOLATIONS))["buckets"]
    [rolled] = engine.execute(table).to_dicts()
    assert (rolled["requests"], rolled["blocked"], rolled["bytes_up"], rolled["bytes_down"]) == (5, 3, 11, 22)


def test_r15_instants_and_fingerprints_of_hits_end_here(engine) -> None:
    """And a hit that correlations count is counted once."""
    kept = ("requests", "blocked", "detection", *PART)
    nothing = (None,) * len(PART)
    part = (None, None, "rule", "correlation", us("09:01"), "0a1b2c3d", None)
    frame = stored(kept, [(2, 1, "rule", *nothing), part, part])
    table = roll_up(engine.memory(frame), purpose("violations", kept))["buckets"]
    [rolled] = engine.execute(table).to_dicts()
    assert rolled == {
        "day": DAY,
        "subject": "p0001",
        "department": "sales",
        "bucket_us": us("09:00"),
        "detection": "rule",
        "requests": 2,
        "blocked": 1,
    }


def test_registered_files_stay_apart(engine) -> None:
    frame = stored(
        LEAK, [("webmail", "upload", 10, 1, True), ("webmail", "upload", 20, 1, False), (None, "upload", 5, 1, None)]
    )
    [table] = roll_up(engine.memory(frame), purpose("leak", LEAK)).values()
    rolled = engine.execute(table).sort("bytes_up")
    assert rolled.columns == [
        "day",
        "subject",
        "department",
        "bucket_us",
        "category",
        "action",
        "registered",
        "bytes_up",
        "requests",
    ]
    assert rolled.select("registered", "bytes_up").rows() == [(None, 5), (True, 10), (False, 20)]


def test_a_day_on_a_recruitment_site_is_one_bit(engine) -> None:
    frame = raw(view("09:00", "jobs"), view("10:00", "jobs")).select("day", "subject", "department")
    [table] = roll_up(engine.memory(frame), purpose("departure-group", ())).values()
    assert engine.execute(table).rows() == [(DAY, "p0001", "sales")]


def test_acts_keep_their_time(engine) -> None:
    kept = tuple(name for name in KEPT if name != "bytes_down")
    rows = [
        row(time, "jobs", action)
        for time, action in (("09:00", "job_search"), ("09:05", "resume_submission"), ("09:06", "media"))
    ]
    tables = roll_up(engine.memory(raw(rows).drop("bytes_down")), purpose("departure-self", kept))
    events = engine.execute(tables["events"]).sort("ts_us")
    assert events.select("ts_us", "action").rows() == [(us("09:00"), "job_search"), (us("09:05"), "resume_submission")]
    assert engine.execute(tables["visits"])["views"].to_list() == [1]
