"""The ledger: which logs were read up to where, what was refused and what could not be read.

Committed last in each batch. It holds counts and byte offsets only: no path, no log content, nobody's identity.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import polars as pl

from fairwatch.errors import WorkspaceError
from fairwatch.lake.fingerprint import HEAD_BYTES, Source, fingerprint
from fairwatch.lake.table import Advance, Conflict, Table
from fairwatch.text import Text

FIRST_POSITIONS = 100
"""So many offsets of unreadable lines are kept per batch (and per source and reason)."""

_KEY: dict[str, pl.DataType] = {
    "record": pl.String(),  # source | batch | refusal | rejection
    "source": pl.String(),
    "format": pl.String(),  # source
    "head_length": pl.Int64(),  # source
    "head": pl.String(),  # source
    "policy_hash": pl.String(),  # batch
    "day": pl.Date(),  # refusal
    "code": pl.String(),  # refusal: its code; rejection: its reason
}
_SUMS: dict[str, pl.DataType] = {
    "lines": pl.Int64(),
    "admitted_lines": pl.Int64(),  # batch
    "bytes": pl.Int64(),  # refusal
    "first_us": pl.Int64(),  # when it was read
    "last_us": pl.Int64(),
    "positions": pl.List(pl.Int64()),  # rejection
}


class Ledger:
    """One Delta table of records that add up: records of one key may be summed into one (:meth:`compact`)."""

    def __init__(self, folder: Path) -> None:
        self._table = Table(folder, by_day=False)

    def position(self, source: str) -> int:
        """Bytes of the source that are read and accounted for."""
        return self._table.position(source)

    def known_source(self, head: bytes, secret: bytes) -> Source | None:
        """The source whose stored fingerprint fits the first bytes of a log; the longest fingerprint decides.

        ``head`` must hold at least one whole log line, for logs of one format may share their header lines.
        """
        records = self._summed()
        heads = _heads(records)
        for length in sorted(heads.get_column("head_length").unique(), reverse=True):
            if length <= len(head):
                fitting = heads.filter(head_length=length, head=fingerprint(head, length, secret))
                for row in fitting.iter_rows(named=True):
                    read, lines = self.position(row["source"]), _lines(records, row["source"])
                    return Source(row["source"], row["format"], read, lines, length, row["head"])
        return None

    def source(self, head: bytes, secret: bytes, log_format: str) -> Source:
        """The known source with this head, or a new one. A log that has grown gets a longer, surer fingerprint."""
        length = min(len(head), HEAD_BYTES)
        if not length:
            return Source("", log_format, 0, 0, 0, "")
        known = self.known_source(head, secret)
        if known and known.head_length == length:
            return known
        mark = fingerprint(head, length, secret)
        found = (
            replace(known, format=log_format, head_length=length, head=mark)
            if known
            else Source(mark[:32], log_format, 0, 0, length, mark)
        )
        row = {"source": found.id, "format": log_format, "head_length": length, "head": mark}
        self._table.commit(_records("source", pl.DataFrame([row])))
        return found

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
        """Account for the bytes ``start`` to ``end`` of a source; False when that was done before."""
        position = self.position(source)
        if position >= end:
            return False
        if position > start:
            raise _read_twice()
        batch = {"source": source, "policy_hash": policy_hash, "lines": lines, "admitted_lines": admitted_lines}
        frame = pl.concat(
            [
                _records("batch", pl.DataFrame([batch])),
                _records("refusal", refusals.select("day", "code", "lines", "bytes")),
                _records("rejection", _rejections(source, rejected)),
            ]
        )
        try:
            self._table.commit(
                frame,
                policies=[policy_hash],
                advance=Advance(source, found=position, end=end),
                about={"start": start, "end": end},
            )
        except Conflict:
            raise _read_twice() from None
        return True

    def sources(self) -> pl.DataFrame:
        """One row per log: source, format, position, lines, admitted_lines, first_us, last_us, head_length, head."""
        records = self._summed()
        read = (
            records.filter(pl.col("record") == "batch")
            .group_by("source")
            .agg(pl.sum("lines", "admitted_lines"), pl.min("first_us"), pl.max("last_us"))
        )
        heads = _heads(records).select("source", "format", "head_length", "head")
        joined = heads.join(read, on="source", how="left").with_columns(pl.col("lines", "admitted_lines").fill_null(0))
        positions = [self.position(source) for source in joined["source"]]
        return joined.with_columns(position=pl.Series(positions, dtype=pl.Int64)).sort("first_us", "source")

    def refusals(self) -> pl.DataFrame:
        """What was not collected: day, code, lines, bytes, summed over all logs."""
        return (
            self._summed()
            .filter(pl.col("record") == "refusal")
            .select("day", "code", "lines", "bytes")
            .sort("day", "code")
        )

    def quarantine(self) -> pl.DataFrame:
        """Lines that could not be read: source, reason, lines, positions (the first byte offsets)."""
        return (
            self._summed()
            .filter(pl.col("record") == "rejection")
            .select("source", "lines", "positions", reason="code")
            .sort("source", "reason")
        )

    def compact(self) -> int:
        """Sum the records of many batches into few and delete the old files. Needs the lake's exclusive lock."""
        files = self._table.files()
        if len(files) > 1:
            policies = self._table.policies(files)
            self._table.commit(_summed(self._table.read(files)), policies=policies, replacing=files, same_rows=True)
        return self._table.vacuum()

    def _summed(self) -> pl.DataFrame:
        files = self._table.files()
        return _summed(self._table.read(files)) if files else pl.DataFrame(schema=_KEY | _SUMS)


def _heads(records: pl.DataFrame) -> pl.DataFrame:
    """The longest fingerprint of each source: shorter ones might fit other logs too."""
    heads = records.filter(pl.col("record") == "source")
    return heads.sort("head_length").unique("source", keep="last")


def _lines(records: pl.DataFrame, source: str) -> int:
    """How many lines of a source are accounted for."""
    return int(records.filter(record="batch", source=source)["lines"].sum())


def _records(record: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame as ledger records of one kind, stamped with the present time."""
    now_us = time.time_ns() // 1000
    stamped = frame.with_columns(record=pl.lit(record), first_us=pl.lit(now_us), last_us=pl.lit(now_us))
    missing = {name: pl.lit(None, dtype) for name, dtype in (_KEY | _SUMS).items() if name not in stamped.columns}
    return stamped.with_columns(**missing).select(pl.col(name).cast(dtype) for name, dtype in (_KEY | _SUMS).items())


def _rejections(source: str, rejected: pl.DataFrame) -> pl.DataFrame:
    """One row per reason, from one row per unreadable line (offset, reason)."""
    return rejected.group_by(pl.col("reason").cast(pl.String).alias("code")).agg(
        source=pl.lit(source), lines=pl.len(), positions=pl.col("offset").cast(pl.Int64).sort().head(FIRST_POSITIONS)
    )


def _summed(records: pl.DataFrame) -> pl.DataFrame:
    return (
        records.group_by(list(_KEY))
        .agg(
            pl.sum("lines", "admitted_lines", "bytes"),
            pl.min("first_us"),
            pl.max("last_us"),
            pl.col("positions").explode(empty_as_null=False, keep_nulls=False).sort().head(FIRST_POSITIONS),
        )
        .select(list(_KEY | _SUMS))
    )


def _read_twice() -> WorkspaceError:
    return WorkspaceError(
        Text("另一进程正在读取同一日志", "another process is reading the same log"),
        next_step=Text(
            "等它结束后重新运行：不会重复入库", "wait until it has ended, then run this again: no line is stored twice"
        ),
    )
