"""The organisation's clock, through changes to and from summer time."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from fairwatch.analyses.local_time import local_hour, offsets

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe")
PERIOD = (dt.date(2026, 3, 20), dt.date(2026, 4, 10))


@pytest.mark.parametrize("zone", ZONES)
def test_every_quarter_hour_of_a_period_with_changes(engine, zone: str) -> None:
    first = dt.datetime.combine(PERIOD[0], dt.time(), dt.UTC)
    moments = [first + dt.timedelta(minutes=15) * step for step in range(96 * 22)]
    table = engine.memory(pl.DataFrame({"ts_us": [int(moment.timestamp()) * 1_000_000 for moment in moments]}))
    found = engine.execute(table.mutate(hour=local_hour(table.ts_us, zone, PERIOD))).sort("ts_us")
    assert found["hour"].to_list() == [moment.astimezone(ZoneInfo(zone)).hour for moment in moments]


def test_without_a_change_there_is_one_offset() -> None:
    assert len(offsets("Asia/Shanghai", PERIOD)) == 1
    assert [change // 3_600_000_000 for _, change in offsets("Europe/Berlin", PERIOD)] == [1, 2]
