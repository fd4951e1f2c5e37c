"""The lake: one folder of Delta tables per purpose, and the books about them.

```
lake/<purpose>/raw/day=2026-09-01/part-….parquet      what the gate admitted
lake/<purpose>/<roll-up>/day=…/part-….parquet         what activity made of it
lake/_ledger/    which logs were read up to where, what was refused and unreadable
lake/_days/      which days are rolled up or closed
lake/.lock       held shared by ingest, alone by maintenance
```

Exactly once: each append commits its rows together with the source's position, and the ledger is committed after all
tables of the batch. A process killed in between is made good by the next run: it starts at the ledger's position, and
the tables that were ahead skip what they hold. (After a power cut the file system decides which of the last commits
survived; nothing here waits for the disk.)
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from fairwatch.lake import retention
from fairwatch.lake.correction import Correction, correct
from fairwatch.lake.daybook import DayBook
from fairwatch.lake.fingerprint import Source
from fairwatch.lake.ledger import Ledger
from fairwatch.lake.lock import LakeLock
from fairwatch.lake.parquet import DAY
from fairwatch.lake.retention import Held
from fairwatch.lake.table import Advance, Conflict, Table

RAW = "raw"
_PROVENANCE = {
    "path": pl.String(),
    "day": pl.Date(),
    "rows": pl.Int64(),
    "ingested_us": pl.Int64(),
    "policy_hashes": pl.List(pl.String()),
}
_NAME = re.compile(r"[a-z][a-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class TableFiles:
    """What an engine needs to read a table: plain values, so that lake and engine need not know each other."""

    paths: tuple[str, ...]
    days: tuple[dt.date, ...]
    """Of each path; the files themselves do not hold the column ``day``."""
    schema: Mapping[str, pl.DataType]
    """Every column, ``day`` included."""


class Lake:
    """Everything an installation has stored. Threads and processes may share one folder.

    ``wait_s``: how long ingest waits for maintenance and maintenance for ingest before it gives up.
    """

    def __init__(self, root: Path, *, wait_s: float = 60) -> None:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.root = root
        self._lock = LakeLock(root, wait_s)
        self._ledger = Ledger(root / "_ledger")
        self._days = DayBook(root / "_days")
        self._table = cache(self._open)

    def _open(self, purpose: str, table: str) -> Table:
        for name in (purpose, table):
            if not _NAME.fullmatch(name):
                raise ValueError(f"not a name of a purpose or table: {name!r}")
        return Table(self.root / purpose / table)

    def shared(self) -> AbstractContextManager[None]:
        """Keeps maintenance away: hold it while an engine reads the paths that :meth:`files` gave."""
        return self._lock.shared()

    def exclusive(self) -> AbstractContextManager[None]:
        """Keeps everybody away: hold it to read raw rows and write their roll-up as one step, no erasure in between."""
        return self._lock.exclusive()

    # The way in -----------------------------------------------------------------------------------------------------

    def append(self, purpose: str, frame: pl.DataFrame, *, source: str, start: int, end: int, policy_hash: str) -> int:
        """Store one batch of admitted rows, exactly once; returns the rows written. Only the gate calls this.

        ``frame`` has ``day``, the columns that the purpose keeps, and ``line``, the byte offset of the (first) log line
        of each row, which is not stored. What the table already has of ``start`` … ``end`` is left out. A batch without
        rows needs no commit: reading it again adds nothing, and the ledger remembers that it was read.
        """
        table = self._table(purpose, RAW)
        with self._lock.shared():
            while True:
                position = table.position(source)
                new = frame.filter(pl.col("line") >= position) if start < position else frame
                if position >= end or new.is_empty():
                    return 0
                try:
                    table.commit(
                        new.drop("line"),
                        policies=[policy_hash],
                        advance=Advance(source, found=position, end=end),
                        about={"policy_hash": policy_hash, "start": start, "end": end},
                    )
                except Conflict:
                    continue  # the same log by another process: see how far it got
                return new.height

    def position(self, purpose: str, source: str) -> int:
        """Up to where the raw rows of a source are in a purpose's table; 0 when never."""
        return self._table(purpose, RAW).position(source)

    def positions(self, source: str, purposes: Iterable[str]) -> dict[str, int]:
        """From where each purpose needs a source: after a crash it may be ahead of the ledger (``Source.position``)."""
        read = self._ledger.position(source)
        return {purpose: max(read, self.position(purpose, source)) for purpose in purposes}

    def known_source(self, head: bytes, secret: bytes) -> Source | None:
        """The source that a log with these first bytes (up to 4096) is, whatever its name; None when it is new."""
        return self._ledger.known_source(head, secret)

    def source(self, head: bytes, secret: bytes, *, format: str) -> Source:  # noqa: A002 - the word of the contract
        """As :meth:`known_source`; a new log is entered into the ledger."""
        with self._lock.shared():
            return self._ledger.source(head, secret, format)

    def commit_batch(
        self,
        source: str,
        *,
        start: int,
        end: int,
        lines: int,
        admitted_lines: int,
        refusals: pl.DataFrame,
        rejected: pl.DataFrame,
        policy_hash: str,
    ) -> bool:
        """Close a batch, after its appends: position and counts. False when the ledger already has it.

        ``refusals``: day, code, lines, bytes. ``rejected``: offset, reason.
        """
        with self._lock.shared():
            return self._ledger.commit_batch(
                source,
                start=start,
                end=end,
                lines=lines,
                admitted_lines=admitted_lines,
                refusals=refusals,
                rejected=rejected,
                policy_hash=policy_hash,
            )

    # What there is --------------------------------------------------------------------------------------------------

    def sources(self) -> pl.DataFrame:
        """One row per log: source, format, position, lines, admitted_lines, first_us, last_us, head_length, head."""
        return self._ledger.sources()

    def refusals(self) -> pl.DataFrame:
        """What was not collected: day, code, lines, bytes."""
        return self._ledger.refusals()

    def quarantine(self) -> pl.DataFrame:
        """Lines that could not be read: source, reason, lines, positions (the first 100)."""
        return self._ledger.quarantine()

    def purposes(self) -> list[str]:
        """Purposes that have a table."""
        return sorted({folder.parent.parent.name for folder in self.root.glob("[!_]*/*/_delta_log")})

    def tables(self, purpose: str) -> list[str]:
        """Tables of a purpose: ``raw`` and roll-ups."""
        return sorted(folder.parent.name for folder in (self.root / purpose).glob("*/_delta_log"))

    def days(self, purpose: str, table: str) -> list[dt.date]:
        """Days of which a table has rows."""
        return sorted({file.day for file in self._table(purpose, table).files() if file.day})

    def version(self, purpose: str, table: str) -> int:
        """Number of a table's newest commit; -1 when it was never written."""
        return self._table(purpose, table).version()

    def files(self, purpose: str, table: str, days: Iterable[dt.date] | None = None) -> TableFiles:
        """Where the rows of a table are. Vacuum may delete these files unless :meth:`shared` is held."""
        opened = self._table(purpose, table)
        files = opened.files(days)
        return TableFiles(
            paths=tuple(str(opened.folder / file.path) for file in files),
            days=tuple(file.day for file in files if file.day),
            schema=opened.schema(),
        )

    def read(self, purpose: str, table: str, days: Iterable[dt.date] | None = None) -> pl.DataFrame:
        """The rows of a table."""
        opened = self._table(purpose, table)
        with self._lock.shared():
            return opened.read(opened.files(days))

    def provenance(self, purpose: str, table: str) -> pl.DataFrame:
        """Each stored file and the policies it was collected under: path, day, rows, ingested_us, policy_hashes."""
        opened = self._table(purpose, table)
        with self._lock.shared():
            rows = [
                (file.path, file.day, file.rows, file.ingested_us, sorted(opened.policies([file])))
                for file in opened.files()
            ]
        return pl.DataFrame(rows, schema=_PROVENANCE, orient="row")

    # Roll-ups -------------------------------------------------------------------------------------------------------

    def pending_days(self, purpose: str) -> list[dt.date]:
        """Days whose raw rows are newer than their roll-ups, or have none yet. Closed days are left alone."""
        raw = self._table(purpose, RAW)
        closed = self._days.closed()
        days = {file.day for file in raw.files() if file.day and (purpose, file.day) not in closed}
        rolled = {day: version for day, version in self._days.rolled(purpose).items() if day in days}
        changed = raw.changed_since(min(rolled.values())) if rolled else {}
        return sorted(day for day in days if day not in rolled or changed.get(day, -1) > rolled[day])

    def replace_days(self, purpose: str, table: str, days: Iterable[dt.date], frame: pl.DataFrame) -> None:
        """Make ``frame`` the whole content of a roll-up for these days, in one commit. Repeating it changes nothing."""
        days = set(days)
        if not set(frame.get_column(DAY)) <= days:
            raise ValueError("a roll-up may only hold rows of the days that it replaces")
        opened, raw = self._table(purpose, table), self._table(purpose, RAW)
        with self._lock.exclusive():
            old = opened.files(days)
            origins = raw.policies(raw.files(days)) | opened.policies(old)
            opened.commit(frame, policies=origins, replacing=old)

    def mark_rolled(self, purpose: str, days: Iterable[dt.date], version: int) -> None:
        """Note that the roll-ups of these days were made from this version of the raw table, read *before* its rows."""
        with self._lock.exclusive():
            self._days.mark_rolled(purpose, days, version)

    def rolled(self, purpose: str) -> dict[dt.date, int]:
        """Rolled-up day -> version of the raw table that its roll-ups were made from."""
        return self._days.rolled(purpose)

    def closed_days(self) -> frozenset[tuple[str, dt.date]]:
        """(purpose, day) whose raw rows have expired. Cheap: the gate asks for every batch."""
        return self._days.closed()

    # Letting go -----------------------------------------------------------------------------------------------------

    def expire_raw(self, purpose: str, before: dt.datetime) -> int:
        """Remove and close every day that has a raw row that came in before this instant; returns the rows removed."""
        with self._lock.exclusive():
            raw = self._table(purpose, RAW)
            before_us = int(before.timestamp() * 1_000_000)
            days = {file.day for file in raw.files() if file.day and file.ingested_us < before_us}
            self._days.mark_closed(purpose, sorted(days))  # first: nothing may come in between
            return retention.remove(raw, raw.files(days))

    def expire(self, purpose: str, table: str, before: dt.date, held: Iterable[Held] = ()) -> int:
        """Remove the rows of all days before this one, but for those that are held; returns their number."""
        with self._lock.exclusive():
            opened = self._table(purpose, table)
            old = [file for file in opened.files() if file.day and file.day < before]
            return retention.remove(opened, old, held)

    def erase_subject(self, purpose: str, subject: str, held: Iterable[Held] = ()) -> int:
        """Remove a person's rows from every table of a purpose, and from the disk; returns their number."""
        held = tuple(held)
        with self._lock.exclusive():
            return sum(retention.erase(self._table(purpose, table), subject, held) for table in self.tables(purpose))

    def erase_others(self, purpose: str, spared: Iterable[str] = (), held: Iterable[Held] = ()) -> int:
        """Remove everybody's rows but those of some subjects, from every table and the disk; returns their number.

        The empty tables stay: their logs hold positions and row counts, nobody's rows, and no other process that has
        them open is led astray. The days are closed, so that nothing comes in again.
        """
        subjects, held = frozenset(spared), tuple(held)
        with self._lock.exclusive():
            self._days.mark_closed(purpose, self.days(purpose, RAW))
            tables = [self._table(purpose, table) for table in self.tables(purpose)]
            return sum(retention.erase_others(table, subjects, held) for table in tables)

    def correct(self, purpose: str, correction: Correction) -> dict[str, int]:
        """Correct a person's rows in every table of a purpose, and on the disk; returns the rows corrected per table.

        Days whose raw rows were corrected are pending again, so that their roll-ups are made anew.
        """
        with self._lock.exclusive():
            return {table: correct(self._table(purpose, table), correction) for table in self.tables(purpose)}

    def compact(self, purpose: str, table: str) -> int:
        """Merge the small files of each day; returns how many files were merged away."""
        with self._lock.exclusive():
            return retention.compact(self._table(purpose, table))

    def vacuum(self, purpose: str, table: str) -> int:
        """Delete from the disk what expiry, erasure and compaction removed, at once; returns the number of files.

        No time of grace, as Delta usually gives: old versions of a table cannot be read afterwards.
        """
        with self._lock.exclusive():
            return self._table(purpose, table).vacuum()

    def compact_books(self) -> int:
        """Compact and vacuum the ledger and the day book; returns the number of files deleted."""
        with self._lock.exclusive():
            return self._ledger.compact() + self._days.compact()
