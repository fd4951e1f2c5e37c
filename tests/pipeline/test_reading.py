"""A log read ahead is the log: nothing twice, nothing lost, and nothing kept where nothing may be collected."""

from __future__ import annotations

import io
import os
import sys
import threading
import time
from pathlib import Path

import pytest
from tests.trial_organisation import EVENING, Trial, quietly

from fairwatch import sources
from fairwatch.errors import Refused
from fairwatch.pipeline.ingest import Ingest
from fairwatch.pipeline.installation import Installation
from fairwatch.pipeline.reading import Reading
from fairwatch.sources import chunks
from fairwatch.sources.archives import BLOCK


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "BATCH", 2_000_000)
    monkeypatch.setattr(chunks, "PIECE", 1_000_000)


def places(batches: object) -> list[tuple[int, int, int]]:
    return [(batch.start, batch.end, batch.lines) for batch in batches]  # type: ignore[attr-defined]


def test_what_was_begun_is_what_is_read(log: Path) -> None:
    whole = places(sources.read(log))
    assert len(whole) > 2
    with Reading(log, "auto", complete=False) as reading:
        reading.begin(0, [], keep=False)
        begun = reading.log
        assert places(reading.batches(0, [], keep=False)) == whole
        assert reading.log is begun


def test_what_was_begun_in_vain_is_begun_anew(log: Path) -> None:
    whole = places(sources.read(log))
    with Reading(log, "auto", complete=False) as reading:
        reading.begin(0, [], keep=False)
        assert places(reading.batches(whole[0][1], [], keep=False)) == whole[1:]
    with Reading(log, "auto", complete=False) as reading:
        reading.begin(0, [], keep=False)
        assert all(batch.chunks for batch in reading.batches(0, [], keep=True))


def ingested(installation: Installation, log: Path) -> object:
    run = Ingest(installation, EVENING)
    with run.reading_ahead(log, "auto", complete=False):
        return run.read(log, progress=quietly).as_json()


def test_a_run_that_reads_ahead_reads_every_line_once(fresh: Installation, log: Path) -> None:
    ahead = ingested(fresh, log)
    again = ingested(fresh, log)
    assert ahead["lines"] == log.read_bytes().count(b"\n")  # type: ignore[index]
    assert (again["lines"], again["already_read_bytes"]) == (0, log.stat().st_size)  # type: ignore[index]


def test_a_log_that_another_process_read_meanwhile_is_not_read_twice(fresh: Installation, log: Path) -> None:
    run = Ingest(fresh, EVENING)
    with run.reading_ahead(log, "auto", complete=False):
        first = Ingest(fresh, EVENING).read(log, progress=quietly)
        second = run.read(log, progress=quietly)
    assert first.lines > 0
    assert (second.lines, second.already_read) == (0, log.stat().st_size)


def test_nothing_is_kept_where_nothing_may_be_collected(fresh: Installation, log: Path) -> None:
    run = Ingest(fresh, EVENING)
    with pytest.raises(Refused), run.reading_ahead(log, "auto", complete=False):
        raise Refused("E_RETENTION_STALLED", where="test")
    assert fresh.lake.sources().is_empty()
    assert fresh.lake.purposes() == []


@pytest.mark.parametrize("name", ["-", "missing.log"])
def test_a_pipe_or_nothing_is_not_read_ahead(
    fresh: Installation, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", None)
    run = Ingest(fresh, EVENING)
    with run.reading_ahead(Path(name), "auto", complete=False):
        assert run._ahead is None


def test_what_a_pipe_has_brought_is_stored_before_more_is_waited_for(
    fresh: Installation, trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "BATCH", 3 * BLOCK)
    monkeypatch.setattr(chunks, "PIECE", 3 * BLOCK)
    receiving, sending = os.pipe()
    stored: list[int] = []

    def send_two_batches_and_wait() -> None:
        with open(sending, "wb") as pipe:  # noqa: PTH123 - a file descriptor
            pipe.write(trial.log.read_bytes()[: 7 * BLOCK])  # a pipe is read in blocks
            pipe.flush()
            deadline = time.monotonic() + 30
            while time.monotonic() < deadline and not stored:
                stored.extend(fresh.lake.sources()["position"].filter(fresh.lake.sources()["position"] > 0))
                time.sleep(0.05)

    sender = threading.Thread(target=send_two_batches_and_wait)
    with open(receiving, "rb") as pipe:  # noqa: PTH123 - as above
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(pipe))
        sender.start()
        Ingest(fresh, EVENING).read(None, progress=quietly)
        sender.join()
    assert stored
