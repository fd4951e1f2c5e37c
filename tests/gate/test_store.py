"""From the gate into a real lake."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.gate.office import SUMS, Office, batch, line

from fairwatch import gate
from fairwatch.lake import Lake


@pytest.fixture
def two_purposes(small_office: Office) -> Office:
    small_office.active("traffic", columns=SUMS, grain="quarter_hour")
    return small_office


def test_each_purpose_gets_its_own_table_without_offsets(two_purposes: Office, tmp_path: Path) -> None:
    lake, policy = Lake(tmp_path), two_purposes.policy()
    admission = gate.admit(batch(line(), line(), line(category="health")), policy)
    assert gate.store(admission, lake, source="squid-1", start=0, end=300) == 3  # two events, one sum of both
    for admitted in admission.admitted:
        stored = lake.read(admitted.purpose_id, "raw")
        assert stored.select(sorted(stored.columns)).equals(
            admitted.frame.drop("line").select(sorted(stored.columns)), null_equal=True
        )
        assert lake.provenance(admitted.purpose_id, "raw")["policy_hashes"].to_list() == [[policy.hash]]


def test_the_same_bytes_are_stored_once(two_purposes: Office, tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    admission = gate.admit(batch(line(), line()), two_purposes.policy())
    assert gate.store(admission, lake, source="squid-1", start=0, end=200) == 3
    assert gate.store(admission, lake, source="squid-1", start=0, end=200) == 0
    assert lake.read("work-time", "raw").height == 2


def test_what_is_to_be_sealed_never_enters_the_lake(two_purposes: Office, tmp_path: Path) -> None:
    """It passes the same gates as everything else, and says which lines, of whom and of which day."""
    two_purposes.active("security-log", columns=("ts_us",), grain="event")
    lake = Lake(tmp_path)
    admission = gate.admit(batch(line(), line(category="health"), line(action="machine")), two_purposes.policy())
    (sealed,) = [admitted for admitted in admission.admitted if admitted.sealed]
    assert sealed.purpose_id == "security-log"
    assert sealed.frame.select("day", "subject", "line").null_count().sum_horizontal().item() == 0
    assert sealed.frame.height == 1
    assert gate.store(admission, lake, source="squid-1", start=0, end=300) == 2
    assert set(lake.purposes()) == {"work-time", "traffic"}


def test_nothing_admitted_nothing_stored(two_purposes: Office, tmp_path: Path) -> None:
    admission = gate.admit(batch(line(category="health")), two_purposes.policy())
    assert gate.store(admission, Lake(tmp_path), source="squid-1", start=0, end=100) == 0


def test_a_person_is_seen_once_a_day_however_often_the_log_is_read(small_office: Office, tmp_path: Path) -> None:
    """The group tier's store holds a yes or no; a row per batch would be a count, and its commits a clock."""
    small_office.active(
        "departure-group",
        columns=(),
        grain="day",
        categories=frozenset({"recruitment"}),
        actions=frozenset({"job_search"}),
    )
    lake, policy = Lake(tmp_path), small_office.policy()
    seen = batch(line(category="recruitment", action="job_search"))
    first, again = gate.admit(seen, policy), gate.admit(seen, policy)
    assert gate.store(first, lake, source="squid-1", start=0, end=100) == 1
    assert gate.store(again, lake, source="squid-1", start=100, end=200) == 0
    assert lake.read("departure-group", "raw").height == 1
