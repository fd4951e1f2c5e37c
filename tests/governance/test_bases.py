"""A legal basis is proven, not asserted (R02)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from tests.governance.sample import DIGEST, NOW
from tests.governance.test_procedure import BASIS, BY, STEPS, new

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance import scope
from fairwatch.governance.models import BasisProof, PurposeVersion
from fairwatch.governance.records import BasisRecord, Document
from fairwatch.governance.services import bases, guards, procedure, purpose_reviews, timers
from fairwatch.governance.services.snapshot import compile_snapshot

Activate = Callable[..., None]
DPO, UNION = "p0004", "p0005"
EVIDENCE = (Document("evidence", DIGEST),)


def of_basis(basis: str) -> scope.Scope:
    return dataclasses.replace(scope.template("traffic"), bases=(basis,))


@pytest.mark.parametrize("basis", scope.BASES)
def test_r02_no_basis_is_proven_without_evidence(basis: str) -> None:
    for documents in ((), (Document("evidence", ""),), (Document("evidence", "ab" * 31),)):
        with pytest.raises(Refused, match="E_BASIS_UNPROVEN"):
            guards.basis_is_proven(BasisRecord(basis, documents, rulebook_sha256=DIGEST[:-1]), of_basis(basis))


@pytest.mark.parametrize("basis", [basis for basis in scope.BASES if basis != "hr_rules"])
def test_r02_with_its_evidence_a_basis_is_proven(basis: str) -> None:
    guards.basis_is_proven(BasisRecord(basis, EVIDENCE), of_basis(basis))


def test_r02_hr_rules_need_the_hash_of_the_rulebook_whatever_else_there_is() -> None:
    with pytest.raises(Refused, match="E_BASIS_UNPROVEN"):
        guards.basis_is_proven(dataclasses.replace(BASIS, rulebook_sha256=""), of_basis("hr_rules"))
    guards.basis_is_proven(BASIS, of_basis("hr_rules"))


def test_r02_a_basis_that_the_purpose_may_not_rest_on_is_none() -> None:
    with pytest.raises(Refused, match="E_BASIS_UNPROVEN"):
        guards.basis_is_proven(BasisRecord("emergency", EVIDENCE), scope.template("work-time"))


@pytest.mark.parametrize("change", [{"basis__rulebook": None}, {"basis__documents": [{"title": "x", "sha256": "0"}]}])
def test_r02_without_its_proof_no_purpose_becomes_active(
    organisation: None, activate: Activate, change: dict[str, Any]
) -> None:
    with pytest.raises(Refused, match="E_BASIS_UNPROVEN"):
        activate("work-time", **change)
    assert compile_snapshot(NOW).purposes == ()


@pytest.mark.parametrize("by", [DPO, UNION])
def test_r02_when_the_evidence_no_longer_holds_the_purpose_stops_at_once(
    organisation: None, activate: Activate, by: str
) -> None:
    activate("work-time")
    activate("leak")
    bases.withdraw("work-time", "the rulebook was repealed", by=by, now=NOW)
    assert [purpose.id for purpose in compile_snapshot(NOW).purposes] == ["leak"]
    assert PurposeVersion.objects.get(purpose__key="work-time").state == "SUSPENDED"


def test_r02_no_review_brings_back_what_rests_on_nothing(organisation: None, activate: Activate) -> None:
    activate("work-time")
    bases.withdraw("work-time", "the rulebook was repealed", by=DPO, now=NOW)
    purpose_reviews.open_("work-time", "try again", by=DPO, now=NOW)
    assert [move.reason for move in timers.run(NOW)] == ["E_BASIS_UNPROVEN"]


def test_r02_a_new_procedure_with_new_evidence_does(organisation: None, activate: Activate) -> None:
    activate("work-time")
    bases.withdraw("work-time", "the rulebook was repealed", by=DPO, now=NOW)
    activate("work-time", basis__rulebook__sha256="cd" * 32)
    assert compile_snapshot(NOW).purpose("work-time").version == 2


def test_r02_evidence_that_somebody_removed_from_the_database_is_missed(organisation: None, activate: Activate) -> None:
    activate("work-time")
    for tampering in (
        {"documents": [{"title": "rulebook", "sha256": ""}]},
        {"rulebook_sha256": ""},
        {"scope_hash": "0" * 64},
    ):
        kept = BasisProof.objects.values(*tampering).get()
        BasisProof.objects.update(**tampering)
        assert compile_snapshot(NOW).purposes == (), tampering
        BasisProof.objects.update(**kept)
    assert compile_snapshot(NOW).purpose("work-time")


def test_r02_before_activation_new_evidence_takes_the_place_of_what_was_withdrawn(organisation: None) -> None:
    version = new()
    for name in ("submit", "assess", "consult", "prove", "publish", "dpo", "union"):
        STEPS[name](version)
    bases.withdraw("work-time", "the wrong file", by=DPO, now=NOW)
    with pytest.raises(Refused, match="E_BASIS_UNPROVEN"):
        STEPS["activate"](version)
    later = BY | {"now": NOW.replace(hour=9)}
    procedure.prove_basis(version, BASIS, **later)
    procedure.activate(version, **later)
    assert compile_snapshot(later["now"]).purpose("work-time")


def test_only_officers_withdraw_and_say_why(organisation: None, activate: Activate) -> None:
    activate("work-time")
    with pytest.raises(Refused, match="E_DISCLOSURE"):
        bases.withdraw("work-time", "dislike", by="p0001", now=NOW)
    with pytest.raises(ConfigError):
        bases.withdraw("work-time", " ", by=DPO, now=NOW)
    with pytest.raises(Refused, match="E_BASIS_UNPROVEN"):
        bases.withdraw("leak", "there is none", by=DPO, now=NOW)
    assert compile_snapshot(NOW).purpose("work-time")
