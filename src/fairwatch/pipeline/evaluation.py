"""``fairwatch evaluate``: what the product finds in a simulated organisation, against the truth.

Everything happens in a temporary workspace of invented people, so roll-ups and results may be read here without a
viewer. Of the truth only that part counts which the product was allowed to see: people under notice, in working time.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from fairwatch import activity, analyses, columns, sources
from fairwatch.engine import Engine, connect
from fairwatch.identity import LeaseStore
from fairwatch.pipeline.answers import inputs_for
from fairwatch.pipeline.evaluated_findings import against, named, of_departure
from fairwatch.pipeline.evaluated_searchers import of_groups
from fairwatch.pipeline.ingest import Ingest
from fairwatch.pipeline.installation import Installation
from fairwatch.pipeline.line import Line
from fairwatch.pipeline.trial_workspace import first_day, prepare
from fairwatch.pipeline.upkeep import roll_up
from fairwatch.policy import PolicySnapshot
from fairwatch.simulate import Truth, evaluate, read_truth

Schema = dict[str, type[pl.DataType]]

PAGE_ACTIONS = ("page_view", "job_search", "posting_view", "connection")
UPLOAD = "upload"
WITH_URL = ("agent", "full_url")
"""Grades of evidence that has the URL."""
VISIT: Schema = {"person": pl.String, "site": pl.String, "start_us": pl.Int64, "end_us": pl.Int64}
ATTENTION: Schema = {"person": pl.String, "day": pl.Date, "category": pl.String} | dict.fromkeys(
    ("low_s", "point_s", "high_s"), pl.Float64
)
WHOSE = ("day", "subject", "department", "ts_us", "span_start_us", "span_end_us")
WHAT = ("site", "category", "action", "duration_us", "bytes_down", "grade")


def compare(organisation: Path) -> dict[str, float]:
    """Ingest ``organisation`` (a folder of ``fairwatch simulate`` or a recording) and compare; figures by name.

    Read are ``access.log`` and every HTTP Archive; the name of an archive is that of the computer on which it was made
    (``desk7.har``). Precision, recall, ``inside``, widths and errors are shares; ``_s`` are seconds. How each is
    defined: ``simulate.evaluate`` and ``simulate.alarms``.
    """
    truth = read_truth(organisation)
    now = dt.datetime.combine(first_day(organisation), dt.time(), dt.UTC)
    with tempfile.TemporaryDirectory(prefix="fairwatch-evaluate-") as folder:
        installation = prepare(Path(folder) / "workspace", organisation)
        logs, policy = _logs(organisation), installation.policy(now)
        ingest = Ingest(installation, now)
        reports = [ingest.read(log, format=form, progress=lambda *_: None) for log, form in logs]
        with connect() as engine:
            roll_up(installation.lake, engine, policy)
            inputs = inputs_for(installation, engine, policy)
            results = {name: analyses.run(name, inputs) for name in ("departure", "leak", "violations", "anomaly")}
            recognised = _recognised(installation, engine, policy, logs, truth)
        return {
            "lines": sum(report.lines for report in reports),
            "admitted": sum(report.admitted for report in reports),
            **recognised,
            **_visits(installation, policy, truth),
            **_seconds(installation, policy, truth),
            **of_departure(
                results["departure"],
                _kept(installation, "departure-group", "days", {"person": pl.String}, policy, truth),
                policy,
                truth,
            ),
            **of_groups(results["departure"], installation.catalogue, policy, truth),
            **against(results, policy, truth),
        }


def _kept(
    installation: Installation, purpose: str, table: str, schema: Schema, policy: PolicySnapshot, truth: Truth
) -> pl.DataFrame:
    """These columns of a roll-up, with the people behind it. What kept no row has no table."""
    rows = installation.lake.read(purpose, table)
    if rows.is_empty():
        return pl.DataFrame(schema=schema)
    return named(rows, purpose, policy, truth).select(pl.col(name).cast(kind) for name, kind in schema.items())


def _logs(organisation: Path) -> list[tuple[Path, str]]:
    """Logs and their formats."""
    log, archives = organisation / "access.log", sorted(organisation.glob("*.har"))
    return [(log, "auto")] * (log.exists() or not archives) + [(one, f"har:{one.stem}") for one in archives]


def _recognised(
    installation: Installation, engine: Engine, policy: PolicySnapshot, logs: Sequence[tuple[Path, str]], truth: Truth
) -> dict[str, float]:
    """Page views and uploads, of everything that recognition sees before the gate."""
    rows = pl.concat(_rows(installation, policy, logs))
    seen = truth.of(persons=set(rows["subject"].unique()))
    uploads = rows.filter(pl.col("action").cast(pl.String) == UPLOAD)
    match = evaluate.uploads(uploads.select("ts_us", person="subject", host="site"), seen)
    return {
        **_page_views(engine, rows.filter(pl.col("action").cast(pl.String).is_in(PAGE_ACTIONS)), seen),
        "uploads": match.true,
        **match.shares("upload"),
    }


def _page_views(engine: Engine, rows: pl.DataFrame, seen: Truth) -> dict[str, float]:
    """What the time formula counts as page views.

    Apart: pages whose URL is seen, and those of which only the host is (``host_view``), there on sites that the
    catalogue knows: of other hosts nobody can say whether they have pages at all.
    """
    found = engine.execute(activity.page_views(engine.memory(rows)))
    by_url = pl.col("grade").is_in(WITH_URL)
    figures: dict[str, float] = {}
    for name, kind in (("page_view", by_url), ("host_view", ~by_url & pl.col("category").is_not_null())):
        pages = found.filter(kind).select("ts_us", person="subject", host="site")
        match = evaluate.page_views(pages, replace(seen, views=seen.views.filter(kind)))
        figures[f"{name}s"] = match.true
        if match.true or not match.found:
            figures |= match.shares(name)
    return figures


def _rows(
    installation: Installation, policy: PolicySnapshot, logs: Sequence[tuple[Path, str]]
) -> Iterator[pl.DataFrame]:
    """Raw rows as the gate would store them for a purpose about everything, with hosts as sites."""
    leases = LeaseStore(installation.workspace.leases).load()
    line = Line(installation.catalogue, leases, installation.workspace.rules)
    people = policy.states.get_column("person")
    for batch in (batch for log, form in logs for batch in sources.read(log, form)):
        frame = line.normalised(batch.frame, policy)
        rows = frame.filter(
            pl.col("action").cast(pl.String).is_in((*PAGE_ACTIONS, UPLOAD)) & pl.col("person").is_not_null()
        )
        rows = rows.with_columns(
            subject=people.gather(rows["person"]),
            day=pl.from_epoch("ts_us", time_unit="us").dt.date(),
            department=pl.lit(None, pl.String),
            span_start_us=pl.lit(0, pl.Int64),
            span_end_us=pl.lit(0, pl.Int64),
            site="host",
        )
        yield rows.select(pl.col(name).cast(columns.STORED[name]) for name in (*WHOSE, *WHAT))


def _visits(installation: Installation, policy: PolicySnapshot, truth: Truth) -> dict[str, float]:
    """Visits in the roll-ups: of everybody observable in the categories of ``work-time``, and of those who consented to
    ``departure-self`` in its categories."""
    consenting = policy.consents.filter(purpose="departure-self")["person"].to_list()
    found, true = [], []
    for purpose, persons in (("work-time", truth.observable()), ("departure-self", consenting)):
        found.append(_kept(installation, purpose, "visits", VISIT, policy, truth))
        true.append(truth.of(persons=persons, categories=policy.purpose(purpose).categories).visits)
    match = evaluate.visits(pl.concat(found), replace(truth, visits=pl.concat(true)))
    return {"visits": match.true, **match.shares("visit")}


def _seconds(installation: Installation, policy: PolicySnapshot, truth: Truth) -> dict[str, float]:
    """Attention by person and category, for the categories of the purpose.

    People whose notice takes effect in the middle of the log are left out: of them the truth knows no working time.
    Errors and ranges are left out where nobody gave a category a minute, as in recordings.
    """
    purpose, observable = policy.purpose("work-time"), truth.observable()
    allowed = truth.of(persons=observable, categories=purpose.categories)
    buckets = _kept(installation, purpose.id, "buckets", ATTENTION, policy, truth)
    found = buckets.filter(pl.col("person").is_in(observable))
    outcome = evaluate.seconds(found.rename(lambda name: name.removesuffix("_s")), allowed)
    judged = {
        "seconds_median_error": outcome.median_error,
        "seconds_inside_range": outcome.inside,
        "seconds_range_width": outcome.width,
    }
    return (judged if outcome.pairs else {}) | {
        "seconds_surplus": outcome.surplus,
        "seconds_beyond_wall_clock_s": max(outcome.excess_s, 0.0),
        "seconds_pairs": outcome.pairs,
    }
