"""The leases an installation remembers: of company and shared devices only, in one Parquet file."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

import polars as pl

from fairwatch.errors import WorkspaceError
from fairwatch.identity.directory import directory_of
from fairwatch.identity.leases import LEASES, timeline
from fairwatch.policy import PolicySnapshot
from fairwatch.text import Text

FILE = "leases.parquet"


class LeaseStore:
    """Leases under one folder. A private phone's MAC never gets into it (R19)."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    def load(self) -> pl.DataFrame:
        """All leases held (columns LEASES), sorted by address and start."""
        if not self.path.exists():
            return pl.DataFrame(schema=LEASES)
        try:
            return pl.read_parquet(self.path).select(*LEASES)
        except (OSError, pl.exceptions.PolarsError) as error:
            raise WorkspaceError(
                Text("租约文件损坏", "the lease store is damaged"),
                where=str(self.path),
                next_step=Text("删除该文件并重新导入租约", "delete the file and import the leases again"),
            ) from error

    def merge(self, leases: pl.DataFrame, policy: PolicySnapshot) -> pl.DataFrame:
        """Add leases (columns LEASES); returns all that are now held.

        A strange device's lease ends the one before it and is then forgotten, as is a device that has left the
        directory.
        """
        held = timeline(pl.concat([self.load(), leases.select(*LEASES)]))
        held = held.filter(pl.col("device").is_in(directory_of(policy).company_devices.implode()))
        self._write(held)
        return held

    def expire(self, before_us: int) -> int:
        """Forget leases that ended before this instant; returns their number."""
        held = self.load()
        kept = held.filter(pl.col("end_us") > before_us)
        if kept.height < held.height:
            self._write(kept)
        return held.height - kept.height

    def forget(self, devices: Collection[str]) -> int:
        """Forget every lease of these devices; returns their number."""
        held = self.load()
        kept = held.remove(pl.col("device").is_in(list(devices)))
        if kept.height < held.height:
            self._write(kept)
        return held.height - kept.height

    def _write(self, leases: pl.DataFrame) -> None:
        """Replace the file as a whole: a crash leaves the old or the new one."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self.path.with_suffix(".tmp")
        with open(draft, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as handle:
            leases.write_parquet(handle)
            handle.flush()
            os.fsync(handle.fileno())
        draft.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # the new name survives a power cut as well
        finally:
            os.close(folder)
