"""The operator's files."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import re
from pathlib import Path

import pytest

from fairwatch.simulate import Summary
from fairwatch.simulate.registers import PURPOSES, Lease, write_leases

HEADERS = {
    "people.csv": "person,accounts,department,roles,time_zone,devices,excluded",
    "schedule.csv": "record,shift,person,weekdays,hours,breaks,calendar,start,end",
    "notices.csv": "person,purpose,language,served_on,acknowledged_on",
    "consents.csv": "person,purpose,days",
}


def table(simulated: Summary, name: str) -> list[dict[str, str]]:
    with (simulated.folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", HEADERS)
def test_columns_are_those_that_governance_reads(simulated: Summary, name: str) -> None:
    assert (simulated.folder / name).read_text(encoding="utf-8").splitlines()[0] == HEADERS[name]


def test_the_last_row_of_people_registers_shared_devices(simulated: Summary) -> None:
    last = table(simulated, "people.csv")[-1]
    assert last["person"] == ""
    assert {device.split("=")[1] for device in last["devices"].split(";")} == {"shared"}


def test_everybody_has_a_shift_that_exists(simulated: Summary) -> None:
    rows = table(simulated, "schedule.csv")
    shifts = {row["shift"] for row in rows if row["record"] == "shift"}
    assigned = {row["person"]: row["shift"] for row in rows if row["record"] == "assign"}
    assert set(assigned) == {row["person"] for row in table(simulated, "people.csv") if row["person"]}
    assert set(assigned.values()) <= shifts


def test_most_notices_were_read_long_ago_and_some_were_not(simulated: Summary) -> None:
    rows = table(simulated, "notices.csv")
    long_ago = simulated.start - dt.timedelta(days=15)
    read = [row for row in rows if row["acknowledged_on"] and dt.date.fromisoformat(row["acknowledged_on"]) <= long_ago]
    noticed = {row["person"] for row in read}
    everybody = {row["person"] for row in table(simulated, "people.csv") if row["person"]}
    assert {row["purpose"] for row in rows} == set(PURPOSES)
    assert 0.6 * len(everybody) < len(noticed) < len(everybody)
    assert everybody - {row["person"] for row in rows}, "some never got a notice"


def test_the_leaver_consented(simulated: Summary, truth: object) -> None:
    consents = table(simulated, "consents.csv")
    assert {row["purpose"] for row in consents} == {"departure-self"}
    leaver = truth.case("leaver")[0]["person"]  # type: ignore[attr-defined]
    assert leaver in {row["person"] for row in consents}


def test_leases_are_written_as_dhcpd_does(tmp_path: Path) -> None:
    path = tmp_path / "dhcpd.leases"
    write_leases(path, [Lease("10.0.0.1", "02:fa:00:00:00:01", "pc", 1_772_409_600, 1_772_496_000)])
    text = path.read_text(encoding="utf-8")
    # 2026-03-02 is a Monday: weekday 1, times in UTC
    assert "starts 1 2026/03/02 00:00:00;" in text
    assert "ends 2 2026/03/03 00:00:00;" in text
    assert text.count("{") == text.count("}") == 1


def test_no_address_has_two_leases_at_one_time(simulated: Summary) -> None:
    text = (simulated.folder / "dhcpd.leases").read_text(encoding="utf-8")
    found = re.findall(r"lease (\S+) \{\s+starts \d (\S+ \S+);\s+ends \d (\S+ \S+);", text)
    assert len(found) > 100
    by_address: dict[str, list[tuple[str, str]]] = {}
    for address, start, end in found:
        by_address.setdefault(address, []).append((start, end))
    for spans in by_address.values():
        ordered = sorted(spans)
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(ordered))
