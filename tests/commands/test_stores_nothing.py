"""``preview`` and ``parse`` leave no trace anywhere, and preview shows large groups only."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from tests.command_line import Done, run, start


def tree(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in [folder, *folder.rglob("*")]
        if not path.is_symlink()
    }


@pytest.mark.parametrize("command", ["preview", "parse"])
def test_no_file_appears_anywhere(command: str, morning: Path, tmp_path: Path) -> None:
    """In a process whose home, working folder and folder for temporary files are watched."""
    places = {name: tmp_path / name for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "POLARS_TEMP_DIR")}
    for place in places.values():
        place.mkdir()
    before = tree(tmp_path), litter()
    process = start(command, morning, **{name: str(place) for name, place in places.items()})
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert out
    assert (tree(tmp_path), litter()) == before


def litter() -> set[str]:
    """What this project or its engines might leave where temporary files are usually kept."""
    names = ("fairwatch", "polars", "duckdb", "delta", "tldextract")
    return {path.name for path in Path("/tmp").glob("*") if path.name.startswith(names) and not ours(path.name)}  # noqa: S108


def ours(name: str) -> bool:
    """Made by a test that runs at the same time."""
    return name.startswith("fairwatch-evaluate-") or str(os.getpid()) in name


@pytest.fixture(scope="module")
def previewed(recent_folder: Path) -> Done:
    return run("preview", recent_folder / "access.log", "--json")


def test_preview_shows_groups_of_ten_and_more_only(previewed: Done) -> None:
    shown = previewed.json()
    rows = shown["categories"]["rows"]
    assert any(not row["suppressed"] for row in rows)
    assert all(row["persons"] >= 10 for row in rows if not row["suppressed"])
    assert all(row["bytes"] is None and row["requests"] is None for row in rows if row["suppressed"])


def test_preview_names_no_host_address_or_account(previewed: Done, recent_folder: Path) -> None:
    assert previewed.json()["lines"] > 10_000
    for canary in ("10.20.", "10.30.", "u0001", "http", "www.", "02:fa"):
        assert canary not in previewed.out


def test_preview_hides_what_nobody_was_told_of(previewed: Done) -> None:
    shown = {row["category"] for row in previewed.json()["categories"]["rows"]}
    assert not shown & {"Recruitment", "Job sites", "Health", "Religion", "Webmail", "Games of chance", "recruitment"}
    assert "ecruit" not in previewed.out.replace("job sites are not shown", "")


def test_preview_of_a_few_people_shows_none_of_them(tmp_path: Path) -> None:
    lines = [
        f"17724135{number}.000 20 10.0.0.{number} TCP_MISS/200 900 GET http://www.sina.com.cn/ - HIER_NONE/- -\n"
        for number in range(10, 19)
    ]
    log = tmp_path / "access.log"
    log.write_text("".join(lines), encoding="utf-8")
    shown = run("preview", log, "--json").json()
    assert shown["addresses"] == 9
    assert shown["categories"]["rows"] == [], "nor which kinds they use"


@pytest.mark.parametrize(("zone", "day"), [("Asia/Shanghai", "2026-09-01"), ("UTC", "2026-08-31")])
def test_days_are_those_of_a_time_zone_that_is_named(tmp_path: Path, zone: str, day: str) -> None:
    log = tmp_path / "access.log"
    log.write_text("1788192060.000 20 10.0.0.7 TCP_MISS/200 9 GET http://www.sina.com.cn/ - HIER_NONE/- -\n")
    assert f"{day} – {day} ({zone}), 1 address\n" in run("preview", log, "--time-zone", zone).out
    assert f"{day} – {day} ({zone})" in run("preview", log, TZ=zone).out, "by default this machine's"
    shown = run("preview", log, "--time-zone", zone, "--json").json()
    assert (shown["first_day"], shown["time_zone"]) == (day, zone)


def test_a_time_zone_that_does_not_exist(morning: Path) -> None:
    done = run("preview", morning, "--time-zone", "Mars/Olympus")
    assert done.code == 1
    assert "Asia/Shanghai" in done.err


def test_preview_of_an_empty_log_says_so(tmp_path: Path) -> None:
    (tmp_path / "empty.log").touch()
    done = run("preview", tmp_path / "empty.log")
    assert done.code == 0
    assert "no lines" in done.out
    assert "None" not in done.out


def test_parse_prints_every_good_line_as_json(morning: Path) -> None:
    done = run("parse", morning)
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert done.code == 0
    assert len(rows) == 3000
    assert {"ts_us", "host", "grade", "line"} <= rows[0].keys()
