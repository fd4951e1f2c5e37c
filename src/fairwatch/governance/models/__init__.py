"""The tables, one file per subject. Only ``services`` write to them: every rule is there."""

from fairwatch.governance.models.access import AccessCode
from fairwatch.governance.models.audit import AuditEntry, AuditHead, AuditIdentity
from fairwatch.governance.models.cases import Case, CaseApproval
from fairwatch.governance.models.compiled import CompiledPolicy
from fairwatch.governance.models.consents import Consent
from fairwatch.governance.models.directory import Account, Device, Person, RoleGrant
from fairwatch.governance.models.dismissals import DismissalNotice, DismissalPack
from fairwatch.governance.models.disputes import Dispute, DisputeState
from fairwatch.governance.models.erasure import ErasureOrder, LegalHold
from fairwatch.governance.models.files import RegisteredFile
from fairwatch.governance.models.forbidden_apps import ForbiddenApp
from fairwatch.governance.models.law import LawAdoption
from fairwatch.governance.models.notices import Notice
from fairwatch.governance.models.procedure import ActivationKey, Assessment, BasisProof, Consultation, StateChange
from fairwatch.governance.models.purposes import PseudonymKey, Purpose, PurposeVersion, State
from fairwatch.governance.models.retention import RetentionRun
from fairwatch.governance.models.reviews import Reinstatement, Report
from fairwatch.governance.models.revision import Revision
from fairwatch.governance.models.rights import RequestState, RightsRequest
from fairwatch.governance.models.schedules import Shift, ShiftAssignment, TimeException
from fairwatch.governance.models.shares import Share

__all__ = [
    "AccessCode",
    "Account",
    "ActivationKey",
    "Assessment",
    "AuditEntry",
    "AuditHead",
    "AuditIdentity",
    "BasisProof",
    "Case",
    "CaseApproval",
    "CompiledPolicy",
    "Consent",
    "Consultation",
    "Device",
    "DismissalNotice",
    "DismissalPack",
    "Dispute",
    "DisputeState",
    "ErasureOrder",
    "ForbiddenApp",
    "LawAdoption",
    "LegalHold",
    "Notice",
    "Person",
    "PseudonymKey",
    "Purpose",
    "PurposeVersion",
    "RegisteredFile",
    "Reinstatement",
    "Report",
    "RequestState",
    "RetentionRun",
    "Revision",
    "RightsRequest",
    "RoleGrant",
    "Share",
    "Shift",
    "ShiftAssignment",
    "State",
    "StateChange",
    "TimeException",
]
