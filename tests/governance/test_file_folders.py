"""Registering a folder: what is read, what is kept of it, and what is named because it was not read."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest
from tests.governance.pdfs import pdf
from tests.governance.prose import prose
from tests.governance.sample import NOW
from tests.governance.test_document_text import packed

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance import document_fingerprint
from fairwatch.governance.document_reader import DocumentReader
from fairwatch.governance.document_text import Unread
from fairwatch.governance.models import AuditEntry, RegisteredFile
from fairwatch.governance.services import file_contents, file_folders, file_lookup, registered_files, revision
from fairwatch.governance.services.summary import Summary
from fairwatch.viewer import Viewer

DPO = Viewer("p0003", "dpo")
CANARY = "canary-contents-of-the-plan"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two confidential files in folders named after their labels."""
    root = tmp_path / "vaults"
    for path, contents in (("secret/Canary-Plan.docx", CANARY), ("internal/Offer.xlsx", "prices")):
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(contents)
    return root


def register(folder: Path, **more: Any) -> file_folders.Registered:
    return file_folders.register_folder(folder, DPO, now=NOW, **more)


def test_each_file_gets_a_number_and_the_label_of_its_folder(law: None, folder: Path) -> None:
    done = register(folder)
    assert done.summary == Summary(added=2)
    labels = {entry.id: entry.label for entry in registered_files.entries(DPO)}
    assert {path: labels[number] for path, number in done.ids.items()} == {
        "internal/Offer.xlsx": "internal",
        "secret/Canary-Plan.docx": "secret",
    }
    entry = AuditEntry.objects.get(action="register confidential files")
    assert (entry.role, json.loads(entry.counts)["added"]) == ("dpo", 2)


def test_a_second_run_changes_nothing_and_new_contents_change_one(law: None, folder: Path) -> None:
    numbers = register(folder).ids
    assert register(folder).summary == Summary(unchanged=2)
    (folder / "internal" / "Offer.xlsx").write_text("new prices")
    again = register(folder)
    assert (again.summary, again.ids) == (Summary(changed=1, unchanged=1), numbers)
    assert register(folder, label="top").summary == Summary(changed=2)


def test_a_renamed_file_is_known_by_its_contents(law: None, folder: Path) -> None:
    number = register(folder).ids["secret/Canary-Plan.docx"]
    renamed = folder / "holiday.docx"
    renamed.write_text(CANARY)
    found = file_lookup.find(renamed.name, file_contents.read(renamed), DPO)
    assert found is not None
    assert (found.file.id, found.how, found.in_common) == (number, "contents", 1)
    renamed.write_text("sunshine")
    assert file_lookup.find(renamed.name, file_contents.read(renamed), DPO) is None


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256"])
def test_the_gate_knows_contents_by_whatever_digest_a_sensor_logs(law: None, folder: Path, algorithm: str) -> None:
    number = register(folder).ids["secret/Canary-Plan.docx"]
    known = registered_files.register()
    assert known.id_of_contents(hashlib.new(algorithm, CANARY.encode()).hexdigest()) == number
    (folder / "secret" / "Canary-Plan.docx").write_text("edited")
    mark = revision.current()
    register(folder)
    assert revision.current() != mark, "what the gate knows by now is another policy"
    assert registered_files.register().id_of_contents(hashlib.new(algorithm, CANARY.encode()).hexdigest()) is None


def test_an_empty_file_is_known_by_its_name_only(law: None, folder: Path) -> None:
    (folder / "empty.docx").write_text("")
    register(folder)
    assert registered_files.register().id_of_contents(hashlib.md5(b"").hexdigest()) is None  # noqa: S324
    assert registered_files.register().id_of("empty.docx") is not None


