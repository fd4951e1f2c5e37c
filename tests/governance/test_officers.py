"""The register of the two officers: different people, roles and lines; each enters their own key."""

from __future__ import annotations

import pytest
from tests.governance.case_sample import COUNSEL, DPO, HR, UNION
from tests.governance.ground import laid
from tests.governance.sample import NOW

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance.services import officers
from fairwatch.viewer import Role, Viewer

PEM = b"-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VuAyEA\n-----END PUBLIC KEY-----\n"
ONE, OTHER, NEXT = (digit * 32 for digit in "123")


def enter(person: str, role: Role, fingerprint: str) -> None:
    officers.register(Viewer(person, role), PEM, fingerprint, now=NOW)


@laid()
def registered(offices: None) -> None:
    enter(DPO, "dpo", ONE)
    enter(UNION, "union", OTHER)


def test_two_officers_make_a_pair(registered: None) -> None:
    pair = officers.pair()
    assert pair
    assert {(key.person, key.role, key.fingerprint, key.pem) for key in pair} == {
        (DPO, "dpo", ONE, PEM),
        (UNION, "union", OTHER, PEM),
    }


def test_one_officer_is_none(offices: None) -> None:
    assert officers.pair() is None
    enter(DPO, "dpo", ONE)
    assert officers.pair() is None


def test_counsel_may_be_the_other_officer(offices: None) -> None:
    enter(COUNSEL, "counsel", OTHER)
    enter(DPO, "dpo", ONE)
    assert officers.pair()


@pytest.mark.parametrize(("person", "role"), [(HR, "hr"), (DPO, "union"), (DPO, "employee"), ("p9999", "dpo")])
def test_only_these_offices_and_only_their_holders(offices: None, person: str, role: Role) -> None:
    with pytest.raises(Refused, match="E_DISCLOSURE"):
        enter(person, role, ONE)


def test_one_of_the_two_is_the_dpo(offices: None) -> None:
    enter(UNION, "union", OTHER)
    with pytest.raises(Refused, match="E_STATE"):
        enter(COUNSEL, "counsel", ONE)


def test_nobody_holds_both(offices: None) -> None:
    enter(DPO, "dpo", ONE)
    with pytest.raises(Refused, match="E_SELF_APPROVAL"):
        enter(DPO, "dpo", OTHER)


def test_both_are_of_different_departments(offices: None) -> None:
    from fairwatch.governance.models import Person

    enter(DPO, "dpo", ONE)
    Person.objects.filter(key=COUNSEL).update(department=Person.objects.get(key=DPO).department)
    with pytest.raises(Refused, match="E_SELF_APPROVAL"):
        enter(COUNSEL, "counsel", OTHER)


def test_there_are_two_and_no_third(registered: None) -> None:
    with pytest.raises(Refused, match="E_STATE"):
        enter(COUNSEL, "counsel", NEXT)


def test_a_key_is_entered_once(offices: None) -> None:
    enter(DPO, "dpo", ONE)
    with pytest.raises(Refused, match="E_STATE"):
        enter(UNION, "union", ONE)


def test_whoever_leaves_the_office_is_sealed_for_no_longer(registered: None) -> None:
    from fairwatch.governance.models import Person, RoleGrant

    RoleGrant.objects.filter(person__key=UNION).delete()
    assert officers.pair() is None
    RoleGrant.objects.create(person=Person.objects.get(key=UNION), role="union")
    assert officers.pair()


def test_every_entry_is_in_the_audit_chain_with_its_fingerprint(registered: None) -> None:
    from fairwatch.governance.models import AuditEntry

    assert officers.registered() == {ONE, OTHER}
    entry = AuditEntry.objects.get(action=f"register officer key {ONE}")
    assert (entry.role, entry.outcome) == ("dpo", "done")


def test_a_key_past_the_register_is_not_sealed_for(registered: None) -> None:
    from fairwatch.governance.models import OfficerKey

    OfficerKey.objects.filter(fingerprint=ONE).update(fingerprint=NEXT)
    assert officers.pair() is None


def test_a_new_key_takes_the_place_of_the_old_one(registered: None) -> None:
    officers.rotate(Viewer(DPO, "dpo"), ONE, PEM, NEXT, now=NOW)
    officers.rotate(Viewer(DPO, "dpo"), ONE, PEM, NEXT, now=NOW)  # an interrupted hand-over goes on
    pair = officers.pair()
    assert pair
    assert {key.fingerprint for key in pair} == {NEXT, OTHER}
    old = next(key for key in officers.listed() if key.fingerprint == ONE)
    assert (old.live, old.retired_because, old.successor) == (False, "rotated", NEXT)
    assert NEXT in officers.registered()


def test_an_officer_puts_no_key_in_the_others_place(registered: None) -> None:
    with pytest.raises(Refused, match="E_SELF_APPROVAL"):
        officers.rotate(Viewer(DPO, "dpo"), OTHER, PEM, NEXT, now=NOW)
    with pytest.raises(Refused, match="E_DISCLOSURE"):
        officers.rotate(Viewer(HR, "hr"), ONE, PEM, NEXT, now=NOW)
    with pytest.raises(ConfigError, match="does not hold this key"):
        officers.rotate(Viewer(DPO, "dpo"), NEXT, PEM, "4" * 32, now=NOW)
    assert {key.fingerprint for key in officers.listed() if key.live} == {ONE, OTHER}


def test_a_lost_key_is_reported_by_either_officer_and_replaced(registered: None) -> None:
    with pytest.raises(Refused, match="E_DISCLOSURE"):
        officers.lose(Viewer(COUNSEL, "counsel"), OTHER, now=NOW)
    officers.lose(Viewer(DPO, "dpo"), OTHER, now=NOW)
    assert officers.pair() is None
    with pytest.raises(Refused, match="E_STATE"):
        officers.lose(Viewer(DPO, "dpo"), OTHER, now=NOW)
    with pytest.raises(Refused, match="E_STATE"):
        officers.rotate(Viewer(UNION, "union"), OTHER, PEM, NEXT, now=NOW)
    enter(COUNSEL, "counsel", NEXT)
    assert officers.pair()


def test_the_holder_finds_their_keys_in_their_own_records(registered: None) -> None:
    from fairwatch.governance.services import own_records

    (key,) = own_records.rows(DPO, NOW)["OfficerKey"]
    assert key["fingerprint"] == ONE
