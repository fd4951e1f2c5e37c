"""Names as numbers. Rows are sorted by person and by site several times; sorting numbers takes half the time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import ibis
import ibis.expr.types as ir

from fairwatch import columns

WHO: Final = ("day", "subject", "department", "span_start_us", "span_end_us")
WHAT: Final = ("site", "category", "grade")


@dataclass(frozen=True)
class Names:
    """What the numbers ``who`` and ``what`` stand for. Small tables: people × working intervals, sites × grades."""

    who: ir.Table
    """``WHO`` with ``who``; ``clock`` (a person in one working interval), ``person_day``, ``day_number``."""
    what: ir.Table
    """``WHAT`` with ``what`` (of a site and category, the best grade first), ``site_number``, ``kind`` (category)."""

    @classmethod
    def of(cls, raw: ir.Table) -> Names:
        who = raw.select(*WHO).distinct()
        what = raw.select(*WHAT).distinct()
        rank = ibis.cases(*((what.grade == grade, rank) for rank, grade in enumerate(columns.GRADES)))
        return cls(
            who.mutate(
                who=ibis.row_number().over(order_by=WHO),
                clock=ibis.dense_rank().over(order_by=("day", "subject", "span_start_us")),
                person_day=ibis.dense_rank().over(order_by=("day", "subject")),
                day_number=ibis.dense_rank().over(order_by="day"),
            ),
            what.mutate(
                what=ibis.row_number().over(order_by=("site", "category", rank, "grade")),
                site_number=ibis.dense_rank().over(order_by="site"),
                kind=ibis.dense_rank().over(order_by="category"),
            ),
        )

    def numbered(self, raw: ir.Table) -> ir.Table:
        """``raw`` with numbers instead of names, and ``category`` and ``grade`` besides."""
        kept = [name for name in raw.columns if name not in (*WHO, "site")]
        by_person = raw.join(self.who, [raw[name].identical_to(self.who[name]) for name in WHO]).select(
            *(raw[name] for name in (*kept, "site")),
            *(self.who[name] for name in ("who", "clock", "person_day", "day_number", "span_start_us", "span_end_us")),
        )
        return by_person.join(self.what, [by_person[name].identical_to(self.what[name]) for name in WHAT]).select(
            *(by_person[name] for name in by_person.columns if name != "site"),
            *(self.what[name] for name in ("what", "site_number", "kind")),
        )

    def named(self, numbered: ir.Table) -> ir.Table:
        """``day``, ``subject``, ``department``, ``site``, ``category``, ``grade`` instead of ``who`` and ``what``."""
        who = self.who.select("who", "day", "subject", "department")
        what = self.what.select("what", *WHAT)
        return numbered.join(who, "who").join(what, "what").drop("who", "what")
