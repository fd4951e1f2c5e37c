"""Registering a folder: what is read, what is kept of it, and what is named because it was not read."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from tests.governance.sample import NOW

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance.models import AuditEntry, RegisteredFile
from fairwatch.governance.services import file_folders, registered_files
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
    found = registered_files.find(renamed.name, file_folders.sha256(renamed), DPO)
    assert found is not None
    assert found.id == number
    renamed.write_text("sunshine")
    assert registered_files.find(renamed.name, file_folders.sha256(renamed), DPO) is None


def test_what_is_not_registered_is_named(law: None, folder: Path) -> None:
    (folder / "link.docx").symlink_to(folder / "secret" / "Canary-Plan.docx")
    (folder / "linked").symlink_to(folder / "secret")
    (folder / "secret" / "OFFER.xlsx").write_text("prices of somebody else")
    (folder / ".hidden").write_text("x")
    (folder / "~$Offer.xlsx").write_text("x")
    os.mkfifo(folder / "pipe")
    done = register(folder)
    assert set(done.ids) == {"internal/Offer.xlsx", "secret/Canary-Plan.docx"}
    assert sorted(done.links) == ["link.docx", "linked"]
    assert done.same_name == ["secret/OFFER.xlsx"]
    assert sorted(done.passed_over) == [".hidden", "~$Offer.xlsx"]
    assert done.unreadable == ["pipe"]
    assert register(folder).summary == Summary(unchanged=2)


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_registered(
    law: None, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = file_folders.sha256

    def locked(path: Path) -> bytes:
        if path.name == "Offer.xlsx":
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(file_folders, "sha256", locked)
    done = register(folder)
    assert (done.unreadable, done.summary) == (["internal/Offer.xlsx"], Summary(added=1))


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
    register(folder)
    rows = [row for model in (RegisteredFile, AuditEntry) for row in model.objects.values()]
    everything = repr([{key: bytes(v) if isinstance(v, memoryview) else v for key, v in row.items()} for row in rows])
    found = [word for word in ("canary", "plan", "offer", "secret", "prices") if word in everything.lower()]
    assert found == []
    plain = file_folders.sha256(folder / "secret" / "Canary-Plan.docx")
    assert plain.hex() not in everything
