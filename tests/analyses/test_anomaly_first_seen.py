"""What a person does for the first time and few others do."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from tests.analyses.office import MONDAY, policy, purpose

from fairwatch.analyses.anomaly_first_seen import LEARNING, first_seen, staff
from fairwatch.analyses.norms import OWN_DAYS

K = 10
STAFF = {"sales": 150, "legal": 150}
LAST = LEARNING.days
USUAL = tuple(range(0, LAST, 2))
"""Days of an ordinary history."""
Row = dict[str, object]


def use(who: str, site: str, *days: int, department: str = "sales", action: str = "tunnel") -> list[Row]:
    return [
        {"subject": who, "department": department, "day": MONDAY + dt.timedelta(day), "site": site, "action": action}
        | {"requests": 3, "bytes_up": 100}
        for day in days
    ]


def found(*rows: list[Row], staff: dict[str, int] = STAFF) -> pl.DataFrame:
    schema = {"subject": pl.String, "department": pl.String, "day": pl.Date, "site": pl.String, "action": pl.String}
    frame = pl.DataFrame(
        [row for some in rows for row in some], schema=schema | {"requests": pl.Int64, "bytes_up": pl.Int64}
    )
    return first_seen(frame, "site", staff, K)


def crowd(people: int, site: str = "gate", department: str = "legal") -> list[Row]:
    """Others who use a site from their first day on, so that it is no finding of theirs."""
    return [row for number in range(people) for row in use(f"{department}{number}", site, 0, department=department)]


def test_a_rare_site_after_the_learning_time() -> None:
    [one] = found(use("ann", "desk", *USUAL), use("ann", "gate", LAST, LAST, LAST + 1)).to_dicts()
    assert (one["subject"], one["site"], one["day"]) == ("ann", "gate", MONDAY + LEARNING)
    assert (one["requests"], one["bytes_up"]) == (6, 200)
    assert one["points"] == pytest.approx(14.8, abs=0.1)


def test_while_learning_nothing_is_new() -> None:
    assert found(use("ann", "desk", *USUAL), use("ann", "gate", LAST - 1)).is_empty()


def test_few_days_of_activity_are_no_history_however_long_ago_they_began() -> None:
    few = range(OWN_DAYS - 1)
    assert found(use("ann", "desk", *few), use("ann", "gate", 90)).is_empty()
    assert found(use("ann", "desk", *few, OWN_DAYS), use("ann", "gate", 90)).height == 1


def test_a_newcomer_has_none_though_everything_is_new() -> None:
    assert found(crowd(1, "desk"), use("new", "gate", LAST), use("new", "desk", LAST + 1)).is_empty()


def test_each_action_at_a_site_is_something_of_its_own() -> None:
    known = use("ann", "gate", *USUAL)
    assert found(known, use("ann", "gate", LAST)).is_empty()
    assert found(known, use("ann", "gate", LAST, action="remote_control")).height == 1


def test_what_many_people_do_is_not_rare() -> None:
    mine = use("ann", "desk", *USUAL), use("ann", "gate", LAST)
    assert found(*mine, crowd(28)).height == 1
    assert found(*mine, crowd(30)).is_empty()


def test_what_is_usual_in_the_department_is_no_finding_however_rare_elsewhere() -> None:
    mine = use("ann", "desk", *USUAL), use("ann", "gate", LAST)
    assert found(*mine, crowd(20, department="sales")).is_empty()
    assert found(*mine, crowd(20, department="legal")).height == 1


def test_in_a_small_organisation_nothing_is_rare() -> None:
    mine = use("ann", "desk", *USUAL), use("ann", "gate", LAST)
    assert found(*mine, staff={"sales": 97}).is_empty()
    assert found(*mine, staff={"sales": 98}).height == 1


@pytest.mark.parametrize("department", ["sales", "legal"])
def test_nobody_learns_how_many_below_ten_use_a_site(department: str) -> None:
    """Somebody tries a site, and looks at their own finding to learn whether a colleague uses it too."""
    mine = use("ann", "desk", *USUAL), use("ann", "gate", LAST)
    seen = [found(*mine, crowd(others, department=department)).filter(subject="ann") for others in range(K)]
    assert all(one.equals(seen[0]) for one in seen)
    assert not found(*mine, crowd(K + 1, department=department)).equals(seen[0])


def test_the_staff_are_those_whom_the_purpose_may_observe() -> None:
    people = [{"person": "p1"}, {"person": "p2", "department": "legal"}, {"person": "p3", "excluded": True}]
    people.append({"person": "p4", "department": None})
    assert staff(policy(people), purpose("leak")) == {"sales": 1, "legal": 1}
