"""The way in: every log line once, whatever was read before."""

from __future__ import annotations

import datetime as dt
from itertools import accumulate
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwatch.errors import WorkspaceError
from fairwatch.lake import Lake

DAY, NEXT = dt.date(2026, 9, 1), dt.date(2026, 9, 2)


def test_a_batch_is_stored_with_its_position(lake, rows) -> None:
    assert lake.append("leak", rows(range(0, 100, 10)), source="s", start=0, end=100, policy_hash="h1") == 10

    assert lake.position("leak", "s") == 100
    assert lake.read("leak", "raw").columns == ["day", "subject", "ts_us"]
    assert lake.read("leak", "raw")["ts_us"].to_list() == list(range(0, 100, 10))


def test_the_same_batch_again_writes_nothing(lake, rows) -> None:
    batch = {"source": "s", "start": 0, "end": 100, "policy_hash": "h1"}
    lake.append("leak", rows(range(0, 100, 10)), **batch)
    version = lake.version("leak", "raw")

    assert lake.append("leak", rows(range(0, 100, 10)), **batch) == 0
    assert lake.version("leak", "raw") == version


def test_of_a_batch_that_overlaps_only_the_new_lines_are_stored(lake, rows) -> None:
    lake.append("leak", rows(range(0, 60, 10)), source="s", start=0, end=60, policy_hash="h1")
    assert lake.append("leak", rows(range(0, 100, 10)), source="s", start=0, end=100, policy_hash="h1") == 4
    assert sorted(lake.read("leak", "raw")["ts_us"]) == list(range(0, 100, 10))


def test_a_batch_without_rows_costs_no_commit(lake, rows) -> None:
    assert lake.append("leak", rows(range(0)), source="s", start=0, end=100, policy_hash="h1") == 0
    assert lake.purposes() == []


def test_positions_are_those_of_the_ledger_or_of_a_table_that_is_ahead(lake, rows, refusals, rejected) -> None:
    counts = {"lines": 10, "admitted_lines": 5, "refusals": refusals, "rejected": rejected, "policy_hash": "h1"}
    lake.commit_batch("s", start=0, end=100, **counts)
    lake.append("leak", rows(range(100, 200, 10)), source="s", start=100, end=200, policy_hash="h1")

    assert lake.positions("s", ["leak", "traffic"]) == {"leak": 200, "traffic": 100}


def test_purposes_and_tables_and_days(lake, rows) -> None:
    for purpose, day in (("leak", NEXT), ("leak", DAY), ("traffic", DAY)):
        lake.append(purpose, rows(range(1), day=day), source=f"{day}", start=0, end=1, policy_hash="h1")
    lake.replace_days("leak", "buckets", [DAY], rows(range(1)).drop("line"))

    assert lake.purposes() == ["leak", "traffic"]
    assert lake.tables("leak") == ["buckets", "raw"]
    assert lake.tables("never-written") == []
    assert lake.days("leak", "raw") == [DAY, NEXT]


def test_files_tell_an_engine_where_the_rows_are(lake, rows) -> None:
    lake.append(
        "leak", pl.concat([rows(range(3)), rows(range(3), day=NEXT)]), source="s", start=0, end=3, policy_hash="h"
    )

    files = lake.files("leak", "raw", [NEXT])

    assert files.days == (NEXT,)
    assert files.schema == {"day": pl.Date(), "subject": pl.String(), "ts_us": pl.Int64()}
    assert all("day=2026-09-02" in path and Path(path).is_file() for path in files.paths)
    assert lake.files("leak", "never-written").paths == ()


def test_some_days_can_be_read(lake, rows) -> None:
    lake.append(
        "leak", pl.concat([rows(range(3)), rows(range(4), day=NEXT)]), source="s", start=0, end=9, policy_hash="h"
    )
    assert lake.read("leak", "raw", [NEXT]).height == 4
    assert lake.read("leak", "raw", []).height == 0
    assert lake.read("leak", "never-written").is_empty()


