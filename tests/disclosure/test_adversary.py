"""An adversary with every role but no case looks for one employee: 23 visits, 9 résumés sent (LAW S4, R27)."""

from __future__ import annotations

import contextlib
import itertools
import json
import re
from typing import Any, get_args

import polars as pl
import pytest

from fairwatch.disclosure import Released
from fairwatch.errors import Refused
from fairwatch.findings import Column, Result, Table
from fairwatch.text import Text
from fairwatch.viewer import Role

ROLES = get_args(Role)
CANARY = "p0042"
VISITS, RESUMES = 23, 9


def self_view(office: Any) -> Table:
    """What the canary may see: one row per visit and submission."""
    pseudonym = office.policy.purpose("departure-self").pseudonym(CANARY)
    actions = ["page_view"] * VISITS + ["resume_submission"] * RESUMES
    frame = pl.DataFrame({"subject": pseudonym, "site": "zhaopin", "action": actions, "ts_us": range(len(actions))})
    columns = (
        Column("subject", "subject", Text("", "")),
        Column("site", "detail", Text("", "")),
        Column("action", "detail", Text("", "")),
        Column("ts_us", "detail", Text("", ""), "instant"),
    )
    return Table("events", Text("", ""), "person", "departure-self", columns, frame)


def everything(office: Any) -> Result:
    """The leaving analysis as it is: the canary's own rows, and groups in which only the canary was seen in legal."""
    groups = office.groups("departure-group", {"department": ["design", "legal"]}, [14, 1], [14.0, 1.0], main="seen")
    total = office.groups("departure-group", {"month": ["2026-09"]}, [15], [15.0], main="seen", name="months")
    return Result("departure", Text("", ""), {table.name: table for table in (self_view(office), groups, total)})


def releases(office: Any) -> dict[str, Released]:
    """What every role gets, the canary aside."""
    found = {}
    for role in ROLES:
        with contextlib.suppress(Refused):
            found[role] = office.ask(role, *everything(office).tables.values())
    return found


def figures(released: Released) -> set[float]:
    """Every number in the serialised tables."""
    rows = [table["rows"] for table in json.loads(released.to_json())["tables"].values()]
    return {float(number) for number in re.findall(r"(?<![\w-])\d+(?:\.\d+)?(?![\w-])", json.dumps(rows))}


def test_the_groups_are_released_to_those_who_may_see_them(office: Any) -> None:
    """Otherwise the rest of this file would prove nothing."""
    assert set(releases(office)) == {"employee", "manager", "hr", "dpo", "union"}


@pytest.mark.parametrize("role", ROLES)
def test_no_release_holds_the_canary(role: Role, office: Any) -> None:
    released = releases(office).get(role)
    if released is None:
        return
    shown = released.to_json()
    for secret in (CANARY, office.policy.purpose("departure-self").pseudonym(CANARY), "zhaopin", "resume_submission"):
        assert secret not in shown
    assert not {VISITS, RESUMES, VISITS + RESUMES} & figures(released)


def test_no_differences_of_released_figures_single_the_canary_out(office: Any) -> None:
    """1000 and more queries: no difference of two released figures, of whatever role, is 1 person, 23 or 9."""
    numbers = set().union(*(figures(released) for released in releases(office).values()))
    differences = {abs(one - two) for one, two in itertools.product(numbers, repeat=2)} - {0.0}
    assert not differences & {1.0, float(VISITS), float(RESUMES), float(VISITS + RESUMES)}


def test_the_department_where_only_the_canary_was_seen_looks_like_one_without_anybody(office: Any) -> None:
    frame = office.ask("hr", everything(office).tables["groups"]).tables["groups"].frame
    legal, sales = (frame.filter(department=name).drop("department").row(0) for name in ("legal", "sales"))
    assert legal == sales


def test_hr_learns_the_same_with_and_without_the_canary(office: Any) -> None:
    """One person more or less in a small group changes nothing that is released."""
    with_, without = (
        office.groups(
            "departure-group", {"department": ["design", "legal", "sales"]}, [14, one, 3], [14.0, one, 3.0], main="seen"
        )
        for one in (1, 0)
    )
    tables = [office.ask("hr", table).as_json()["tables"] for table in (with_, without)]
    assert tables[0] == tables[1]


def test_two_overlapping_groups_of_one_result_cannot_be_subtracted(office: Any) -> None:
    """By department, and by department without those on leave: the canary is on leave."""
    everyone = office.groups("work-time", {"department": ["legal", "sales"]}, [20, 30], [2023.0, 3000.0])
    present = office.groups("work-time", {"department": ["legal", "sales"]}, [19, 30], [2000.0, 3000.0], name="present")
    released = office.ask("hr", everyone, present)
    shown = {
        name: dict(table.frame.select("department", "bytes").iter_rows())["legal"]
        for name, table in released.tables.items()
    }
    assert None in shown.values()
    assert VISITS not in {abs(one - two) for one, two in itertools.combinations(figures(released), 2)}


def test_the_canary_sees_all_of_it(office: Any) -> None:
    released = office.ask("employee", *everything(office).tables.values(), person=CANARY)
    events = released.tables["events"].frame
    assert events["action"].value_counts().sort("count")["count"].to_list() == [RESUMES, VISITS]
