"""One Delta table: Parquet files that polars writes, made visible by commits to a Delta log.

``write_deltalake`` is not used, for three reasons. Each file must carry the hash of the policy it was collected under,
in its own footer. No value of a column may enter the log, neither as a statistic nor as the predicate of a deletion.
And it takes three times as long. The commits themselves (atomicity, conflicts, checkpoints) are Delta's.

A killed process leaves at most files that no commit names: readers never see them, and vacuum removes them.
"""

from __future__ import annotations

import datetime as dt
import json
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from deltalake import CommitProperties, DeltaTable, Schema, Transaction
from deltalake.exceptions import CommitFailedError
from deltalake.transaction import AddAction, RemoveAction

from fairwatch.errors import WorkspaceError
from fairwatch.lake import parquet
from fairwatch.lake.faults import storage_faults
from fairwatch.lake.parquet import DAY, StoredFile
from fairwatch.text import Text

_SETTINGS: Mapping[str, str | None] = {
    "delta.dataSkippingNumIndexedCols": "0",  # no statistics: they would put people's values into the log
    "delta.checkpointInterval": "10",
    "delta.logRetentionDuration": "interval 7 days",
}


class Conflict(Exception):  # noqa: N818 - no fault: another process was first, look again
    """The state that a commit was based on is not the newest any more."""


@dataclass(frozen=True, slots=True)
class Advance:
    """A source's position moves with the commit, and only if it still is where it was found."""

    source: str
    found: int
    end: int


