"""Non-work time of groups: by week, day, category, department and evidence."""

from __future__ import annotations

import ibis.expr.types as ir
import polars as pl

from fairwatch.analyses.analysis import Inputs
from fairwatch.analyses.cells import cells
from fairwatch.analyses.headings import CATEGORY, DAY, DEPARTMENT, PERSONS, TIME, VIEWS, WEEK, dominance
from fairwatch.analyses.tabulate import tabulate
from fairwatch.analyses.work_time_rows import KIND, MEANS, in_seconds, mean, per_day
from fairwatch.findings import Column, Table
from fairwatch.text import Text

EVIDENCE = Column("grade", "dimension", Text("证据等级", "Evidence"), "grade")
PER_DAY = mean(Text("人均每天分钟数", "Minutes per person and day"))

_GROUPS = (
    ("by-day", Text("每日时长", "Time per day"), (DAY,)),
    ("by-category", Text("按类别的时长", "Time by category"), (CATEGORY,)),
    ("by-department", Text("按部门和类别的时长", "Time by department and category"), (DEPARTMENT, CATEGORY)),
    # By category and week as well would close a circle with the two before. Of weeks as a whole there is no table: most
    # people are there on most days, so each day would lack few people of its week and be hidden.
    ("department-weeks", Text("各部门每周的时长", "Time by department and week"), (WEEK, DEPARTMENT)),
    ("by-evidence", Text("时长依据的证据", "Evidence behind the time"), (EVIDENCE,)),
)


def groups(inputs: Inputs, rows: ir.Table, days: pl.DataFrame) -> list[Table]:
    """Every table of groups, from rows in milliseconds and the person-days behind their means."""
    return [_group(inputs, rows, days, name=name, title=title, by=by) for name, title, by in _GROUPS]


def _group(
    inputs: Inputs, rows: ir.Table, days: pl.DataFrame, *, name: str, title: Text, by: tuple[Column, ...]
) -> Table:
    """Cells, and their mean over all person-days of the department or time, also those without this cell's category."""
    dimensions = [column.name for column in by]
    frame = inputs.engine.execute(cells(rows, by=dimensions, main="point_s", others=("low_s", "high_s", "views")))
    part = [name for name in dimensions if name in ("day", "week", "department")]
    counted = days.unique(["day", "subject", *part]).with_columns(all=pl.lit(0))
    person_days = counted.group_by("all", *part).agg(person_days=pl.len())
    joined = frame.with_columns(all=pl.lit(0)).join(person_days, on=["all", *part], how="left", nulls_equal=True)
    return tabulate(
        in_seconds(joined.with_columns(per_day("person_days")), "top1", "top2", *MEANS),
        (*by, PERSONS, *dominance("seconds"), *TIME, *PER_DAY, VIEWS),
        name=name,
        title=title,
        purpose=inputs.purpose(KIND).id,
        main="point_s",
    )
