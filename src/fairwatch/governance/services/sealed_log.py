"""What the audit chain knows of the sealed days: the head of every chunk, and every destruction.

Whoever may write to the vault could cut a day off or take a whole day away; the chain then still names a head that is
not there any more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from fairwatch.governance.models import AuditEntry
from fairwatch.governance.services import audit
from fairwatch.governance.services.acting import OPERATOR

_SEAL, _DESTROY = "seal ", "destroy sealed "


@dataclass(frozen=True, slots=True)
class Recorded:
    """One day as the chain has it."""

    heads: dict[int, str] = field(default_factory=dict)
    """Number of the chunk -> its digest, hex."""

    @property
    def head(self) -> str | None:
        """The latest one."""
        return self.heads[max(self.heads)] if self.heads else None


def record(
    day: dt.date,
    chunks: Mapping[int, str],
    *,
    purpose: str,
    policy_hash: str = "",
    counts: Mapping[str, int] | None = None,
    now: dt.datetime | None = None,
) -> None:
    """Put the heads of chunks (number -> digest) into the chain. ``counts``: lines, and lines left out."""
    for number, head in sorted(chunks.items()):
        audit.append(
            actor=OPERATOR,
            role="operator",
            action=f"{_SEAL}{day} {number} {head}",
            purpose=purpose,
            outcome="done",
            policy_hash=policy_hash,
            counts=counts,
            now=now,
        )


def record_destroyed(days: Iterable[dt.date], *, purpose: str, now: dt.datetime | None = None) -> int:
    """Put it into the chain that days are gone, each once; returns how many were new."""
    new = sorted(set(days) - destroyed())
    for day in new:
        audit.append(
            actor=OPERATOR, role="operator", action=f"{_DESTROY}{day}", purpose=purpose, outcome="done", now=now
        )
    return len(new)


def recorded(day: dt.date | None = None) -> dict[dt.date, Recorded]:
    """What was sealed, of one day or of all."""
    days: dict[dt.date, Recorded] = {}
    for action in _actions(_SEAL if day is None else f"{_SEAL}{day} "):
        _, of, number, head = action.split(" ")
        days.setdefault(dt.date.fromisoformat(of), Recorded()).heads[int(number)] = head
    return days


def destroyed() -> set[dt.date]:
    """The days whose keys are gone."""
    return {dt.date.fromisoformat(action.removeprefix(_DESTROY)) for action in _actions(_DESTROY)}


def _actions(beginning: str) -> list[str]:
    entries = AuditEntry.objects.filter(action__startswith=beginning, outcome="done").order_by("index")
    return list(entries.values_list("action", flat=True))
