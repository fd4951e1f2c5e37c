"""Released results as the door makes them, of an invented office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from fairwatch.disclosure import SUPPRESSED, Released, ReleasedTable
from fairwatch.disclosure.released import DOOR, REASON
from fairwatch.findings import Column, Grain
from fairwatch.text import Text
from fairwatch.viewer import Viewer

MONDAY = dt.date(2026, 9, 7)
LABELS = {
    "short_video": Text("短视频", "Short video"),
    "work": Text("办公协作", "Office"),
    "douyin": Text("抖音", "Douyin"),
}

DAY = Column("day", "dimension", Text("日期", "Day"), "day")
HOUR = Column("hour", "dimension", Text("小时", "Hour"), "hour")
WEEKDAY = Column("weekday", "dimension", Text("星期", "Weekday"))
CATEGORY = Column("category", "dimension", Text("类别", "Category"))
DEPARTMENT = Column("department", "dimension", Text("部门", "Department"))
PERSONS = Column("persons", "persons", Text("人数", "People"), "count")
TRAFFIC = Column("bytes", "measure", Text("流量", "Traffic"), "bytes")
SHARE = Column("share", "measure", Text("占比", "Share"), "share")
ENDS = ("low", "point", "high")
LOW, POINT, HIGH = (Column(f"{end}_s", "measure", Text("时间", "Time"), "seconds") for end in ENDS)

Rows = list[tuple[Any, ...]]


def table(
    name: str, columns: tuple[Column, ...], rows: Rows, *, grain: Grain = "group", main: str, purpose: str = "traffic"
) -> ReleasedTable:
    """A released table; in group tables a row without a main figure is a suppressed one."""
    frame = pl.DataFrame(rows, schema=[column.name for column in columns], orient="row", infer_schema_length=None)
    hidden = 0
    if grain == "group":
        frame = frame.with_columns(pl.col(main).is_null().alias(SUPPRESSED))
        hidden = int(frame[SUPPRESSED].sum())
    title = Text(f"表 {name}", f"Table {name}")
    return ReleasedTable(name, title, grain, purpose, columns, frame, main, hidden, REASON if hidden else None)


@pytest.fixture(scope="session")
def tables() -> dict[str, ReleasedTable]:
    """One table of every shape."""
    days = [MONDAY + dt.timedelta(days=day) for day in range(5)]
    return {
        "trend": table(
            "trend", (DAY, PERSONS, TRAFFIC), [(day, 40, 1e9 + 2e8 * at) for at, day in enumerate(days)], main="bytes"
        ),
        "week": table(
            "week",
            (WEEKDAY, HOUR, PERSONS, TRAFFIC),
            [(1, 9, 40, 5e8), (1, 10, 40, 9e8), (2, 9, None, None)],
            main="bytes",
        ),
        "ranking": table(
            "ranking",
            (CATEGORY, PERSONS, LOW, POINT, HIGH),
            [
                ("short_video", 20, 5400, 7200, 9000),
                ("work", 40, 90000, 100000, 110000),
                ("games", None, None, None, None),
            ],
            main="point_s",
            purpose="work-time",
        ),
        "matrix": table(
            "matrix",
            (CATEGORY, DEPARTMENT, PERSONS, TRAFFIC),
            [
                ("work", "sales", 20, 4e8),
                ("work", "design", 30, 6e8),
                ("games", "sales", None, None),
                ("games", "design", 12, 1e8),
            ],
            main="bytes",
        ),
        "trends": table(
            "trends",
            (DAY, CATEGORY, PERSONS, TRAFFIC),
            [
                (day, category, 40, size * (1 + at))
                for at, day in enumerate(days)
                for category, size in (("work", 4e8), ("games", 1e8))
            ],
            main="bytes",
        ),
        "comparison": table(
            "comparison",
            (
                CATEGORY,
                *(Column(f"{end}_mean_s", "measure", Text("您", "You"), "pace") for end in ENDS),
                *(Column(f"{end}_mean_past_s", "measure", Text("以往", "Past"), "pace") for end in ENDS),
            ),
            [("short_video", 600, 900, 1200, 60, 120, 180), ("work", 60, 90, 120, None, None, None)],
            grain="person",
            main="point_mean_s",
            purpose="work-time",
        ),
        "stacked": table(
            "stacked",
            (DAY, CATEGORY, LOW, POINT, HIGH),
            [
                (day, category, 600, minutes * 60, 90_000)
                for day in days[:2]
                for category, minutes in (
                    ("work", 100),
                    ("short_video", 60),
                    *((f"kind {at}", at) for at in range(1, 6)),
                )
            ],
            grain="person",
            main="point_s",
            purpose="work-time",
        ),
        "leaving": table(
            "leaving",
            (DEPARTMENT, PERSONS, SHARE),
            [("design", None, 0.05), ("legal", None, None), ("sales", 30, 0.25)],
            main="share",
            purpose="departure-group",
        ),
        "refusals": table(
            "refusals",
            (
                DAY,
                Column("code", "dimension", Text("原因", "Reason")),
                Column("lines", "measure", Text("日志行数", "Log lines"), "count"),
            ),
            [(days[0], "E_BYOD", 10), (days[1], "E_BYOD", 20), (days[0], "E_OUT_OF_HOURS", 90)],
            grain="open",
            main="lines",
        ),
        "own": table(
            "own",
            (
                DAY,
                CATEGORY,
                Column("site", "detail", Text("站点", "Site")),
                Column("start_us", "detail", Text("开始", "Start"), "instant"),
                LOW,
                POINT,
                HIGH,
                Column("grade", "detail", Text("证据", "Evidence"), "grade"),
            ),
            [
                (
                    day,
                    "short_video",
                    "douyin",
                    int(dt.datetime(2026, 9, 7, 1, 15, tzinfo=dt.UTC).timestamp() * 1e6),
                    600,
                    900,
                    1200,
                    "sni",
                )
                for day in days
            ],
            grain="person",
            main="point_s",
            purpose="work-time",
        ),
    }


@pytest.fixture(scope="session")
def release(tables: dict[str, ReleasedTable]) -> Callable[..., Released]:
    """``release("trend", "week")``: a released result with these tables."""

    def build(*names: str, analysis: str = "traffic", role: Any = "hr", **changes: Any) -> Released:
        values: dict[str, Any] = {
            "analysis": analysis,
            "title": Text("网络流量", "Traffic"),
            "viewer": Viewer("p0042", role),
            "tables": {name: tables[name] for name in names},
            "withheld": {},
            "notes": (Text("一处说明", "A note"),),
            "policy_hash": "0123456789abcdef",
            "time": dt.datetime(2026, 9, 15, 12, 0, tzinfo=dt.UTC),
            "time_zone": "Asia/Shanghai",
            "door": DOOR,
        }
        return Released(**(values | changes))

    return build


@pytest.fixture(scope="session")
def labels() -> dict[str, Text]:
    return LABELS
