"""The numbers of the published time formula (DESIGN, "Time"). To change one is to change what people were told."""

from __future__ import annotations

from typing import Final, NamedTuple

SECOND_US: Final = 1_000_000
MINUTE_US: Final = 60 * SECOND_US

CAP_US: Final = 5 * MINUTE_US
"""A page holds attention until the person's next page, at most this long after the last sign of it."""

STAY_US: Final = 15 * MINUTE_US
"""Nothing but a stream shows for longer that a page is still read. Where the same site is seen again within this time,
the page before counts up to the cap, and up to there for ``high``; its signs count that long. And where a site is seen
first within this time after a working interval began, ``high`` takes it to have been open since then, because what was
opened in the break is no row of ours. (Studies of server logs let one page last 10 minutes: M. Spiliopoulou, B.
Mobasher, B. Berendt, M. Nakagawa, A framework for the evaluation of session reconstruction heuristics in Web-usage
analysis, INFORMS Journal on Computing 15 (2003); and a session end after 25.5 minutes without a page: L. D. Catledge,
J. E. Pitkow, Characterizing browsing strategies in the World-Wide Web, Computer Networks and ISDN Systems 27 (1995).)
"""

LOAD_US: Final = 10 * SECOND_US
"""What a page fetches within this time belongs to its loading and is no sign that somebody stays."""

USUAL_US: Final = 60 * SECOND_US
USUAL_PAGES: Final = 5
"""Where no next page comes, nobody can know how much longer a page was read, and the cap would be wrong by minutes at
the end of every visit. ``point`` then takes what pages of the category usually go on for that day: the mean of
everybody's pages with a next one, shrunk towards that of all categories as if seen on five pages, and this towards one
minute in the same way. A mean, not a median, because times are added up. After a connection of which only the host is
seen it is one minute: how long single pages are shown says nothing of it, as it may carry many. After a late sign it
goes on in proportion to the time that the page has been open by then, and one minute: who has read for long reads on
for longer. (Pages are left after a little less than a minute on average, and ever more rarely the longer they are open:
C. Liu, R. W. White, S. Dumais, Understanding web browsing behaviors through Weibull analysis of dwell time, SIGIR 2010.
Shrinkage: W. James, C. Stein, Estimation with quadratic loss, Berkeley Symposium 1961.)"""

AFTER_MEDIA_US: Final = 15 * SECOND_US
"""The same for what follows the last piece of a stream: players fetch up to half a minute ahead. And for the page on
which music was chosen, once the music plays."""

LEFT_TENTHS: Final = 37
"""``high`` where no next page comes: by 3.7 (= ln 40) times the mean, 39 of 40 pages are left, if they are left at a
constant rate; one of 40 is what a range of 95 % leaves above it. The mean for this counts a page still held at the cap
as one that went on, not as one that ended there (total time on test: B. Epstein, M. Sobel, Life testing, Journal of the
American Statistical Association 48 (1953)). Connections of which only the host is seen have a mean of their own, that
of connections, which is longer: so the weaker grade has the wider range. (Chosen among ln 10, ln 20, ln 40 and ln 100
on the simulations of seeds 11 to 13: ln 20 is the first at which the truth lies within for nine of ten people and
categories with 95 % confidence, at every share of visible URLs, and ln 40 keeps a margin. Checked on seeds 31 to 33.)
"""

IDLE_US: Final = 60 * SECOND_US
"""A tunnel stays open about this long after its last use (the keep-alive of common web servers), so one of which only
the host is seen shows that its pages were in use until then; one that lasts beyond ``STAY_US`` is a tab left open and
shows nothing."""

VISIT_GAP_US: Final = 30 * MINUTE_US
"""A visit ends after this long without activity."""

GLANCE_US: Final = 4 * SECOND_US
"""``low``: what one page view alone is worth when nothing shows how long the person stayed. (Three of four pages are
shown longer: H. Weinreich, H. Obendorf, E. Herder, M. Mayer, Not quite the average: an empirical study of Web use, ACM
Transactions on the Web 2 (2008).)"""

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

AUDIO_BYTES_PER_SECOND: Final = 8_000
"""The same for a site of music: 64 kbit/s, the lowest rate at which it is commonly sent."""

STREAM_SHORTEST_US: Final = 30 * SECOND_US

PAGE_ACTIONS: Final = ("page_view", "job_search", "posting_view", "resume_submission")
"""Actions that a person takes on a page."""

DELIBERATE_ACTIONS: Final = ("job_search", "posting_view", "resume_submission")
"""Actions that no machine takes: never part of a beacon."""

VISIBLE_GRADES: Final = ("agent", "full_url")
"""Grades at which a page view is seen as such; below them only connections are seen."""

MEDIA_CATEGORIES: Final = ("video", "short_video", "music")

BACKGROUND_CATEGORY: Final = "music"
"""Music is heard beside other things, so its flow and what its player fetches are no evidence of attention; and once it
plays, its page has been used, unless the person turns to a page of the same site again before the cap. (Music is mostly
heard during some activity other than listening: A. C. North, D. J. Hargreaves, J. J. Hargreaves, Uses of music in
everyday life, Music Perception 22 (2004).)"""


class Train(NamedTuple):
    """How evenly contacts with one site must follow each other to be a machine's (a beacon)."""

    contacts: int
    spread_percent: int
    """The longest of the intervals exceeds the shortest by at most this."""
    sizes_alike: bool = False
    """Whether most neighbours must also be about the same size."""
    timed: bool = False
    """Whether the intervals must also be whole half minutes, give or take 1 %, as whoever sets a timer writes them."""


TRAINS: Final = (Train(4, 1, timed=True), Train(8, 3), Train(8, 12, sizes_alike=True), Train(16, 35, sizes_alike=True))
"""The less even, the more of them. Read from the chance that a person does it unknowingly: intervals between a person's
page views spread lognormally, and even at a log-sigma of 0.3 (turning the pages of a novel) three intervals in a row
stay within 1 % of each other and of some whole half minutes with a chance of 1 in 40,000 at two minutes, seven within
3 % with 1 in 100 million, within 12 % with 1 in 30,000, fifteen within 35 % with 1 in 190,000. (Pages that reload
themselves do so every few minutes, so that few of their reloads fit into a morning.)"""

SIGN_TRAINS: Final = (Train(4, 3), *TRAINS[2:])
"""Of what a page fetches late, too. A sign wrongly dropped only leaves the page to the usual time, so fewer will do."""

TIMER_US: Final = 30 * SECOND_US
"""Half a minute (``Train.timed``)."""
