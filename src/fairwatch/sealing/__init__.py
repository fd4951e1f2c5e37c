"""Sealed evidence: what only two officers together can read, and nobody once its keys are gone.

Knows no policy and no database: whoever calls it has checked the case and written the access log first.
"""

from fairwatch.sealing.faults import SealingError
from fairwatch.sealing.half import Half, Halves
from fairwatch.sealing.keyring import Keyring
from fairwatch.sealing.names import NameTable
from fairwatch.sealing.officers import (
    OfficerKey,
    generate_officer_key,
    load_private,
    load_public,
    new_passphrase,
    officer_id,
)
from fairwatch.sealing.request import Request
from fairwatch.sealing.retention import NETWORK_LOGS, Retention
from fairwatch.sealing.shares import Lock
from fairwatch.sealing.vault import Forgotten, Receipt, Vault
from fairwatch.sealing.verify import DayReport

__all__ = [
    "NETWORK_LOGS",
    "DayReport",
    "Forgotten",
    "Half",
    "Halves",
    "Keyring",
    "Lock",
    "NameTable",
    "OfficerKey",
    "Receipt",
    "Request",
    "Retention",
    "SealingError",
    "Vault",
    "generate_officer_key",
    "load_private",
    "load_public",
    "new_passphrase",
    "officer_id",
]
