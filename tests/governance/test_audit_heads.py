"""Daily heads outside the database catch even an administrator who rewrites everything (R41)."""

from __future__ import annotations

import datetime as dt
import json
import stat
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.governance.ground import laid

from fairwatch import workspace
from fairwatch.errors import Refused, WorkspaceError
from fairwatch.governance import audit_copy, chain, daily_head, scope, signing
from fairwatch.governance.chain import Head
from fairwatch.governance.models import AuditEntry, AuditHead
from fairwatch.governance.services import audit, audit_heads
from fairwatch.viewer import Viewer

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2026, 9, 7, 8, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with its secret key."""
    root = tmp_path / "office"
    workspace.create(root, "cn")
    monkeypatch.setenv("FAIRWATCH_WORKSPACE", str(root))
    return root


@pytest.fixture
def union(tmp_path: Path) -> Path:
    """A folder that the union keeps."""
    return tmp_path / "union"


def write(count: int, at: dt.datetime, **fields: Any) -> None:
    for _ in range(count):
        audit.append(
            **{"actor": "p0003", "role": "hr", "action": "analyse", "outcome": "released", "now": at, **fields}
        )


def three_days() -> None:
    write(2, MONDAY, purpose="work-time")
    write(1, MONDAY, purpose="leak", outcome="refused", code="E_NO_CASE", role="analyst")
    write(3, MONDAY + DAY)
    write(1, MONDAY + 3 * DAY)


def heads(folder: Path) -> list[daily_head.DailyHead]:
    found, faults = daily_head.read_folder(folder, signing.signing_key().public_key())
    assert faults == []
    return found


def test_r41_every_finished_day_has_one_signed_head(union: Path) -> None:
    three_days()
    files = audit_heads.deposit(union, now=MONDAY + 3 * DAY)
    assert [file.name for file in files] == ["audit-head-2026-09-07.json", "audit-head-2026-09-08.json"]
    assert [one.head.entries for one in heads(union)] == [3, 6]
    assert heads(union)[1].previous == heads(union)[0].head
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)


def test_r41_the_union_sees_numbers_by_role_purpose_and_refusal_and_nobody(union: Path) -> None:
    three_days()
    (monday, _) = audit_heads.deposit(union, now=MONDAY + 3 * DAY)
    document = json.loads(monday.read_text())
    assert document["statistics"] == [
        {"role": "analyst", "purpose": "leak", "outcome": "refused", "code": "E_NO_CASE", "entries": 1},
        {"role": "hr", "purpose": "work-time", "outcome": "released", "code": "", "entries": 2},
    ]
    pseudonym = AuditEntry.objects.first().actor
    assert "p0003" not in monday.read_text()
    assert pseudonym not in monday.read_text()


def test_a_purpose_by_consent_is_not_told_apart(organisation: None, activate: Callable[..., None], union: Path) -> None:
    activate("departure-self")
    write(1, MONDAY, purpose="departure-self", role="employee")
    audit_heads.deposit(union, now=MONDAY + DAY)
    assert all("departure-self" not in file.read_text() for file in union.iterdir())


def test_depositing_goes_on_where_it_ended(union: Path) -> None:
    three_days()
    audit_heads.deposit(union, now=MONDAY + 3 * DAY)
    first = {file.name: file.read_bytes() for file in union.iterdir()}
    assert audit_heads.deposit(union, now=MONDAY + 3 * DAY) == []
    (new,) = audit_heads.deposit(union, now=MONDAY + 4 * DAY)
    assert new.name == "audit-head-2026-09-10.json"
    assert {name: (union / name).read_bytes() for name in first} == first
    assert heads(union)[2].previous == heads(union)[1].head


def test_nothing_is_deposited_before_a_day_is_over(union: Path) -> None:
    write(1, MONDAY)
    assert audit_heads.deposit(union, now=MONDAY) == []
    assert not any(union.iterdir())


def test_a_clock_set_back_leaves_no_entry_out(union: Path) -> None:
    write(1, MONDAY + 400 * DAY)
    write(2, MONDAY)
    write(1, MONDAY + DAY)
    write(1, MONDAY - DAY)
    audit_heads.deposit(union, now=MONDAY + 2 * DAY)
    assert [one.head.entries for one in heads(union)] == [5]
    write(2, MONDAY + 2 * DAY)
    audit_heads.deposit(union, now=MONDAY + 3 * DAY)
    assert [one.head.entries for one in heads(union)][-1] == 8  # and the two acts of depositing


def rewrite_everything(entries: int) -> None:
    """What somebody with every key of the machine can do: a new, consistent chain with its own head."""
    AuditEntry.objects.all().delete()
    AuditHead.objects.all().delete()
    write(entries, MONDAY, action="nothing to see")


def cut_off(entries: int) -> None:
    AuditEntry.objects.filter(index__gt=entries).delete()
    AuditHead.objects.update(entries=entries, hash=AuditEntry.objects.get(index=entries).hash)


@pytest.mark.parametrize(
    ("attack", "first_bad"),
    [
        (lambda: rewrite_everything(20), 3),
        (lambda: rewrite_everything(2), 3),
        (lambda: cut_off(4), 5),
    ],
    ids=["rewritten and longer", "rewritten and shorter", "cut off"],
)
def test_r41_the_deposited_heads_catch_a_consistent_forgery(
    union: Path, attack: Callable[[], None], first_bad: int
) -> None:
    three_days()
    audit_heads.deposit(union, now=MONDAY + 3 * DAY)
    deposited = [one.head for one in heads(union)]
    assert audit.verify(*deposited).first_bad is None
    attack()
    assert audit.verify().first_bad is None  # the chain by itself looks whole
    assert audit.verify(*deposited).first_bad == first_bad
    # and the upkeep of the next day does not quietly go on
    with pytest.raises(WorkspaceError, match="deposited before"):
        audit_heads.deposit(union, now=MONDAY + 5 * DAY)


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "another hash": lambda head: head.update(hash="0" * 64),
    "other numbers": lambda head: head["statistics"][0].update(entries=0),
    "another day": lambda head: head.update(day="2026-09-06"),
    "no signature": lambda head: head.pop("signature"),
    "no statistics": lambda head: head.update(statistics=None),
    "another format": lambda head: head.update(format="x"),
    "negative": lambda head: head.update(entries=-1),
}


@pytest.mark.parametrize("name", CHANGES)
def test_r41_a_changed_file_is_named(union: Path, name: str) -> None:
    three_days()
    (monday, _) = audit_heads.deposit(union, now=MONDAY + 3 * DAY)
    document = json.loads(monday.read_text())
    CHANGES[name](document)
    monday.write_text(json.dumps(document))
    _, faults = daily_head.read_folder(union, signing.signing_key().public_key())
    assert faults[0].file == monday.name


def test_r41_a_missing_file_leaves_a_gap(union: Path) -> None:
    three_days()
    audit_heads.deposit(union, now=MONDAY + 5 * DAY)
    (union / "audit-head-2026-09-08.json").unlink()
    _, faults = daily_head.read_folder(union, signing.signing_key().public_key())
    assert [fault.file for fault in faults] == ["audit-head-2026-09-10.json"]


def test_r41_a_renamed_file_is_named(union: Path) -> None:
    three_days()
    (monday, _) = audit_heads.deposit(union, now=MONDAY + 3 * DAY)
    monday.rename(union / "audit-head-2026-09-06.json")
    _, faults = daily_head.read_folder(union, signing.signing_key().public_key())
    assert "audit-head-2026-09-06.json" in {fault.file for fault in faults}


def test_r41_heads_signed_with_a_new_key_are_told_apart(union: Path) -> None:
    three_days()
    audit_heads.deposit(union, now=MONDAY + 3 * DAY)
    _, faults = daily_head.read_folder(union, Ed25519PrivateKey.generate().public_key())
    assert len(faults) == 2


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10_000), byte=st.integers(0, 255), noise=st.none() | st.binary(max_size=60))
def test_whatever_byte_changes_a_head_that_is_believed_says_what_it_said(
    tmp_path: Path, place: int, byte: int, noise: bytes | None
) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    daily = daily_head.DailyHead(
        MONDAY.date(),
        chain.Head(7, "ab" * 32),
        chain.Head(3, "cd" * 32),
        (daily_head.Count("hr", "leak", "released", "", 4),),
    )
    content = daily_head.seal(daily, key)
    at = place % len(content)
    file = tmp_path / daily_head.file_name(daily.day)
    file.write_bytes(content[:at] + bytes([byte]) + content[at + 1 :] if noise is None else noise)
    found = daily_head.read(file, key.public_key())
    assert found == daily or isinstance(found, daily_head.HeadFault)


@pytest.mark.parametrize("field", ["format", "day", "entries", "hash", "previous", "statistics", "key", "signature"])
def test_a_head_without_one_of_its_fields_is_a_damaged_file(tmp_path: Path, field: str) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    daily = daily_head.DailyHead(MONDAY.date(), chain.Head(7, "ab" * 32), chain.Head(3, "cd" * 32), ())
    document = json.loads(daily_head.seal(daily, key))
    del document[field]
    file = tmp_path / daily_head.file_name(daily.day)
    file.write_text(json.dumps(document))
    found = daily_head.read(file, key.public_key())
    assert isinstance(found, daily_head.HeadFault)
    assert found.reason.en == "the file is damaged"


AUDITOR = Viewer("p0005", "auditor")


@laid()
def auditor(organisation: None) -> Viewer:
    """The union's representative became the auditor."""
    from fairwatch.governance.models import RoleGrant

    RoleGrant.objects.filter(person__key="p0005").update(role="auditor")
    return AUDITOR


