"""The numbers of the published time formula (DESIGN, "Time"). To change one is to change what people were told."""

from __future__ import annotations

from typing import Final, NamedTuple

SECOND_US: Final = 1_000_000
MINUTE_US: Final = 60 * SECOND_US

CAP_US: Final = 5 * MINUTE_US
"""A page holds attention until the person's next page, at most this long."""

USUAL_US: Final = 60 * SECOND_US
USUAL_PAGES: Final = 5
"""Where no next page comes within the cap, nobody can know how long the page was read, and the cap would be wrong by
minutes at the end of every visit. ``point`` then takes what pages of the category usually hold that day: everybody's
mean of those with a next page, shrunk towards one minute as if that had been seen on five pages. (Pages are left after
a little less than a minute on average: C. Liu, R. W. White, S. Dumais, Understanding web browsing behaviors through
Weibull analysis of dwell time, SIGIR 2010.)"""

IDLE_US: Final = 60 * SECOND_US
"""A tunnel stays open about this long after its last use (the keep-alive of common web servers), so one of which only
the host is seen shows that its pages were in use until then."""

VISIT_GAP_US: Final = 30 * MINUTE_US
"""A visit ends after this long without activity."""

GLANCE_US: Final = 15 * SECOND_US
"""``low``: what one page view alone is worth when nothing shows how long the person stayed."""

STALL_US: Final = 90 * SECOND_US
"""A media stream still flows when its next piece comes at most this long after the end of the one before."""

BUCKET_MINUTES: Final = 15
BUCKET_US: Final = BUCKET_MINUTES * MINUTE_US
"""Time is never kept finer than this."""

BURST_US: Final = 5 * SECOND_US
"""Connections to a site within this time of each other belong to one contact: the load of a page, or one poll."""

REFRESH_SHARE: Final = 4
"""A contact lighter than 1/4 of the site's heaviest one that day is no page load by its size."""

STREAM_BYTES_PER_SECOND: Final = 30_000
"""A tunnel to a media site that carries more than 240 kbit/s is a stream: the rate of modest audio with a picture."""

STREAM_SHORTEST_US: Final = 30 * SECOND_US

PAGE_ACTIONS: Final = ("page_view", "job_search", "resume_submission")
"""Actions that a person takes on a page."""

DELIBERATE_ACTIONS: Final = ("job_search", "resume_submission")
"""Actions that no machine takes: never part of a beacon."""

VISIBLE_GRADES: Final = ("agent", "full_url")
"""Grades at which a page view is seen as such; below them only connections are seen."""

MEDIA_CATEGORIES: Final = ("video", "short_video", "music")

BACKGROUND_CATEGORY: Final = "music"
"""Music is heard beside other things, so its flow is no evidence of attention."""


class Train(NamedTuple):
    """How evenly contacts with one site must follow each other to be a machine's (a beacon)."""

    contacts: int
    spread_percent: int
    """The longest of the intervals exceeds the shortest by at most this."""
    sizes_alike: bool
    """Whether most neighbours must also be about the same size."""


TRAINS: Final = (Train(8, 3, sizes_alike=False), Train(8, 12, sizes_alike=True), Train(16, 35, sizes_alike=True))
"""The less even, the more of them. Read from the chance that a person does it unknowingly: intervals between a person's
page views spread lognormally, and even at a log-sigma of 0.3 (turning the pages of a novel) seven intervals in a row
stay within 3 % with a chance of 1 in 100 million, within 12 % of 1 in 30,000, fifteen within 35 % of 1 in 190,000."""
