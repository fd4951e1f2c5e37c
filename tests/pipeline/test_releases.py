"""What was shown of groups, and the noisy counts, in a whole installation."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.trial_organisation import EVENING

from fairwatch.engine import connect
from fairwatch.pipeline import erasure, noisy_counts
from fairwatch.pipeline.answers import answer
from fairwatch.pipeline.installation import Installation, open_installation
from fairwatch.policy import PolicySnapshot
from fairwatch.viewer import Viewer

APRIL = dt.datetime(2026, 4, 3, 8, tzinfo=dt.UTC)
"""The first quarter is over, and its rows are still there."""


@pytest.fixture
def installation(read: tuple[Path, Any], governed: None, tmp_path: Path) -> Installation:
    """A workspace of one's own that has read its log."""
    shutil.copytree(read[0], tmp_path / "workspace")
    return open_installation(tmp_path / "workspace")


def holder(installation: Installation, role: str) -> Viewer:
    people = installation.policy(EVENING).people.filter(pl.col("roles").list.contains(role))
    return Viewer(people["person"].sort()[0], role)  # type: ignore[arg-type]


def test_a_second_answer_is_the_first_and_nothing_is_kept_twice(installation: Installation) -> None:
    from fairwatch.governance.models import ReleasedAnswer

    hr = holder(installation, "hr")
    first = answer(installation, ["traffic"], hr, now=EVENING)[0].as_json()["tables"]
    kept = ReleasedAnswer.objects.count()
    assert kept > 0
    assert answer(installation, ["traffic"], hr, now=EVENING)[0].as_json()["tables"] == first
    assert ReleasedAnswer.objects.count() == kept


def test_no_kept_answer_is_about_few_people(installation: Installation) -> None:
    from fairwatch.governance.models import ReleasedAnswer

    for name, role in (("traffic", "hr"), ("work-time", "manager"), ("departure", "union"), ("violations", "dpo")):
        answer(installation, [name], holder(installation, role), now=EVENING)
    rows = list(ReleasedAnswer.objects.values_list("row", "fingerprint"))
    shown = [row for row, _ in rows if not row["suppressed"]]
    assert shown
    assert all((row["persons"] or 10) >= 10 for row in shown)
    assert all(fingerprint is not None for _, fingerprint in rows)


def test_what_was_shown_of_a_purpose_goes_with_the_purpose(installation: Installation) -> None:
    from fairwatch.governance.models import ReleasedAnswer
    from fairwatch.governance.services import timers

    for name in ("traffic", "departure"):
        answer(installation, [name], holder(installation, "hr"), now=EVENING)
    over = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    timers.run(over)
    erasure.carry_out(installation, over)
    assert not ReleasedAnswer.objects.exists()


@pytest.fixture
def noise(monkeypatch: pytest.MonkeyPatch) -> None:
    """A law pack with noise was always in force; packs are adopted in the present, and the trial plays in the past."""
    compiled = Installation.policy

    def noisy(self: Installation, now: dt.datetime | None = None) -> PolicySnapshot:
        policy = compiled(self, now)
        return dataclasses.replace(policy, limits=dataclasses.replace(policy.limits, departure_noise=True))

    monkeypatch.setattr(Installation, "policy", noisy)


@pytest.mark.usefixtures("noise")
def test_under_noise_upkeep_counts_the_quarter_once_and_everybody_sees_that(installation: Installation) -> None:
    from fairwatch.governance.services import privacy_budget

    with connect() as engine:
        assert noisy_counts.draw(installation, engine, EVENING) == 0, "the quarter is not over"
        assert noisy_counts.draw(installation, engine, APRIL) == 1
        assert noisy_counts.draw(installation, engine, APRIL) == 1
    assert privacy_budget.spent("departure-group", 2026) == 1
    for role in ("hr", "union"):
        (released,) = answer(installation, ["departure"], holder(installation, role), now=APRIL)
        assert released.tables["by-quarter"].frame["quarter"].to_list() == ["2026-Q1"]
        assert released.tables["by-quarter"].suppressed == 1, "60 people less the exempt are too few for a figure"
        assert "ε = 0.5" in " ".join(note.en for note in released.notes)


def test_without_noise_upkeep_counts_nothing(installation: Installation) -> None:
    from fairwatch.governance.services import privacy_budget

    with connect() as engine:
        assert noisy_counts.draw(installation, engine, APRIL) == 0
    assert privacy_budget.spent("departure-group", 2026) == 0
