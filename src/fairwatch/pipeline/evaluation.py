"""``fairwatch evaluate``: what the product finds in a simulated organisation, against the truth.

Everything happens in a temporary workspace of invented people, so roll-ups and results may be read here without a
viewer. Of the truth only that part counts which the product was allowed to see: people under notice, in working time.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl

from fairwatch import analyses, findings, sources
from fairwatch.engine import connect
from fairwatch.identity import LeaseStore
from fairwatch.pipeline.answers import inputs_for
from fairwatch.pipeline.ingest import Ingest
from fairwatch.pipeline.installation import Installation
from fairwatch.pipeline.line import Line
from fairwatch.pipeline.trial_workspace import first_day, prepare
from fairwatch.pipeline.upkeep import roll_up
from fairwatch.policy import PolicySnapshot
from fairwatch.simulate import Truth, evaluate, read_truth

PAGE_ACTIONS = ("page_view", "job_search")
FULL_URL = "full_url"


def compare(organisation: Path) -> dict[str, float]:
    """Ingest ``organisation`` (a folder of ``fairwatch simulate`` or a recording) and compare; figures by name.

    Precision, recall, ``inside`` and errors are shares; ``_s`` are seconds. How each is defined: ``simulate.evaluate``.
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
            results = {name: analyses.run(name, inputs) for name in ("departure", "leak", "violations")}
        return {
            "lines": report.lines,
            "admitted": report.admitted,
            **_page_views(installation, policy, log, truth),
            **_visits(installation, policy, truth),
            **_seconds(installation, policy, truth),
            **_departure(results["departure"], policy, truth),
            **_findings(results, policy, truth),
        }


def _page_views(installation: Installation, policy: PolicySnapshot, log: Path, truth: Truth) -> dict[str, float]:
    """Recognition before the gate, in memory. Views whose address shows the person's site only are left out on both
    sides: there a page cannot be told from another connection, and the time formula does without it. Reloads of a tab
    left open count against precision here; only the time formula can tell them from a person's views."""
    found = pl.concat(_recognised(installation, policy, log))
    known = set(found["person"].unique())
    seen = truth.of(persons=known)
    match = evaluate.page_views(found, _with_urls(seen))
    return {"page_view_precision": match.precision, "page_view_recall": match.recall, "page_views": match.true}


def _with_urls(truth: Truth) -> Truth:
    return replace(truth, views=truth.views.filter(pl.col("grade") == FULL_URL))


def _recognised(installation: Installation, policy: PolicySnapshot, log: Path) -> Iterator[pl.DataFrame]:
    leases = LeaseStore(installation.workspace.leases).load()
    line = Line(installation.catalogue, leases, installation.workspace.rules)
    people = policy.people.get_column("person")
    for batch in sources.read(log):
        frame = line.normalised(batch.frame, policy)
        views = frame.filter(
            pl.col("action").cast(pl.String).is_in(PAGE_ACTIONS)
            & pl.col("person").is_not_null()
            & (pl.col("grade").cast(pl.String) == FULL_URL)
        )
        yield views.select(person=people.gather(views["person"]), ts_us="ts_us", host="host")


def _visits(installation: Installation, policy: PolicySnapshot, truth: Truth) -> dict[str, float]:
    """Visits in the roll-ups: of everybody observable in the categories of ``work-time``, and of those who consented to
    ``departure-self`` in its categories."""
    consenting = policy.consents.filter(purpose="departure-self")["person"].to_list()
    found, true = [], []
    for purpose, persons in (("work-time", truth.observable()), ("departure-self", consenting)):
        rows = _named(installation.lake.read(purpose, "visits"), purpose, policy, truth)
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
    buckets = _named(installation.lake.read("work-time", "buckets"), purpose.id, policy, truth)
    found = buckets.filter(pl.col("person").is_in(observable)).select(
        "person", "day", "category", low="low_s", point="point_s", high="high_s"
    )
    outcome = evaluate.seconds(found, allowed)
    return {
        "seconds_median_error": outcome.median_error,
        "seconds_inside_range": outcome.inside,
        "seconds_surplus": outcome.surplus,
        "seconds_beyond_wall_clock_s": max(outcome.excess_s, 0.0),
        "seconds_pairs": outcome.pairs,
    }


def _departure(result: findings.Result, policy: PolicySnapshot, truth: Truth) -> dict[str, float]:
    """The planted leaver's own view: exactly 23 visits and 9 submissions; and every consenting person's submissions."""
    purpose = policy.purpose("departure-self").id
    own = {
        name: _named(table.frame, purpose, policy, truth) for name, table in result.tables.items() if _personal(table)
    }
    figures: dict[str, float] = {}
    for case in truth.case("leaver"):
        mine = own["self"].filter(person=case["person"])
        figures["leaver_visits"] = int(mine["visits"].sum())
        figures["leaver_submissions"] = int(mine["submissions"].sum())
    consenting = own["self"]["person"].to_list()
    match = evaluate.submissions(own["self-submissions"], truth.of(persons=consenting))
    return figures | {"submission_precision": match.precision, "submission_recall": match.recall}


def _findings(results: Mapping[str, findings.Result], policy: PolicySnapshot, truth: Truth) -> dict[str, float]:
    observable = truth.of(persons=truth.observable())
    leaks = evaluate.leaks(_named(results["leak"].tables["findings"].frame, "leak", policy, truth), observable)
    found = _named(results["violations"].tables["findings"].frame, "violations", policy, truth)
    violations = evaluate.violations(found, observable)
    return {
        "leak_precision": leaks.precision,
        "leak_recall": leaks.recall,
        "violation_precision": violations.precision,
        "violation_recall": violations.recall,
    }


def _personal(table: findings.Table) -> bool:
    return table.grain == "person"


def _named(frame: pl.DataFrame, purpose: str, policy: PolicySnapshot, truth: Truth) -> pl.DataFrame:
    """The rows with the invented person behind each pseudonym."""
    pseudonym = policy.purpose(purpose).pseudonym
    names = {pseudonym(person): person for person in truth.people["person"]}
    return frame.with_columns(person=pl.col("subject").replace_strict(names, default=None, return_dtype=pl.String))