def test_a_column_that_a_new_version_of_the_purpose_keeps_is_null_in_older_rows(lake, rows) -> None:
    lake.append("leak", rows(range(2)), source="s", start=0, end=2, policy_hash="h1")
    wider = rows(range(2, 4)).with_columns(site=pl.lit("drive"))
    lake.append("leak", wider, source="s", start=2, end=4, policy_hash="h2")
    lake.append("leak", rows(range(4, 6)), source="s", start=4, end=6, policy_hash="h3")

    assert lake.read("leak", "raw").sort("ts_us")["site"].to_list() == [None, None, "drive", "drive", None, None]


def test_a_column_may_not_change_its_type(lake, rows) -> None:
    lake.append("leak", rows(range(2)), source="s", start=0, end=2, policy_hash="h1")
    changed = rows(range(2, 4)).with_columns(ts_us=pl.lit("canary"))
    with pytest.raises(WorkspaceError, match="ts_us") as caught:
        lake.append("leak", changed, source="s", start=2, end=4, policy_hash="h1")
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("name", ["../elsewhere", "_ledger", "A", ""])
def test_a_purpose_cannot_leave_its_folder(lake, name) -> None:
    with pytest.raises(ValueError, match="not a name"):
        lake.position(name, "s")


def test_a_folder_above_may_be_named_like_a_partition(tmp_path, rows) -> None:
    lake = Lake(tmp_path / "day=1999-01-01" / "lake")
    lake.append("leak", rows(range(2)), source="s", start=0, end=2, policy_hash="h1")
    assert lake.read("leak", "raw")["day"].unique().to_list() == [DAY]


def test_each_file_proves_the_policy_it_was_collected_under(lake, rows) -> None:
    lake.append("leak", rows(range(2)), source="s", start=0, end=2, policy_hash="h1")
    lake.append("leak", rows(range(2, 4)), source="s", start=2, end=4, policy_hash="h2")
    lake.replace_days("leak", "buckets", [DAY], rows(range(1)).drop("line"))

    assert sorted(lake.provenance("leak", "raw")["policy_hashes"].to_list()) == [["h1"], ["h2"]]
    assert lake.provenance("leak", "buckets")["policy_hashes"].to_list() == [["h1", "h2"]]


SIZES = st.lists(st.integers(1, 30), min_size=1, max_size=6)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(first=SIZES, second=SIZES, dies_after=st.integers(0, 12))
def test_wherever_it_was_cut_and_whenever_it_died_each_line_is_stored_once(
    tmp_path_factory, rows, first, second, dies_after
) -> None:
    """Two runs over one log that grew in between, cut into different batches; the first run dies at some step."""
    lake = Lake(tmp_path_factory.mktemp("lake"))
    length = max(sum(first), sum(second))

    run(lake, rows, first, dies_after)
    run(lake, rows, [*second, length - sum(second)])

    for purpose in ("leak", "traffic"):
        assert sorted(lake.read(purpose, "raw")["ts_us"]) == list(range(length))
    assert lake.sources()["lines"].to_list() == [length]
    assert lake.refusals()["lines"].to_list() == [length]


def run(lake: Lake, rows, sizes: list[int], dies_after: int = 10_000) -> None:
    """What the pipeline does: go on at the ledger's position; append for each purpose, then close the batch."""
    source = lake.source(b"one whole first line\n", b"secret", format="squid")
    ends = list(accumulate(sizes))
    steps = 0
    starts = [max(start, source.position) for start in [0, *ends]]
    for start, end in zip(starts, ends, strict=False):
        if start >= end:
            continue
        for step in ("leak", "traffic", "ledger"):
            if steps == dies_after:
                return
            steps += 1
            if step == "ledger":
                close(lake, source.id, start, end)
            else:
                lake.append(step, rows(range(start, end)), source=source.id, start=start, end=end, policy_hash="h")


def close(lake: Lake, source: str, start: int, end: int) -> None:
    lines = end - start
    lake.commit_batch(
        source,
        start=start,
        end=end,
        lines=lines,
        admitted_lines=lines,
        refusals=pl.DataFrame({"day": [DAY], "code": ["E_OFF_DUTY"], "lines": [lines], "bytes": [0]}),
        rejected=pl.DataFrame(schema={"offset": pl.Int64, "reason": pl.String}),
        policy_hash="h",
    )
