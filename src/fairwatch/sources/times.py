"""Times as they are written in logs, as UTC microseconds."""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

import polars as pl

from fairwatch.distinct import by_distinct
from fairwatch.errors import SourceError
from fairwatch.text import Text

RFC_3339 = "%Y-%m-%dT%H:%M:%S%.f%#z"
LONGEST_US = 10**15
"""No activity lasts longer (32 years); keeps sums of times inside an int64."""


def stamps(written: pl.Series) -> pl.Series:
    """Times in the notation of RFC 3339, also with ``+0800`` for ``+08:00``; null for any other, as without a zone."""
    return written.str.to_datetime(RFC_3339, strict=False, time_unit="us").dt.timestamp("us")


def local(written: pl.Series, template: str, zone: ZoneInfo) -> pl.Series:
    """Local times. Null for one that is no time, and for those that the change to and from summer time leaves open."""

    def parse(values: pl.Series) -> pl.DataFrame:
        naive = values.str.to_datetime(template, strict=False, time_unit="us")
        aware = naive.dt.replace_time_zone(zone.key, ambiguous="null", non_existent="null")
        return aware.dt.timestamp("us").to_frame("time")

    return by_distinct(written, parse).to_series()


def seconds(value: pl.Expr) -> pl.Expr:
    """Seconds since 1970, or a duration in seconds, as microseconds; null for what is no number."""
    # Until 2106 a float64 tells microseconds since 1970 apart.
    number = value.cast(pl.Float64, strict=False)
    return (number * 1e6).round().cast(pl.Int64, strict=False)


def duration(value: pl.Expr) -> pl.Expr:
    """A duration in seconds as microseconds; null for one that is no number, negative or absurd."""
    length = seconds(value)
    return pl.when(length.is_between(0, LONGEST_US)).then(length)


def zone_named(name: str, *, where: str) -> ZoneInfo:
    """The time zone of an IANA name. Raises ``SourceError`` when there is none."""
    if name in available_timezones():
        return ZoneInfo(name)
    raise SourceError(
        Text("没有这个时区", "there is no such time zone"),
        where=where,
        next_step=Text("写 IANA 名称，如 Asia/Shanghai", "write its IANA name, such as Asia/Shanghai"),
    )
