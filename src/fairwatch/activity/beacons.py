"""Beacons: contacts with a site that follow each other too evenly for a person (keep-alives, pages that reload)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from fairwatch.activity.contacts import SITE_DAY
from fairwatch.activity.formula import BURST_US, TIMER_US, TRAINS, Train
from fairwatch.engine import floor_divide, modulo

_IN_ORDER = ibis.window(group_by=SITE_DAY, order_by="ts_us")


def without_beacons(contacts: ir.Table, trains: Sequence[Train] = TRAINS) -> ir.Table:
    """The contacts that may be a person's. No two of one site begin together.

    A train is a row of contacts at near-constant intervals (``trains``). Only the train itself goes: what the
    person did on the same site before, after and between trains stays, and so does the contact that a train starts
    from when its size is that of a page load rather than of a poll.
    """
    lengths = sorted({train.contacts for train in trains})
    both_known = (_.bytes > 0) & (_.bytes_before > 0)
    close = (_.bytes - _.bytes_before).abs() * 4 <= ibis.greatest(_.bytes, _.bytes_before)
    marked = contacts.mutate(alike=both_known & close, unlike=(both_known & ~close).cast("int64"))
    frames = {length: _frame(length) for length in lengths}
    marked = marked.mutate(
        place=ibis.row_number().over(_IN_ORDER),
        next_alike=ibis.coalesce(_.alike.lead().over(_IN_ORDER), False),
        **{f"shortest_{length}": _.interval_us.min().over(frame) for length, frame in frames.items()},
        **{f"longest_{length}": _.interval_us.max().over(frame) for length, frame in frames.items()},
        **{f"unlike_{length}": _.unlike.sum().over(frame) for length, frame in frames.items()},
    )
    marked = marked.mutate(**{f"train_of_{length}": _ends_train(length, trains) for length in lengths})
    marked = marked.mutate(**{f"train_of_{length}": _steps_to_the_end(length) for length in lengths})
    in_train = ibis.or_(*(_[f"train_of_{length}"] < length - 1 for length in lengths))
    starts_train = ibis.or_(*(_[f"train_of_{length}"] == length - 1 for length in lengths))
    beacon = (in_train | (starts_train & _.next_alike)) & ~_.deliberate
    return marked.filter(~beacon).select(contacts.columns)


def _frame(length: int) -> Any:
    """The intervals between so many contacts that end with the present one."""
    return ibis.window(group_by=SITE_DAY, order_by="ts_us", preceding=length - 2, following=0)


def _ends_train(length: int, trains: Sequence[Train]) -> ir.BooleanValue:
    """Whether so many even contacts in a row end at this one."""
    shortest, longest = _[f"shortest_{length}"], _[f"longest_{length}"]
    even = ibis.or_(*(_is_even(train, shortest, longest) for train in trains if train.contacts == length))
    return (_.place >= length - 1) & (shortest >= BURST_US) & even


def _is_even(train: Train, shortest: ir.IntegerValue, longest: ir.IntegerValue) -> ir.BooleanValue:
    even = longest * 100 <= shortest * (100 + train.spread_percent)
    if train.sizes_alike:
        even &= _[f"unlike_{train.contacts}"] * 2 < train.contacts - 1
    return even & _timed(shortest) if train.timed else even


def _timed(interval_us: ir.IntegerValue) -> ir.BooleanValue:
    """Whether it is a whole number of half minutes, give or take 1 %."""
    percent_us = floor_divide(interval_us, 100)
    return modulo(interval_us + percent_us, TIMER_US) <= 2 * percent_us


def _steps_to_the_end(length: int) -> ir.IntegerValue:
    """How many contacts on the nearest train of this length ends; ``length`` when none does within reach.

    Fewer than ``length - 1`` steps: the contact is within the train. Exactly so many: the train starts from it.
    """
    ahead = ibis.window(group_by=SITE_DAY, order_by="ts_us", preceding=0, following=length - 1)
    end = ibis.ifelse(_[f"train_of_{length}"], _.place, ibis.null("int64")).min().over(ahead)
    return ibis.coalesce(end - _.place, length)
