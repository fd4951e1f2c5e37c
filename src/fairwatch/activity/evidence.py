"""What each log row is evidence of: a page, a connection, a sign that a page is still open, or media that flows."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from fairwatch.activity.formula import (
    AUDIO_BYTES_PER_SECOND,
    BACKGROUND_CATEGORY,
    DELIBERATE_ACTIONS,
    MEDIA_CATEGORIES,
    PAGE_ACTIONS,
    SECOND_US,
    STREAM_BYTES_PER_SECOND,
    STREAM_SHORTEST_US,
    VISIBLE_GRADES,
)

KEPT = (
    "who",
    "clock",
    "person_day",
    "day_number",
    "what",
    "site_number",
    "kind",
    "ts_us",
    "span_start_us",
    "span_end_us",
)


def evidence(numbered: ir.Table) -> ir.Table:
    """Numbered rows (``Names.numbered``) with flags instead of names.

    Columns ``KEPT``, ``end_us``, ``bytes`` (0: not known), and the flags ``page`` (a page view is seen), ``deliberate``
    (no machine does this), ``counted`` (counts as a page view), ``media`` (media flows), ``sign`` (fetched by a page),
    ``connection`` (page or connection: may begin a contact), ``heard`` (audio, which runs beside other things) and
    ``visible`` (by grade).

    A tunnel to a media site that carries bytes at a stream's pace is media, and a connection too unless it goes to a
    host that only serves parts of pages. A connection through which nothing came is evidence of nothing: a proxy that
    decrypts logs one before the requests that it then sees.
    """
    lasting, received = ibis.greatest(ibis.coalesce(_.duration_us, 0), 0), ibis.coalesce(_.bytes_down, 0)
    heard = ibis.coalesce(_.category == BACKGROUND_CATEGORY, False)
    visible = ibis.coalesce(_.grade.isin(VISIBLE_GRADES), False)
    pace = ibis.ifelse(heard, AUDIO_BYTES_PER_SECOND, STREAM_BYTES_PER_SECOND)
    tunnel = (
        ((_.action == "connection") | ((_.action == "embedded") & ~visible))
        & _.category.isin(MEDIA_CATEGORIES)
        & (lasting >= STREAM_SHORTEST_US)
        & (received >= lasting / SECOND_US * pace)
    )
    empty = (_.action == "connection") & (_.bytes_down == 0)
    return numbered.select(
        *KEPT,
        end_us=_.ts_us + lasting,
        bytes=received,
        page=_.action.isin(PAGE_ACTIONS),
        deliberate=_.action.isin(DELIBERATE_ACTIONS),
        counted=_.action != "resume_submission",
        media=ibis.coalesce((_.action == "media") | tunnel, False),
        sign=_.action == "embedded",
        connection=~_.action.isin(("media", "embedded")) & ~ibis.coalesce(empty, False),
        heard=heard,
        visible=visible,
    )
