"""From when on a case may read somebody's job search, if ever: since their consent to a wording that says so."""

from __future__ import annotations

import datetime as dt

from fairwatch.governance.clock import local_day
from fairwatch.governance.models import Consent, Person
from fairwatch.governance.services import laws, standing
from fairwatch.governance.services.case_guards import JOB_SEARCH


def consented_from(person: Person, at: dt.datetime) -> dt.date | None:
    """The first whole local day after the person's running consent to the wording in force; None without one.

    What was stored under an earlier wording, which promised that nobody else would see it, stays out. A consent that
    replaced another one of the same wording does not begin anew: the earlier one covers the days before it.
    """
    versions = standing.in_force(at, laws.current(at))
    version = next((row for row in versions if row.purpose.key == JOB_SEARCH), None)
    given = Consent.objects.filter(
        person=person, purpose=JOB_SEARCH, decision="granted", scope_hash=version.scope_hash if version else ""
    )
    if not given.filter(withdrawn_at=None, decided_at__lte=at, until__gt=at).exists():
        return None
    first = given.order_by("-decided_at").values_list("decided_at", "withdrawn_at", "until")
    begun: dt.datetime | None = None
    for decided_at, withdrawn_at, until in first:
        ended = min(moment for moment in (withdrawn_at, until) if moment)
        if begun is not None and ended < begun:
            break
        begun = decided_at
    return local_day(begun, person.time_zone) + dt.timedelta(days=1) if begun else None
