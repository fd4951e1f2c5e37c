"""The tables, one file per subject. Only ``services`` write to them: every rule is there."""

from fairwatch.governance.models.access import AccessCode, RecoveryCode, SecondFactor, SignIn
from fairwatch.governance.models.audit import AuditEntry, AuditHead, AuditIdentity
from fairwatch.governance.models.breaches import Breach, BreachNotification
from fairwatch.governance.models.cases import Case, CaseApproval
from fairwatch.governance.models.compiled import CompiledPolicy, PolicyPart
from fairwatch.governance.models.compliance import (
    AuditFinding,
    BasisWithdrawal,
    ComplianceAudit,
    ContractRenewal,
    PurposeReview,
)
from fairwatch.governance.models.consents import Consent
from fairwatch.governance.models.directory import Account, Device, FormerOwner, FormerState, Person, RoleGrant
from fairwatch.governance.models.dismissals import DismissalNotice, DismissalPack
from fairwatch.governance.models.disputes import Dispute, DisputeState
from fairwatch.governance.models.erasure import ErasureOrder, LegalHold
from fairwatch.governance.models.files import RegisteredFile
from fairwatch.governance.models.forbidden_apps import ForbiddenApp
from fairwatch.governance.models.law import LawAdoption, LawPublisher, LawPublisherKey
from fairwatch.governance.models.notices import Notice
from fairwatch.governance.models.officers import OfficerKey
from fairwatch.governance.models.procedure import ActivationKey, Assessment, BasisProof, Consultation, StateChange
from fairwatch.governance.models.purposes import PseudonymKey, Purpose, PurposeVersion, State
from fairwatch.governance.models.releases import NoisyRelease, ReleasedAnswer
from fairwatch.governance.models.retention import RetentionRun
from fairwatch.governance.models.reviews import Reinstatement, Report
from fairwatch.governance.models.revision import Revision
from fairwatch.governance.models.rights import RequestState, RightsRequest
from fairwatch.governance.models.rule_lists import PublishedRuleList
from fairwatch.governance.models.schedules import Shift, ShiftAssignment, TimeException
from fairwatch.governance.models.shares import Share
from fairwatch.governance.models.transfers import Recipient, TransferConsent

__all__ = [
    "AccessCode",
    "Account",
    "ActivationKey",
    "Assessment",
    "AuditEntry",
    "AuditFinding",
    "AuditHead",
    "AuditIdentity",
    "BasisProof",
    "BasisWithdrawal",
    "Breach",
    "BreachNotification",
    "Case",
    "CaseApproval",
    "CompiledPolicy",
    "ComplianceAudit",
    "Consent",
    "Consultation",
    "ContractRenewal",
    "Device",
    "DismissalNotice",
    "DismissalPack",
    "Dispute",
    "DisputeState",
    "ErasureOrder",
    "ForbiddenApp",
    "FormerOwner",
    "FormerState",
    "LawAdoption",
    "LawPublisher",
    "LawPublisherKey",
    "LegalHold",
    "NoisyRelease",
    "Notice",
    "OfficerKey",
    "Person",
    "PolicyPart",
    "PseudonymKey",
    "PublishedRuleList",
    "Purpose",
    "PurposeReview",
    "PurposeVersion",
    "Recipient",
    "RecoveryCode",
    "RegisteredFile",
    "Reinstatement",
    "ReleasedAnswer",
    "Report",
    "RequestState",
    "RetentionRun",
    "Revision",
    "RightsRequest",
    "RoleGrant",
    "SecondFactor",
    "Share",
    "Shift",
    "ShiftAssignment",
    "SignIn",
    "State",
    "StateChange",
    "TimeException",
    "TransferConsent",
]