class Table:
    """A Delta table in ``folder``, partitioned by ``day`` unless ``by_day`` is false. Threads may share it."""

    def __init__(self, folder: Path, *, by_day: bool = True) -> None:
        self.folder = folder
        self._by_day = by_day
        self._partitions = [DAY] if by_day else []
        self._delta: DeltaTable | None = None
        self._guard = threading.RLock()

    @contextmanager
    def _newest(self) -> Iterator[DeltaTable | None]:
        """The newest state, for one thread at a time; None when the table was never written."""
        with self._guard, storage_faults(str(self.folder)):
            if self._delta is not None:
                self._delta.update_incremental()
            elif DeltaTable.is_deltatable(str(self.folder)):
                self._delta = DeltaTable(str(self.folder))
            yield self._delta

    def version(self) -> int:
        """Number of the newest commit; -1 when the table was never written."""
        with self._newest() as delta:
            return delta.version() if delta else -1

    def position(self, source: str) -> int:
        """Up to where ``source`` is in this table; 0 when never."""
        with self._newest() as delta:
            return (delta.transaction_version(source) or 0) if delta else 0

    def schema(self) -> dict[str, pl.DataType]:
        """Every column with its type, ``day`` included."""
        with self._newest() as delta:
            return _schema(delta) if delta else {}

    def files(self, days: Iterable[dt.date] | None = None) -> list[StoredFile]:
        """The files of the present state, of some days or of all, oldest day first."""
        with self._newest() as delta:
            if delta is None:
                return []
            actions = pl.DataFrame(delta.get_add_actions(flatten=True))
        day = pl.col(f"partition.{DAY}") if self._by_day else pl.lit(None, pl.Date)
        found = actions.select("path", day.alias(DAY), "num_records", "size_bytes", pl.col("modification_time") * 1000)
        if days is not None:
            found = found.filter(pl.col(DAY).is_in(list(days)))
        return [StoredFile(*row) for row in found.sort(DAY, "path").iter_rows()]

    def read(self, files: Sequence[StoredFile], columns: Sequence[str] | None = None) -> pl.DataFrame:
        """The rows of some files."""
        with storage_faults(str(self.folder)):
            return parquet.read(self.folder, files, self.schema(), columns)

    def policies(self, files: Iterable[StoredFile]) -> frozenset[str]:
        """Hashes of the policies under which the files' rows were collected."""
        with storage_faults(str(self.folder)):
            return frozenset[str]().union(*(parquet.policies(self.folder, file) for file in files))

    def commit(
        self,
        frame: pl.DataFrame | None,
        *,
        policies: Iterable[str] = (),
        replacing: Sequence[StoredFile] = (),
        advance: Advance | None = None,
        ingested_us: int | None = None,
        same_rows: bool = False,
        about: Mapping[str, str | int] | None = None,
    ) -> None:
        """One atomic commit: new rows in, files out, and the source's position with them.

        ``same_rows`` says that the commit only moves rows (compaction), so that nobody works on them again. ``about``
        goes into the log for people to read. Raises :class:`Conflict` when another process was first.
        """
        with self._newest() as delta:
            if frame is not None:
                frame = parquet.storable(frame)
                delta = delta or self._create(frame)  # noqa: PLW2901 - the table that was missing
                frame = self._aligned(delta, frame)
            if delta is None:
                return
            if advance and (delta.transaction_version(advance.source) or 0) != advance.found:
                raise Conflict
            added: list[StoredFile] = []
            if frame is not None and not frame.is_empty():
                added = parquet.write(
                    self.folder,
                    frame,
                    by_day=self._by_day,
                    policies=policies,
                    ingested_us=ingested_us or time.time_ns() // 1000,
                )
            properties = CommitProperties(
                custom_metadata=dict(about or {}),
                app_transactions=[Transaction(advance.source, advance.end)] if advance else None,
            )
            self._make_visible(delta, added, replacing, data_change=not same_rows, properties=properties)

    def _make_visible(
        self,
        delta: DeltaTable,
        added: Sequence[StoredFile],
        removed: Sequence[StoredFile],
        *,
        data_change: bool,
        properties: CommitProperties,
    ) -> None:
        now_ms = time.time_ns() // 1_000_000
        actions: list[AddAction | RemoveAction] = [
            AddAction(
                file.path,
                file.size,
                _partition(file),
                file.ingested_us // 1000,
                data_change,
                json.dumps({"numRecords": file.rows}),
            )
            for file in added
        ]
        actions += [RemoveAction(file.path, data_change, now_ms, file.size, _partition(file)) for file in removed]
        try:
            delta.create_write_transaction(
                actions, "append", delta.schema(), self._partitions, commit_properties=properties
            )
        except Exception as error:
            self._withdraw(delta, added)
            if isinstance(error, CommitFailedError) and "oncurrent" in str(error):
                raise Conflict from None
            raise

    def _withdraw(self, delta: DeltaTable, added: Iterable[StoredFile]) -> None:
        """Delete the files of a failed commit, unless it landed and only what follows it (a checkpoint) failed."""
        with suppress(Exception):  # in doubt leave them: vacuum removes what no commit names
            delta.update_incremental()
            live = {Path(uri).name for uri in delta.file_uris()}
            parquet.unlink(self.folder, [file for file in added if Path(file.path).name not in live])

    def changed_since(self, version: int) -> dict[dt.date, int]:
        """Days that got or lost rows after ``version``, each with the last commit that did so.

        Read from the log's own commits; where one is gone already, every day of the table counts as changed by it.
        """
        changed: dict[dt.date, int] = {}
        for number in range(version + 1, self.version() + 1):
            try:
                text = (self.folder / "_delta_log" / f"{number:020}.json").read_text(encoding="utf-8")
            except FileNotFoundError:
                changed.update({file.day: number for file in self.files() if file.day})
                continue
            for action in (body for line in text.splitlines() for body in json.loads(line).values()):
                if action.get("dataChange") and DAY in action.get("partitionValues", {}):
                    changed[dt.date.fromisoformat(action["partitionValues"][DAY])] = number
        return changed

    def vacuum(self) -> int:
        """Delete every file that the present state does not name, at once. Needs the lake's exclusive lock."""
        with self._newest() as delta:
            if delta is None:
                return 0
            gone = delta.vacuum(retention_hours=0, dry_run=False, enforce_retention_duration=False, full=True)
            for folder in self.folder.glob(f"{DAY}=*"):
                with suppress(OSError):  # not empty
                    folder.rmdir()
            return len(gone)

    def _create(self, frame: pl.DataFrame) -> DeltaTable:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._delta = DeltaTable.create(
            str(self.folder),
            _delta_schema(frame),
            mode="ignore",  # another process may create it in the same moment
            partition_by=self._partitions,
            configuration=_SETTINGS,
        )
        return self._delta

    def _aligned(self, delta: DeltaTable, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with the table's columns; columns new to the table are added to it."""
        known = _schema(delta)
        for name in known.keys() & set(frame.columns):
            if frame.schema[name] != known[name]:
                raise WorkspaceError(
                    Text(
                        f"列 {name} 的类型 {frame.schema[name]} 与已存数据（{known[name]}）不符",
                        f"column {name} is {frame.schema[name]}, but the stored rows have {known[name]}",
                    ),
                    where=str(self.folder),
                    next_step=Text("升级程序，或换一个新目的", "upgrade the program, or use a new purpose"),
                )
        if new := [name for name in frame.columns if name not in known]:
            delta.alter.add_columns(list(_delta_schema(frame.select(new)).fields))
            delta.update_incremental()
            known = _schema(delta)
        missing = {name: pl.lit(None, dtype) for name, dtype in known.items() if name not in frame.columns}
        return frame.with_columns(**missing).select(list(known))


def _partition(file: StoredFile) -> dict[str, str | None]:
    return {DAY: file.day.isoformat()} if file.day else {}


def _delta_schema(frame: pl.DataFrame) -> Schema:
    return Schema.from_arrow(frame.schema)


def _schema(delta: DeltaTable) -> dict[str, pl.DataType]:
    return dict(pl.Schema(delta.schema()))
