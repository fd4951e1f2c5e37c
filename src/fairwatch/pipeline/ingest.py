"""``fairwatch ingest``: logs into the lake, each line exactly once, under the policy in force at that moment."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from fairwatch import gate, sources
from fairwatch.identity import LeaseStore
from fairwatch.lake import Source
from fairwatch.pipeline.installation import Installation
from fairwatch.pipeline.log_report import LogReport
from fairwatch.pipeline.reading import Reading
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
class _Rules:
    """What a batch is decided by."""

    policy: PolicySnapshot
    closed_days: frozenset[tuple[str, dt.date]]

    def are(self, others: _Rules) -> bool:
        return (self.policy.hash, self.closed_days) == (others.policy.hash, others.closed_days)


@dataclass(frozen=True, slots=True)
class _UnderWay:
    """A batch that is being decided."""

    batch: sources.Batch
    rules: _Rules
    renamed: pl.DataFrame | None
    admission: Future[gate.Admission]


@dataclass(frozen=True, slots=True)
class _Decided:
    """A batch after the gate, by the rules that are in force."""

    batch: sources.Batch
    admission: gate.Admission
    rules: _Rules


@dataclass
class Ingest:
    """One run over one workspace. Its policy is compiled anew for every batch, so a withdrawal works within seconds."""

    installation: Installation
    now: dt.datetime | None = None
    """The present, unless a trial plays in the past."""

    def __post_init__(self) -> None:
        self._lake = self.installation.lake
        self._sealer = Sealer(self.installation, self.now)
        self._ahead: Reading | None = None

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
            with self._reading(path, format, complete=complete) as reading:
                report.name, report.format = reading.log.name, reading.log.format
                self._read(reading, report, progress)
                report.unfinished, report.fault = reading.log.unfinished, reading.log.fault
            report.unreadable = bool(report.fault) and not (report.lines or report.already_read)
        except sources.SourceError as error:
            report.fault, report.unreadable = error, not report.lines
        return report

    @contextmanager
    def reading_ahead(self, path: Path, format: str, *, complete: bool) -> Iterator[None]:  # noqa: A002 - as above
        """Begin with the log that will be read first, while the database is opened and what decides is loaded."""
        try:
            self._ahead = Reading(path, format, complete=complete) if path.is_file() else None  # a pipe is read once
        except sources.SourceError:
            self._ahead = None  # it will say so when it is read
        if self._ahead is None:
            yield
            return
        with self._ahead as reading:
            known = self._lake.known_source(reading.log.head, self.installation.workspace.secret)
            cuts = self._cuts(known, self._lake.purposes()) if known else []
            reading.begin(known.position if known else 0, cuts, keep=self._sealer.has_sealed)
            yield

    def _reading(self, path: Path | None, format: str, *, complete: bool) -> Reading:  # noqa: A002 - as above
        ahead, self._ahead = self._ahead, None
        if ahead and ahead.path == path:
            return ahead
        return Reading(path, format, complete=complete)

    def _cuts(self, source: Source, purposes: Iterable[str]) -> list[int]:
        """Where batches must end besides: there some purpose has rows of the log up to which others have none yet."""
        ahead = self._lake.positions(source.id, purposes)
        return sorted({position for position in ahead.values() if position > source.position})

    def _read(self, reading: Reading, report: LogReport, progress: Progress) -> None:
        log = reading.log
        source = self._lake.source(log.head, self.installation.workspace.secret, format=log.format)
        if not source.id:
            return  # an empty log
        report.already_read = source.position
        policy = self.installation.policy(self.now)
        cuts = self._cuts(source, [purpose.id for purpose in policy.purposes])
        batches = reading.batches(source.position, cuts, keep=self._sealer.wants(policy))
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="store") as writer:
            pending: Future[None] | None = None
            # who waits for a pipe may wait long: there each batch is stored before the next is waited for
            for decided in self._decided(batches, SIDE_BY_SIDE if log.size is not None else 1):
                if pending:
                    pending.result()
                pending = writer.submit(self._store, source.id, decided)
                report.add(decided.batch, decided.admission, source)
                progress(log.name, reading.log.progress(), report.lines)
            if pending:
                pending.result()
        self._sealer.settle()

    def _decided(self, batches: Iterator[sources.Batch], side_by_side: int) -> Iterator[_Decided]:
        """The batches in their order, each with what the gate says of it; so many are decided side by side."""
        line, renamed, rules = self._line, None, self._rules()
        under_way: deque[_UnderWay] = deque()
        with ThreadPoolExecutor(max_workers=side_by_side, thread_name_prefix="gate") as deciders:
            for batch in batches:
                if renamed is None and batch.names_files:
                    renamed = gate.renamed_before(self._lake, rules.policy)
                admission = deciders.submit(line.admit, batch, rules.policy, rules.closed_days, renamed)
                under_way.append(_UnderWay(batch, rules, renamed, admission))
                while len(under_way) == side_by_side or (under_way and renamed is not None):
                    decided = self._settled(under_way.popleft())
                    rules = decided.rules
                    if renamed is not None:  # what was renamed in one batch must be known in the next
                        renamed = gate.and_now(renamed, decided.admission)
                    yield decided
            while under_way:
                yield self._settled(under_way.popleft())

    def _rules(self) -> _Rules:
        policy = self.installation.policy(self.now)
        return _Rules(policy, self._lake.closed_days() | self._sealer.ready(policy))

    def _settled(self, one: _UnderWay) -> _Decided:
        """What the gate says, asked once more if the rules have changed since it was asked."""
        admission, rules = one.admission.result(), self._rules()
        if not rules.are(one.rules):
            admission = self._line.admit(one.batch, rules.policy, rules.closed_days, one.renamed)
        # what is sealed is looked at once more, by its referers; of anything else nothing is needed any longer
        batch = one.batch if one.batch.chunks else one.batch.without_lines()
        return _Decided(batch, admission, rules)

    def _store(self, source: str, decided: _Decided) -> None:
        """Rows first, the ledger last: a crash in between is made good by the tables' own positions."""
        batch, admission, policy = decided.batch, decided.admission, decided.rules.policy
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
