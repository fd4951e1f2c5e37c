"""ActivityWatch's export of all buckets: pages from the web watcher, programs from the window watcher.

When somebody was away from the keyboard (``afkstatus``) is not read (R15), nor are the titles of pages and windows
(R16), pages in private windows, and what other watchers record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import polars as pl

from fairwatch.sources.families.activitywatch.export import Bucket, Export
from fairwatch.sources.format import Chunk, Format, Parsed
from fairwatch.sources.hosts import authority, hosts
from fairwatch.sources.line_format import DAY_US, REJECTED, YEAR_2000_US, framed
from fairwatch.sources.times import duration, stamps
from fairwatch.text import Text

BEGIN = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"buckets"\s*:\s*\{')
WEB, WINDOW = "web.tab.current", "currentwindow"
PAGE = re.compile(r"https?://", re.IGNORECASE)
"""Other addresses are no site: settings, new tabs, files of one's own."""

EVENT: dict[str, pl.DataType | type[pl.DataType]] = {
    "offset": pl.Int64,
    "reason": pl.String,  # why the event is rejected; null for a good one
    "timestamp": pl.String,
    "duration": pl.Float64,
    "url": pl.String,
    "app": pl.String,
    "hostname": pl.String,
}


class ActivityWatch(Format):
    name = "activitywatch"
    title = Text("ActivityWatch 导出文件", "ActivityWatch export")
    document: ClassVar[bool] = True

    def sniff(self, lines: Sequence[bytes]) -> float:
        return float(BEGIN.match(b"\n".join(lines[:9])) is not None)

    def parse(self, chunk: Chunk) -> Parsed:
        export = Export(chunk.data)
        total, rows = 0, []
        for bucket in export.buckets():
            total += len(bucket.events)
            rows += list(_rows(bucket, export))
        events = pl.DataFrame(rows, schema=EVENT, orient="row")
        judged = _judged(events, chunk.now_us)
        good = judged.filter(pl.col("reason").is_null())
        rejected = judged.drop_nulls("reason").select("offset", "reason")
        if export.damaged is not None:
            total += 1
            rejected = rejected.extend(pl.DataFrame([(export.damaged, "fields")], schema=REJECTED, orient="row"))
        return Parsed(
            frame=framed(self.name, _activity(good), good["offset"].to_numpy()),
            rejected=rejected,
            lines=total,
            skipped=total - len(good) - len(rejected),
        )


def _rows(bucket: Bucket, export: Export) -> Iterator[tuple[Any, ...]]:
    """``EVENT`` of those events that tell of an activity or are damaged; the others are skipped."""
    if bucket.type not in (WEB, WINDOW):
        return
    for offset, event in bucket.events:
        data = event.get("data") if isinstance(event, dict) else None
        if not isinstance(data, dict):
            yield (offset, "fields", *[None] * 5)
            continue
        url = export.string(data.get("url")) if bucket.type == WEB else None
        app = export.string(data.get("app")) if bucket.type == WINDOW else None
        if bucket.type == WEB and url and (data.get("incognito") or not PAGE.match(url)):
            continue
        written, lasted = export.string(event.get("timestamp")), event.get("duration")
        number = float(lasted) if isinstance(lasted, int | float) and abs(lasted) < 1e12 else None
        yield offset, None if url or app else "fields", written, number, url, app, bucket.hostname


def _judged(events: pl.DataFrame, now_us: int) -> pl.DataFrame:
    timed = events.with_columns(ts_us=stamps(events["timestamp"]), duration_us=duration(pl.col("duration")))
    end = pl.col("ts_us") + pl.col("duration_us").fill_null(0)
    no_time = pl.col("ts_us").is_null() | (pl.col("ts_us") < YEAR_2000_US)
    return timed.with_columns(
        reason=pl.when(pl.col("reason").is_not_null())
        .then("reason")
        .when(no_time)
        .then(pl.lit("time"))
        .when(end > now_us + DAY_US)
        .then(pl.lit("future"))
    )


def _activity(events: pl.DataFrame) -> dict[str, pl.Series]:
    found = events.select(
        "ts_us",
        "duration_us",
        "url",
        device="hostname",
        # A program is what acts for its user; there is no column that fits its name better.
        user_agent="app",
        authority=authority(pl.col("url")),
        grade=pl.lit("agent"),
    ).to_dict()
    return {"host": hosts(found.pop("authority")), **found}


FORMATS = (ActivityWatch(),)