def test_versions_of_a_document_belong_together(law: None, folder: Path) -> None:
    (folder / "plan-1.txt").write_text(prose(1))
    numbers = register(folder).ids
    (folder / "plan-2.txt").write_text(prose(1) + " and one more line")
    (folder / "plan-3.txt").write_text("Final: " + prose(1) + " and one more line")
    (folder / "other.txt").write_text(prose(2))
    assert register(folder).versions == dict.fromkeys(("plan-2.txt", "plan-3.txt"), numbers["plan-1.txt"])
    of = {entry.id: entry.version_of for entry in registered_files.entries(DPO)}
    assert set(of.values()) == {None, numbers["plan-1.txt"]}


def test_a_document_saved_in_another_format_is_a_version_of_it(law: None, folder: Path) -> None:
    text = prose(1)
    (folder / "plan-1.txt").write_text(text)
    runs = "".join(f"<w:r><w:t>{text[at : at + 7]}</w:t></w:r>" for at in range(0, len(text), 7))
    packed(folder / "plan-2.docx", **{"word/document.xml": f"<w:p>{runs}</w:p>"})
    pdf(folder / "plan-3.pdf", text[:900], text[900:])
    (folder / "plan-4.txt").write_text(text.replace(" ", "\r\n"), encoding="utf-16")
    pdf(folder / "other.pdf", prose(2))
    done = register(folder)
    assert registered_files.versions_of(done.ids["plan-4.txt"]) == tuple(
        done.ids[f"plan-{number}.{kind}"] for number, kind in ((1, "txt"), (2, "docx"), (3, "pdf"), (4, "txt"))
    )
    assert "other.pdf" not in done.versions


def test_versions_belong_together_after_the_first_of_them_is_taken_off(law: None, folder: Path) -> None:
    for number, end in enumerate(("", " and one more line", " and two more lines", " and three")):
        (folder / f"plan-{number}.txt").write_text(prose(1) + end)
    (folder / "other.txt").write_text(prose(2))
    ids = register(folder).ids
    first, *others = (ids[f"plan-{number}.txt"] for number in range(4))
    assert registered_files.versions_of(others[-1].lower()) == (first, *others)
    registered_files.remove([first, others[0]], DPO, now=NOW)
    assert registered_files.versions_of(others[1]) == registered_files.versions_of(others[2]) == tuple(others[1:])
    assert registered_files.versions_of(first) == (first,), "what is not there any more is alone"
    assert registered_files.versions_of(ids["other.txt"]) == (ids["other.txt"],)


def test_an_edited_copy_under_another_name_is_near(law: None, folder: Path) -> None:
    (folder / "plan.txt").write_text(prose(1))
    number = register(folder).ids["plan.txt"]
    copy = folder.parent / "holiday.md"
    copy.write_text(prose(1).replace("a", "a ", 1))
    found = file_lookup.find(copy.name, file_contents.read(copy), DPO)
    assert found is not None
    assert (found.file.id, found.how) == (number, "text")
    assert 0.9 < found.in_common <= 1
    copy.write_text(prose(2))
    assert file_lookup.find(copy.name, file_contents.read(copy), DPO) is None


def test_what_is_not_registered_is_named(law: None, folder: Path) -> None:
    (folder / "link.docx").symlink_to(folder / "secret" / "Canary-Plan.docx")
    (folder / "linked").symlink_to(folder / "secret")
    (folder / "secret" / "OFFER.xlsx").write_text("prices")
    (folder / ".hidden").write_text("x")
    (folder / "~$Offer.xlsx").write_text("x")
    os.mkfifo(folder / "pipe")
    done = register(folder)
    assert set(done.ids) == {"internal/Offer.xlsx", "secret/Canary-Plan.docx"}
    assert sorted(done.links) == ["link.docx", "linked"]
    assert done.same_file == ["secret/OFFER.xlsx"]
    assert sorted(done.passed_over) == [".hidden", "~$Offer.xlsx"]
    assert done.unreadable == ["pipe"]
    assert register(folder).summary == Summary(unchanged=2)


