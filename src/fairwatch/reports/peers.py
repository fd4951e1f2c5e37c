"""One's own time beside the mean of the department: the person's rows and the released cells in one table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from fairwatch.disclosure import ReleasedTable
from fairwatch.findings import Column
from fairwatch.text import Text

OWN, DEPARTMENT, WEEKS = "person", "by-department", "department-weeks"
MEANS: Final = ("low_mean_s", "point_mean_s", "high_mean_s")
PEERS: Final = ("low_mean_peers_s", "point_mean_peers_s", "high_mean_peers_s")

_COLUMNS = (
    Column("category", "dimension", Text("类别", "Category")),
    *(Column(name, "measure", Text("您，每天分钟数", "You, minutes per day"), "pace") for name in MEANS),
    *(
        Column(name, "measure", Text("本部门人均，每天分钟数", "Your department, minutes per day"), "pace")
        for name in PEERS
    ),
    Column("difference", "detail", Text("差别", "Difference")),
)


def beside_department(tables: Mapping[str, ReleasedTable]) -> dict[str, ReleasedTable]:
    """The tables of the work-time analysis with ``peers`` in the place of the department's own.

    A category that the person does not have is left out; of one that is hidden for the department the person's time
    stands alone. ``difference`` is ``more`` or ``less`` where the two ranges have nothing in common, else ``unclear``.
    """
    own, department = tables.get(OWN), tables.get(DEPARTMENT)
    rest = {name: table for name, table in tables.items() if name not in (DEPARTMENT, WEEKS)}
    if own is None or department is None or not own.frame.height:
        return rest
    found = {**rest, "peers": _peers(own, department)}
    order = [name for name in tables if name in rest]
    place = order.index(OWN)
    return {name: found[name] for name in (*order[:place], "peers", *order[place:])}


def _peers(own: ReleasedTable, department: ReleasedTable) -> ReleasedTable:
    theirs = department.frame.select(
        "category", *(pl.col(one).alias(two) for one, two in zip(MEANS, PEERS, strict=True))
    )
    both = own.frame.select("category", *MEANS).join(theirs, on="category", how="left", nulls_equal=True)
    (low, _, high), (least, _, most) = MEANS, PEERS
    difference = (
        pl.when(pl.col(least).is_null())
        .then(None)
        .when(pl.col(low) > pl.col(most))
        .then(pl.lit("more"))
        .when(pl.col(high) < pl.col(least))
        .then(pl.lit("less"))
        .otherwise(pl.lit("unclear"))
    )
    return ReleasedTable(
        name="peers",
        title=Text("与本部门相比", "Beside your department"),
        grain="person",
        purpose=own.purpose,
        columns=_COLUMNS,
        frame=both.with_columns(difference=difference).sort(MEANS[1], "category", descending=[True, False]),
        main=MEANS[1],
    )
