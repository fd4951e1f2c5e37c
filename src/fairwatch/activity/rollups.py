"""From a purpose's raw rows to the small tables that outlive them (docs/architecture.md, "Roll-ups")."""

from __future__ import annotations

from collections.abc import Callable

import ibis
import ibis.expr.types as ir

from fairwatch.activity import quarter_hours, sums, visits
from fairwatch.activity.clock import holds
from fairwatch.errors import ConfigError
from fairwatch.policy import Purpose
from fairwatch.text import Text

RollUp = Callable[[ir.Table, Purpose], ir.Table]

_ROLL_UPS: dict[str, dict[str, RollUp]] = {
    "traffic": {"buckets": sums.buckets},
    "leak": {"buckets": sums.buckets},
    "violations": {"buckets": sums.buckets},
    "work-time": {
        "buckets": lambda raw, _: quarter_hours.buckets(holds(raw)),
        "visits": lambda raw, _: visits.visits(holds(raw)),
    },
    "departure-group": {"days": lambda raw, _: sums.days(raw)},
    "departure-self": {
        "events": lambda raw, _: sums.events(raw),
        "visits": lambda raw, _: visits.visits(holds(raw.mutate(bytes_down=ibis.null("int64")))),
    },
}


def rollups(purpose: Purpose) -> tuple[str, ...]:
    """Names of the roll-up tables of a purpose of this kind."""
    return tuple(_of_kind(purpose))


def roll_up(raw: ir.Table, purpose: Purpose) -> dict[str, ir.Table]:
    """The roll-ups of complete days, by table name, from the days' raw rows.

    ``raw`` holds the purpose's columns of ``columns.STORED``. Every day is computed by itself, so one day at a time and
    many days in one query give the same rows.
    """
    return {name: make(raw, purpose) for name, make in _of_kind(purpose).items()}


def _of_kind(purpose: Purpose) -> dict[str, RollUp]:
    try:
        return _ROLL_UPS[purpose.kind]
    except KeyError:
        known = ", ".join(_ROLL_UPS)
        raise ConfigError(
            Text(f"未知的目的类型 {purpose.kind}", f"unknown kind of purpose {purpose.kind}"),
            where=purpose.id,
            next_step=Text(f"可用类型：{known}", f"known kinds: {known}"),
        ) from None