def test_another_file_of_the_same_name_is_known_by_its_contents(law: None, folder: Path) -> None:
    (folder / "secret" / "OFFER.xlsx").write_text("prices of somebody else")
    (folder / "secret" / "more").mkdir()
    (folder / "secret" / "more" / "offer.xlsx").write_text("")
    done = register(folder)
    assert (done.same_name, done.same_file) == (["secret/OFFER.xlsx"], ["secret/more/offer.xlsx"])
    first, second = done.ids["internal/Offer.xlsx"], done.ids["secret/OFFER.xlsx"]
    known = registered_files.register()
    assert known.id_of("offer.xlsx") == first
    for contents, number in (("prices", first), ("prices of somebody else", second)):
        assert known.id_of_contents(hashlib.sha256(contents.encode()).hexdigest()) == number
    assert register(folder).summary == Summary(unchanged=3)


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_registered(
    law: None, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = file_contents.read

    def locked(path: Path, reader: DocumentReader) -> file_contents.Contents:
        if path.name == "Offer.xlsx":
            raise PermissionError(13, "Permission denied", str(path))
        return read(path, reader)

    monkeypatch.setattr(file_contents, "read", locked)
    done = register(folder)
    assert (done.unreadable, done.summary) == (["internal/Offer.xlsx"], Summary(added=1))


def test_why_other_versions_of_a_file_are_not_known(law: None, folder: Path) -> None:
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 and no more")
    (folder / "scan.png").write_bytes(b"\x89PNG\x00")
    (folder / "long.txt").write_text(prose(1))
    done = register(folder)
    assert done.no_versions == {
        "broken.docx": Unread.DAMAGED,
        "scan.png": Unread.FORMAT,
        "internal/Offer.xlsx": None,
        "secret/Canary-Plan.docx": None,
    }
    assert done.summary == Summary(added=5), "they are registered all the same"


def test_a_text_that_could_not_be_read_before_is_added(
    law: None, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.txt").write_text(prose(1))
    (folder / "b.txt").write_text(prose(1) + " and one more line")
    with monkeypatch.context() as patched:
        patched.setattr(DocumentReader, "text", lambda *_: Unread.FORMAT)
        ids = register(folder).ids
    assert registered_files.versions_of(ids["b.txt"]) == (ids["b.txt"],)
    assert register(folder).summary == Summary(changed=2, unchanged=2)
    assert registered_files.versions_of(ids["b.txt"]) == (ids["a.txt"], ids["b.txt"])
    assert register(folder).summary == Summary(unchanged=4)


def test_progress_ends_at_the_whole(law: None, folder: Path) -> None:
    shares: list[float] = []
    register(folder, progress=shares.append)
    assert shares == [0.5, 1.0]


def test_no_folder_and_no_right(law: None, folder: Path) -> None:
    with pytest.raises(ConfigError, match="not a folder"):
        register(folder / "nowhere")
    with pytest.raises(Refused, match="E_DISCLOSURE"):
        file_folders.register_folder(folder, Viewer("p0007", "analyst"), now=NOW)
    assert not RegisteredFile.objects.exists()


def test_r23_no_table_holds_a_name_a_label_or_contents(law: None, folder: Path) -> None:
    (folder / "long.txt").write_text(prose(1))
    register(folder)
    assert RegisteredFile.objects.exclude(fingerprint=b"").count() == 1
    rows = [row for model in (RegisteredFile, AuditEntry) for row in model.objects.values()]
    everything = repr([{key: bytes(v) if isinstance(v, memoryview) else v for key, v in row.items()} for row in rows])
    found = [word for word in ("canary", "plan", "offer", "secret", "prices") if word in everything.lower()]
    assert found == []
    plain = file_contents.read(folder / "secret" / "Canary-Plan.docx")
    assert not any(digest in everything for digest in plain.digests.values())
    text = file_contents.read(folder / "long.txt").fingerprint
    assert text is not None
    sealed = [bytes(row.fingerprint) for row in RegisteredFile.objects.all()]
    assert not any(document_fingerprint.to_bytes(text)[:16] in one for one in sealed)
