"""The trace of a registered file: from the gate to what an analyst is shown."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path

import polars as pl
import pytest
from tests.gate.office import batch, line
from tests.governance.prose import prose
from tests.trial_organisation import EVENING, START

from fairwatch import gate
from fairwatch.errors import ConfigError, Refused
from fairwatch.pipeline.installation import Installation
from fairwatch.pipeline.tracing import trace
from fairwatch.pipeline.trial_officers import access_code
from fairwatch.viewer import Viewer


def holder(installation: Installation, role: str) -> Viewer:
    return Viewer(access_code(installation.workspace.root, role)[0], role)  # type: ignore[arg-type]


DIGEST = hashlib.md5(b"canary-contents").hexdigest()  # noqa: S324 - what Zeek logs


@pytest.fixture
def leaky(fresh: Installation, tmp_path: Path) -> tuple[Installation, str]:
    """A plan is registered; it is fetched, something is packed, and every half an hour a copy goes out, one renamed."""
    from fairwatch.governance.services import file_folders

    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "Canary-Plan.docx").write_text("canary-contents")
    registered = file_folders.register_folder(tmp_path / "secret", holder(fresh, "dpo"), now=EVENING)
    policy = fresh.policy(EVENING)
    at = int(dt.datetime.combine(START, dt.time(2, 10), dt.UTC).timestamp()) * 1_000_000
    lines = [
        line(at + 1_800_000_000 * step, person=row, site="a-site", bytes_up=900, **what)
        for row in range(policy.people.height)
        for step, what in enumerate(
            (
                {"category": "work", "action": "download", "file_name": "Canary-Plan.docx"},
                {"category": "work", "action": "pack", "file_name": "canary-archive.zip", "grade": "agent"},
                {"category": "ai_assistant", "action": "upload", "file_name": "canary-plan (1).docx"},
                {"category": "webmail", "action": "upload", "file_name": "canary-holiday.jpg", "file_hash": DIGEST},
                {"category": "ai_assistant", "action": "upload", "file_name": "menu.pdf"},
            )
        )
    ]
    gate.store(gate.admit(batch(*lines), policy), fresh.lake, source="test-1", start=0, end=100 * len(lines))
    return fresh, registered.ids["Canary-Plan.docx"]


def test_who_when_how_and_where_to_without_a_name(leaky: tuple[Installation, str]) -> None:
    installation, number = leaky
    released = trace(installation, number.lower(), holder(installation, "analyst"), now=EVENING)
    [table] = released.tables.values()
    steps = table.frame.select("file", "action", "category", "how", "device_class").unique().sort("action", "category")
    assert steps.rows() == [
        (number, "download", "work", "network", "company"),
        (number, "upload", "ai_assistant", "network", "company"),
        (number, "upload", "webmail", "mail", "company"),
    ]
    assert table.frame["subject"].n_unique() > 1
    assert table.frame.equals(table.frame.sort("subject", "ts_us", maintain_order=True)), "the steps in their order"
    assert (table.frame["ts_us"] % 900_000_000 == 0).all()
    shown = json.dumps(released.as_json()["tables"]).lower()
    people = installation.policy(EVENING).people["person"]
    assert not any(word in shown for word in ("canary", "menu", "a-site", *people))


def test_an_id_that_the_register_does_not_have_is_a_fault_and_no_empty_answer(leaky: tuple[Installation, str]) -> None:
    installation, _ = leaky
    with pytest.raises(ConfigError, match="no file with this id") as fault:
        trace(installation, "F9999", holder(installation, "analyst"), now=EVENING)
    assert "fairwatch register list" in fault.value.message("en")
    with pytest.raises(Refused):
        trace(installation, "F9999", holder(installation, "hr"), now=EVENING)


def test_a_registered_file_that_went_nowhere_has_no_rows(fresh: Installation, tmp_path: Path) -> None:
    from fairwatch.governance.services import file_folders

    (tmp_path / "quiet").mkdir()
    (tmp_path / "quiet" / "a.txt").write_text(prose(3))
    ids = file_folders.register_folder(tmp_path / "quiet", holder(fresh, "dpo"), now=EVENING).ids
    [table] = trace(fresh, ids["a.txt"], holder(fresh, "analyst"), now=EVENING).tables.values()
    assert table.frame.is_empty()


def test_all_versions_of_a_document_are_traced_together_and_each_row_says_which(
    fresh: Installation, tmp_path: Path
) -> None:
    from fairwatch.governance.services import file_folders

    (tmp_path / "plans").mkdir()
    for name, text in (("draft.txt", prose(1)), ("final.txt", prose(1) + " signed"), ("menu.txt", prose(2))):
        (tmp_path / "plans" / name).write_text(text)
    ids = file_folders.register_folder(tmp_path / "plans", holder(fresh, "dpo"), now=EVENING).ids
    policy = fresh.policy(EVENING)
    at = int(dt.datetime.combine(START, dt.time(2, 10), dt.UTC).timestamp()) * 1_000_000
    lines = [
        line(at, person=row, category="webmail", action="upload", file_name=name, bytes_up=9)
        for row in range(policy.people.height)
        for name in ("draft.txt", "final (2).txt", "menu.txt")
    ]
    gate.store(gate.admit(batch(*lines), policy), fresh.lake, source="test-1", start=0, end=100 * len(lines))
    versions = [ids["draft.txt"], ids["final.txt"]]
    for asked in versions:
        released = trace(fresh, asked, holder(fresh, "analyst"), now=EVENING)
        [table] = released.tables.values()
        assert sorted(table.frame["file"].unique()) == versions
        assert any(f"{', '.join(versions)} are versions of one document" in note.en for note in released.notes)
    alone = trace(fresh, ids["menu.txt"], holder(fresh, "analyst"), now=EVENING)
    assert [set(table.frame["file"]) for table in alone.tables.values()] == [{ids["menu.txt"]}]
    assert not any("versions" in note.en for note in alone.notes)


@pytest.mark.parametrize("role", ["hr", "union", "auditor", "manager"])
def test_other_roles_see_no_trace(leaky: tuple[Installation, str], role: str) -> None:
    installation, number = leaky
    viewer = Viewer(access_code(installation.workspace.root, "analyst")[0], role)  # type: ignore[arg-type]
    with pytest.raises(Refused):
        trace(installation, number, viewer, now=EVENING)


def test_no_byte_of_the_workspace_names_the_file(leaky: tuple[Installation, str]) -> None:
    installation, _ = leaky
    trace(installation, "F0001", holder(installation, "analyst"), now=EVENING)
    stored = [path for path in installation.workspace.root.rglob("*") if path.is_file()]
    assert stored
    for path in stored:
        content = path.read_bytes().lower()
        assert b"canary" not in content, path.name
        assert DIGEST.encode() not in content, path.name
    frames = installation.lake.read("leak", "buckets")
    assert set(frames.filter(pl.col("file").is_not_null())["action"]) == {"download", "upload"}
