"""What really happened, beside the log: ``truth.json`` and its tables.

Tables (CSV beside ``truth.json``, or rows inside it; times are UTC microseconds, ``day`` is the day the shift began):

``people``       person, department, shift, notice, excluded, recruiter, kiosk, case, observable
``views``        person, day, ts_us, dwell_ms, host, site, category, grade, seen, working
``seconds``      person, day, category, seconds of attention inside working time (one clock)
``working``      person, day, seconds of scheduled working time
``visits``       person, day, site, category, start_us, end_us, views: working-time visits, 30 minute rule per site
``submissions``  person, ts_us, host, site
``uploads``      person, day, ts_us, host, site, category, bytes_up, planted, working
``violations``   person, day, site, category, blocked: sites of listed kinds used in working time

``seen`` is false for a page view that leaves no line of its own because it went through a tunnel that was open already.
Category and site are null for hosts that no catalogue knows.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from fairwatch.errors import ConfigError
from fairwatch.text import Text

SCHEMAS: dict[str, dict[str, pl.DataType | type[pl.DataType]]] = {
    "people": {
        "person": pl.String,
        "department": pl.String,
        "shift": pl.String,
        "notice": pl.String,
        "excluded": pl.Boolean,
        "recruiter": pl.Boolean,
        "kiosk": pl.Boolean,
        "case": pl.String,
        "observable": pl.Boolean,
    },
    "views": {
        "person": pl.String,
        "day": pl.Date,
        "ts_us": pl.Int64,
        "dwell_ms": pl.Int64,
        "host": pl.String,
        "site": pl.String,
        "category": pl.String,
        "grade": pl.String,
        "seen": pl.Boolean,
        "working": pl.Boolean,
    },
    "seconds": {"person": pl.String, "day": pl.Date, "category": pl.String, "seconds": pl.Float64},
    "working": {"person": pl.String, "day": pl.Date, "seconds": pl.Float64},
    "visits": {
        "person": pl.String,
        "day": pl.Date,
        "site": pl.String,
        "category": pl.String,
        "start_us": pl.Int64,
        "end_us": pl.Int64,
        "views": pl.Int64,
    },
    "submissions": {"person": pl.String, "ts_us": pl.Int64, "host": pl.String, "site": pl.String},
    "uploads": {
        "person": pl.String,
        "day": pl.Date,
        "ts_us": pl.Int64,
        "host": pl.String,
        "site": pl.String,
        "category": pl.String,
        "bytes_up": pl.Int64,
        "planted": pl.Boolean,
        "working": pl.Boolean,
    },
    "violations": {
        "person": pl.String,
        "day": pl.Date,
        "site": pl.String,
        "category": pl.String,
        "blocked": pl.Boolean,
    },
}


@dataclass(frozen=True)
class Truth:
    """The truth of a simulation or a recording. Tables that it does not have are empty."""

    people: pl.DataFrame
    views: pl.DataFrame
    seconds: pl.DataFrame
    working: pl.DataFrame
    visits: pl.DataFrame
    submissions: pl.DataFrame
    uploads: pl.DataFrame
    violations: pl.DataFrame
    cases: tuple[Mapping[str, Any], ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    """The rest of ``truth.json``: parameters, counts, and ``passers_by`` (see the module of that name)."""

    def of(self, *, persons: Collection[str] | None = None, categories: Collection[str] | None = None) -> Truth:
        """Only these persons and categories, in every table: what the product was allowed to see."""
        tables: dict[str, Any] = {
            name: _only(_only(getattr(self, name), "person", persons), "category", categories) for name in SCHEMAS
        }
        cases = tuple(case for case in self.cases if persons is None or case["person"] in persons)
        return replace(self, cases=cases, **tables)

    def observable(self) -> list[str]:
        """People whose notices were acknowledged in time and who are not excluded."""
        return self.people.filter("observable")["person"].to_list()

    def case(self, kind: str) -> list[Mapping[str, Any]]:
        """The planted cases of this kind."""
        return [case for case in self.cases if case["kind"] == kind]


def read_truth(folder: Path) -> Truth:
    """Read ``truth.json`` and its tables. Raises ``ConfigError`` when there is none or it is damaged."""
    path = folder / "truth.json"
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        tables = {name: _table(folder, facts.get("tables", {}).get(name, []), name) for name in SCHEMAS}
    except (OSError, ValueError, pl.exceptions.PolarsError) as error:
        raise ConfigError(
            Text("无法读取真值文件", "the truth cannot be read"),
            where=str(path),
            next_step=Text("请重新生成模拟或录制", "make the simulation or the recording again"),
        ) from error
    return Truth(**tables, cases=tuple(facts.get("cases", [])), facts=facts)


def _table(folder: Path, source: str | list[dict[str, Any]], name: str) -> pl.DataFrame:
    """A table from the name of its CSV file, or from rows."""
    if isinstance(source, str):
        return pl.read_csv(folder / source, schema=SCHEMAS[name])
    dates = [column for column, kind in SCHEMAS[name].items() if kind == pl.Date]
    frame = pl.DataFrame(source, schema=SCHEMAS[name] | dict.fromkeys(dates, pl.String))
    return frame.with_columns(pl.col(dates).str.to_date())


def _only(frame: pl.DataFrame, column: str, wanted: Collection[str] | None) -> pl.DataFrame:
    if wanted is None or column not in frame.columns:
        return frame
    return frame.filter(pl.col(column).is_in(list(wanted)))
