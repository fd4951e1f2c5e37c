"""Which pseudonym a person has under each purpose, as long as the purpose's key exists."""

from __future__ import annotations

import datetime as dt

from fairwatch.governance import key_wrapping
from fairwatch.governance.models import PseudonymKey
from fairwatch.governance.services.acting import OPERATOR, acting
from fairwatch.policy import pseudonym


def of(person: str) -> dict[str, str]:
    """Purpose -> pseudonym, also of purposes that are no longer active but still have data."""
    return {purpose: pseudonym(key, person) for purpose, key in keys().items()}


def keys() -> dict[str, bytes]:
    """Purpose -> pseudonym key, for as long as it exists."""
    rows = PseudonymKey.objects.order_by("purpose__key").values_list("purpose__key", "key")
    return {purpose: key_wrapping.unwrap(bytes(stored), purpose) for purpose, stored in rows}


def lock_keys(*, now: dt.datetime | None = None) -> int:
    """Wrap every key that lies bare by a secret of the keyring, and new ones from now on; returns how many."""
    with acting(OPERATOR, "lock pseudonym keys", now=now) as act:
        act.changed = False
        key_wrapping.make_secret()
        bare = [row for row in PseudonymKey.objects.select_related("purpose") if len(row.key) == key_wrapping.KEY_BYTES]
        for row in bare:
            row.key = key_wrapping.wrap(bytes(row.key), row.purpose.key)
            row.save(update_fields=["key"])
        act.counts["keys"] = len(bare)
    return len(bare)
