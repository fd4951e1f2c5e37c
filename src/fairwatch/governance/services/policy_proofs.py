"""The register of every policy that was ever in force. Rows that name none of them prove nothing (R33)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from fairwatch.governance.models import CompiledPolicy


def record(policy_hash: str, at: dt.datetime) -> None:
    """Put a compiled policy on record; again changes nothing."""
    CompiledPolicy.objects.get_or_create(hash=policy_hash, defaults={"compiled_at": at})


def are_known(hashes: Iterable[str]) -> bool:
    """Whether there is at least one hash, and each is of a policy that was compiled here."""
    wanted = set(hashes)
    return bool(wanted) and CompiledPolicy.objects.filter(hash__in=wanted).count() == len(wanted)
