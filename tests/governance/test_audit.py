"""The access log: written before an answer, and any tampering is named by its first entry (R41)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairwatch.errors import Refused
from fairwatch.governance import chain
from fairwatch.governance.models import AuditEntry, AuditHead
from fairwatch.governance.services import audit
from fairwatch.governance.services.acting import acting
from fairwatch.governance.services.audit import AuditLog, Head, Verdict
from fairwatch.viewer import AccessEntry, AccessLog, Viewer

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)


def write(count: int) -> None:
    log: AccessLog = AuditLog(NOW)
    for number in range(count):
        log.record(
            AccessEntry(
                Viewer("p0003", "hr"),
                "analyse work-time",
                "work-time",
                "released",
                subjects=frozenset({"aa" * 16, "bb" * 16}),
                details={"rows": number},
            )
        )


def test_r41_an_untouched_chain_is_whole() -> None:
    assert audit.verify() == Verdict(0)
    write(3)
    assert audit.verify() == Verdict(3)
    assert audit.head() == Head(3, AuditEntry.objects.get(pk=3).hash)


def test_an_entry_says_who_what_and_about_whom_without_an_identity() -> None:
    write(1)
    entry = AuditEntry.objects.get()
    assert entry.actor not in {"", "p0003"}
    assert (entry.role, entry.action, entry.outcome) == ("hr", "analyse work-time", "released")
    assert entry.subjects == f"{'aa' * 16} {'bb' * 16}"
    assert entry.counts == '{"rows":0}'


CHANGES = {
    "time_us": 1,
    "actor": "f" * 32,
    "role": "dpo",
    "action": "something else",
    "purpose": "leak",
    "outcome": "refused",
    "code": "E_STATE",
    "policy_hash": "c" * 64,
    "subjects": "",
    "counts": "{}",
    "previous_hash": "d" * 64,
    "hash": "e" * 64,
}


@pytest.mark.parametrize("column", CHANGES)
def test_r41_a_changed_column_is_found(column: str) -> None:
    write(5)
    AuditEntry.objects.filter(pk=3).update(**{column: CHANGES[column]})
    assert audit.verify().first_bad == 3


def test_every_column_of_an_entry_is_covered() -> None:
    assert set(CHANGES) | {"index"} == {field.name for field in AuditEntry._meta.fields}


@pytest.mark.parametrize("gone", [1, 3, 5])
def test_r41_a_deleted_entry_is_found(gone: int) -> None:
    write(5)
    AuditEntry.objects.filter(pk=gone).delete()
    assert audit.verify().first_bad == gone


def test_r41_swapped_entries_are_found() -> None:
    write(5)
    with connection.cursor() as cursor:
        for old, new in ((2, 99), (4, 2), (99, 4)):
            cursor.execute('UPDATE governance_auditentry SET "index" = %s WHERE "index" = %s', [new, old])
    assert audit.verify().first_bad == 2


def test_r41_an_entry_added_by_hand_is_found() -> None:
    write(2)
    last = AuditEntry.objects.get(pk=2)
    forged = {name: getattr(last, name) for name in audit.COLUMNS} | {"index": 3, "previous_hash": last.hash}
    AuditEntry.objects.create(**forged, hash=chain.entry_hash(forged))
    assert audit.verify().first_bad == 3


def test_r41_a_chain_cut_off_together_with_its_head_differs_from_the_deposited_one() -> None:
    write(5)
    deposited = audit.head()
    AuditEntry.objects.filter(pk__gt=3).delete()
    AuditHead.objects.update(entries=3, hash=AuditEntry.objects.get(pk=3).hash)
    assert audit.verify().first_bad is None
    assert audit.verify(deposited).first_bad == 4


def test_r41_a_chain_rewritten_as_a_whole_differs_from_the_deposited_one() -> None:
    write(3)
    deposited = audit.head()
    AuditEntry.objects.all().delete()
    AuditHead.objects.all().delete()
    AuditLog(NOW).record(AccessEntry(Viewer("p0003", "hr"), "a", "work-time", "released"))
    write(2)
    assert audit.verify().first_bad is None
    assert audit.verify(deposited).first_bad == 3


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=st.integers(1, 6), data=st.data())
def test_r41_any_single_change_is_found_at_its_place(entries: int, data: st.DataObject) -> None:
    with transaction.atomic():
        start = audit.head().entries
        write(entries)
        place = data.draw(st.integers(start + 1, start + entries))
        column = data.draw(st.sampled_from(sorted(CHANGES)))
        row = AuditEntry.objects.filter(pk=place)
        if row.get().__dict__[column] != CHANGES[column]:
            row.update(**{column: CHANGES[column]})
            assert audit.verify().first_bad == place
        transaction.set_rollback(True)


def test_entries_can_neither_be_changed_nor_deleted_by_the_program() -> None:
    write(1)
    entry = AuditEntry.objects.get()
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()


def full(execute: Callable[..., object], statement: str, *rest: object) -> object:
    """A disk on which nothing can be added to the log."""
    if statement.startswith(f"INSERT INTO {AuditEntry._meta.db_table}"):
        raise DatabaseError("database or disk is full")
    return execute(statement, *rest)


def test_r41_without_a_writable_log_there_is_a_refusal() -> None:
    with connection.execute_wrapper(full), pytest.raises(Refused) as refusal:
        write(1)
    assert refusal.value.code == "E_LOG_DOWN"


def test_r41_a_removed_head_is_not_silently_made_anew() -> None:
    write(2)
    AuditHead.objects.all().delete()
    with pytest.raises(Refused) as refusal:
        write(1)
    assert refusal.value.code == "E_LOG_DOWN"
    assert audit.verify().first_bad == 1


def test_an_act_that_is_refused_leaves_no_trace_but_the_refusal() -> None:
    def forbidden_act() -> None:
        with acting("p0004", "try", now=NOW):
            audit.append(actor="p0004", role="dpo", action="inner", outcome="done", now=NOW)
            raise Refused("E_STATE")

    with pytest.raises(Refused):
        forbidden_act()
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.outcome, entry.code) == ("try", "refused", "E_STATE")
    assert audit.verify() == Verdict(1)


def test_an_act_that_cannot_be_logged_does_not_happen() -> None:
    from fairwatch.governance.models import Purpose

    with connection.execute_wrapper(full), pytest.raises(Refused), acting("p0004", "add purpose", now=NOW):
        Purpose.objects.create(key="work-time", kind="work-time")
    assert not Purpose.objects.exists()
