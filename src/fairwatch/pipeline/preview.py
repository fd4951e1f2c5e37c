"""``fairwatch preview``: what is in a log, before there is any purpose. Memory only; groups of addresses only."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import polars as pl

from fairwatch import disclosure, sources
from fairwatch.catalogue import Catalogue
from fairwatch.findings import Column, Result, Table
from fairwatch.pipeline.ingest import Progress
from fairwatch.pipeline.prefetch import prefetch
from fairwatch.sources.times import zone_named
from fairwatch.text import Text

HIDDEN = ("recruitment",)
"""Ordinary categories that a look at a log must not show: whether people look for jobs is off until approved (R26)."""


@dataclass(frozen=True)
class Preview:
    """What may be told of one log."""

    name: str
    format: str
    lines: int
    rejected: int
    first_day: dt.date | None
    last_day: dt.date | None
    time_zone: str
    """In which these are days."""
    addresses: int
    released: disclosure.Released

    def as_json(self) -> dict[str, object]:
        """Plain values for programs."""
        return {
            "log": self.name,
            "format": self.format,
            "lines": self.lines,
            "quarantined": self.rejected,
            "first_day": self.first_day,
            "last_day": self.last_day,
            "time_zone": self.time_zone,
            "addresses": self.addresses,
            **self.released.as_json()["tables"],
        }


@dataclass
class _Sums:
    """Traffic by category and address so far; one row per pair, so memory grows with the network, not with the log."""

    cells: list[pl.DataFrame] = field(default_factory=list)
    lines: int = 0
    rejected: int = 0
    first_us: list[int] = field(default_factory=list)
    last_us: list[int] = field(default_factory=list)

    def add(self, frame: pl.DataFrame) -> None:
        summed = frame.group_by("category", "address").agg(
            requests=pl.len().cast(pl.Int64),
            bytes=pl.col("bytes_down").fill_null(0).sum() + pl.col("bytes_up").fill_null(0).sum(),
        )
        self.cells = [
            pl.concat([*self.cells, summed]).group_by("category", "address").agg(pl.sum("requests"), pl.sum("bytes"))
        ]
        if frame.height:
            self.first_us.append(frame["ts_us"].min())  # type: ignore[arg-type]
            self.last_us.append(frame["ts_us"].max())  # type: ignore[arg-type]

    def pairs(self) -> pl.DataFrame:
        if not self.cells:
            return pl.DataFrame(
                schema={"category": pl.String, "address": pl.String, "requests": pl.Int64, "bytes": pl.Int64}
            )
        return self.cells[0]


def preview_log(
    path: Path | None,
    *,
    format: str = "auto",  # noqa: A002 - the option's name
    time_zone: str | None = None,
    progress: Progress,
) -> Preview:
    """Read a log to its end and tell what it holds. An address stands for a person; unknown, protected and private
    categories and job sites are not shown at all. Days are those of ``time_zone``, else of this machine's."""
    zone = zone_named(time_zone or _this_machines_zone(), where="--time-zone")
    catalogue = Catalogue.load()
    sums = _Sums()
    with sources.open_log(path, format, complete=True) as log:
        for batch in prefetch(log.batches()):
            known = catalogue.classify(batch.frame.select("ts_us", "address", "host", "bytes_up", "bytes_down"))
            sums.add(known.with_columns(pl.col("category").cast(pl.String)))
            sums.lines += batch.lines
            sums.rejected += batch.rejected.height
            progress(log.name, log.progress(), sums.lines)
        if log.fault and not sums.lines:
            raise log.fault
        name, log_format = log.name, log.format
    return Preview(
        name=name,
        format=log_format,
        lines=sums.lines,
        rejected=sums.rejected,
        first_day=_day(min(sums.first_us, default=None), zone),
        last_day=_day(max(sums.last_us, default=None), zone),
        time_zone=zone.key,
        addresses=sums.pairs()["address"].n_unique(),
        released=disclosure.preview(_result(sums.pairs(), catalogue)),
    )


def _result(pairs: pl.DataFrame, catalogue: Catalogue) -> Result:
    shown = [
        key for key, category in catalogue.categories().items() if category.kind == "ordinary" and key not in HIDDEN
    ]
    cells = (
        pairs.filter(pl.col("category").is_in(shown))
        .sort("bytes", descending=True)
        .group_by("category", maintain_order=True)
        .agg(
            persons=pl.len().cast(pl.Int64),
            top1=pl.col("bytes").head(1).sum(),
            top2=pl.col("bytes").head(2).sum(),
            requests=pl.sum("requests"),
            bytes=pl.sum("bytes"),
        )
    )
    titles = {key: str(category.title) for key, category in catalogue.categories().items()}
    table = Table(
        name="categories",
        title=Text("按类别的流量", "Traffic by category"),
        grain="group",
        purpose="traffic",  # read as its kind: there is no purpose yet
        columns=(
            Column("category", "dimension", Text("类别", "Category")),
            Column("persons", "persons", Text("地址数", "Addresses"), "count"),
            Column("top1", "top1", Text("最大者", "Largest"), "bytes"),
            Column("top2", "top2", Text("最大两者", "Largest two"), "bytes"),
            Column("requests", "measure", Text("请求数", "Requests"), "count"),
            Column("bytes", "measure", Text("流量", "Bytes"), "bytes"),
        ),
        frame=cells.with_columns(pl.col("category").replace(titles)),
        main="bytes",
    )
    return Result(
        analysis="preview",
        title=Text("日志预览", "Preview of a log"),
        tables={"categories": table},
        notes=(
            Text(
                "一个地址当作一个人；未知站点、受保护和私人类别以及招聘站点不显示。",
                "An address stands for a person. Unknown sites, protected and private categories and job sites are"
                " not shown.",
            ),
        ),
    )


def _day(us: int | None, zone: ZoneInfo) -> dt.date | None:
    return dt.datetime.fromtimestamp(us / 1e6, zone).date() if us is not None else None


def _this_machines_zone() -> str:
    """Its IANA name; UTC where the machine does not tell."""
    named = os.environ.get("TZ", "").removeprefix(":") or os.path.realpath("/etc/localtime").rpartition("/zoneinfo/")[2]
    return named if named in available_timezones() else "UTC"
