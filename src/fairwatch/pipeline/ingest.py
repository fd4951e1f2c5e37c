"""``fairwatch ingest``: logs into the lake, each line exactly once, under the policy in force at that moment."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from fairwatch import gate, sources
from fairwatch.identity import LeaseStore
from fairwatch.pipeline.installation import Installation
from fairwatch.pipeline.log_report import LogReport
from fairwatch.pipeline.prefetch import prefetch
from fairwatch.pipeline.sealer import Sealer
from fairwatch.policy import PolicySnapshot

if TYPE_CHECKING:
    from fairwatch.pipeline.line import Line

SIDE_BY_SIDE = 2
"""Batches that the gate decides at the same time; each needs its own memory."""

Progress = Callable[[str, float | None, int], None]
"""Called as ``progress(log name, share done or None, lines so far)``."""


def renaming_first(logs: Iterable[Path], format: str) -> list[Path]:  # noqa: A002 - the CLI's word
    """The logs in the order in which they are to be read: those of what was done with files on shares first, so that a
    registered file that was renamed there is known in the others under its new name. Otherwise as they were given.
    """
    return sorted(logs, key=lambda log: not _tells_of_renaming(log, format))


def _tells_of_renaming(log: Path, format: str) -> bool:  # noqa: A002 - as above
    try:
        with sources.open_log(log, format) as opened:
            return opened.format.startswith("zeek-smb_files")
    except sources.SourceError:
        return False  # it will say so when it is read


@dataclass(frozen=True, slots=True)
class _Decided:
    """One batch after the gate, its lines gone already."""

    batch: sources.Batch
    admission: gate.Admission
    policy: PolicySnapshot


def _decide(
    line: Line,
    batch: sources.Batch,
    policy: PolicySnapshot,
    closed_days: frozenset[tuple[str, dt.date]],
    renamed: pl.DataFrame | None,
) -> _Decided:
    admission = line.admit(batch.frame, policy, closed_days, renamed)
    return _Decided(replace(batch, frame=batch.frame.clear()), admission, policy)


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
            report.unreadable = bool(report.fault) and not (report.lines or report.already_read)
        except sources.SourceError as error:
            report.fault, report.unreadable = error, not report.lines
        return report

    def _read(self, log: sources.Log, report: LogReport, progress: Progress) -> None:
        source = self._lake.source(log.head, self.installation.workspace.secret, format=log.format)
        if not source.id:
            return  # an empty log
        report.already_read = source.position
        policy = self.installation.policy(self.now)
        ahead = self._lake.positions(source.id, [purpose.id for purpose in policy.purposes])
        cuts = sorted({position for position in ahead.values() if position > source.position})
        batches = prefetch(self._batches(log, source.position, cuts, keep=self._sealer.wants(policy)))
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="store") as writer:
            pending: Future[None] | None = None
            for decided in self._decided(batches):
                if pending:
                    pending.result()
                pending = writer.submit(self._store, source.id, decided)
                report.add(decided.batch, decided.admission, source)
                progress(log.name, log.progress(), report.lines)
            if pending:
                pending.result()
        self._sealer.settle()

    def _decided(self, batches: Iterator[sources.Batch]) -> Iterator[_Decided]:
        """The batches in their order, each with what the gate says of it. A few are decided side by side."""
        line, renamed = self._line, None
        under_way: deque[Future[_Decided]] = deque()
        with ThreadPoolExecutor(max_workers=SIDE_BY_SIDE, thread_name_prefix="gate") as deciders:
            for batch in batches:
                policy = self.installation.policy(self.now)
                closed = self._lake.closed_days() | self._sealer.ready(policy)
                if renamed is None and batch.frame["file_name"].count():
                    renamed = gate.renamed_before(self._lake, policy)
                under_way.append(deciders.submit(_decide, line, batch, policy, closed, renamed))
                if renamed is not None:  # what was renamed in one batch must be known in the next
                    renamed = gate.and_now(renamed, under_way[-1].result().admission)
                if len(under_way) == SIDE_BY_SIDE:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()

    @staticmethod
    def _batches(log: sources.Log, start: int, cuts: list[int], *, keep: bool) -> Iterator[sources.Batch]:
        yield from log.batches(start=start, cuts=tuple(cuts), keep=keep)

    def _store(self, source: str, decided: _Decided) -> None:
        """Rows first, the ledger last: a crash in between is made good by the tables' own positions."""
        batch, admission, policy = decided.batch, decided.admission, decided.policy
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
