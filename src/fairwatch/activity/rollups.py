"""From a purpose's raw rows to the small tables that outlive them (docs/architecture.md, "Roll-ups")."""

from __future__ import annotations

from collections.abc import Callable

import ibis
import ibis.expr.types as ir

from fairwatch.activity import quarter_hours, quotas, sums, visits
from fairwatch.activity.clock import Keep, as_it_is, holds
from fairwatch.errors import ConfigError
from fairwatch.policy import Purpose
from fairwatch.text import Text

RollUps = Callable[[ir.Table, Purpose, Keep], dict[str, ir.Table]]


def _sums(raw: ir.Table, purpose: Purpose, _: Keep) -> dict[str, ir.Table]:
    return {"buckets": sums.buckets(raw, purpose)}


def _violations(raw: ir.Table, purpose: Purpose, _: Keep) -> dict[str, ir.Table]:
    return {"buckets": sums.buckets(quotas.without(raw, purpose), purpose), "quotas": quotas.beyond(raw, purpose)}


def _work_time(raw: ir.Table, _: Purpose, keep: Keep) -> dict[str, ir.Table]:
    held = holds(raw, keep)
    return {"buckets": quarter_hours.buckets(held), "visits": visits.visits(held)}


def _departure_group(raw: ir.Table, _: Purpose, __: Keep) -> dict[str, ir.Table]:
    return {"days": sums.days(raw)}


def _departure_self(raw: ir.Table, _: Purpose, keep: Keep) -> dict[str, ir.Table]:
    # of those who consented each must not learn from their own times that there are others
    held = holds(raw.mutate(bytes_down=ibis.null("int64")), keep, usual_of_own=True)
    return {"events": sums.events(raw), "visits": visits.visits(held)}


_ROLL_UPS: dict[str, tuple[tuple[str, ...], RollUps]] = {
    "traffic": (("buckets",), _sums),
    "leak": (("buckets",), _sums),
    "violations": (("buckets", "quotas"), _violations),
    "work-time": (("buckets", "visits"), _work_time),
    "departure-group": (("days",), _departure_group),
    "departure-self": (("events", "visits"), _departure_self),
}


def rollups(purpose: Purpose) -> tuple[str, ...]:
    """Names of the roll-up tables of a purpose of this kind."""
    names, _ = _of_kind(purpose)
    return names


def roll_up(raw: ir.Table, purpose: Purpose, keep: Keep = as_it_is) -> dict[str, ir.Table]:
    """The roll-ups of complete days, by table name, from the days' raw rows.

    ``raw`` holds the purpose's columns of ``columns.STORED``. Every day is computed by itself, so one day at a time and
    many days in one query give the same rows. ``keep`` (``Engine.keep``) computes at once what several tables share.
    """
    _, make = _of_kind(purpose)
    return make(raw, purpose, keep)


def _of_kind(purpose: Purpose) -> tuple[tuple[str, ...], RollUps]:
    try:
        return _ROLL_UPS[purpose.kind]
    except KeyError:
        known = ", ".join(_ROLL_UPS)
        raise ConfigError(
            Text(f"未知的目的类型 {purpose.kind}", f"unknown kind of purpose {purpose.kind}"),
            where=purpose.id,
            next_step=Text(f"可用类型：{known}", f"known kinds: {known}"),
        ) from None
