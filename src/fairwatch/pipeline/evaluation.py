"""``fairwatch evaluate``: what the product finds in a simulated organisation, against the truth.

Everything happens in a temporary workspace of invented people, so roll-ups and results may be read here without a
viewer. Of the truth only that part counts which the product was allowed to see: people under notice, in working time.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl

from fairwatch import activity, analyses, columns, sources
from fairwatch.engine import Engine, connect
from fairwatch.identity import LeaseStore
from fairwatch.pipeline.answers import inputs_for
from fairwatch.pipeline.evaluated_findings import against, named, of_departure
from fairwatch.pipeline.ingest import Ingest
from fairwatch.pipeline.installation import Installation
from fairwatch.pipeline.line import Line
from fairwatch.pipeline.trial_workspace import first_day, prepare
from fairwatch.pipeline.upkeep import roll_up
from fairwatch.policy import PolicySnapshot
from fairwatch.simulate import Truth, evaluate, read_truth

PAGE_ACTIONS = ("page_view", "job_search", "posting_view", "connection")
FULL_URL = "full_url"
WHOSE = ("day", "subject", "department", "ts_us", "span_start_us", "span_end_us")
WHAT = ("site", "category", "action", "duration_us", "bytes_down", "grade")


def compare(organisation: Path) -> dict[str, float]:
    """Ingest ``organisation`` (a folder of ``fairwatch simulate`` or a recording) and compare; figures by name.

    Precision, recall, ``inside``, widths and errors are shares; ``_s`` are seconds. How each is defined:
    ``simulate.evaluate`` and ``simulate.alarms``.
    """
    truth = read_truth(organisation)
    now = dt.datetime.combine(first_day(organisation), dt.time(), dt.UTC)
    with tempfile.TemporaryDirectory(prefix="fairwatch-evaluate-") as folder:
        installation = prepare(Path(folder) / "workspace", organisation)
        log, policy = organisation / "access.log", installation.policy(now)
        report = Ingest(installation, now).read(log, progress=lambda *_: None)
        with connect() as engine:
            roll_up(installation.lake, engine, policy)
            inputs = inputs_for(installation, engine, policy)
            results = {name: analyses.run(name, inputs) for name in ("departure", "leak", "violations", "anomaly")}
            page_views = _page_views(installation, engine, policy, log, truth)
        return {
            "lines": report.lines,
            "admitted": report.admitted,
            **page_views,
            **_visits(installation, policy, truth),
            **_seconds(installation, policy, truth),
            **of_departure(results["departure"], installation.lake.read("departure-group", "days"), policy, truth),
            **against(results, policy, truth),
        }


def _page_views(
    installation: Installation, engine: Engine, policy: PolicySnapshot, log: Path, truth: Truth
) -> dict[str, float]:
    """What the time formula counts as page views, of everything that recognition sees before the gate.

    Apart: pages whose URL is seen, and those of which only the host is (``host_view``), there on sites that the
    catalogue knows: of other hosts nobody can say whether they have pages at all.
    """
    recognised = pl.concat(_recognised(installation, policy, log))
    found = engine.execute(activity.page_views(engine.memory(recognised)))
    seen = truth.of(persons=set(recognised["subject"].unique()))
    by_url = pl.col("grade") == FULL_URL
    figures: dict[str, float] = {}
    for name, kind in (("page_view", by_url), ("host_view", ~by_url & pl.col("category").is_not_null())):
        pages = found.filter(kind).select("ts_us", person="subject", host="site")
        match = evaluate.page_views(pages, replace(seen, views=seen.views.filter(kind)))
        figures[f"{name}s"] = match.true
        if match.true or not match.found:
            figures |= {f"{name}_precision": match.precision, f"{name}_recall": match.recall}
    return figures


def _recognised(installation: Installation, policy: PolicySnapshot, log: Path) -> Iterator[pl.DataFrame]:
    """Raw rows as the gate would store them for a purpose about everything, with hosts as sites."""
    leases = LeaseStore(installation.workspace.leases).load()
    line = Line(installation.catalogue, leases, installation.workspace.rules)
    people = policy.states.get_column("person")
    for batch in sources.read(log):
        frame = line.normalised(batch.frame, policy)
        rows = frame.filter(pl.col("action").cast(pl.String).is_in(PAGE_ACTIONS) & pl.col("person").is_not_null())
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
        rows = named(installation.lake.read(purpose, "visits"), purpose, policy, truth)
        found.append(rows.select("person", "site", "start_us", "end_us"))
        true.append(truth.of(persons=persons, categories=policy.purpose(purpose).categories).visits)
    match = evaluate.visits(pl.concat(found), replace(truth, visits=pl.concat(true)))
    return {"visit_precision": match.precision, "visit_recall": match.recall, "visits": match.true}


def _seconds(installation: Installation, policy: PolicySnapshot, truth: Truth) -> dict[str, float]:
    """Attention by person and category, for the categories of the purpose.

    People whose notice takes effect in the middle of the log are left out: of them the truth knows no working time.
    """
    purpose, observable = policy.purpose("work-time"), truth.observable()
    allowed = truth.of(persons=observable, categories=purpose.categories)
    buckets = named(installation.lake.read("work-time", "buckets"), purpose.id, policy, truth)
    found = buckets.filter(pl.col("person").is_in(observable)).select(
        "person", "day", "category", low="low_s", point="point_s", high="high_s"
    )
    outcome = evaluate.seconds(found, allowed)
    return {
        "seconds_median_error": outcome.median_error,
        "seconds_inside_range": outcome.inside,
        "seconds_range_width": outcome.width,
        "seconds_surplus": outcome.surplus,
        "seconds_beyond_wall_clock_s": max(outcome.excess_s, 0.0),
        "seconds_pairs": outcome.pairs,
    }
