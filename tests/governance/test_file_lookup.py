"""Asking the register about a file in hand: who may ask what, and that asking is on record (R23)."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.governance.prose import prose
from tests.governance.sample import NOW

from fairwatch.errors import Refused
from fairwatch.governance.models import AuditEntry
from fairwatch.governance.services import file_contents, file_folders, file_lookup
from fairwatch.viewer import Viewer

DPO, ANALYST = Viewer("p0003", "dpo"), Viewer("p0007", "analyst")


@pytest.fixture
def number(law: None, tmp_path: Path) -> str:
    folder = tmp_path / "canary-label"
    folder.mkdir()
    (folder / "plan.txt").write_text(prose(1))
    return file_folders.register_folder(folder, DPO, now=NOW).ids["plan.txt"]


def held(tmp_path: Path, text: str) -> file_contents.Contents:
    file = tmp_path / "in-hand.txt"
    file.write_text(text)
    return file_contents.read(file)


@pytest.mark.parametrize(("text", "how"), [(prose(1), "contents"), (prose(1) + " and more", "text")])
def test_an_investigator_asks_about_a_file_and_is_told_no_label(
    number: str, tmp_path: Path, text: str, how: str
) -> None:
    found = file_lookup.find("plan.txt", held(tmp_path, text), ANALYST, now=NOW)
    assert found is not None
    assert (found.file.id, found.how, found.file.label) == (number, how, "")
    known = file_lookup.find("plan.txt", held(tmp_path, text), DPO, now=NOW)
    assert known is not None
    assert known.file.label == "canary-label"


def test_r23_an_investigator_learns_no_name_by_guessing(number: str, tmp_path: Path) -> None:
    assert file_lookup.find("plan.txt", held(tmp_path, prose(2)), ANALYST, now=NOW) is None
    for contents in (None, held(tmp_path, "")):
        with pytest.raises(Refused, match="E_DISCLOSURE"):
            file_lookup.find("plan.txt", contents, ANALYST, now=NOW)


def test_each_question_is_on_record_without_the_name(number: str, tmp_path: Path) -> None:
    file_lookup.find("canary-name.txt", held(tmp_path, prose(1)), ANALYST, now=NOW)
    entry = AuditEntry.objects.get(action="look up a file")
    assert (entry.role, entry.outcome) == ("analyst", "done")
    assert "canary" not in repr(AuditEntry.objects.values_list())
