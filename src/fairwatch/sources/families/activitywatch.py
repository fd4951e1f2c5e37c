"""ActivityWatch's export of all buckets: pages from the web watcher, programs from the window watcher.

The document is ``{"buckets": {id: {"type": …, "hostname": …, "events": […]}}}``. When somebody was away from the
keyboard (``afkstatus``) is not read (R15), nor are the titles of pages and windows (R16), pages in private windows, and
what other watchers record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import polars as pl

from fairwatch.sources.document_format import DocumentFormat, Record
from fairwatch.sources.hosts import authority
from fairwatch.sources.json_document import Damaged, JsonDocument, number
from fairwatch.sources.json_lines import Schema
from fairwatch.sources.times import duration, stamps
from fairwatch.sources.urls import PAGE, host_column
from fairwatch.text import Text

BEGIN = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"buckets"\s*:\s*\{')
WEB, WINDOW = "web.tab.current", "currentwindow"


@dataclass(slots=True)
class Bucket:
    """What one watcher on one computer has recorded."""

    type: str | None = None
    hostname: str | None = None
    events: list[tuple[int, Any]] = field(default_factory=list)
    """The events and the offsets at which they begin."""


class ActivityWatch(DocumentFormat):
    name = "activitywatch"
    title = Text("ActivityWatch 导出文件", "ActivityWatch export")
    kept: ClassVar[frozenset[str]] = frozenset({"timestamp", "duration", "data", "url", "app", "incognito"})
    fields: ClassVar[Schema] = {
        "timestamp": pl.String,
        "duration": pl.Float64,
        "url": pl.String,
        "app": pl.String,
        "hostname": pl.String,
    }

    def sniff(self, lines: Sequence[bytes]) -> float:
        return float(BEGIN.match(b"\n".join(lines[:9])) is not None)

    def records(self, document: JsonDocument) -> Iterator[Record | None]:
        for bucket in _buckets(document):
            for offset, event in bucket.events:
                yield self._record(offset, event, bucket, document) if bucket.type in (WEB, WINDOW) else None

    def activity(self, records: pl.DataFrame) -> dict[str, pl.Series]:
        found = records.select(
            "url",
            duration_us=duration(pl.col("duration")),
            device="hostname",
            # A program is what acts for its user; there is no column that fits its name better.
            user_agent="app",
            authority=authority(pl.col("url")),
            grade=pl.lit("agent"),
        )
        return host_column(found.to_dict()) | {"ts_us": stamps(records["timestamp"])}

    def _record(self, offset: int, event: Any, bucket: Bucket, document: JsonDocument) -> Record | None:
        data = event.get("data") if isinstance(event, dict) else None
        if not isinstance(data, dict):
            return self.misfit(offset)
        url = document.string(data.get("url")) if bucket.type == WEB else None
        app = document.string(data.get("app")) if bucket.type == WINDOW else None
        if bucket.type == WEB and url and (data.get("incognito") or not PAGE.match(url)):
            return None
        if not (url or app):
            return self.misfit(offset)
        when, lasted = document.string(event.get("timestamp")), number(event.get("duration"))
        return offset, None, when, lasted, url, app, bucket.hostname


def _buckets(document: JsonDocument) -> Iterator[Bucket]:
    """The buckets that could be read, the last one as far as it could."""
    for name in document.members():
        if name != "buckets":
            document.value()
            continue
        for _ in document.members():
            bucket = Bucket()
            try:
                _fill(bucket, document)
            except (Damaged, RecursionError):
                yield bucket
                raise
            yield bucket


def _fill(bucket: Bucket, document: JsonDocument) -> None:
    for name in document.members():
        if name == "events":
            for offset in document.elements():
                bucket.events.append((offset, document.value()))
        elif name == "type":
            bucket.type = document.string(document.value())
        elif name == "hostname":
            bucket.hostname = document.string(document.value())
        else:
            document.value()


FORMATS = (ActivityWatch(),)
