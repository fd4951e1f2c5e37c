"""Who asks, and the log that every answer is written to before it is given (R41)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
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
class GrantedPurpose:
    """The part of a grant that is about one purpose."""

    purpose: str
    subject: str
    """Pseudonym under this purpose of the one person the case is about."""
    fields: frozenset[str]
    """Columns of the purpose (``columns.STORED``) that the case named."""
    consented_from: dt.date | None = None
    """Of job search: the first day that lies wholly under the person's running consent to a wording that names cases;
    None: no day does."""
    beside: frozenset[dt.date] = frozenset()
    """Of job search: the days beside a confidential file that this person sent out. Governance cannot know them; the
    door finds them in the rows about files (``disclosure.beside_files``)."""


@dataclass(frozen=True, slots=True)
class Grant:
    """Leave to read one person's rows in an approved case (R35). Governance makes it for one look and logs that."""

    case: str
    viewer: Viewer
    """The assigned investigator."""
    purposes: tuple[GrantedPurpose, ...]
    first_day: dt.date
    last_day: dt.date
    """Both days are included."""
    person: str = field(repr=False)
    """Directory id of the one person, for the access log alone."""
    time_zone: str
    """IANA name of the person's zone, in which an instant belongs to a day."""
    granted_at: dt.datetime
    until: dt.datetime
    """Worth nothing from this moment."""
    stands: Callable[[dt.datetime], bool] = field(repr=False, compare=False)
    """Whether the case is still open at a moment. The door asks before every answer: a grant that somebody keeps ends
    with its case."""

    def of(self, purpose: str) -> GrantedPurpose | None:
        """What is granted of a purpose."""
        return next((granted for granted in self.purposes if granted.purpose == purpose), None)


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
    people: frozenset[str] = frozenset()
    """Directory ids of those whom the viewer knows by name: themselves, or the person of a case. The log has its own
    pseudonyms for them; beside an entry's actor or case, the one under the purpose would tell whose rows are whose."""
    details: Mapping[str, int] = field(default_factory=dict)
    """Counts such as rows and suppressed cells; never content."""


class AccessLog(Protocol):
    """Append-only. Where an entry cannot be written, ``record`` raises ``Refused("E_LOG_DOWN")``."""

    def record(self, entry: AccessEntry) -> None: ...
