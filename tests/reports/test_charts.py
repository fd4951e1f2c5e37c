"""Charts say what the tables say."""

from __future__ import annotations

import dataclasses
import re
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest

from fairwatch.findings import Column
from fairwatch.reports.charts import MOST_BARS, chart
from fairwatch.reports.grid import grid
from fairwatch.reports.heat import legend
from fairwatch.reports.svg import draw
from fairwatch.text import LANGUAGES, Text

SHAPES = ["trend", "week", "ranking", "matrix", "trends"]


def figures(drawing: Any) -> list[dict[str, Any]]:
    """Every datum of a chart, without doubles."""
    spec = drawing.to_dict()
    sources = [part["data"] for part in (spec, *spec.get("layer", [])) if "data" in part]
    rows = [row for source in sources for row in source.get("values") or spec["datasets"][source["name"]]]
    return list({str(row): row for row in rows}.values())


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_of_the_table_is_in_the_chart(name: str, language: Any, tables: Any, labels: Any) -> None:
    table = tables[name]
    scale = {"bytes": 1e6, "point_s": 3600}[table.main]
    drawn = {(row["value"], row["label"]) for row in figures(chart(table, labels, language, 600)) if not row["hidden"]}
    shown = grid(table, labels, "UTC")
    texts = {row.cells[-1].in_(language).split(" (")[0] for row in shown.rows if not row.suppressed}
    assert {value for value, _ in drawn} == {figure / scale for figure in table.frame[table.main].drop_nulls()}
    assert {label for _, label in drawn} == texts


@pytest.mark.parametrize("name", ["week", "ranking", "matrix"])
def test_hidden_cells_are_drawn_as_hidden(name: str, tables: Any, labels: Any) -> None:
    drawing = chart(tables[name], labels, "en", 600)
    hidden = [row for row in figures(drawing) if row["hidden"]]
    assert len(hidden) == tables[name].suppressed == 1
    assert hidden[0]["value"] is None
    assert "—" in draw(drawing)  # type: ignore[arg-type]


def test_bars_are_as_long_as_their_figures(tables: Any, labels: Any) -> None:
    """2 and 27.8 hours: measured on the picture itself."""
    svg = draw(chart(tables["ranking"], labels, "en", 600))  # type: ignore[arg-type]
    outlines = re.findall(r'd="([^"]+)" fill="var\(--accent\)"', svg)
    lengths = [max(float(x) for x in re.findall(r"(-?[\d.]+),-?[\d.]+", outline)) for outline in outlines]
    assert lengths[0] / lengths[1] == pytest.approx(100000 / 7200)


@pytest.mark.parametrize("name", SHAPES)
def test_pictures_are_well_formed_and_the_same_every_time(name: str, tables: Any, labels: Any) -> None:
    first, second = (draw(chart(tables[name], labels, "zh", 320)) for _ in range(2))  # type: ignore[arg-type]
    assert first == second
    assert ElementTree.fromstring(first).tag.endswith("svg")  # noqa: S314 - our own picture
    assert ' id="' not in first


def test_names_cannot_break_out_of_the_picture(tables: Any) -> None:
    hostile = {key: Text("<script>alert(1)</script>", '"><img src=x>') for key in ("work", "games", "short_video")}
    for language in LANGUAGES:
        svg = draw(chart(tables["ranking"], hostile, language, 600))  # type: ignore[arg-type]
        assert "<script" not in svg
        assert "<img" not in svg


def test_a_figure_beside_another_has_both_with_their_ranges(tables: Any, labels: Any) -> None:
    """In minutes; what is not known of the second is not drawn."""
    drawing = chart(tables["comparison"], labels, "en", 600)
    video, office = (
        next(row for row in figures(drawing) if row["category"] == name) for name in ("Short video", "Office")
    )
    assert (video["low"], video["value"], video["high"]) == (10, 15, 20)
    assert (video["low2"], video["value2"], video["high2"]) == (1, 2, 3)
    assert (office["value"], office["value2"]) == (1.5, None)
    assert draw(drawing).count('fill="var(--accent)"') == 2 + 1, "two bars, and the legend"  # type: ignore[arg-type]


_LEGEND = Text("同一部门所有人的平均值", "Mean of the department")
_WITH_UNIT = Text(f"{_LEGEND.zh}，每天分钟数", f"{_LEGEND.en}, minutes per day")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_unit_stands_at_the_axis_and_not_in_the_legend(language: Any, tables: Any, labels: Any) -> None:
    named = (
        dataclasses.replace(column, title=_WITH_UNIT) if column.name.endswith("past_s") else column
        for column in tables["comparison"].columns
    )
    drawing = chart(dataclasses.replace(tables["comparison"], columns=tuple(named)), labels, language, 600)
    drawn = draw(drawing)  # type: ignore[arg-type]
    assert f">{_LEGEND.in_(language)}<" in drawn


