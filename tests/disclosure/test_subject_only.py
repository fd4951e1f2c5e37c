"""Rows that are too fine for anybody but the person whom they are about (R25)."""

from __future__ import annotations

import dataclasses
from typing import Any, get_args

import pytest
from tests.disclosure.test_case import NOW, SUBJECT, granted

from fairwatch.viewer import Role


def too_fine(office: Any) -> Any:
    return dataclasses.replace(office.rows("violations"), subject_only=True)


def test_the_person_sees_them(office: Any) -> None:
    released = office.ask("employee", too_fine(office), person=SUBJECT)
    assert released.tables["rows"].frame.height == 2


def test_r25_an_analyst_who_may_see_pseudonymous_rows_does_not(office: Any) -> None:
    assert office.ask("analyst", office.rows("violations")).tables
    assert office.code("analyst", too_fine(office)) == "E_CATEGORY_TOO_FINE"


@pytest.mark.parametrize("role", sorted(set(get_args(Role)) - {"employee"}))
def test_nor_does_any_other_role(office: Any, role: Role) -> None:
    assert office.code(role, too_fine(office)).startswith("E_")


def test_no_case_opens_them(office: Any) -> None:
    grant = granted(office, fields={"violations": {"category", "ts_us"}})
    assert office.code("analyst", too_fine(office), grant=grant, now=NOW) == "E_CATEGORY_TOO_FINE"
