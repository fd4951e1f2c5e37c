"""What must hold before a purpose may move on (LAW section 6). Each guard raises ``Refused`` or returns."""

from __future__ import annotations

import datetime as dt

from fairwatch.errors import Refused
from fairwatch.governance import calendars, canonical
from fairwatch.governance.lawpack import LawPack
from fairwatch.governance.models import PurposeVersion
from fairwatch.governance.prohibited import refuse_prohibited
from fairwatch.governance.records import (
    ACCEPTABLE_RISKS,
    ASSESSMENT_QUESTIONS,
    AssessmentRecord,
    BasisRecord,
    ConsultationRecord,
)
from fairwatch.governance.scope import Scope
from fairwatch.governance.services import directory, rule_lists

_FEWEST_ALTERNATIVES = 2


def scope_is_approvable(scope: Scope, pack: LawPack) -> None:
    """Not one of the unapprovable purposes, necessity shown, within the pack's limits, and with an end."""
    refuse_prohibited(scope, pack)
    rule_lists.refuse_unpublished(scope)
    if len(scope.alternatives) < _FEWEST_ALTERNATIVES:
        raise Refused("E_NECESSITY", where=f"{scope.id} alternatives")
    if scope.until is None:
        raise Refused("E_NECESSITY", where=f"{scope.id} until")
    if scope != scope.narrowed(pack):
        raise Refused("E_PACK_LOOSENS", where=f"{scope.id} {pack.law}")


def in_order(*days: tuple[str, dt.date | None]) -> None:
    """The named days exist and none is before the one named before it."""
    previous: dt.date | None = None
    for name, day in days:
        if day is None or (previous and day < previous):
            raise Refused("E_STATE", where=name)
        previous = day


def assessment_is_sound(record: AssessmentRecord, sponsor: str) -> None:
    """Every question answered, acceptable residual risk, signed by a DPO who did not propose the purpose (R06)."""
    if record.signed_by == sponsor:
        raise Refused("E_SELF_APPROVAL", where="assessment.signed_by")
    if not directory.holds(record.signed_by, "dpo"):
        raise Refused("E_PIA_MISSING", where="assessment.signed_by")
    if record.residual_risk not in ACCEPTABLE_RISKS:
        raise Refused("E_PIA_MISSING", where="assessment.residual_risk")
    for question in ASSESSMENT_QUESTIONS:
        if not record.answers.get(question, "").strip():
            raise Refused("E_PIA_MISSING", where=f"assessment.{question}")


def consultation_is_complete(record: ConsultationRecord, scope: Scope, pack: LawPack) -> None:
    """Long enough, discussed, and agreed with the union; for groups only, negotiated with every objection answered."""
    days = calendars.working_days(pack.word("procedure.calendar"), record.opened_on, record.closed_on)
    if days < pack.number("procedure.consultation_working_days"):
        raise Refused("E_DEMOCRATIC_PROCEDURE_MISSING", where="consultation.closed_on")
    if not record.discussion.strip():
        raise Refused("E_DEMOCRATIC_PROCEDURE_MISSING", where="consultation.discussion")
    if not directory.holds(record.represented_by, "union"):
        raise Refused("E_DEMOCRATIC_PROCEDURE_MISSING", where="consultation.represented_by")
    if record.union_result == "agreed":
        return
    if scope.kind == "departure-group":
        raise Refused("E_LEAVING_OFF", where="consultation.union_result")
    if scope.individual or pack.word("procedure.union_must_agree") == "always" or record.union_result != "negotiated":
        raise Refused("E_DEMOCRATIC_PROCEDURE_MISSING", where="consultation.union_result")
    if not all(item.reply.strip() for item in record.objections):
        raise Refused("E_DEMOCRATIC_PROCEDURE_MISSING", where="consultation.objections")


def basis_is_proven(record: BasisRecord, scope: Scope) -> None:
    """A basis the purpose may rest on, proven. HR rules need the rulebook and, for individuals, the contract (R03)."""
    if record.basis not in scope.bases:
        raise Refused("E_BASIS_UNPROVEN", where="basis.kind")
    hashes = [item.sha256 for item in record.documents]
    if record.basis == "hr_rules":
        hashes.append(record.rulebook_sha256)
    if not hashes or not all(map(canonical.is_sha256, hashes)):
        raise Refused("E_BASIS_UNPROVEN", where="basis.documents")
    if record.basis != "hr_rules":
        return
    if record.rulebook_published_on is None:
        raise Refused("E_DEMOCRATIC_PROCEDURE_MISSING", where="basis.rulebook.published_on")
    if scope.individual and not record.collective_contract.strip():
        raise Refused("E_DEMOCRATIC_PROCEDURE_MISSING", where="basis.collective_contract")
    if scope.individual and record.collective_contract_until is None:
        raise Refused("E_DEMOCRATIC_PROCEDURE_MISSING", where="basis.collective_contract_until")


def records_are_for_this_wording(version: PurposeVersion, wording: str) -> None:
    """Assessment, consultation, basis and both keys exist and name the hash of the present wording."""
    if not version.assessments.filter(scope_hash=wording).exists():
        raise Refused("E_PIA_MISSING", where=version.purpose.key)
    if getattr(getattr(version, "consultation", None), "scope_hash", None) != wording:
        raise Refused("E_DEMOCRATIC_PROCEDURE_MISSING", where=version.purpose.key)
    if getattr(getattr(version, "basis", None), "scope_hash", None) != wording:
        raise Refused("E_BASIS_UNPROVEN", where=version.purpose.key)
    if version.published_on is None:
        raise Refused("E_NOTICE_NOT_SERVED", where=version.purpose.key)
    holders = dict(version.keys.filter(scope_hash=wording).values_list("role", "person"))
    if "union" not in holders and version.purpose.kind == "departure-group":
        raise Refused("E_LEAVING_OFF", where="keys.union")
    if missing := {"dpo", "union"} - holders.keys():
        raise Refused("E_STATE", where=f"keys.{min(missing)}")
    if holders["dpo"] == holders["union"]:
        raise Refused("E_SELF_APPROVAL", where="keys")


def key_is_valid(role: str, person: str, version: PurposeVersion) -> None:
    """The person holds the role in the directory and has not proposed the purpose."""
    if role not in {"dpo", "union"} or not directory.holds(person, role):
        raise Refused("E_STATE", where=f"keys.{role}")
    if person == version.sponsor or version.keys.exclude(role=role).filter(person=person).exists():
        raise Refused("E_SELF_APPROVAL", where=f"keys.{role}")
