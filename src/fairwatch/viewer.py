"""Who asks, and the log that every answer is written to before it is given (R41)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

Role = Literal["employee", "manager", "hr", "analyst", "dpo", "counsel", "union", "auditor", "operator"]
"""Roles of LAW section 10. Everybody is an ``employee`` as well and may see what is held about them."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """One authenticated person acting in one of the roles that the directory gives them."""

    person: str
    role: Role


@dataclass(frozen=True, slots=True)
class AccessEntry:
    """One decision of the door out: who wanted what of which purpose, and whether it was given."""

    viewer: Viewer
    action: str
    """What was asked for, e.g. ``analyse work-time``."""
    purpose: str
    outcome: Literal["released", "refused"]
    code: str = ""
    """Refusal code when refused."""
    policy_hash: str = ""
    subjects: frozenset[str] = frozenset()
    """Pseudonyms (under ``purpose``) of the people whose rows are in the answer; empty for groups."""
    details: Mapping[str, int] = field(default_factory=dict)
    """Counts such as rows and suppressed cells; never content."""


class AccessLog(Protocol):
    """Append-only. Where an entry cannot be written, ``record`` raises ``Refused("E_LOG_DOWN")``."""

    def record(self, entry: AccessEntry) -> None: ...
