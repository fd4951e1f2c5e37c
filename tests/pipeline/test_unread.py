"""Adversary: of a line about somebody of whom nobody may know, nobody looks with whom and what it was (R14, R18)."""

from __future__ import annotations

import polars as pl
import pytest
from tests.trial_organisation import EVENING, Trial, quietly

from fairwatch.gate.gates import WHAT, WHEN, WHO
from fairwatch.pipeline.ingest import Ingest
from fairwatch.pipeline.installation import Installation
from fairwatch.sources.families.squid import Squid

BEFORE = {code for code, _ in (*WHO, *WHEN)} - {code for code, _ in WHAT}


def test_only_lines_that_passed_whom_and_when_are_looked_at(
    fresh: Installation, trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[int] = []
    content = Squid.content

    def watched(format_: Squid, fields: pl.DataFrame) -> dict[str, pl.Series]:
        looked_at.append(fields.height)
        return content(format_, fields)

    monkeypatch.setattr(Squid, "content", watched)
    report = Ingest(fresh, EVENING).read(trial.log, progress=quietly)
    unseen = sum(lines for code, lines in report.refused.items() if code in BEFORE)
    assert unseen > 0
    assert sum(looked_at) == report.lines - unseen - report.skipped - sum(report.rejected.values())
