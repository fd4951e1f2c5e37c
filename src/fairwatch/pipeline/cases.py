"""Cases where they touch stored rows: asked for about an alias, looked into, and reported on (R31, R35)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable

from fairwatch import analyses, disclosure
from fairwatch.errors import Refused
from fairwatch.governance.case_request import Alias, CaseRequest
from fairwatch.pipeline import lineage
from fairwatch.pipeline.answers import answer
from fairwatch.pipeline.installation import Installation
from fairwatch.viewer import Grant, Viewer

_FILES = "leak"


def request(installation: Installation, record: CaseRequest, viewer: Viewer, *, now: dt.datetime | None = None) -> str:
    """Ask for a case, about a person of the directory or about whoever stood behind an alias; returns its key.

    The alias is one that the requester saw. They do not learn whose it is before both approvers have signed.
    """
    from fairwatch.governance.services import cases  # noqa: PLC0415 - Django's models load after configure()

    if record.alias:
        subject = _behind(installation, record.alias, viewer, now)
        record = dataclasses.replace(record, subject=subject, alias=None)
    return cases.request(record, by=viewer.person, now=now)


def look(
    installation: Installation, key: str, viewer: Viewer, engine_uri: str = "duckdb", *, now: dt.datetime | None = None
) -> list[disclosure.Released]:
    """What the case lets its investigator see: its person, its days, its columns, and nothing else."""
    from fairwatch.governance.services import cases  # noqa: PLC0415 - as above

    return _released(installation, cases.grant(key, viewer, now=now), engine_uri, now)


def draft(
    installation: Installation, key: str, text: str, reviewer: str, viewer: Viewer, *, now: dt.datetime | None = None
) -> str:
    """Write a report on a case, tied to the stored rows that it rests on; returns the report's key."""
    from fairwatch.governance.services import case_register, reviews  # noqa: PLC0415 - as above

    file = case_register.show(key, viewer, now=now)
    if not file.subject or file.investigator != viewer.person:
        raise Refused("E_NO_CASE", where=key)
    rows = lineage.trace(installation)(key)
    return reviews.draft(file.subject, text, rows, reviewer=reviewer, case=key, by=viewer.person, now=now)


def evidence(
    installation: Installation,
    report: str,
    viewer: Viewer,
    engine_uri: str = "duckdb",
    *,
    now: dt.datetime | None = None,
) -> tuple[str, list[disclosure.Released]]:
    """The report's text and the rows behind it, for its reviewer; opening them begins the review."""
    from fairwatch.governance.services import cases, reviews  # noqa: PLC0415 - as above

    case = reviews.find(report).case
    grant = cases.grant_to_reviewer(case.key, viewer, now=now) if case else None
    text = reviews.begin_review(report, by=viewer.person, now=now)
    return text, _released(installation, grant, engine_uri, now) if grant else []


def _released(
    installation: Installation, grant: Grant, engine_uri: str, now: dt.datetime | None
) -> list[disclosure.Released]:
    names = _analyses_of(installation, (granted.purpose for granted in grant.purposes), now)
    return answer(installation, names, grant.viewer, engine_uri, grant=grant, now=now)


def _analyses_of(installation: Installation, purposes: Iterable[str], now: dt.datetime | None) -> list[str]:
    """The analyses that read any of these purposes, the one about files first."""
    policy, wanted = installation.policy(now), set(purposes)
    kinds = {purpose.kind for purpose in policy.purposes if purpose.id in wanted}
    names = [name for name, one in analyses.analyses().items() if kinds & {kind for kind, _ in one.reads}]
    return sorted(names, key=lambda name: name != _FILES)


def _behind(installation: Installation, alias: Alias, viewer: Viewer, now: dt.datetime | None) -> str:
    """The person whom the viewer saw under this alias on that day."""
    policy = installation.policy(now)
    purpose = policy.purpose(alias.purpose)
    for person in policy.people["person"]:
        if disclosure.alias(purpose, purpose.pseudonym(person), viewer, alias.seen_on) == alias.name:
            return str(person)
    raise Refused("E_NO_CASE", where="alias")
