"""Whoever withdraws consent while a log is being read is out from the next batch on (R10)."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from tests.trial_organisation import EVENING, Trial

from fairwatch import sources
from fairwatch.pipeline.ingest import Ingest
from fairwatch.pipeline.installation import Installation
from fairwatch.sources import chunks


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log of 30 MB in six batches."""
    monkeypatch.setattr(chunks, "BATCH", 6_000_000)
    monkeypatch.setattr(chunks, "PIECE", 6_000_000)


def test_a_withdrawal_works_from_the_next_batch_on(small_batches: None, fresh: Installation, trial: Trial) -> None:
    from fairwatch import governance
    from fairwatch.governance.services import consents

    governance.configure(fresh.workspace.root)
    batches = [(batch.frame["ts_us"].max(), batch.lines) for batch in sources.read(trial.log)]
    latest = dt.datetime.fromtimestamp(max(end for end, _ in batches[:3]) / 1e6, dt.UTC)
    lines_before = sum(lines for _, lines in batches[:3])
    withdrawn: list[int] = []

    def withdraw(name: str, share: float | None, lines: int) -> None:
        if lines >= lines_before and not withdrawn:
            withdrawn.append(lines)
            consents.withdraw(trial.leaver, "departure-self", by=trial.leaver, now=latest)

    Ingest(fresh, EVENING).read(trial.log, progress=withdraw)

    subject = trial.installation.policy(EVENING).purpose("departure-self").pseudonym(trial.leaver)
    mine = pl.col("subject") == subject
    stored = fresh.lake.read("departure-self", "raw").filter(mine)
    all_of_it = trial.installation.lake.read("departure-self", "raw").filter(mine)
    kept = all_of_it.filter(pl.col("ts_us") < latest.timestamp() * 1e6)
    assert withdrawn == [lines_before]
    assert 0 < stored.height < all_of_it.height
    assert sorted(stored["ts_us"]) == sorted(kept["ts_us"])
