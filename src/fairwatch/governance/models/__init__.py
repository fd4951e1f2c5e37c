"""The tables, one file per subject. Only ``services`` write to them: every rule is there."""

from fairwatch.governance.models.access import AccessCode
from fairwatch.governance.models.audit import AuditEntry, AuditHead, AuditIdentity
from fairwatch.governance.models.consents import Consent
from fairwatch.governance.models.directory import Account, Device, Person, RoleGrant
from fairwatch.governance.models.files import RegisteredFile
from fairwatch.governance.models.forbidden_apps import ForbiddenApp
from fairwatch.governance.models.law import LawAdoption
from fairwatch.governance.models.notices import Notice
from fairwatch.governance.models.procedure import ActivationKey, Assessment, BasisProof, Consultation, StateChange
from fairwatch.governance.models.purposes import PseudonymKey, Purpose, PurposeVersion, State
from fairwatch.governance.models.retention import RetentionRun
from fairwatch.governance.models.revision import Revision
from fairwatch.governance.models.schedules import Shift, ShiftAssignment, TimeException

__all__ = [
    "AccessCode",
    "Account",
    "ActivationKey",
    "Assessment",
    "AuditEntry",
    "AuditHead",
    "AuditIdentity",
    "BasisProof",
    "Consent",
    "Consultation",
    "Device",
    "ForbiddenApp",
    "LawAdoption",
    "Notice",
    "Person",
    "PseudonymKey",
    "Purpose",
    "PurposeVersion",
    "RegisteredFile",
    "RetentionRun",
    "Revision",
    "RoleGrant",
    "Shift",
    "ShiftAssignment",
    "State",
    "StateChange",
    "TimeException",
]
