"""``fairwatch register``: confidential files by the command line, and what the database holds of them afterwards."""

from __future__ import annotations

from pathlib import Path

from tests.commands.conftest import Office
from tests.governance.pdfs import pdf
from tests.governance.prose import prose

CANARY = "canary-contents-of-the-plan"


def test_register_list_check_and_remove(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "top-secret"
    folder.mkdir()
    (folder / "Canary-Plan.docx").write_text(CANARY)
    assert "Nothing is registered" in office.ask("dpo", "register", "list").out

    done = office.ask("dpo", "register", folder, "--json")
    assert done.code == 0, done.err
    assert done.json()["summary"] == {"added": 1, "changed": 0, "unchanged": 0, "removed": 0}
    [number] = done.json()["ids"].values()
    assert "1 unchanged" in office.ask("dpo", "register", "add", folder).out

    [listed] = office.ask("dpo", "register", "list", "--json").json()
    assert (listed["id"], listed["label"], listed["by_content"]) == (number, "top-secret", True)
    found = office.ask("dpo", "register", "check", "canary-plan (2).docx", "--json").json()
    assert (found["registered"], found["how"], found["file"]["id"]) == (True, "name", number)
    (tmp_path / "holiday.docx").write_text(CANARY)
    assert "the same contents" in office.ask("dpo", "register", "check", tmp_path / "holiday.docx").out
    assert "its name alone was compared" in office.ask("dpo", "register", "check", "other.docx").out
    assert office.ask("dpo", "register", "check", folder).code == 1

    database = b"".join(file.read_bytes() for file in office.root.glob("governance.sqlite3*"))
    for word in (CANARY, "Canary-Plan", "canary-plan", "top-secret"):
        assert word.encode() not in database

    assert office.ask("analyst", "register", "check", "canary-plan.docx").code == 3
    assert "1 taken off" in office.ask("dpo", "register", "remove", number).out
    assert office.ask("dpo", "register", "list", "--json").json() == []
    assert office.run("audit", "verify").code == 0


def test_a_file_that_cannot_be_read_is_named_with_the_reason_and_the_rest_is_registered(
    office: Office, tmp_path: Path
) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 and no more")
    (folder / "offer [v2].txt").write_text("")
    (folder / "photo.png").write_bytes(b"\x89PNG\x00")
    (folder / "plan.txt").write_text(prose(1))
    pdf(folder / "locked.pdf", "Offer", password="x")
    done = office.ask("dpo", "register", folder)
    assert "broken.docx: damaged; registered by name and exact contents" in done.out
    assert "locked.pdf: encrypted; registered by name and exact contents" in done.out
    assert "2 without enough text" in done.out
    assert "5 added" in done.out
    assert "offer [v2].txt" in done.out
    other = pdf(tmp_path / "other.pdf", "Another offer", password="x")
    assert "encrypted: whether it is another version" in office.ask("dpo", "register", "check", other).out
    asked = office.ask("analyst", "register", "check", folder / "plan.txt").out
    assert "plans" not in asked, "an analyst is told no label"
    assert "no label" not in asked


def test_another_version_of_a_registered_document_is_named(office: Office, tmp_path: Path) -> None:
    folder, text = tmp_path / "plans", " ".join(f"canary line {number * 7919}" for number in range(200))
    folder.mkdir()
    (folder / "plan.txt").write_text(text)
    [number] = office.ask("dpo", "register", folder, "--json").json()["ids"].values()
    (folder / "draft.txt").write_text(text + " and its last line")
    assert f"draft.txt: another version of {number}" in office.ask("dpo", "register", folder).out
    (tmp_path / "holiday.txt").write_text("Dear all, " + text)
    found = office.ask("dpo", "register", "check", tmp_path / "holiday.txt", "--json").json()
    assert (found["registered"], found["how"], found["file"]["id"]) == (False, "text", number)
    assert "of its text is that of" in office.ask("dpo", "register", "check", tmp_path / "holiday.txt").out
    assert [one["version_of"] for one in office.ask("dpo", "register", "list", "--json").json()] == [None, number]
