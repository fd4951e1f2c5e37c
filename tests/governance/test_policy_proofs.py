"""Every policy ever in force is on record, and what it said can be had again as long as rows need it (R33)."""

from __future__ import annotations

import datetime as dt
import zlib
from typing import Any

import pytest
from django.db import transaction
from tests.governance.case_sample import DAY, SUBJECT
from tests.governance.sample import NOW

from fairwatch.governance.models import CompiledPolicy, PolicyPart, PseudonymKey
from fairwatch.governance.services import consents, notices, policy_proofs
from fairwatch.governance.services.snapshot import compile_snapshot

pytestmark = pytest.mark.usefixtures("offices")


def test_r33_every_compiled_policy_is_on_record_also_after_an_undone_transaction() -> None:
    with transaction.atomic():
        first = compile_snapshot(NOW)
        transaction.set_rollback(True)
    assert not policy_proofs.are_known([first.hash])
    assert compile_snapshot(NOW) is first
    assert policy_proofs.are_known([first.hash])
    assert not policy_proofs.are_known([])
    assert not policy_proofs.are_known([first.hash, "0" * 64])


def test_r33_the_rules_of_a_day_can_be_had_again_after_they_changed(activate: Any) -> None:
    notices.serve(SUBJECT, "leak", "zh", now=NOW)
    notices.acknowledge(SUBJECT, "leak", by=SUBJECT, now=NOW)
    then = compile_snapshot(NOW)
    activate("work-time", now=NOW + DAY)
    again = policy_proofs.recall(then.hash)
    assert again is not None
    assert [purpose.id for purpose in again.purposes] == ["leak"]
    for name in ("limits", "shifts", "calendars", "purposes", "private_categories", "exempt_roles"):
        assert getattr(again, name) == getattr(then, name), name
    for name in ("people", "notices", "exceptions"):
        assert getattr(again, name).equals(getattr(then, name)), name


def test_r12_who_had_consented_is_not_among_what_is_kept(activate: Any) -> None:
    activate("departure-self")
    consents.give(SUBJECT, "departure-self", 30, now=NOW)
    again = policy_proofs.recall(compile_snapshot(NOW).hash)
    assert again is not None
    assert again.consents.is_empty()
    kept = b"".join(zlib.decompress(bytes(part.content)) for part in PolicyPart.objects.all())
    assert b'"from_us"' not in kept
    assert b"02:00:00:00:00:02" not in kept, "devices and accounts are not needed either"


def test_the_key_of_a_purpose_is_never_kept_and_without_it_nobody_can_be_named() -> None:
    known = compile_snapshot(NOW)
    key = bytes(PseudonymKey.objects.get().key)
    assert all(key not in zlib.decompress(bytes(part.content)) for part in PolicyPart.objects.all())
    PseudonymKey.objects.update(key=b"x" * 32)
    again = policy_proofs.recall(known.hash)
    assert again is not None
    assert again.purposes == ()


@pytest.mark.parametrize("tampered", ["parts", "content", "nonsense", "gone"])
def test_what_was_tampered_with_proves_nothing(tampered: str) -> None:
    known = compile_snapshot(NOW).hash
    row = CompiledPolicy.objects.get(hash=known)
    people = PolicyPart.objects.filter(digest=row.parts["people"])
    if tampered == "parts":
        CompiledPolicy.objects.filter(hash=known).update(parts=row.parts | {"people": row.parts["notices"]})
    elif tampered == "content":
        people.update(content=zlib.compress(b"{}"))
    elif tampered == "nonsense":
        people.update(content=b"nonsense")
    else:
        people.delete()
    assert policy_proofs.recall(known) is None


def test_what_no_row_needs_is_forgotten_and_its_hash_stays(activate: Any) -> None:
    first = compile_snapshot(NOW)
    activate("work-time", now=NOW + DAY)
    second = compile_snapshot(NOW + DAY)
    assert policy_proofs.forget_unused([second.hash], NOW + dt.timedelta(hours=1)) > 0
    assert policy_proofs.recall(first.hash) is None
    assert policy_proofs.are_known([first.hash])
    assert policy_proofs.recall(second.hash) is not None, "parts that both share are still there"


def test_what_was_forgotten_is_kept_again_when_it_comes_into_force_again() -> None:
    first = compile_snapshot(NOW)
    policy_proofs.forget_unused([], NOW + DAY)
    compile_snapshot(NOW)
    assert policy_proofs.recall(first.hash) is not None


def test_r36_a_person_gets_what_the_kept_policies_say_about_them_and_about_nobody_else() -> None:
    notices.serve(SUBJECT, "leak", "zh", now=NOW)
    notices.acknowledge(SUBJECT, "leak", by=SUBJECT, now=NOW)
    compile_snapshot(NOW)
    rows = policy_proofs.rows_about(SUBJECT)
    assert {part for part, found in rows.items() if found} == {"people", "notices", "exceptions"}
    assert {row["person"] for found in rows.values() for row in found} == {SUBJECT}
    assert not any(policy_proofs.rows_about("p9999").values())
