"""From the pseudonyms of a case back to the person's name, which only the two officers together can open.

The same three steps as for sealed evidence. What may be resolved are the pseudonyms of the case's own person under the
purposes that the case names, and nobody else's.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from fairwatch import disclosure
from fairwatch.errors import Refused
from fairwatch.pipeline import naming
from fairwatch.pipeline.evidence import granted_in, log
from fairwatch.pipeline.installation import Installation
from fairwatch.sealing import Halves, Request, SealingError
from fairwatch.text import Text
from fairwatch.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Alias:
    """Somebody as a list of findings calls them: a code that is good for one viewer and day."""

    code: str
    day: dt.date


@dataclass(frozen=True, slots=True)
class Resolved:
    """One pseudonym and whose it is."""

    purpose: str
    pseudonym: str
    person: str


def request(
    installation: Installation,
    case: str,
    purpose: str,
    viewer: Viewer,
    *,
    alias: Alias | None = None,
    now: dt.datetime | None = None,
) -> Request:
    """What the officers are to be asked for: the row of the case's person in the purpose's tables of names.

    ``alias``: as which the viewer saw the person; ``E_NO_CASE`` when that was somebody else.
    """
    grant, granted = granted_in(case, viewer, purpose, now)
    policy = installation.policy(now)
    if alias and disclosure.alias(policy.purpose(purpose), granted.subject, viewer, alias.day) != alias.code:
        raise Refused("E_NO_CASE", where=f"{case} alias")
    lock = naming.lock(installation, purpose, granted.subject)
    log(policy, grant, granted, "request name", {}, now)
    return Request(case, (lock,))


def open_case(
    installation: Installation,
    case: str,
    purpose: str,
    viewer: Viewer,
    halves: Halves,
    *,
    now: dt.datetime | None = None,
) -> Resolved:
    """The name, once it is in the audit chain that it was given."""
    grant, granted = granted_in(case, viewer, purpose, now)
    for table in naming.tables(installation, purpose):
        lock = table.lock([granted.subject])
        if granted.subject in table and Request(case, (lock,)).items <= halves.items:
            log(installation.policy(now), grant, granted, "resolve name", {}, now)
            return Resolved(purpose, granted.subject, table.open([granted.subject], halves)[granted.subject])
    raise SealingError(
        Text("两个半份不是为此案件的假名给出的", "the two halves were not given for the pseudonym of this case"),
        where=purpose,
        next_step=Text("重新申请，由两名保管人各给出半份", "ask again, and have both officers give their halves"),
    )