def test_ones_own_days_are_stacked_in_five_parts_and_the_rest(tables: Any, labels: Any) -> None:
    table = tables["stacked"]
    drawn = figures(chart(table, labels, "en", 600))
    assert sum(row["value"] for row in drawn) * 3600 == pytest.approx(table.frame["point_s"].sum())
    monday = {row["part"]: round(row["value"] * 60) for row in drawn if row["day"] == "2026-09-07"}
    assert monday == {"Office": 100, "Short video": 60, "kind 5": 5, "kind 4": 4, "kind 3": 3, "Other": 3}


def test_weeks_are_marked_by_their_mondays(tables: Any, labels: Any) -> None:
    table = tables["trend"]
    week = Column("week", "dimension", Text("周", "Week"), "day")
    frame = table.frame.rename({"day": "week"}).head(2)
    weekly = dataclasses.replace(table, columns=(week, *table.columns[1:]), frame=frame)
    drawing = chart(weekly, labels, "en", 600)
    assert drawing is not None
    assert drawing.to_dict()["layer"][0]["encoding"]["x"]["axis"]["values"] == ["2026-09-07", "2026-09-08"]


@pytest.mark.parametrize(("name", "angle"), [("legal", 0), ("a department with a long name", -40)])
def test_long_names_are_turned_so_that_they_do_not_overlap(name: str, angle: int, tables: Any, labels: Any) -> None:
    table = tables["matrix"]
    frame = table.frame.with_columns(pl.col("department").replace("design", name))
    drawing = chart(dataclasses.replace(table, frame=frame), labels, "en", 600)
    assert drawing is not None
    encoding = drawing.to_dict()["layer"][0]["encoding"]
    assert encoding["x"]["axis"]["labelAngle"] == angle


def test_departments_stand_in_the_order_of_their_names(tables: Any, labels: Any) -> None:
    table = tables["matrix"]
    frame = pl.concat([table.frame.head(1).with_columns(department=pl.lit(name)) for name in "cab"])
    sized = frame.with_columns(bytes=(pl.int_range(pl.len()) + 1) * 1e8)
    drawing = chart(dataclasses.replace(table, frame=pl.concat([sized, table.frame.tail(1)])), labels, "en", 600)
    assert drawing is not None
    assert drawing.to_dict()["layer"][0]["encoding"]["y"]["sort"] == ["a", "b", "c", "design"]


def test_a_legend_spans_the_figures(tables: Any) -> None:
    assert [bound.en for bound in legend(tables["week"])] == [
        "0.0 MB",
        "180 MB",
        "360 MB",
        "540 MB",
        "720 MB",
        "900 MB",
    ]
    assert legend(tables["trend"]) == ()


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("odd", [0.0, float("nan"), None])
def test_odd_figures_are_drawn_or_left_out(name: str, odd: float | None, tables: Any, labels: Any) -> None:
    table = tables[name]
    first, main = pl.int_range(pl.len()) == 0, pl.col(table.main).cast(pl.Float64)
    frame = table.frame.with_columns(
        pl.when(first).then(pl.lit(odd, dtype=pl.Float64)).otherwise(main).alias(table.main)
    )
    drawing = chart(dataclasses.replace(table, frame=frame), labels, "en", 320)
    if drawing is not None:
        assert "NaN" not in draw(drawing)


@pytest.mark.parametrize("name", SHAPES)
def test_nothing_but_zeros_can_be_drawn(name: str, tables: Any, labels: Any) -> None:
    table = tables[name]
    frame = table.frame.with_columns(pl.when(pl.col(table.main).is_not_null()).then(0.0).alias(table.main))
    drawing = chart(dataclasses.replace(table, frame=frame), labels, "en", 320)
    assert drawing is not None
    assert "NaN" not in draw(drawing)


def test_only_so_many_bars(tables: Any, labels: Any) -> None:
    table = tables["ranking"]
    many = pl.concat([table.frame.head(1).with_columns(category=pl.lit(f"site {number}")) for number in range(30)])
    drawing = chart(dataclasses.replace(table, frame=many), labels, "en", 600)
    assert len({row["category"] for row in figures(drawing)}) == MOST_BARS
