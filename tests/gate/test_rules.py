"""The policy compiled to arrays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.gate.office import Office, batch, line, lines_of

from fairwatch import gate
from fairwatch.errors import ConfigError
from fairwatch.gate.rules import rules_of


def test_equal_policies_are_compiled_once_and_changed_ones_anew(small_office: Office) -> None:
    first = rules_of(small_office.policy(), None)
    assert rules_of(small_office.policy(), None) is first
    small_office.people[0]["excluded"] = True
    assert rules_of(small_office.policy(), None) is not first


def test_a_change_of_policy_works_from_the_next_batch_on(small_office: Office) -> None:
    assert lines_of(gate.admit(batch(line()), small_office.policy()), "work-time") == [0]
    small_office.notices.clear()
    assert lines_of(gate.admit(batch(line()), small_office.policy()), "work-time") == []


@pytest.mark.parametrize("count", [1, 8, 9, 33, 64])
def test_many_purposes_are_kept_apart(office: Office, count: int) -> None:
    office.person("p0001")
    for number in range(count):
        office.active(f"purpose-{number}", categories=frozenset({"news"} if number % 2 else {"work"}))
    admission = gate.admit(batch(line(category="news"), line(category="work")), office.policy())
    found = [lines_of(admission, f"purpose-{number}") for number in range(count)]
    assert found == [[0] if number % 2 else [1] for number in range(count)]


def test_more_purposes_than_a_set_can_hold_are_refused(office: Office) -> None:
    office.purposes = [replace(office.active("one"), id=f"purpose-{number}") for number in range(65)]
    with pytest.raises(ConfigError, match="64"):
        gate.admit(batch(line()), office.policy())


def test_nothing_is_open_to_nobody(small_office: Office) -> None:
    rules = rules_of(small_office.policy(), None)
    nobody = -1
    assert rules.excluded[nobody]
    assert rules.population[nobody] == rules.not_exempt[nobody] == rules.nothing
    assert all(since[nobody] == np.iinfo(np.int64).max for since in rules.noticed_from)
