"""Leak and violation findings, scores and departure figures of a simulated organisation against the truth.

Findings about people whose notice takes effect in the middle of the log count neither way: of them the truth knows no
working time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from fairwatch import findings
from fairwatch.policy import PolicySnapshot
from fairwatch.simulate import Truth, alarms, evaluate

GROUPS = {"leak": "leak", "violations": "violation"}
"""Analysis (and purpose) -> group of planted cases that it is to find."""


def against(results: Mapping[str, findings.Result], policy: PolicySnapshot, truth: Truth) -> dict[str, float]:
    """Precision, recall, rates and places by name; see ``simulate.evaluate`` and ``simulate.alarms``."""
    seen = truth.of(persons=truth.observable())
    tables = {
        (analysis, name): _of_observable(table.frame, analysis, policy, truth)
        for analysis in GROUPS
        for name, table in results[analysis].tables.items()
        if table.grain == "person"
    }
    leaks = evaluate.leaks(tables["leak", "findings"], seen)
    violations = evaluate.violations(tables["violations", "findings"], seen)
    false = [
        alarms.false_leaks(tables["leak", "findings"], seen),
        alarms.false_leaks(tables["leak", "slow"].drop("day"), seen),
        _without_a_leak(tables["leak", "sequences"], seen),
    ]
    wrong = alarms.false_violations(tables["violations", "findings"], seen)
    noise = pl.col("person").is_in(sorted(alarms.noise_people(seen)))
    odd = [frame.filter(noise).height for frame in (*false, wrong, *_anomalous(results["anomaly"], policy, seen))]
    worst = {
        group: alarms.worst_place(tables[analysis, "risk"], group, seen)
        for analysis, group in GROUPS.items()
        if "risk" in results[analysis].tables and any(case["group"] == group for case in truth.cases)
    }
    return {
        **leaks.shares("leak"),
        "leak_false_per_100_person_days": alarms.per_100_person_days(sum(map(len, false)), seen),
        **violations.shares("violation"),
        "violation_false_per_100_person_days": alarms.per_100_person_days(len(wrong), seen),
        **{f"{group}_insider_worst_rank_share": place for group, place in worst.items()},
        "noise_people": len(alarms.noise_people(seen)),
        "noise_people_findings": sum(odd),
    }


def of_departure(result: findings.Result, days: pl.DataFrame, policy: PolicySnapshot, truth: Truth) -> dict[str, float]:
    """The planted leaver's own view: exactly 23 visits and 9 submissions; and every consenting person's submissions.

    ``days``: who is in the rows of the group table's store. ``departure_noise``: searches and submissions in the own
    view of people who only read, and days of recruiters among everybody's.
    """
    purpose = policy.purpose("departure-self").id
    own = {
        name: named(table.frame, purpose, policy, truth)
        for name, table in result.tables.items()
        if table.grain == "person"
    }
    figures: dict[str, float] = {}
    for case in truth.case("leaver"):
        mine = own["self"].filter(person=case["person"])
        figures["leaver_visits"] = int(mine["visits"].sum())
        figures["leaver_submissions"] = int(mine["submissions"].sum())
    match = evaluate.submissions(own["self-submissions"], truth.of(persons=own["self"]["person"].to_list()))
    noise = pl.col("person").is_in(sorted(alarms.noise_people(truth)))
    searched = own["self"].filter(noise).select(pl.col("searches") + pl.col("submissions")).to_series()
    recruiters = pl.col("person").is_in(truth.people.filter("recruiter")["person"].implode())
    return figures | {
        "submissions": match.true,
        **match.shares("submission"),
        "departure_noise": int(searched.sum()) + days.filter(recruiters).height,
    }


def named(frame: pl.DataFrame, purpose: str, policy: PolicySnapshot, truth: Truth) -> pl.DataFrame:
    """The rows with the invented person behind each pseudonym."""
    pseudonym = policy.purpose(purpose).pseudonym
    names = {pseudonym(person): person for person in truth.people["person"]}
    return frame.with_columns(person=pl.col("subject").replace_strict(names, default=None, return_dtype=pl.String))


def _of_observable(frame: pl.DataFrame, purpose: str, policy: PolicySnapshot, truth: Truth) -> pl.DataFrame:
    halfway = truth.people.filter(notice="recent")["person"]
    return named(frame, purpose, policy, truth).filter(~pl.col("person").is_in(halfway.implode()))


def _anomalous(result: findings.Result, policy: PolicySnapshot, truth: Truth) -> Iterator[pl.DataFrame]:
    """People with an anomaly who used no listed app either, by purpose."""
    did = pl.col("person").is_in(truth.violations["person"].unique().implode())
    for table in result.tables.values():
        if table.grain == "person" and table.column("subject") and "score" in table.frame.columns:
            yield _of_observable(table.frame, table.purpose, policy, truth).filter(~did)


def _without_a_leak(steps: pl.DataFrame, truth: Truth) -> pl.DataFrame:
    """What was sent in sequences of people who leaked nothing."""
    leakers = [case["person"] for case in truth.cases if case["group"] == "leak"]
    return steps.filter(pl.col("step") == "send", ~pl.col("person").is_in(leakers))
