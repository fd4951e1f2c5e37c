"""Make a recording with a real Squid and a real Chromium, and check its truth against the raw log."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

from fairwatch.catalogue import Catalogue
from fairwatch.simulate import read_truth

ROOT = Path(__file__).parents[2]
MISSING = [
    name
    for name, found in {
        "squid": shutil.which("squid", path="/usr/sbin:/usr/local/sbin:/usr/bin"),
        "chromium": shutil.which("chromium") or shutil.which("chromium-browser"),
    }.items()
    if found is None
]
LINE = re.compile(
    r"(\d+\.\d{3}) +(\d+) 127\.0\.0\.1 ([A-Z_]+/\d{3}) (\d+) ([A-Z]+) (\S+) (-|u9001) "
    r'(HIER_NONE/-|FIRSTUP_PARENT/127\.0\.0\.1) (\S+) (\d+) "([^"]*)" "([^"]*)"'
)
pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module", params=["committed", "live"])
def recording(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The recording in the repository, and one made now."""
    if request.param == "committed":
        return ROOT / "samples" / "recording"
    if MISSING:
        message = f"not installed: {', '.join(MISSING)} (run `make packages`)"
        if os.environ.get("FAIRWATCH_TESTS_SKIP_NOTHING") == "1":
            pytest.fail(message)
        pytest.skip(message)
    out = tmp_path_factory.mktemp("recording")
    subprocess.run([sys.executable, ROOT / "samples" / "record.py", "--out", out], check=True, timeout=180)
    return out


@pytest.fixture(scope="module")
def lines(recording: Path) -> list[tuple[str, ...]]:
    """Fields of every line, without the address: end, took, result, bytes, method, URL, account, server, type …"""
    found = [LINE.fullmatch(line) for line in (recording / "access.log").read_text(encoding="utf-8").splitlines()]
    assert None not in found, "a line is not in our log format, or holds more than 127.0.0.1 and invented names"
    return [match.groups() for match in found if match]


def table(recording: Path, name: str) -> list[dict[str, Any]]:
    return list(json.loads((recording / "truth.json").read_text(encoding="utf-8"))["tables"][name])


def of(person: str, fields: tuple[str, ...]) -> bool:
    return fields[6] == ("u9001" if person == "p9001" else "-")


def start_us(fields: tuple[str, ...]) -> int:
    return (int(fields[0].replace(".", "")) - int(fields[1])) * 1000


def host(url: str) -> str:
    return str(urlsplit(url if "//" in url else f"//{url}").hostname)


def test_only_invented_names_are_logged(lines: list[tuple[str, ...]]) -> None:
    assert {host(fields[5]).rsplit(".", 1)[1] for fields in lines} == {"example"}
    assert {host(fields[10]).rsplit(".", 1)[-1] for fields in lines if fields[10] != "-"} == {"example"}


def test_every_visit_of_the_script_is_in_the_log_when_it_happened(
    recording: Path, lines: list[tuple[str, ...]]
) -> None:
    views = [view for view in table(recording, "views") if view["seen"]]
    for view in views:
        near = [
            fields
            for fields in lines
            if of(view["person"], fields)
            and host(fields[5]) == view["host"]
            and abs(start_us(fields) - view["ts_us"]) <= 2_000_000
            and (fields[8] == "text/html" or fields[4] == "CONNECT")
        ]
        assert near, view["host"]
    assert len(views) > 15


def test_the_background_tab_and_the_video_flow_while_others_are_read(lines: list[tuple[str, ...]]) -> None:
    mail = [fields for fields in lines if host(fields[5]) == "mail.kettle.example" and fields[4] == "CONNECT"]
    assert max(int(fields[1]) for fields in mail) > 15_000, "the polling tab keeps its tunnel"
    assert sum("-segment-" in fields[5] for fields in lines) >= 5


def test_the_submission_and_the_upload_are_in_the_log(recording: Path, lines: list[tuple[str, ...]]) -> None:
    sent = {host(fields[5]): fields for fields in lines if fields[4] == "POST"}
    assert set(sent) == {"jobs.paperboat.example", "drive.copperpot.example"}
    submission, upload = table(recording, "submissions")[0], table(recording, "uploads")[0]
    assert abs(start_us(sent[submission["host"]]) - submission["ts_us"]) < 2_000_000
    assert "/resume/deliver" in sent[submission["host"]][5]
    assert int(sent[upload["host"]][9]) > upload["bytes_up"] == 2_000_000


def test_the_login_is_asked_for_and_logged_for_one_of_two_people(lines: list[tuple[str, ...]]) -> None:
    assert {fields[6] for fields in lines} == {"-", "u9001"}
    assert any(fields[2] == "TCP_DENIED/407" for fields in lines)


def test_the_catalogue_of_the_recording_knows_its_hosts(
    recording: Path, lines: list[tuple[str, ...]], tmp_path: Path
) -> None:
    shutil.copy(recording / "sites.tsv", tmp_path)
    catalogue = Catalogue.load(extra=tmp_path)
    unknown = {host(fields[5]) for fields in lines if catalogue.lookup(host(fields[5])).site is None}
    assert unknown == set()
    assert catalogue.lookup("jobs.paperboat.example").site.category == "recruitment"  # type: ignore[union-attr]


def test_the_schedule_covers_the_recording(recording: Path, lines: list[tuple[str, ...]]) -> None:
    with (recording / "schedule.csv").open(encoding="utf-8", newline="") as file:
        shift = next(csv.DictReader(file))
    day = dt.date.fromisoformat(table(recording, "views")[0]["day"])
    begin, end = (dt.time.fromisoformat(text) for text in shift["hours"].split("-"))
    zone = ZoneInfo("Asia/Shanghai")
    opens = dt.datetime.combine(day, begin, zone)
    closes = dt.datetime.combine(day + dt.timedelta(days=end < begin), end, zone)
    assert all(opens.timestamp() < float(fields[0]) < closes.timestamp() for fields in lines)


def test_the_truth_reads_as_that_of_a_simulation(recording: Path, lines: list[tuple[str, ...]]) -> None:
    truth = read_truth(recording)
    assert truth.facts["lines"] == len(lines)
    assert truth.observable() == ["p9001", "p9002"]
    assert truth.seconds["seconds"].sum() == pytest.approx(truth.views["dwell_ms"].sum() / 1000)


def test_a_recording_is_small_and_names_no_machine(recording: Path) -> None:
    files = list(recording.iterdir())
    assert sum(path.stat().st_size for path in files) < 300_000
    assert not [
        path.name for path in files if re.search(r"/(home|work|tmp|root|usr)/", path.read_text(encoding="utf-8"))
    ]
