"""The published list of forbidden apps (R24): an entry is in force only after the notice period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from fairwatch.errors import Refused
from fairwatch.governance import clock
from fairwatch.governance.clock import moment
from fairwatch.governance.dossier import ForbiddenAppRecord
from fairwatch.governance.models import ForbiddenApp
from fairwatch.governance.services import laws
from fairwatch.governance.services.acting import acting


def publish(apps: Iterable[ForbiddenAppRecord], time_zone: str, *, actor: str, now: dt.datetime | None = None) -> None:
    """Make the list equal to ``apps``. An entry that stays keeps its earlier date of publication."""
    at, days = moment(now), laws.current(now).number("limits.notice_days")
    wanted = {app.site: app.published_on for app in apps}
    with acting(actor, "publish forbidden apps", purpose="violations", now=now) as act:
        if any(day > clock.local_day(at, time_zone) for day in wanted.values()):
            raise Refused("E_LIST_UNPUBLISHED", where="forbidden_apps.published_on")
        ForbiddenApp.objects.exclude(site__in=wanted).delete()
        for site, day in wanted.items():
            effective = clock.midnight(clock.day_after_waiting(day, days), time_zone)
            ForbiddenApp.objects.get_or_create(
                site=site, defaults={"published_on": day, "effective_at": effective, "recorded_at": at}
            )
        act.counts = {"apps": len(wanted)}
