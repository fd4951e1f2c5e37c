"""``fairwatch ingest``: logs into the lake, each line exactly once, under the policy in force at that moment."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from fairwatch import gate, sources
from fairwatch.errors import FairwatchError
from fairwatch.identity import LeaseStore
from fairwatch.pipeline.installation import Installation
from fairwatch.pipeline.prefetch import prefetch
from fairwatch.pipeline.sealer import Sealer
from fairwatch.policy import PolicySnapshot

if TYPE_CHECKING:
    from fairwatch.pipeline.line import Line

Progress = Callable[[str, float | None, int], None]
"""Called as ``progress(log name, share done or None, lines so far)``."""


@dataclass
class LogReport:
    """What became of one log. ``lines = admitted + Σ refused + Σ rejected + skipped``, always."""

    name: str
    format: str = ""
    lines: int = 0
    admitted: int = 0
    skipped: int = 0
    """Blank and comment lines."""
    refused: Counter[str] = field(default_factory=Counter)
    """Refusal code -> lines."""
    rejected: Counter[str] = field(default_factory=Counter)
    """Quarantine reason -> lines."""
    already_read: int = 0
    """Bytes (decompressed) that earlier runs had read."""
    unfinished: int = 0
    """Bytes of a last line without its line end, left for the next run."""
    fault: FairwatchError | None = None
    """Why reading stopped early or could not begin."""

    def as_json(self) -> dict[str, object]:
        """Plain values for programs."""
        return {
            "log": self.name,
            "format": self.format,
            "lines": self.lines,
            "admitted": self.admitted,
            "skipped": self.skipped,
            "refused": dict(self.refused),
            "quarantined": dict(self.rejected),
            "already_read_bytes": self.already_read,
            "unfinished_bytes": self.unfinished,
            "fault": self.fault.message("en") if self.fault else None,
        }


@dataclass
class Ingest:
    """One run over one workspace. Its policy is compiled anew for every batch, so a withdrawal works within seconds."""

    installation: Installation
    now: dt.datetime | None = None
    """The present, unless a trial plays in the past."""

    def __post_init__(self) -> None:
        self._lake = self.installation.lake
        self._sealer = Sealer(self.installation, self.now)

    @cached_property
    def _line(self) -> Line:
        """Catalogue and rules, loaded while the first batch is already being parsed."""
        from fairwatch.pipeline.line import Line  # noqa: PLC0415 - pySigma is loaded then, too

        workspace = self.installation.workspace
        return Line(
            catalogue=self.installation.catalogue,
            leases=LeaseStore(workspace.leases).load(),
            own_rules=workspace.rules,
        )

    def check(self) -> None:
        """Refuse to read anything while expiry has stalled (R47), or where the data may not be (R34)."""
        from fairwatch.governance.services import retention, transfers  # noqa: PLC0415 - Django loads late

        retention.check(self.now)
        transfers.check_places(self.now)
        self._sealer.check()

    def read(self, path: Path | None, *, format: str = "auto", complete: bool = False, progress: Progress) -> LogReport:  # noqa: A002
        """Read one log (``None``: standard input) from where the last run ended. Log faults end up in the report."""
        report = LogReport(name=path.name if path else "stdin")
        try:
            with sources.open_log(path, format, complete=complete) as log:
                report.name, report.format = log.name, log.format
                self._read(log, report, progress)
                report.unfinished, report.fault = log.unfinished, log.fault
        except sources.SourceError as error:
            report.fault = error
        return report

    def _read(self, log: sources.Log, report: LogReport, progress: Progress) -> None:
        source = self._lake.source(log.head, self.installation.workspace.secret, format=log.format)
        if not source.id:
            return  # an empty log
        report.already_read = source.position
        policy = self.installation.policy(self.now)
        ahead = self._lake.positions(source.id, [purpose.id for purpose in policy.purposes])
        cuts = sorted({position for position in ahead.values() if position > source.position})
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="store") as writer:
            pending: Future[None] | None = None
            batches = prefetch(self._batches(log, source.position, cuts, keep=self._sealer.wants(policy)))
            line = self._line
            for batch in batches:
                policy = self.installation.policy(self.now)
                closed = self._lake.closed_days() | self._sealer.ready(policy)
                admission = line.admit(batch.frame, policy, closed)
                if pending:
                    pending.result()
                pending = writer.submit(self._store, source.id, batch, admission, policy)
                _count(report, batch, admission)
                progress(log.name, log.progress(), report.lines)
            if pending:
                pending.result()
        self._sealer.settle()

    @staticmethod
    def _batches(log: sources.Log, start: int, cuts: list[int], *, keep: bool) -> Iterator[sources.Batch]:
        yield from log.batches(start=start, cuts=tuple(cuts), keep=keep)

    def _store(self, source: str, batch: sources.Batch, admission: gate.Admission, policy: PolicySnapshot) -> None:
        """Rows first, the ledger last: a crash in between is made good by the tables' own positions."""
        gate.store(admission, self._lake, source=source, start=batch.start, end=batch.end)
        self._sealer.seal(admission, batch, source, policy)
        self._lake.commit_batch(
            source,
            start=batch.start,
            end=batch.end,
            lines=batch.lines,
            admitted_lines=admission.admitted_lines,
            refusals=admission.refusals,
            rejected=batch.rejected,
            policy_hash=policy.hash,
        )


def _count(report: LogReport, batch: sources.Batch, admission: gate.Admission) -> None:
    report.lines += batch.lines
    report.skipped += batch.skipped
    report.admitted += admission.admitted_lines
    for code, lines in admission.refusals.group_by("code").agg(pl.sum("lines")).iter_rows():
        report.refused[code] += lines
    report.rejected.update(batch.rejected["reason"].to_list())
