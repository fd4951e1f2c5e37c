"""Whatever happens to a log between two runs of ``fairwatch ingest``, each of its lines counts once."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path
from typing import Any

import pytest
import zstandard
from tests.commands.lake_content import content

LINES = 3000


@pytest.fixture
def undisturbed(office, morning: Path, tmp_path: Path) -> dict[str, list[Any]]:
    """What one run over the whole log leaves."""
    root = tmp_path / "undisturbed"
    shutil.copytree(office.root, root)
    other = type(office)(root, office.folder)
    assert other.run("ingest", morning).code == 0
    return content(root)


def lines_read(office, *logs: Path, **more: Any) -> int:
    done = office.run("ingest", *logs, "--json", **more)
    assert done.code == 0, done.err
    return sum(report["lines"] for report in done.json())


def test_a_log_read_again_adds_nothing(office, morning: Path, undisturbed) -> None:
    assert lines_read(office, morning) == LINES
    assert lines_read(office, morning) == 0
    assert "nothing new" in office.run("ingest", morning).out
    assert content(office.root) == undisturbed


def test_a_grown_log_adds_its_new_lines(office, morning: Path, undisturbed) -> None:
    """Also when it was very short at first, and when it ended within a line."""
    whole = morning.read_bytes()
    read = []
    for size in (whole.index(b"\n") + 1, 1000, 100_000, 100_001, len(whole)):
        morning.write_bytes(whole[:size])
        read.append(lines_read(office, morning))
    assert read[0] == 1
    assert read[3] == 0
    assert sum(read) == LINES
    assert content(office.root) == undisturbed


def test_a_rotated_log_is_the_same_log(office, morning: Path, undisturbed) -> None:
    """Renamed after it had grown, a new file under its old name."""
    lines = morning.read_bytes().splitlines(keepends=True)
    old, morning_again = morning.with_name("access.log.1"), morning
    morning.write_bytes(b"".join(lines[:1000]))
    assert lines_read(office, morning) == 1000
    with morning.open("ab") as file:
        file.writelines(lines[1000:2000])
    morning.rename(old)
    morning_again.write_bytes(b"".join(lines[2000:]))
    assert lines_read(office, old, morning_again) == 2000
    assert lines_read(office, morning_again, old) == 0
    found = content(office.root)
    assert sorted(size for _, size, _, _ in found.pop("sources")) == [1000, 2000]
    del undisturbed["sources"]
    assert found == undisturbed


@pytest.mark.parametrize("kind", ["gz", "zst"])
def test_an_archive_of_a_log_is_the_same_log(office, morning: Path, undisturbed, kind: str) -> None:
    packed = morning.with_name(f"access.log.2.{kind}")
    data = morning.read_bytes()
    packed.write_bytes(gzip.compress(data, 1) if kind == "gz" else zstandard.compress(data))
    assert lines_read(office, morning) == LINES
    assert lines_read(office, packed) == 0
    assert content(office.root) == undisturbed


def test_standard_input_is_a_log_too(office, morning: Path, undisturbed) -> None:
    assert lines_read(office, Path("-"), stdin=morning.read_bytes()) == LINES
    assert lines_read(office, morning) == 0
    assert content(office.root) == undisturbed


def test_the_same_log_twice_in_one_command_counts_once(office, morning: Path, undisturbed) -> None:
    copy = morning.with_name("copy.log")
    shutil.copy(morning, copy)
    assert lines_read(office, morning, copy) == LINES
    assert content(office.root) == undisturbed


def test_a_last_line_without_its_end_waits_or_is_asked_for(office, morning: Path) -> None:
    morning.write_bytes(morning.read_bytes()[:-1])
    (report,) = office.run("ingest", morning, "--json").json()
    assert (report["lines"], report["unfinished_bytes"] > 0) == (LINES - 1, True)
    assert "--complete" in office.run("ingest", morning).out
    assert lines_read(office, morning, Path("--complete")) == 1
