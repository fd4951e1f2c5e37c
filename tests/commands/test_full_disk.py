"""A disk that is full or may not be written to: told clearly, nothing half-written, and the next run goes on."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.commands.lake_content import content


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of four megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(command, check=False).returncode:
        assert os.environ.get("FAIRWATCH_TESTS_SKIP_NOTHING") != "1", "only root can mount a small disk"
        pytest.skip("only root can mount a small disk")
    yield place
    from django.db import connections

    connections["default"].close()
    subprocess.run(["umount", place], check=True)


@pytest.mark.parametrize("pages", [0, 1, 4, 16])
def test_a_full_disk_is_told_and_the_next_run_goes_on(office, disk: Path, morning: Path, pages: int) -> None:
    office.run("ingest", morning)
    small = type(office)(disk / "office", office.folder)
    shutil.copytree(office.root, small.root)
    shutil.rmtree(small.root / "lake")
    (small.root / "lake").mkdir()
    free = os.statvfs(disk).f_bavail
    (disk / "ballast").write_bytes(b"\0" * 4096 * max(free - pages, 0))

    done = small.run("ingest", morning)
    assert done.code == 1
    assert "disk" in done.err
    assert "Traceback" not in done.err

    (disk / "ballast").unlink()
    assert small.run("ingest", morning).code == 0
    assert content(small.root) == content(office.root)


@pytest.mark.parametrize("command", [["ingest", "LOG"], ["status"], ["maintain"], ["purpose", "list"]], ids=" ".join)
def test_a_disk_that_is_read_only_is_told(office, disk: Path, morning: Path, command: list[str]) -> None:
    office.run("ingest", morning)
    small = type(office)(disk / "office", office.folder)
    shutil.copytree(office.root, small.root)
    with morning.open("ab") as file:
        file.write(morning.read_bytes())
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    done = small.run(*(str(morning) if word == "LOG" else word for word in command))
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    if done.code:
        assert done.code == 1
        assert "→" in done.err
    assert "Traceback" not in done.err + done.out
