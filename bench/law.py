"""What lawfulness costs: compiling the policy, the gate, the audit chain, and erasing a person."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from unittest import mock

import numpy as np
import polars as pl

from bench import crowd, workload
from bench.figures import Figure
from fairwatch import gate, governance, identity, sources
from fairwatch.identity import LeaseStore
from fairwatch.lake import Lake
from fairwatch.pipeline.ingest import Ingest
from fairwatch.pipeline.installation import open_installation
from fairwatch.pipeline.line import Line
from fairwatch.policy import PolicySnapshot

_Value = TypeVar("_Value")
LINES = 1_000_000
APPENDS = 2_000
ENTRIES = 1_000_000
ROWS = 20_000_000
BATCHES = 100
"""Appends that the rows came in with; the person to be erased is in each."""


def figures() -> Iterator[Figure]:
    yield from _snapshot()
    yield Figure("gate_share_of_ingest", round(_gate_share(), 3), "")
    yield Figure("audit_append_per_s", round(_appends_per_s(_database("append.sqlite3"))), "entries/s")
    yield from _appends_on_a_server()
    yield Figure("audit_verify_1m_seconds", round(_verify_s(), 1), "s")
    yield Figure("erase_one_person_20m_rows_seconds", round(_erase_s(), 1), "s")


def _snapshot() -> Iterator[Figure]:
    """As after a change of the rules, and as before each batch of a log."""
    crowd.workspace()
    from fairwatch.governance.services import revision  # noqa: PLC0415 - Django's models load after configure()
    from fairwatch.governance.services.snapshot import compile_snapshot  # noqa: PLC0415 - as above

    revision.renew()
    policy, seconds = _timed(compile_snapshot)
    assert (policy.people.height >= crowd.PEOPLE, len(policy.purposes)) == (True, 6)
    yield Figure("snapshot_100k_people_seconds", round(seconds, 2), "s")
    again, seconds = _timed(compile_snapshot)
    assert again is policy
    yield Figure("snapshot_reused_seconds", round(seconds, 4), "s")
    _close()
    crowd.remove()


class _WatchedLine(Line):
    """The straight line with a clock at the gate. What the gate has looked up by other rooms is not the gate's."""

    gate_s = 0.0
    """CPU seconds."""

    def admit(
        self,
        batch: sources.Batch,
        policy: PolicySnapshot,
        closed_days: frozenset[tuple[str, dt.date]],
        renamed: pl.DataFrame | None = None,
    ) -> gate.Admission:
        def look(lines: pl.DataFrame, wanted: pl.Series) -> pl.DataFrame:
            start = time.process_time()
            looked = self._look(lines.hstack(batch.contents(wanted)))
            self.gate_s -= time.process_time() - start
            return looked

        resolved = identity.resolve(batch.contacts, policy, self.leases)
        start = time.process_time()
        admission = gate.admit(resolved, policy, look=look, closed_days=closed_days, renamed=renamed)
        self.gate_s += time.process_time() - start
        return admission


def _gate_share() -> float:
    """CPU time of the gate over that of the whole ingest.

    The whole reads, decides and writes at the same time, so the gate is measured on the same batches by itself.
    """
    organisation = workload.organisation()
    path = workload.FOLDER / "bench-1m.log"
    with (organisation / "bench.log").open("rb") as source, path.open("wb") as target:
        target.writelines(islice(source, LINES))
    installation = open_installation(workload.fresh_workspace(organisation))
    leases = LeaseStore(installation.workspace.leases).load()
    line, policy = _WatchedLine(installation.catalogue, leases), installation.policy()
    with sources.open_log(path) as log:
        batches = list(log.batches())  # read ahead by other threads, so all before the clock runs
    for batch in batches:
        line.admit(batch, policy, frozenset())
    start = time.process_time()
    report = Ingest(installation).read(path, progress=lambda *_: None)
    whole = time.process_time() - start
    assert report.lines == LINES
    path.unlink()
    return line.gate_s / whole


def _database(name: str) -> Path:
    """A new, empty governance database in a file."""
    folder = workload.FOLDER / "audit"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder / name


def _appends_per_s(place: Path) -> float:
    """Answers of one process, each written down before it is given."""
    governance.configure(place)
    governance.migrate("cn")
    from fairwatch.governance.services.audit import AuditLog  # noqa: PLC0415 - Django's models load after configure()
    from fairwatch.viewer import AccessEntry, Viewer  # noqa: PLC0415 - as above

    log = AuditLog()
    entry = AccessEntry(
        Viewer("p0003", "hr"), "analyse work-time", "work-time", "released", policy_hash="ab" * 32, details={"rows": 7}
    )
    log.record(entry)
    start = time.perf_counter()
    for _ in range(APPENDS):
        log.record(entry)
    return APPENDS / (time.perf_counter() - start)


