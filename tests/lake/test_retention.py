"""Rows leave when their time is over or their person says so."""

from __future__ import annotations

import datetime as dt
import time

import deltalake
import polars as pl

from fairwatch.lake import Held

DAY, NEXT = dt.date(2026, 9, 1), dt.date(2026, 9, 2)


def append(lake, frame: pl.DataFrame, start: int, policy: str = "h1") -> None:
    lake.append("leak", frame, source="s", start=start, end=start + 100, policy_hash=policy)


def test_roll_ups_expire_by_their_day(lake, rows) -> None:
    both = pl.concat([rows(range(3)), rows(range(4), day=NEXT)]).drop("line")
    lake.replace_days("leak", "buckets", [DAY, NEXT], both)
    assert lake.expire("leak", "buckets", NEXT) == 3
    assert lake.days("leak", "buckets") == [NEXT]
    assert lake.expire("leak", "buckets", NEXT) == 0


def test_raw_rows_expire_by_when_they_came_in(lake, rows) -> None:
    append(lake, rows(range(5)), 0)
    assert lake.expire_raw("leak", dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)) == 0
    assert lake.expire_raw("leak", dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)) == 5
    assert lake.read("leak", "raw").is_empty()


def test_a_day_expires_as_a_whole(lake, rows) -> None:
    """Half a day could not be rolled up again, so the oldest row decides."""
    append(lake, rows(range(5)), 0)
    time.sleep(0.01)
    between = dt.datetime.now(dt.UTC)
    time.sleep(0.01)
    append(lake, rows(range(100, 103)), 100)
    append(lake, rows(range(200, 204), day=NEXT), 200)

    assert lake.expire_raw("leak", between) == 8
    assert lake.days("leak", "raw") == [NEXT]
    assert lake.closed_days() == {("leak", DAY)}


def test_compaction_makes_no_row_younger(lake, rows) -> None:
    append(lake, rows(range(5)), 0)
    time.sleep(0.01)
    between = dt.datetime.now(dt.UTC)
    time.sleep(0.01)
    append(lake, rows(range(100, 103)), 100)
    lake.compact("leak", "raw")
    assert lake.expire_raw("leak", between) == 8


def test_compaction_keeps_rows_and_proof(lake, rows) -> None:
    append(lake, rows(range(5)), 0, "h1")
    append(lake, rows(range(100, 105)), 100, "h2")
    append(lake, rows(range(200, 205), day=NEXT), 200, "h2")
    before = lake.read("leak", "raw").sort("ts_us")

    assert lake.compact("leak", "raw") == 1
    assert lake.compact("leak", "raw") == 0

    assert lake.read("leak", "raw").sort("ts_us").equals(before)
    assert lake.provenance("leak", "raw").sort("day")["policy_hashes"].to_list() == [["h1", "h2"], ["h2"]]
    assert lake.position("leak", "s") == 300


def test_a_person_is_erased_from_every_table_of_the_purpose(lake, rows) -> None:
    append(lake, pl.concat([rows(range(5)), rows(range(5, 8), subject="p0042")]), 0)
    append(lake, rows(range(100, 102), subject="p0042", day=NEXT), 100)
    lake.replace_days("leak", "buckets", [DAY], lake.read("leak", "raw", [DAY]))
    lake.replace_days("leak", "group", [DAY], pl.DataFrame({"day": [DAY], "department": ["d1"]}))
    lake.append("traffic", rows(range(3), subject="p0042"), source="s", start=0, end=3, policy_hash="h1")

    assert lake.erase_subject("leak", "p0042") == 3 + 2 + 3

    assert set(lake.read("leak", "raw")["subject"]) == {"p0001"}
    assert lake.read("leak", "buckets").height == 5
    assert lake.read("leak", "group").height == 1
    assert lake.read("traffic", "raw").height == 3, (
        "another purpose has another pseudonym and is erased by its own call"
    )
    assert lake.erase_subject("leak", "p0042") == 0


