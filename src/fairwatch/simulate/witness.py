"""Writes the truth of a simulation while its days are made: one CSV per table, ``truth.json`` at the end."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from fairwatch.simulate.organisation import NOTICED, Organisation
from fairwatch.simulate.roster import inside
from fairwatch.simulate.traffic import Day
from fairwatch.simulate.truth import SCHEMAS
from fairwatch.simulate.wire import FORBIDDEN, PATHS
from fairwatch.simulate.world import UNKNOWN, World

VISIT_GAP_MS = 30 * 60_000
LISTED = ("games", "remote_control", "tunnel")
"""Categories whose use in working time is against the organisation's published list."""


class Witness:
    """Knows everything. ``see`` each day, then ``testify``."""

    def __init__(self, folder: Path, organisation: Organisation, world: World) -> None:
        self._folder = folder
        self._organisation = organisation
        self._places = pl.DataFrame(
            {"site": [place.site for place in world.places], "category": [place.category for place in world.places]}
        ).with_columns(pl.when(pl.col("category") != UNKNOWN).then("category").alias("category"))
        self._hosts = world.table["name"]
        self._visible = pl.Series(world.visible)
        self._place_of = {host: number for number, place in enumerate(world.places) for host in place.pages}
        self._ids = pl.Series([person.id for person in organisation.people], dtype=pl.String)
        self._tables: dict[str, str] = {}
        self.counts: dict[str, int] = {}

    def see(self, day: dt.date, events: Day, spans: pl.DataFrame) -> None:
        """One day and its working spans."""
        views = self._views(day, events.pages, spans)
        self._write("views", views)
        self._write("seconds", _seconds(views))
        self._write("working", self._working(day, spans))
        self._write("visits", _visits(views))
        self._write("uploads", self._uploads(day, events.posts, spans))
        self._write(
            "violations", pl.concat([_used(views), self._connected(day, events, spans)]).unique(maintain_order=True)
        )
        self._count(page_views=len(views), page_views_seen=int(views["seen"].sum()))

    def testify(self, cases: Iterable[Mapping[str, Any]], **facts: object) -> None:
        """Write the people, the submissions and ``truth.json``."""
        self._write("people", self._people())
        submissions = [
            {"person": case["person"], **{name: sent[name] for name in ("ts_us", "host", "site")}}
            for case in cases
            for sent in case.get("submissions", [])
        ]
        self._write("submissions", pl.DataFrame(submissions, schema=SCHEMAS["submissions"]))
        whole = {**facts, **self.counts, "tables": self._tables, "cases": list(cases)}
        text = json.dumps(whole, ensure_ascii=False, indent=1, default=str)
        (self._folder / "truth.json").write_text(text + "\n", encoding="utf-8")

    def _views(self, day: dt.date, pages: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
        people = pages.filter(pl.col("actor") < self._organisation.first_phone)
        people = people.with_columns((pl.col("ts_ms") + pl.col("dwell_ms")).alias("end_ms"))
        attention = inside(people, spans, "ts_ms", "end_ms")
        begun = inside(people, spans, "ts_ms", "ts_ms")["inside_ms"] > 0
        visible = self._visible.gather(people["host"])
        return attention.with_columns(
            self._ids.gather(people["actor"]).alias("person"),
            pl.lit(day).alias("day"),
            (pl.col("ts_ms") * 1000).alias("ts_us"),
            self._hosts.gather(people["host"]).alias("host"),
            *(self._places[name].gather(people["place"]).alias(name) for name in ("site", "category")),
            pl.when(visible).then(pl.lit("full_url")).otherwise(pl.lit("sni")).alias("grade"),
            (visible | people["opens"]).alias("seen"),
            begun.alias("working"),
        ).select(*SCHEMAS["views"], "inside_ms")

    def _working(self, day: dt.date, spans: pl.DataFrame) -> pl.DataFrame:
        length = (pl.col("end_ms") - pl.col("start_ms")).sum() / 1000
        worked = spans.group_by("actor", maintain_order=True).agg(length.alias("seconds"))
        return worked.with_columns(self._ids.gather(worked["actor"]).alias("person"), pl.lit(day).alias("day"))

    def _uploads(self, day: dt.date, posts: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
        uploads = posts.filter(pl.col("path") == PATHS["upload"], pl.col("actor") < self._organisation.first_phone)
        sent = inside(uploads, spans, "ts_ms", "ts_ms")
        return sent.select(
            self._ids.gather(sent["actor"]).alias("person"),
            pl.lit(day).alias("day"),
            (pl.col("ts_ms") * 1000).alias("ts_us"),
            self._hosts.gather(sent["host"]).alias("host"),
            *(self._places[name].gather(sent["place"]).alias(name) for name in ("site", "category")),
            "bytes_up",
            "planted",
            (pl.col("inside_ms") > 0).alias("working"),
        )

    def _connected(self, day: dt.date, events: Day, spans: pl.DataFrame) -> pl.DataFrame:
        """Listed apps that are not pages: long tunnels, and attempts that the proxy refused."""
        tunnels = events.streams.filter("tunnel").select(
            "actor", "host", "start_ms", "end_ms", blocked=pl.lit(value=False)
        )
        refused = events.posts.filter(pl.col("result") == FORBIDDEN).select(
            "actor", "host", start_ms="ts_ms", end_ms="ts_ms", blocked=pl.lit(value=True)
        )
        used = inside(pl.concat([tunnels, refused]), spans, "start_ms", "end_ms").filter(pl.col("inside_ms") > 0)
        place = pl.Series([self._place_of[host] for host in used["host"]], dtype=pl.Int64)
        return used.select(
            self._ids.gather(used["actor"]).alias("person"),
            pl.lit(day).alias("day"),
            *(self._places[name].gather(place).alias(name) for name in ("site", "category")),
            "blocked",
        )

    def _people(self) -> pl.DataFrame:
        return pl.DataFrame(
            [
                {
                    "person": person.id,
                    "department": person.department,
                    "shift": person.shift,
                    "notice": person.notice,
                    "excluded": person.excluded,
                    "recruiter": person.recruiter,
                    "kiosk": person.device is None,
                    "case": person.case,
                    "observable": person.notice == NOTICED and not person.excluded,
                }
                for person in self._organisation.people
            ],
            schema=SCHEMAS["people"],
        )

    def _write(self, name: str, frame: pl.DataFrame) -> None:
        first = name not in self._tables
        self._tables[name] = f"truth_{name}.csv"
        with (self._folder / self._tables[name]).open("wb" if first else "ab") as file:
            frame.select(list(SCHEMAS[name])).write_csv(file, include_header=first)

    def _count(self, **numbers: int) -> None:
        for name, number in numbers.items():
            self.counts[name] = self.counts.get(name, 0) + number


def _seconds(views: pl.DataFrame) -> pl.DataFrame:
    return (
        views.filter(pl.col("inside_ms") > 0)
        .group_by("person", "day", "category", maintain_order=True)
        .agg((pl.col("inside_ms").sum() / 1000).alias("seconds"))
    )


def _visits(views: pl.DataFrame) -> pl.DataFrame:
    """Visits of working time: a visit to a site ends when its pages had no attention for more than 30 minutes."""
    known = views.filter("working", pl.col("site").is_not_null()).sort("person", "site", "ts_us", maintain_order=True)
    end_us = pl.col("ts_us") + pl.col("dwell_ms") * 1000
    quiet = (pl.col("ts_us") - end_us.shift(1).over("person", "site")) > VISIT_GAP_MS * 1000
    return (
        known.with_columns(quiet.fill_null(value=True).cum_sum().alias("visit"), end_us.alias("end_us"))
        .group_by("visit", maintain_order=True)
        .agg(
            pl.col("person", "day", "site", "category").first(),
            pl.col("ts_us").min().alias("start_us"),
            pl.col("end_us").max(),
            pl.len().cast(pl.Int64).alias("views"),
        )
    )


def _used(views: pl.DataFrame) -> pl.DataFrame:
    """Pages of listed categories in working time."""
    listed = views.filter("working", pl.col("category").is_in(LISTED))
    return listed.select("person", "day", "site", "category", blocked=pl.lit(value=False)).unique(maintain_order=True)
