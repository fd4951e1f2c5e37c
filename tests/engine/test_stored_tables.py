"""What the lake stores, the engines read: the neutral shape between two rooms that do not know each other."""

from __future__ import annotations

import datetime as dt

import polars as pl

from fairwatch.lake import Lake

DAY, NEXT = dt.date(2026, 9, 1), dt.date(2026, 9, 2)


def test_an_engine_reads_what_the_lake_stored(engine, tmp_path) -> None:
    lake = Lake(tmp_path / "lake")
    for start, day in ((0, DAY), (10, NEXT), (20, NEXT)):
        lines = range(start, start + 10)
        frame = pl.DataFrame({"day": [day] * 10, "subject": ["p0001"] * 10, "ts_us": lines, "line": lines})
        if start:  # the purpose's second version keeps one column more
            frame = frame.with_columns(site=pl.lit("drive"))
        lake.append("leak", frame, source="s", start=start, end=start + 10, policy_hash="h")

    with lake.shared():
        files = lake.files("leak", "raw")
        rows = engine.execute(engine.parquet(files.paths, files.days, files.schema))

    assert rows.sort("ts_us").equals(lake.read("leak", "raw").sort("ts_us"))
    assert rows["site"].null_count() == 10