def _appends_on_a_server() -> Iterator[Figure]:
    """A server of our own that waits for its disk, as a real one does."""
    from tests.postgres_server import missing, running  # noqa: PLC0415 - needs the extra

    if reason := missing():
        print(f"no audit_append_per_s_postgresql: {reason}", file=sys.stderr)
        return
    with running() as server, mock.patch.dict(os.environ, FAIRWATCH_DATABASE_URL=server.url(server.new_database())):
        rate = _appends_per_s(_database("unused"))
        _close()
    yield Figure("audit_append_per_s_postgresql", round(rate), "entries/s")


def _verify_s() -> float:
    governance.configure(_database("verify.sqlite3"))
    governance.migrate("cn")
    from fairwatch.governance.services import audit  # noqa: PLC0415 - Django's models load after configure()

    _write_entries(ENTRIES)
    verdict, seconds = _timed(audit.verify)
    assert (verdict.entries, verdict.first_bad) == (ENTRIES, None)
    _close()
    shutil.rmtree(workload.FOLDER / "audit")
    return seconds


def _write_entries(until: int) -> None:
    """A genuine chain in one transaction, which is quicker than one for each entry."""
    from django.db import transaction  # noqa: PLC0415 - after configure()

    from fairwatch.governance import chain  # noqa: PLC0415
    from fairwatch.governance.services import audit, audit_table  # noqa: PLC0415 - as above

    with transaction.atomic():
        head = audit.lock()
        for index in range(head.entries + 1, until + 1):
            values: dict[str, Any] = {
                "index": index,
                "time_us": 1_790_000_000_000_000 + index,
                "actor": "ab" * 16,
                "role": "hr",
                "action": "analyse work-time",
                "purpose": "work-time",
                "outcome": "released",
                "code": "",
                "policy_hash": "cd" * 32,
                "subjects": "ef" * 16,
                "counts": '{"rows":7}',
                "previous_hash": head.hash,
            }
            values["hash"] = chain.entry_hash(values)
            audit_table.add(values)
            head = chain.Head(index, values["hash"])


def _erase_s() -> float:
    folder = workload.FOLDER / "erasure"
    shutil.rmtree(folder, ignore_errors=True)
    lake, someone = Lake(folder), f"{7:032x}"
    for batch in range(BATCHES):
        rows = _rows(batch, ROWS // BATCHES)
        lake.append("work-time", rows, source="bench", start=batch, end=batch + 1, policy_hash="ab" * 32)
    erased, seconds = _timed(lambda: lake.erase_subject("work-time", someone))
    assert erased > BATCHES
    shutil.rmtree(folder)
    return seconds


def _rows(batch: int, count: int) -> pl.DataFrame:
    """Page views of a working day as the work-time purpose stores them; five batches make a day."""
    random = np.random.default_rng(batch)
    day = dt.date(2026, 9, 1) + dt.timedelta(days=batch // 5)
    start = int(dt.datetime(day.year, day.month, day.day, 1, tzinfo=dt.UTC).timestamp()) * 1_000_000
    subjects = pl.Series([f"{number:032x}" for number in range(workload.PEOPLE)])
    sites = pl.Series([f"site-{number}" for number in range(1_000)])
    return pl.DataFrame(
        {
            "day": pl.repeat(day, count, dtype=pl.Date, eager=True),
            "subject": subjects[random.integers(workload.PEOPLE, size=count)],
            "department": pl.repeat("engineering", count, eager=True),
            "ts_us": start + np.sort(random.integers(8 * 3600 * 10**6, size=count)),
            "span_start_us": pl.repeat(start, count, dtype=pl.Int64, eager=True),
            "span_end_us": pl.repeat(start + 8 * 3600 * 10**6, count, dtype=pl.Int64, eager=True),
            "site": sites[random.integers(1_000, size=count)],
            "category": pl.repeat("news", count, eager=True),
            "action": pl.repeat("page_view", count, eager=True),
            "duration_us": random.integers(10**7, size=count),
            "bytes_down": random.integers(10**6, size=count),
            "grade": pl.repeat("full_url", count, eager=True),
            "line": np.full(count, batch),
        }
    )


def _timed(work: Callable[[], _Value]) -> tuple[_Value, float]:
    start = time.perf_counter()
    return work(), time.perf_counter() - start


def _close() -> None:
    from django.db import connection  # noqa: PLC0415 - after configure()

    connection.close()
