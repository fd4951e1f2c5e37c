"""A quota from the log to what each role sees: who stays below it leaves no trace, and nobody else reads the days."""

from __future__ import annotations

import datetime as dt
import json

import polars as pl
import pytest
from tests.trial_organisation import EVENING, Trial

from fairwatch import columns
from fairwatch.disclosure import Released
from fairwatch.pipeline import trial_officers
from fairwatch.pipeline.answers import answer
from fairwatch.pipeline.installation import Installation
from fairwatch.viewer import Role, Viewer

VIOLATIONS = "violations"


def used(installation: Installation) -> pl.DataFrame:
    """Bytes of each person and day of what the trial's quota limits, from the rows that the gate let in."""
    each = pl.col("bytes_up").fill_null(0) + pl.col("bytes_down").fill_null(0)
    raw = installation.lake.read(VIOLATIONS, "raw").filter(action=columns.QUOTA)
    return raw.group_by("subject", "day").agg(bytes=each.sum())


def most(installation: Installation) -> int:
    [quota] = installation.policy(EVENING).purpose(VIOLATIONS).quotas
    assert quota.most_bytes
    return quota.most_bytes


def ask(installation: Installation, role: Role, person: str = "") -> Released:
    viewer = Viewer(person, role) if person else trial_officers.sign_in(installation.workspace.root, role)
    return answer(installation, [VIOLATIONS], viewer, now=EVENING)[0]


def test_what_is_stored_of_it_is_the_days_beyond(trial: Trial) -> None:
    everybody, limit = used(trial.installation), most(trial.installation)
    beyond = everybody.filter(pl.col("bytes") > limit)
    assert 0 < beyond.height < everybody.height
    stored = trial.installation.lake.read(VIOLATIONS, "quotas")
    assert stored.select("subject", "day", "bytes").sort(pl.all()).equals(beyond.sort(pl.all()))


def test_who_stays_below_is_nowhere_once_the_raw_rows_are_gone(mine: Installation) -> None:
    everybody, limit = used(mine), most(mine)
    mine.lake.expire_raw(VIOLATIONS, dt.datetime.now(dt.UTC) + dt.timedelta(days=3))
    assert mine.lake.read(VIOLATIONS, "raw").is_empty()
    left = {table: mine.lake.read(VIOLATIONS, table) for table in mine.lake.tables(VIOLATIONS)}
    of_quotas = [frame.filter(action=columns.QUOTA).select("subject", "day") for frame in left.values()]
    kept = set(pl.concat(of_quotas).rows())
    assert kept == set(everybody.filter(pl.col("bytes") > limit).select("subject", "day").rows())


def test_the_person_reads_the_own_days_and_no_others(trial: Trial) -> None:
    purpose = trial.installation.policy(EVENING).purpose(VIOLATIONS)
    stored = trial.installation.lake.read(VIOLATIONS, "quotas")
    people = trial.installation.policy(EVENING).people["person"]
    whose = {purpose.pseudonym(person): person for person in people}
    mine = stored.filter(subject=stored["subject"][0])
    shown = ask(trial.installation, "employee", whose[stored["subject"][0]]).tables["quotas"].frame
    assert shown.select("day", "bytes", "most_bytes").rows() == mine.select("day", "bytes", "most_bytes").rows()
    innocent = next(person for subject, person in whose.items() if subject not in stored["subject"])
    assert ask(trial.installation, "employee", innocent).tables["quotas"].frame.is_empty()


@pytest.mark.parametrize("role", ["hr", "manager", "dpo", "union", "analyst"])
def test_r25_nobody_else_sees_a_day_an_amount_or_a_person(trial: Trial, role: Role) -> None:
    stored = trial.installation.lake.read(VIOLATIONS, "quotas")
    released = ask(trial.installation, role)
    assert "quotas" in released.withheld
    text = json.dumps(released.as_json())
    assert not any(str(value) in text for value in (*stored["subject"], *stored["bytes"]))


def test_two_people_are_no_group(trial: Trial) -> None:
    """Who went beyond it are fewer than ten, so not even their number is shown."""
    stored = trial.installation.lake.read(VIOLATIONS, "quotas")
    assert 0 < stored["subject"].n_unique() < 10
    shown = ask(trial.installation, "hr").tables["by-quota"].frame
    assert shown.select("persons", "days").drop_nulls().is_empty()
