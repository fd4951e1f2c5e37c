"""Beacons: contacts with a site that follow each other too evenly for a person (keep-alives, pages that reload)."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from fairwatch.activity.contacts import SITE_DAY
from fairwatch.activity.formula import BURST_US, TRAINS

_IN_ORDER = ibis.window(group_by=SITE_DAY, order_by="ts_us")
_LENGTHS = sorted({train.contacts for train in TRAINS})


def without_beacons(contacts: ir.Table) -> ir.Table:
    """The contacts that may be a person's.

    A train is a row of contacts at near-constant intervals (``formula.TRAINS``). Only the train itself goes: what the
    person did on the same site before, after and between trains stays, and so does the contact that a train starts
    from when its size is that of a page load rather than of a poll.
    """
    both_known = (_.bytes > 0) & (_.bytes_before > 0)
    close = (_.bytes - _.bytes_before).abs() * 4 <= ibis.greatest(_.bytes, _.bytes_before)
    marked = contacts.mutate(alike=both_known & close, unlike=(both_known & ~close).cast("int64"))
    marked = marked.mutate(
        place=ibis.row_number().over(_IN_ORDER),
        next_alike=ibis.coalesce(_.alike.lead().over(_IN_ORDER), False),
        **{f"train_of_{length}": _ends_train(length) for length in _LENGTHS},
    )
    marked = marked.mutate(**{f"train_of_{length}": _steps_to_the_end(length) for length in _LENGTHS})
    in_train = ibis.or_(*(_[f"train_of_{length}"] < length - 1 for length in _LENGTHS))
    starts_train = ibis.or_(*(_[f"train_of_{length}"] == length - 1 for length in _LENGTHS))
    beacon = (in_train | (starts_train & _.next_alike)) & ~_.deliberate
    return marked.filter(~beacon).select(contacts.columns)


def _ends_train(length: int) -> ir.BooleanValue:
    """Whether so many even contacts in a row end at this one."""
    frame = ibis.window(group_by=SITE_DAY, order_by="ts_us", preceding=length - 2, following=0)
    shortest, longest = _.interval_us.min().over(frame), _.interval_us.max().over(frame)
    mostly_alike = _.unlike.sum().over(frame) * 2 < length - 1
    even = [
        (longest * 100 <= shortest * (100 + train.spread_percent)) & (mostly_alike | (not train.sizes_alike))
        for train in TRAINS
        if train.contacts == length
    ]
    return (ibis.row_number().over(_IN_ORDER) >= length - 1) & (shortest >= BURST_US) & ibis.or_(*even)


def _steps_to_the_end(length: int) -> ir.IntegerValue:
    """How many contacts on the nearest train of this length ends; ``length`` when none does within reach.

    Fewer than ``length - 1`` steps: the contact is within the train. Exactly so many: the train starts from it.
    """
    ahead = ibis.window(group_by=SITE_DAY, order_by="ts_us", preceding=0, following=length - 1)
    end = ibis.ifelse(_[f"train_of_{length}"], _.place, ibis.null("int64")).min().over(ahead)
    return ibis.coalesce(end - _.place, length)