def test_erasure_makes_no_row_younger_and_keeps_the_proof(lake, rows) -> None:
    append(lake, pl.concat([rows(range(5)), rows(range(5, 8), subject="p0042")]), 0)
    before = lake.provenance("leak", "raw")
    lake.erase_subject("leak", "p0042")
    after = lake.provenance("leak", "raw")
    assert after.select("ingested_us", "policy_hashes").equals(before.select("ingested_us", "policy_hashes"))


def test_rows_without_a_subject_survive_an_erasure(lake, rows) -> None:
    unknown = rows(range(3)).with_columns(subject=pl.lit(None, pl.String))
    append(lake, pl.concat([unknown, rows(range(3, 5), subject="p0042")]), 0)
    assert lake.erase_subject("leak", "p0042") == 2
    assert lake.read("leak", "raw").height == 3


def test_vacuum_deletes_what_no_commit_names_and_nothing_else(lake, rows) -> None:
    append(lake, rows(range(5)), 0)
    stray = lake.root / "leak/raw/day=2026-09-01/part-left-by-a-killed-process.parquet"
    stray.write_bytes(b"half")
    assert lake.vacuum("leak", "raw") == 1
    assert not stray.exists()
    assert lake.read("leak", "raw").height == 5


HELD = Held("p0042", DAY, DAY)


def two_people_two_days(lake, rows) -> None:
    for number, day in enumerate((DAY, NEXT)):
        both = pl.concat([rows(range(3), day=day), rows(range(3, 5), subject="p0042", day=day)])
        append(lake, both.with_columns(pl.col("line") + 100 * number), 100 * number)
        lake.replace_days("leak", "buckets", [day], lake.read("leak", "raw", [day]))


def left(lake, table: str = "buckets") -> list[tuple]:
    return lake.read("leak", table).group_by("day", "subject").len().sort("day", "subject").rows()


def test_rows_that_are_held_outlive_their_time_and_no_others(lake, rows) -> None:
    two_people_two_days(lake, rows)
    before = lake.provenance("leak", "buckets").filter(day=DAY)
    assert lake.expire("leak", "buckets", NEXT + dt.timedelta(1), [HELD]) == 8
    assert left(lake) == [(DAY, "p0042", 2)]
    after = lake.provenance("leak", "buckets")
    assert after["policy_hashes"].to_list() == before["policy_hashes"].to_list()
    assert lake.expire("leak", "buckets", NEXT + dt.timedelta(1), [HELD]) == 0
    assert lake.expire("leak", "buckets", NEXT + dt.timedelta(1)) == 2


def test_an_erasure_takes_what_is_not_held(lake, rows) -> None:
    two_people_two_days(lake, rows)
    assert lake.erase_subject("leak", "p0042", [HELD]) == 4
    assert left(lake) == [(DAY, "p0001", 3), (DAY, "p0042", 2), (NEXT, "p0001", 3)]
    assert lake.erase_others("leak", held=[HELD]) == 12
    assert left(lake) == left(lake, "raw") == [(DAY, "p0042", 2)]


def test_a_file_put_in_by_hand_proves_nothing_and_neither_does_what_is_made_of_it(lake, rows) -> None:
    """R33: an administrator appends to the Delta table past the program."""
    append(lake, rows(range(3)), 0)
    forged = rows(range(3, 4)).drop("line")
    deltalake.write_deltalake(str(lake.root / "leak" / "raw"), forged.to_arrow(), mode="append")
    proofs = lake.provenance("leak", "raw")["policy_hashes"].to_list()
    assert sorted(proofs) == [["h1"], ["unproven"]]
    lake.replace_days("leak", "buckets", [DAY], lake.read("leak", "raw", [DAY]))
    assert lake.provenance("leak", "buckets")["policy_hashes"].to_list() == [["h1", "unproven"]]
    lake.compact("leak", "raw")
    assert lake.provenance("leak", "raw")["policy_hashes"].to_list() == [["h1", "unproven"]]
