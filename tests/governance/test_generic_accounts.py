"""Names that are nobody's (R40)."""

from __future__ import annotations

import pytest

from fairwatch.governance import generic_accounts


@pytest.mark.parametrize(
    "name",
    [
        "admin",
        "Admin01",
        "ADMINISTRATOR",
        "CORP\\root",
        "test-2",
        "info@example.com",
        "help.desk",
        "ｒｏｏｔ",
        "管理员",
        "测试1",
    ],
)
def test_offices_machines_and_nobody(name: str) -> None:
    assert generic_accounts.is_generic(name)


@pytest.mark.parametrize("name", ["lin", "wu.admin", "p0042", "1001", "testa.rossa", "zhang.wei2", "hrabal", ""])
def test_people(name: str) -> None:
    assert not generic_accounts.is_generic(name)


def test_a_departments_mailbox_is_nobodys_in_that_organisation() -> None:
    offices = frozenset({generic_accounts.plain("Quality Lab")})
    assert generic_accounts.is_generic("quality.lab@example.com", offices)
    assert not generic_accounts.is_generic("quality.lab@example.com")
