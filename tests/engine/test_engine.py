"""Opening files, taking frames and getting rows back, the same on both engines."""

from __future__ import annotations

import datetime as dt

import ibis
import polars as pl
import pytest

from fairwatch.errors import EngineError

DAY, NEXT = dt.date(2026, 9, 1), dt.date(2026, 9, 2)
SCHEMA = {
    "day": pl.Date(),
    "subject": pl.String(),
    "count": pl.Int64(),
    "registered": pl.Boolean(),
    "point_s": pl.Float64(),
}


@pytest.fixture
def stored(tmp_path) -> tuple[list[str], list[dt.date]]:
    """Two files as the lake keeps them: the day in the folder's name, the older file without the newest column."""
    rows = {"subject": ["p0001", None], "count": [1, None], "registered": [True, None]}
    frames = {DAY: pl.DataFrame(rows), NEXT: pl.DataFrame(rows | {"point_s": [1.5, None]})}
    paths = []
    for day, frame in frames.items():
        path = tmp_path / "lake" / f"day={day}" / "part-0.parquet"
        path.parent.mkdir(parents=True)
        frame.write_parquet(path, compression="zstd", statistics=False)
        paths.append(str(path))
    return paths, list(frames)


def test_files_come_with_their_day_and_every_column(engine, stored) -> None:
    rows = engine.execute(engine.parquet(*stored, SCHEMA))
    assert dict(rows.schema) == SCHEMA
    assert rows.sort("day", "subject", nulls_last=True).rows() == [
        (DAY, "p0001", 1, True, None),
        (DAY, None, None, None, None),
        (NEXT, "p0001", 1, True, 1.5),
        (NEXT, None, None, None, None),
    ]


def test_the_day_can_be_asked_for(engine, stored) -> None:
    table = engine.parquet(*stored, SCHEMA)
    assert engine.execute(table.filter(table.day == ibis.literal(NEXT))).height == 2


def test_a_column_that_no_file_has_is_null(engine, stored) -> None:
    rows = engine.execute(engine.parquet(*stored, SCHEMA | {"site": pl.String()}))
    assert rows["site"].to_list() == [None] * 4


def test_one_file_is_enough(engine, stored) -> None:
    (path, _), (day, _) = stored
    assert engine.execute(engine.parquet([path], [day], SCHEMA)).height == 2


def test_no_file_is_an_empty_table(engine) -> None:
    rows = engine.execute(engine.parquet([], [], SCHEMA))
    assert rows.is_empty()
    assert dict(rows.schema) == SCHEMA


def test_a_file_in_the_folder_of_another_day_is_refused(engine, stored) -> None:
    paths, days = stored
    with pytest.raises(EngineError, match="not in the folder of its day"):
        engine.parquet(paths, days[::-1], SCHEMA)


def test_a_folder_above_may_be_named_like_a_column(engine, tmp_path) -> None:
    path = tmp_path / "subject=canary" / f"day={DAY}" / "part-0.parquet"
    path.parent.mkdir(parents=True)
    pl.DataFrame({"subject": ["p0001"]}).write_parquet(path)
    rows = engine.execute(engine.parquet([str(path)], [DAY], {"day": pl.Date(), "subject": pl.String()}))
    assert rows.rows() == [(DAY, "p0001")]


def test_a_frame_of_this_process_keeps_types_and_nulls(engine) -> None:
    frame = pl.DataFrame(
        {
            "day": [DAY, None],
            "subject": ["员工", None],
            "count": [2**62, None],
            "registered": [False, None],
            "point_s": [0.1, None],
        },
        schema=SCHEMA,
    )
    assert engine.execute(engine.memory(frame)).sort("day", nulls_last=True).equals(frame)


def test_files_and_frames_can_be_joined(engine, stored) -> None:
    table = engine.parquet(*stored, SCHEMA)
    titles = engine.memory(pl.DataFrame({"subject": ["p0001"], "title": ["A"]}))
    rows = engine.execute(table.join(titles, "subject").group_by("title").aggregate(lines=lambda t: t["count"].sum()))
    assert rows.rows() == [("A", 2)]


def test_what_is_kept_is_computed_once_and_forgotten(engine) -> None:
    table = engine.memory(pl.DataFrame({"a": range(1000)}))
    kept = engine.keep(table.mutate(luck=ibis.random()))
    first, second = (engine.execute(kept.order_by("a")) for _ in range(2))
    assert first.equals(second)
    engine.forget()
    with pytest.raises(EngineError):
        engine.execute(kept)


def test_results_have_one_type_whatever_the_engine_counts_with(on_both) -> None:
    frame = pl.DataFrame({"g": ["a", "a", "b"], "n": [1, 2, 3], "small": pl.Series([1, 2, 3], dtype=pl.Int32)})
    rows = on_both(
        lambda t: t.group_by("g").aggregate(
            total=t.n.sum(),
            lines=t.count(),
            small=t.small.max(),
            mean=t.n.mean(),
            people=t.n.nunique(),
            any_=(t.n > 1).any(),
        ),
        frame,
    )
    assert list(rows.schema.values()) == [pl.String, pl.Int64, pl.Int64, pl.Int64, pl.Float64, pl.Int64, pl.Boolean]


def test_a_type_that_engines_do_not_share_is_refused(engine) -> None:
    table = engine.memory(pl.DataFrame({"a": [1]}))
    with pytest.raises(EngineError, match="column a"):
        engine.execute(table.select(a=ibis.array([table.a])))


def test_an_engine_fault_names_no_value(engine) -> None:
    table = engine.memory(pl.DataFrame({"a": ["canary-4711"]}))
    with pytest.raises(EngineError) as caught:
        engine.execute(table.select(a=table.a.cast("int64")))
    assert "canary" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