def test_r41_the_auditor_checks_a_copy_without_us(auditor: Viewer, union: Path, tmp_path: Path) -> None:
    three_days()
    audit_heads.deposit(union, now=MONDAY + 3 * DAY)
    deposited = [one.head for one in heads(union)]
    out = tmp_path / "copy.zip"
    head = audit_heads.copy(out, auditor, now=MONDAY + 3 * DAY)
    public = signing.signing_key().public_key()
    assert audit_copy.verify(out, public, deposited) == chain.Verdict(head.entries)
    copied = list(audit_copy.entries(out))
    assert copied[-1]["action"] == "copy access log"
    assert not any("p000" in json.dumps(entry) for entry in copied)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert audit_copy.verify(out, Ed25519PrivateKey.generate().public_key()).first_bad == 1


def test_r41_a_copy_of_a_rewritten_chain_does_not_fit_the_deposited_heads(
    auditor: Viewer, union: Path, tmp_path: Path
) -> None:
    three_days()
    audit_heads.deposit(union, now=MONDAY + 3 * DAY)
    deposited = [one.head for one in heads(union)]
    rewrite_everything(20)
    audit_heads.copy(tmp_path / "copy.zip", auditor, now=MONDAY + 3 * DAY)
    public = signing.signing_key().public_key()
    assert audit_copy.verify(tmp_path / "copy.zip", public).first_bad is None
    assert audit_copy.verify(tmp_path / "copy.zip", public, deposited).first_bad == deposited[0].entries


