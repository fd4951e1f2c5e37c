"""Which contacts show that the person turned to the site, and which may be a tab that refreshes in the background."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from fairwatch.activity.contacts import SITE_DAY
from fairwatch.activity.formula import REFRESH_SHARE, VISIT_GAP_US


def with_opening(contacts: ir.Table) -> ir.Table:
    """Adds ``opens``: the contact alone shows that the person turned to this site.

    A page view does. Of a contact of which only the connection is seen, three things tell a page load from the refresh
    of a tab in the background: it begins a visit; or it has several connections; or it is not light beside the site's
    heaviest contact of the day. Audio that plays on looks like page loads, so there only the first of these counts.
    A contact without any of them counts as long as its site is the one the person opened last (see ``clock``), and
    never takes the clock from another site.
    """
    heaviest = _.bytes.max().over(ibis.window(group_by=SITE_DAY))
    begins_a_visit = _.interval_us.isnull() | (_.interval_us >= VISIT_GAP_US)
    page_load = (_.lines > 1) | (_.bytes * REFRESH_SHARE >= heaviest)
    return contacts.mutate(opens=_.page | begins_a_visit | (page_load & ~_.heard))
