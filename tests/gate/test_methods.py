"""What a program on people's computers collected is kept only where they were told of it (R21)."""

from __future__ import annotations

import pytest
from tests.gate.office import Office, batch, codes, line, lines_of

from fairwatch import columns, gate

BY_AGENT = line(grade="agent")


def test_r21_rows_of_an_agent_that_nobody_was_told_of_are_dropped(small_office: Office) -> None:
    admission = gate.admit(batch(BY_AGENT, line()), small_office.policy())
    assert codes(admission) == {"E_COVERT": 1}
    assert lines_of(admission, "work-time") == [1]


def test_r21_where_people_were_told_of_the_agent_its_rows_are_kept(small_office: Office) -> None:
    small_office.active("told", methods=frozenset({"network", "agent"}))
    admission = gate.admit(batch(BY_AGENT), small_office.policy())
    assert codes(admission) == {}
    assert lines_of(admission, "told") == [0]
    assert lines_of(admission, "work-time") == []


@pytest.mark.parametrize("grade", [grade for grade in (*columns.GRADES, None) if grade != "agent"])
def test_r21_logs_of_the_network_need_no_agent(small_office: Office, grade: str | None) -> None:
    assert codes(gate.admit(batch(line(grade=grade)), small_office.policy())) == {}


def test_r21_who_was_not_told_at_all_is_refused_for_that(small_office: Office) -> None:
    """The count of agent rows says nothing about people without a notice."""
    small_office.notices.clear()
    assert codes(gate.admit(batch(BY_AGENT), small_office.policy())) == {"E_NOTICE_NOT_SERVED": 1}
