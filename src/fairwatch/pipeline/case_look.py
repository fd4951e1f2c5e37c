"""The look of a case at its person's rows, and what must be in the lake before it may see any job search."""

from __future__ import annotations

import dataclasses
import datetime as dt

import polars as pl

from fairwatch.disclosure import DEPARTURE_KINDS
from fairwatch.pipeline.installation import Installation
from fairwatch.policy import PolicySnapshot
from fairwatch.viewer import Grant, Viewer

LEAK = "leak"


def look(installation: Installation, case: str, viewer: Viewer, *, now: dt.datetime | None = None) -> Grant:
    """The grant for one look, logged.

    Job search is part of it only where the person did send out a registered file on the case's days: what the request
    says about that is not enough.
    """
    from fairwatch.governance.services import cases  # noqa: PLC0415 - Django's models load after configure()

    grant, policy = cases.grant(case, viewer, now=now), installation.policy(now)
    if _sent_a_registered_file(installation, grant, policy):
        return grant
    kinds = {purpose.id: purpose.kind for purpose in policy.purposes}
    kept = tuple(part for part in grant.purposes if kinds.get(part.purpose) not in DEPARTURE_KINDS)
    return dataclasses.replace(grant, purposes=kept)


def _sent_a_registered_file(installation: Installation, grant: Grant, policy: PolicySnapshot) -> bool:
    days = [grant.first_day + dt.timedelta(day) for day in range((grant.last_day - grant.first_day).days + 1)]
    for purpose in policy.purposes:
        granted = grant.of(purpose.id)
        if purpose.kind == LEAK and granted and "buckets" in installation.lake.tables(purpose.id):
            rows = installation.lake.read(purpose.id, "buckets", days)
            if not rows.filter((pl.col("subject") == granted.subject) & pl.col("registered")).is_empty():
                return True
    return False
