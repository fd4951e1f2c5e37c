"""Whom a report is about."""

from __future__ import annotations

from typing import Any

import pytest

from fairwatch.errors import ConfigError
from fairwatch.reports.scopes import scope_for


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


@pytest.mark.parametrize(("role", "wanted"), [("employee", "organisation"), ("hr", "own"), ("manager", "everything")])
def test_a_scope_that_a_role_does_not_have(role: Any, wanted: str) -> None:
    with pytest.raises(ConfigError, match=wanted) as caught:
        scope_for(role, wanted)
    assert caught.value.next_step
