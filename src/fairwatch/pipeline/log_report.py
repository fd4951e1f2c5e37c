"""What reading one log comes to: counts, and where the lines stand that could not be read."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from itertools import islice

import polars as pl

from fairwatch import gate, sources
from fairwatch.errors import FairwatchError
from fairwatch.lake import Source

FIRST_PLACES = 3
"""So many lines are named for each reason of quarantine."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an unreadable line stands in its log."""

    line: int
    """Counted from 1, as editors do."""
    byte: int
    """Bytes of the decompressed log before it."""


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
    places: dict[str, list[Place]] = field(default_factory=dict)
    """Quarantine reason -> the first lines of this run that were put there."""
    already_read: int = 0
    """Bytes (decompressed) that earlier runs had read."""
    unfinished: int = 0
    """Bytes of a last line without its line end, left for the next run."""
    fault: FairwatchError | None = None
    """Why reading stopped early or could not begin."""
    unreadable: bool = False
    """Whether this fault lets nothing of the log be read, neither now nor in an earlier run."""

    def add(self, batch: sources.Batch, admission: gate.Admission, source: Source) -> None:
        """Count one more batch of the log, of which earlier runs have read what ``source`` says."""
        lines_before = source.lines + self.lines
        self.lines += batch.lines
        self.skipped += batch.skipped
        self.admitted += admission.admitted_lines
        for code, lines in admission.refusals.group_by("code").agg(pl.sum("lines")).iter_rows():
            self.refused[code] += lines
        by_reason = batch.rejected.group_by("reason", maintain_order=True)
        first = by_reason.agg(pl.len().alias("lines"), pl.col("number", "offset").head(FIRST_PLACES))
        for reason, lines, numbers, offsets in first.iter_rows():
            self.rejected[reason] += lines
            places = self.places.setdefault(reason, [])
            found = (Place(lines_before + number, byte) for number, byte in zip(numbers, offsets, strict=True))
            places += islice(found, FIRST_PLACES - len(places))

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
            "quarantined_at": {reason: [asdict(place) for place in first] for reason, first in self.places.items()},
            "already_read_bytes": self.already_read,
            "unfinished_bytes": self.unfinished,
            "fault": self.fault.message("en") if self.fault else None,
        }
