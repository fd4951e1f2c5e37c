"""Logs as they should not be: a clear word, the good lines exactly once, an error code only when nothing was read."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.commands.lake_content import content, rows

from fairwatch.lake import Lake


def good(morning: Path) -> list[bytes]:
    return morning.read_bytes().splitlines(keepends=True)


def test_a_bad_line_of_each_kind_goes_to_quarantine_and_the_good_ones_are_kept(office, morning: Path) -> None:
    lines = good(morning)
    shifted = lines[10].split(b" ", 1)[1]
    bad = {
        "binary": b"\x00\x01\x02\xff" * 50 + b"\n",
        "too_long": lines[0].rstrip() + b"x" * 1_000_000 + b"\n",
        "fields": b"what is this\n",
        "encoding": lines[5].replace(b" GET ", b" \xd6\xd0\xce\xc4 ").replace(b" CONNECT ", b" \xd6\xd0\xce\xc4 "),
        "future": b"4102444800.000 " + shifted,
        "time": b"0000000001.000 " + shifted,
    }
    morning.write_bytes(b"".join(lines[:1500]) + b"".join(bad.values()) + b"".join(lines[1500:]))
    done = office.run("ingest", morning, "--json")
    (report,) = done.json()
    assert done.code == 0
    assert report["quarantined"] == dict.fromkeys(bad, 1)
    assert report["lines"] == len(lines) + len(bad)
    start = sum(map(len, lines[:1500]))
    begins = {reason: start + sum(map(len, list(bad.values())[:number])) for number, reason in enumerate(bad)}
    assert report["quarantined_at"] == {
        reason: [{"line": 1501 + number, "byte": begins[reason]}] for number, reason in enumerate(bad)
    }

    quarantine = office.run("ingest", morning)
    assert "nothing new" in quarantine.out
    held = Lake(office.root / "lake").quarantine()
    assert held["positions"].explode().min() == start, "the first bad line, by its offset"
    assert b"what is this" not in b"".join(path.read_bytes() for path in (office.root / "lake").rglob("*.parquet"))


def test_the_first_lines_in_quarantine_are_named_also_when_reading_resumes(office, morning: Path) -> None:
    """By file and line, and later, when no name is known, by byte; nothing that a line holds is ever printed."""
    lines = good(morning)
    morning.write_bytes(b"".join([*lines[:9], b"Margaret was here\n", *lines[9:]]))
    assert "quarantined 1: the fields do not fit the log format (access.log:10)\n" in office.run("ingest", morning).out
    with morning.open("ab") as log:
        log.write(lines[0] + b"Margaret was here\n" * 5)
    done = office.run("ingest", morning)
    assert "quarantined 5: the fields do not fit the log format" in done.out
    assert "(access.log:3003, access.log:3004, access.log:3005, …)" in done.out
    status = office.run("status")
    first = sum(map(len, lines[:9]))
    assert f"byte {first}, " in status.out
    assert morning.read_bytes()[first:].startswith(b"Margaret")
    assert "Margaret" not in done.out + done.err + status.out
    assert f"access.log:{len(lines) + 3}: the fields" in office.run("parse", morning).err


def test_a_clock_that_jumps_is_no_reason_to_lose_lines(office, morning: Path) -> None:
    lines = good(morning)
    morning.write_bytes(b"".join(lines[2000:] + lines[:1000] + lines[1000:2000]))
    (report,) = office.run("ingest", morning, "--json").json()
    assert (report["lines"], report["quarantined"]) == (3000, {})
    assert report["admitted"] > 0


def test_addresses_in_another_encoding_are_read(office, morning: Path) -> None:
    """Browsers send what they like in URLs; the host and everything else are plain."""
    lines = good(morning)
    odd = next(line for line in lines if b" GET http" in line and b"?" in line).replace(
        b"?", b"?q=\xd6\xd0\xce\xc4&", 1
    )
    morning.write_bytes(b"".join([*lines, odd]))
    (report,) = office.run("ingest", morning, "--json").json()
    assert (report["lines"], report["quarantined"]) == (3001, {})


def test_a_cut_archive_gives_its_good_lines_and_later_the_rest(office, morning: Path) -> None:
    packed, data = morning.with_name("access.log.gz"), morning.read_bytes()
    whole = gzip.compress(data, 1)
    packed.write_bytes(whole[: len(whole) // 2])
    done = office.run("ingest", packed)
    assert done.code == 0
    assert str(packed) in done.err
    assert "cut off" in done.err
    assert rows(office.root) > 0
    again = office.run("ingest", packed)
    assert (again.code, "nothing new" in again.out, "cut off" in again.err) == (0, True, True), "no alarm every night"
    parsed = office.run("parse", packed)
    assert (parsed.code, "cut off" in parsed.err, bool(parsed.out)) == (0, True, True)
    packed.write_bytes(whole)
    (report,) = office.run("ingest", packed, "--json").json()
    assert report["fault"] is None
    before = content(office.root)
    assert sum(lines for _, lines, _, _ in before["sources"]) == 3000
    assert office.run("ingest", morning, "--json").json()[0]["lines"] == 0


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("noise.bin", bytes(range(256)) * 200, "format"),
        ("letters.log", b"a log of nothing that we know\n" * 50, "format"),
        ("short.gz", b"\x1f\x8b\x08\x00", "cut off"),
        ("fake.zst", b"\x28\xb5\x2f\xfd" + b"no frame at all" * 9, "damaged"),
    ],
)
def test_what_cannot_be_read_at_all_is_1_and_names_the_file(
    office, tmp_path: Path, name: str, data: bytes, said
) -> None:
    log = tmp_path / name
    log.write_bytes(data)
    done = office.run("ingest", log)
    assert done.code == 1
    assert "not read" in done.out
    assert office.run("parse", log).code == 1
    assert str(log) in done.err
    assert said in done.err
    assert "→" in done.err
    assert rows(office.root) == 0


def test_a_missing_file_and_a_directory_are_named(office, tmp_path: Path) -> None:
    assert f"{tmp_path / 'no.log'}: there is no such file" in office.run("ingest", tmp_path / "no.log").err
    assert f"{tmp_path}: this is a directory" in office.run("ingest", tmp_path).err


def test_one_bad_log_does_not_keep_the_others_out(office, morning: Path, tmp_path: Path) -> None:
    done = office.run("ingest", tmp_path / "no.log", morning, "--json")
    assert done.code == 0
    first, second = done.json()
    assert first["fault"]
    assert (second["lines"], second["fault"]) == (3000, None)


def test_a_log_that_has_become_shorter_is_not_read_and_alarms(office, morning: Path) -> None:
    assert office.run("ingest", morning).code == 0
    morning.write_bytes(b"".join(good(morning)[:100]))
    done = office.run("ingest", morning)
    assert done.code == 1
    assert "ingest the whole log" in done.err
    piped = office.run("ingest", "-", stdin=morning.read_bytes())
    assert "stdin: the log is shorter" in piped.err


def test_an_empty_log_says_so(office, tmp_path: Path) -> None:
    empty = tmp_path / "empty.log"
    empty.touch()
    for command in ("ingest", "parse", "preview"):
        done = office.run(command, empty)
        assert done.code == 0
        assert "empty.log: no lines" in done.out + done.err
    assert office.run("status").code == 0


def test_an_unknown_format_name_lists_the_known_ones(office, morning: Path) -> None:
    done = office.run("ingest", morning, "--format", "apache")
    assert done.code == 1
    assert "squid" in done.err


def test_a_log_that_may_not_be_read(office, morning: Path) -> None:
    assert office.run("parse", morning).code == 0
    morning.chmod(0)
    with nobody():
        done = office.run("parse", morning)
    assert done.code == 1
    assert "no permission" in done.err


@contextmanager
def nobody() -> Iterator[None]:
    """Root may read everything, so for a moment it is somebody else."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.mark.parametrize("command", [["people", "import"], ["schedule", "import"], ["notice", "import"]], ids=" ".join)
def test_a_wrong_line_of_the_operators_files_is_named_and_nothing_changes(office, tmp_path: Path, command) -> None:
    file = tmp_path / "file.csv"
    file.write_text("person,colour\np0001,blue\n", encoding="utf-8")
    before = office.run("status").out
    done = office.run(*command, file)
    assert done.code == 1
    assert "file.csv:1" in done.err
    assert office.run("status").out == before
