"""Which pseudonym a person has under each purpose, as long as the purpose's key exists."""

from __future__ import annotations

import hashlib
import hmac

from fairwatch.governance.models import PseudonymKey


def of(person: str) -> dict[str, str]:
    """Purpose -> pseudonym, also of purposes that are no longer active but still have data."""
    keys = PseudonymKey.objects.order_by("purpose__key").values_list("purpose__key", "key")
    return {purpose: under(bytes(key), person) for purpose, key in keys}


def under(key: bytes, person: str) -> str:
    """As ``policy.Purpose.pseudonym``, which only active purposes have."""
    return hmac.new(key, person.encode(), hashlib.sha256).hexdigest()[:32]
