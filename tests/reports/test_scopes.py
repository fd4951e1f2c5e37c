"""Whom a report is about."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from fairwatch.disclosure import verdict
from fairwatch.errors import ConfigError
from fairwatch.reports.scopes import WITHOUT_GROUPS, scope_for
from fairwatch.viewer import Role


@pytest.mark.parametrize(
    ("role", "wanted", "scope"),
    [
        ("employee", None, "own"),
        ("employee", "own", "own"),
        ("manager", None, "department"),
        ("manager", "organisation", "organisation"),
        ("hr", None, "organisation"),
        ("union", "department", "department"),
    ],
)
def test_the_usual_scope_and_the_one_asked_for(role: Any, wanted: str | None, scope: str) -> None:
    assert scope_for(role, wanted) == scope


@pytest.mark.parametrize(
    ("role", "wanted", "next_step"),
    [
        ("employee", "organisation", "possible scopes: own"),
        ("hr", "own", "for your own report use --role employee"),
        ("manager", "everything", "possible scopes: department, organisation"),
        ("auditor", "department", "possible scopes: organisation"),
        ("operator", "department", "possible scopes: organisation"),
        ("counsel", "own", "for your own report use --role employee"),
    ],
)
def test_a_scope_that_a_role_does_not_have(role: Any, wanted: str, next_step: str) -> None:
    with pytest.raises(ConfigError, match=wanted) as caught:
        scope_for(role, wanted)
    assert caught.value.next_step is not None
    assert caught.value.next_step.en == next_step


def test_departments_are_for_roles_that_are_shown_groups_of_people() -> None:
    """As the matrix of disclosure has it: no role that sees cells of people goes without, and no other has one."""
    kinds = ("traffic", "work-time", "departure-group", "leak", "violations")
    roles = get_args(Role)
    seeing = {role for kind in kinds for role in roles if verdict(kind, "group", role) in ("cells", "peers")}
    assert set(roles) - WITHOUT_GROUPS == seeing