@pytest.mark.parametrize("viewer", [Viewer("p0003", "hr"), Viewer("p0003", "auditor"), Viewer("p0004", "employee")])
def test_nobody_else_gets_a_copy(organisation: None, tmp_path: Path, viewer: Viewer) -> None:
    with pytest.raises(Refused, match="E_DISCLOSURE"):
        audit_heads.copy(tmp_path / "copy.zip", viewer, now=MONDAY)
    assert not (tmp_path / "copy.zip").exists()


@pytest.mark.parametrize("name", [audit_copy.ENTRIES, audit_copy.MANIFEST, audit_copy.SIGNATURE])
def test_r41_any_change_of_a_copy_is_found(auditor: Viewer, tmp_path: Path, name: str) -> None:
    three_days()
    out = tmp_path / "copy.zip"
    audit_heads.copy(out, auditor, now=MONDAY + 3 * DAY)
    with zipfile.ZipFile(out) as copy:
        files = {one: copy.read(one) for one in copy.namelist()}
    public = signing.signing_key().public_key()
    for content in (files[name][:-1] + bytes([files[name][-1] ^ 1]), files[name][:-10], b"", files[name] * 2):
        with zipfile.ZipFile(out, "w") as copy:
            for one, old in files.items():
                copy.writestr(one, content if one == name else old)
        assert audit_copy.verify(out, public).first_bad is not None
    out.write_bytes(b"no zip")
    assert audit_copy.verify(out, public).first_bad == 1


def wrong(folder: Path) -> list[str]:
    """Files whose numbers are not those of the log."""
    found = daily_head.wrong_statistics(heads(folder), audit.rows(), scope.by_consent())
    return [fault.file for fault in found]


def test_r41_the_numbers_of_each_day_are_those_of_the_log(union: Path) -> None:
    three_days()
    write(1, MONDAY + 3 * DAY, purpose="departure-self", role="employee")
    monday, _, thursday = audit_heads.deposit(union, now=MONDAY + 4 * DAY)
    assert wrong(union) == []
    monday.unlink()
    assert wrong(union) == [], "each file is checked for itself"
    assert "departure-self" not in thursday.read_text()


@pytest.mark.parametrize(
    "changes",
    [
        {"entries": 1},
        {"outcome": "refused", "code": "E_NO_CASE"},
        {"role": "dpo"},
        {"purpose": ""},
    ],
    ids=["one less", "a release called a refusal", "another role", "the purpose left out"],
)
def test_r41_numbers_that_were_made_up_are_found_although_signature_and_chain_are_right(
    union: Path, changes: dict[str, Any]
) -> None:
    """Whoever holds the key signs what they like; the log itself says otherwise."""
    three_days()
    monday, _ = audit_heads.deposit(union, now=MONDAY + 3 * DAY)
    [told, _] = heads(union)
    prettier = tuple(replace(one, **changes) if one.role == "hr" else one for one in told.statistics)
    monday.write_bytes(daily_head.seal(replace(told, statistics=prettier), signing.signing_key()))
    assert audit.verify(*(one.head for one in heads(union))).first_bad is None
    assert wrong(union) == [monday.name]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(st.integers(0, 5), min_size=1, max_size=8), kept=st.sets(st.integers(0, 5)))
def test_whatever_days_were_deposited_and_kept_their_numbers_are_right(days: list[int], kept: set[int]) -> None:
    log = [
        {"index": number, "role": f"role {day % 2}", "purpose": "", "outcome": "done", "code": "", "day": day}
        for number, day in enumerate(sorted(days), start=1)
    ]
    made, before = [], 0
    for day in sorted(set(days)):
        last = max(entry["index"] for entry in log if entry["day"] == day)
        counts = (daily_head.Count(f"role {day % 2}", "", "done", "", last - before),)
        one = daily_head.DailyHead(dt.date(2026, 9, 1 + day), Head(last, "x"), Head(before, "x"), counts)
        made, before = [*made, one], last
    chosen = [one for one in made if one.day.day - 1 in kept]
    assert daily_head.wrong_statistics(chosen, log, ()) == []
