"""Disputed rows count no more, and a correction reaches everything derived (R37)."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.trial_organisation import EVENING, Trial

from fairwatch import activity
from fairwatch.engine import Engine
from fairwatch.lake import RAW
from fairwatch.pipeline.answers import inputs_for
from fairwatch.pipeline.installation import Installation
from fairwatch.pipeline.trial_officers import access_code
from fairwatch.pipeline.upkeep import maintain

SELF = "departure-self"
LATER = EVENING + dt.timedelta(hours=1)


def input_rows(installation: Installation, engine: Engine, purpose: str, table: str) -> pl.DataFrame:
    """What the analyses are given."""
    policy = installation.policy(EVENING)
    frame = engine.execute(inputs_for(installation, engine, policy).rows(purpose, table))
    return frame.sort(frame.columns)


def wrong_row(installation: Installation, purpose: str, person: str) -> dict[str, object]:
    """The subject, day and site that the person used longest."""
    subject = installation.policy(EVENING).purpose(purpose).pseudonym(person)
    mine = installation.lake.read(purpose, "visits").filter(subject=subject)
    return mine.group_by("subject", "day", "site").agg(pl.sum("point_s")).sort("point_s").row(-1, named=True)


def these(wrong: dict[str, object]) -> pl.Expr:
    return pl.all_horizontal(pl.col(name) == wrong[name] for name in ("subject", "day", "site"))


def dispute(installation: Installation, person: str, purpose: str, wrong: dict[str, object]):
    from fairwatch.governance.services import disputes

    return disputes.open_(
        person, purpose, "that was work", by=person, day=wrong["day"], site=str(wrong["site"]), now=EVENING
    )


def dpo(installation: Installation) -> str:
    return access_code(installation.workspace.root, "dpo")[0]


def assert_derived_from(raw: pl.DataFrame, installation: Installation, engine: Engine, purpose: str) -> None:
    """What the analyses are given is exactly what follows from these raw rows."""
    for table, expression in activity.roll_up(
        engine.memory(raw), installation.policy(EVENING).purpose(purpose)
    ).items():
        derived = engine.execute(expression)
        order = sorted(derived.columns)
        given = input_rows(installation, engine, purpose, table).select(order).sort(order)
        assert_frame_equal(given, derived.select(order).sort(order), check_exact=False)


@pytest.mark.parametrize("table", ["buckets", "visits"])
def test_r37_disputed_rows_are_in_no_result_until_they_are_released(
    mine: Installation, trial: Trial, engine: Engine, table: str
) -> None:
    from fairwatch.governance.services import disputes

    before = input_rows(mine, engine, "work-time", table)
    wrong = wrong_row(mine, "work-time", trial.leaver)
    opened = dispute(mine, trial.leaver, "work-time", wrong)
    frozen = input_rows(mine, engine, "work-time", table)
    assert frozen.height < before.height
    assert frozen.equals(before.remove(these(wrong)))
    disputes.release(opened, "the log is right", by=dpo(mine), now=EVENING)
    assert input_rows(mine, engine, "work-time", table).equals(before)


def test_r37_rows_that_were_work_go_and_the_day_is_derived_anew(
    mine: Installation, trial: Trial, engine: Engine
) -> None:
    """A recruiter's use of job sites is work: nothing of it may stay in a purpose about recruitment sites."""
    from fairwatch.governance.services import disputes

    wrong = wrong_row(mine, SELF, trial.leaver)
    raw = mine.lake.read(SELF, RAW)
    disputes.correct(
        dispute(mine, trial.leaver, SELF, wrong), "recruiting is their job", by=dpo(mine), category="work", now=EVENING
    )
    report = maintain(mine, engine, LATER)
    assert (report.corrected, report.rolled_up) == (1, {SELF: 1})

    assert_derived_from(raw.remove(these(wrong)), mine, engine, SELF)


def test_r37_a_wrong_category_is_put_right_everywhere(mine: Installation, trial: Trial, engine: Engine) -> None:
    from fairwatch.governance.services import disputes

    wrong = wrong_row(mine, "work-time", trial.leaver)
    raw = mine.lake.read("work-time", RAW)
    assert "novels" not in set(raw.filter(these(wrong))["category"])
    opened = dispute(mine, trial.leaver, "work-time", wrong)
    disputes.correct(opened, "a novel site", by=dpo(mine), category="novels", now=EVENING)
    maintain(mine, engine, LATER)
    for table in (RAW, "buckets", "visits"):
        assert set(mine.lake.read("work-time", table).filter(these(wrong))["category"]) == {"novels"}
    category = pl.when(these(wrong)).then(pl.lit("novels")).otherwise("category").alias("category")
    assert_derived_from(raw.with_columns(category), mine, engine, "work-time")


def test_r37_where_raw_rows_have_expired_the_roll_ups_are_corrected(
    mine: Installation, trial: Trial, engine: Engine
) -> None:
    from fairwatch.governance.services import disputes

    wrong = wrong_row(mine, SELF, trial.leaver)
    before = mine.lake.read(SELF, "visits")
    mine.lake.expire_raw(SELF, dt.datetime.now(dt.UTC))
    disputes.correct(dispute(mine, trial.leaver, SELF, wrong), "it was work", by=dpo(mine), now=EVENING)
    maintain(mine, engine, LATER)
    left = input_rows(mine, engine, SELF, "visits")
    assert left.equals(before.remove(these(wrong)).select(left.columns).sort(left.columns))
    assert input_rows(mine, engine, SELF, "events").filter(these(wrong)).is_empty()
