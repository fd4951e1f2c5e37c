"""The register of confidential files (R23)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.governance.sample import NOW

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance.models import AuditEntry, RegisteredFile
from fairwatch.governance.services import file_lookup, registered_files
from fairwatch.governance.services.summary import Summary
from fairwatch.viewer import Viewer

Write = Callable[[str, str], Path]

DPO = Viewer("p0003", "dpo")


def test_the_names_are_those_that_the_file_lists(law: None, write: Write) -> None:
    first = registered_files.import_names(write("f.txt", "# plans\nPlan.docx\n\nprice list.xlsx\n"), now=NOW)
    assert first == Summary(added=2)
    second = registered_files.import_names(write("f.txt", "PLAN.DOCX\n报价.xlsx\n"), now=NOW)
    assert second == Summary(added=1, unchanged=1, removed=1)
    known = registered_files.register()
    found = [known.id_of(name) is not None for name in ("plan.docx", "price list.xlsx", "报价 (1).XLSX")]
    assert found == [True, False, True]


@pytest.mark.parametrize("name", ["folder/plan.docx", "C:\\plan.docx", "x" * 256])
def test_anything_but_a_file_name_is_refused_with_its_line(law: None, write: Write, name: str) -> None:
    with pytest.raises(ConfigError) as error:
        registered_files.import_names(write("f.txt", f"ok.docx\n{name}\n"), now=NOW)
    assert error.value.where == "f.txt:2"
    assert not RegisteredFile.objects.exists()


def test_a_removed_file_is_no_longer_known_and_its_number_is_not_given_again(law: None, write: Write) -> None:
    registered_files.import_names(write("f.txt", "plan.docx\noffer.xlsx\n"), now=NOW)
    number = file_lookup.find("offer.xlsx", None, DPO)
    assert number is not None
    assert registered_files.remove([number.file.id], DPO, now=NOW) == 1
    assert file_lookup.find("offer.xlsx", None, DPO) is None
    registered_files.import_names(write("f.txt", "plan.docx\noffer.xlsx\n"), now=NOW)
    again = file_lookup.find("offer.xlsx", None, DPO)
    assert again is not None
    assert again.file.id != number.file.id
    entry = AuditEntry.objects.get(action="remove registered files")
    assert (entry.role, json.loads(entry.counts)["removed"]) == ("dpo", 1)


@pytest.mark.parametrize("unknown", ["F9999", "plan.docx", "", "F", "F²"])
def test_an_unknown_id_removes_nothing_at_all(law: None, write: Write, unknown: str) -> None:
    registered_files.import_names(write("f.txt", "plan.docx\n"), now=NOW)
    with pytest.raises(ConfigError, match="no file with this id"):
        registered_files.remove([registered_files.entries(DPO)[0].id, unknown], DPO, now=NOW)
    assert RegisteredFile.objects.count() == 1


@pytest.mark.parametrize("role", ["analyst", "hr", "manager", "employee", "union", "auditor"])
def test_others_neither_change_the_register_nor_learn_names_by_asking(law: None, write: Write, role: str) -> None:
    registered_files.import_names(write("f.txt", "plan.docx\n"), now=NOW)
    other = Viewer("p0009", role)  # type: ignore[arg-type]
    for ask in (
        lambda: file_lookup.find("plan.docx", None, other),
        lambda: registered_files.entries(other),
        lambda: registered_files.remove(["F0001"], other, now=NOW),
    ):
        with pytest.raises(Refused, match="E_DISCLOSURE"):
            ask()
    assert AuditEntry.objects.filter(action="remove registered files", outcome="refused").count() == 1
