"""A full disk stops the ingest with a clear word, and the next run goes on as if nothing had been."""

from __future__ import annotations

import os
import resource
import subprocess
from pathlib import Path

import polars as pl
import pytest

from fairwatch.errors import WorkspaceError
from fairwatch.lake import Lake


def noise(start: int, end: int) -> pl.DataFrame:
    """Rows that hardly compress."""
    lines = pl.DataFrame({"line": range(start, end)})
    return lines.select("line", day=pl.date(2026, 9, 1), subject=pl.col("line").hash(7).cast(pl.String), ts_us="line")


def ingest(lake: Lake, source: str, lines: int, batch: int) -> None:
    for start in range(lake.position("leak", source), lines, batch):
        frame = noise(start, start + batch)
        lake.append("leak", frame, source=source, start=start, end=start + batch, policy_hash="h")


@pytest.fixture
def small_disk(tmp_path):
    """A file system of one megabyte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if (
        os.geteuid() != 0
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], check=False).returncode
    ):
        assert os.environ.get("FAIRWATCH_TESTS_SKIP_NOTHING") != "1", "only root can mount a small disk"
        pytest.skip("only root can mount a small disk")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk_is_told_and_nothing_is_half_written(small_disk) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"\0" * 400_000)
    lake = Lake(small_disk / "lake")

    with pytest.raises(WorkspaceError, match="disk is full") as caught:
        ingest(lake, "s", 100_000, 1000)
    assert "磁盘空间不足" in caught.value.message("zh")

    stored = lake.position("leak", "s")
    assert 0 < stored < 100_000
    assert sorted(lake.read("leak", "raw")["ts_us"]) == list(range(stored))

    ballast.unlink()
    ingest(lake, "s", stored + 5000, 1000)
    assert sorted(lake.read("leak", "raw")["ts_us"]) == list(range(stored + 5000))


def test_at_whatever_step_the_disk_is_full_no_row_is_lost_or_doubled(small_disk) -> None:
    """Fill the disk to within a few pages of its end, so that each kind of file is the one that does not fit."""
    lake = Lake(small_disk / "lake")
    ingest(lake, "s", 1000, 100)
    for pages in range(12):
        ballast = small_disk / "ballast"
        free = os.statvfs(small_disk).f_bavail
        ballast.write_bytes(b"\0" * 4096 * max(free - pages, 0))
        reached = lake.position("leak", "s")
        try:
            ingest(lake, "s", reached + 300, 100)
        except WorkspaceError:
            ballast.unlink()
        ballast.unlink(missing_ok=True)
        ingest(lake, "s", reached + 300, 100)
        assert sorted(lake.read("leak", "raw")["ts_us"]) == list(range(reached + 300))
        lake.vacuum("leak", "raw")


def test_a_file_that_may_not_grow_is_a_full_disk_too(lake: Lake) -> None:
    ingest(lake, "s", 100, 100)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises(WorkspaceError, match="disk is full"):
            ingest(lake, "s", 20_100, 20_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert lake.read("leak", "raw").height == 100
    assert len(parquet_files(lake.root)) == 1
    ingest(lake, "s", 20_100, 20_000)
    assert lake.read("leak", "raw").height == 20_100


def parquet_files(root: Path) -> list[Path]:
    return list((root / "leak").rglob("part-*"))
