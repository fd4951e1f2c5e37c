"""Every requirement of the law has code that holds it and a test that is named by it."""

from __future__ import annotations

import re

from tests import compliance

from fairwatch.refusals import refusals

EVERY = [f"R{number:02}" for number in range(1, 48)]


def test_the_table_has_every_requirement_once_and_in_order() -> None:
    assert [requirement.id for requirement in compliance.requirements()] == EVERY


def test_every_requirement_has_a_test_named_by_it() -> None:
    proven = compliance.tests()
    assert [number for number in EVERY if not proven[number]] == []
    assert sorted(set(proven) - set(EVERY)) == []


def test_the_code_that_enforces_it_exists() -> None:
    missing = [
        f"{requirement.id} {module}"
        for requirement in compliance.requirements()
        for module in requirement.modules
        if not (compliance.SOURCE / module).is_file()
    ]
    assert missing == []


def test_the_code_that_enforces_it_is_where_its_refusals_are_raised() -> None:
    elsewhere = []
    for requirement in compliance.requirements():
        source = "".join((compliance.SOURCE / name).read_text(encoding="utf-8") for name in requirement.modules)
        codes = [code for code, rule in refusals().items() if rule.requirement == requirement.id]
        elsewhere += [f"{requirement.id} {code}" for code in codes if f'"{code}"' not in source]
    assert elsewhere == []


def test_every_refusal_code_belongs_to_a_requirement_and_is_used() -> None:
    assert {rule.requirement for rule in refusals().values()} <= set(EVERY)
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted(compliance.SOURCE.rglob("*.py")))
    used = set(re.findall(r"\bE_[A-Z_]+\b", source))
    assert sorted(used - set(refusals())) == []
    assert sorted(set(refusals()) - used) == []


def test_the_page_is_not_stale() -> None:
    """``python -m tests.compliance`` writes it anew."""
    assert compliance.DOCUMENT.read_text(encoding="utf-8") == compliance.document()
