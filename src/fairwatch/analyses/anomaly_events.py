"""What the anomaly analysis looks at in each purpose: rows, classes of the week, and features."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import ibis
import ibis.expr.types as ir
import polars as pl
from ibis import _

from fairwatch import columns
from fairwatch.analyses.analysis import Inputs
from fairwatch.analyses.anomaly_rest_days import rest_days
from fairwatch.analyses.headings import DESTINATION, SITE
from fairwatch.analyses.leak import SMALLEST as LARGE
from fairwatch.analyses.local_time import local_hour
from fairwatch.analyses.work_time_rows import JOB_SEARCH
from fairwatch.findings import Column
from fairwatch.text import Text

MORNING, AFTERNOON, EVENING = 5, 12, 18
"""Hours of the organisation's clock at which a part of the day begins; the evening lasts through the night."""

SMALLEST: Final = {
    "bytes_up": LARGE,
    "upload": 20,
    "destinations": 4,
    "forbidden_app": 50,
    "tunnel": 50,
    "remote_control": 50,
}
"""Feature -> amount in one part of a day below which nothing is a finding, however unusual."""


@dataclass(frozen=True, slots=True)
class Scope:
    """One purpose as this analysis sees it. Nothing is ever joined over two of them."""

    kind: str
    title: Text
    place: Column
    """What is known of where something went."""
    actions: tuple[str, ...]
    rhythmic: tuple[str, ...]
    """Actions whose even repetition says something. Pages left open poll by themselves, so apps are not among them."""
    inside: frozenset[str] = frozenset()
    """Categories of places where something has not left the organisation."""


SCOPES: Final = (
    Scope("leak", Text("文件外发", "Files sent outside"), DESTINATION, ("upload",), ("upload",), columns.INSIDE),
    Scope(
        "violations",
        Text("违规应用", "Forbidden apps"),
        SITE,
        ("forbidden_app", "remote_control", "tunnel"),
        ("remote_control", "tunnel"),
    ),
)


def by_part(inputs: Inputs, scope: Scope) -> pl.DataFrame:
    """Sums per part of a day: ``subject``, ``department`` (the last one), ``day``, ``slot``, the place, ``action``,
    ``bytes_up``, ``requests``.

    ``slot``, the class of the week: morning, afternoon, or evening and night of a working day or of a day of rest.
    """
    rows = _rows(inputs, scope)
    hour = local_hour(rows.bucket_us, inputs.time_zone, inputs.period)
    part = ibis.cases(
        ((hour >= MORNING) & (hour < AFTERNOON), "morning"),
        ((hour >= AFTERNOON) & (hour < EVENING), "afternoon"),
        else_="evening",
    )
    keys = ("subject", "department", "day", "part", scope.place.name, "action")
    sums = {name: ibis.coalesce(_[name].sum(), 0).cast("int64") for name in ("bytes_up", "requests")}
    frame = inputs.engine.execute(rows.mutate(part=part).group_by(keys).agg(**sums))
    rest = pl.col("day").is_in(sorted(rest_days(inputs.policy, inputs.period)))
    return _of_one_department(frame).select(
        *(pl.col(name) for name in ("subject", "department", "day")),
        pl.concat_str(pl.when(rest).then(pl.lit("rest")).otherwise(pl.lit("work")), "part", separator="-").alias(
            "slot"
        ),
        *(pl.col(name) for name in (scope.place.name, "action", "bytes_up", "requests")),
    )


def by_bucket(inputs: Inputs, scope: Scope, fewest: int) -> pl.DataFrame:
    """Quarter hours of the rhythmic actions: ``subject``, ``day``, ``bucket_us``, the place, ``action``, ``bytes``
    (both ways, where both are kept), of those who have ``fewest`` of them or more at one place."""
    rows = _rows(inputs, scope)
    sizes = [name for name in ("bytes_up", "bytes_down") if name in rows.columns]
    size = sum((ibis.coalesce(rows[name], 0) for name in sizes), start=ibis.literal(0, "int64"))
    what = ("subject", scope.place.name, "action")
    sums = (
        rows.mutate(bytes=size)
        .filter(_.action.isin(scope.rhythmic) & _[scope.place.name].notnull())
        .group_by(*what, "day", "bucket_us")
        .agg(bytes=_.bytes.sum().cast("int64"))
    )
    often = sums.group_by(what).agg(buckets=_.count()).filter(_.buckets >= fewest)
    return inputs.engine.execute(sums.semi_join(often, what))


def features(parts: pl.DataFrame, place: str) -> pl.DataFrame:
    """``subject``, ``department``, ``day``, ``slot``, ``feature``, ``amount`` from the rows of :func:`by_part`.

    Bytes sent, requests of each action, and the number of different places. A part of a day without any has no row.
    """
    by = ["subject", "department", "day", "slot"]
    amounts = [
        parts.group_by(by).agg(amount=pl.col("bytes_up").sum(), feature=pl.lit("bytes_up")),
        parts.group_by(*by, feature="action").agg(amount=pl.col("requests").sum()),
        parts.group_by(by).agg(
            amount=pl.col(place).drop_nulls().n_unique().cast(pl.Int64), feature=pl.lit("destinations")
        ),
    ]
    return pl.concat([one.select(*by, "feature", "amount") for one in amounts]).filter(pl.col("amount") > 0)


def _rows(inputs: Inputs, scope: Scope) -> ir.Table:
    """What counts of the purpose's buckets: its actions, outside the organisation, and never job search."""
    left_out = [*sorted(scope.inside), JOB_SEARCH]
    counts = _.action.isin(scope.actions) & ~ibis.coalesce(_.category, "").isin(left_out)
    return inputs.rows(scope.kind, "buckets").filter(counts)


def _of_one_department(frame: pl.DataFrame) -> pl.DataFrame:
    """Everybody in the department of their last day, so that moving makes nobody two people."""
    last = pl.col("department").sort_by("day", "department").last().over("subject")
    return frame.with_columns(last.alias("department"))
