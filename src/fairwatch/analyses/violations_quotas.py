"""Use beyond a quota of the published list: for each person what they used, for others how many people there were.

The roll-up holds nothing but days beyond a quota, so there is nothing here to compare. They bring no risk points: what
a quota limits is not dangerous, and a score made of it would be one of how people spend their time (R05, R31).
"""

from __future__ import annotations

import ibis.expr.types as ir
from ibis import _

from fairwatch.analyses.analysis import Inputs
from fairwatch.analyses.cells import cells
from fairwatch.analyses.headings import DAY, DAYS, PERSONS, SUBJECT, dominance
from fairwatch.analyses.tabulate import tabulate
from fairwatch.findings import Column, Table
from fairwatch.text import Text

TABLE = "quotas"

LIMITED = Column("limited", "dimension", Text("限额对象", "Quota of"))
"""A site, or a whole category; the keys of the catalogue's sites and categories are all different."""
# Details, not measures: a line from one day beyond the quota to the next would tell of days that nobody knows.
BYTES = Column("bytes", "detail", Text("流量", "Volume"), "bytes")
LOW = Column("low_s", "detail", Text("时长下限", "Time, at least"), "seconds")
HIGH = Column("high_s", "detail", Text("时长上限", "Time, at most"), "seconds")
MOST_BYTES = Column("most_bytes", "detail", Text("流量限额", "Quota of volume"), "bytes")
MOST_TIME = Column("most_s", "detail", Text("时长限额", "Quota of time"), "seconds")

NOTES = (
    Text(
        "限额：只有超过限额的日子才会保存和显示，只含工作时间；明细只给本人看，其他人只看到人数。限额不计入风险分，"
        "也不产生任何自动处理。",
        "Quotas: only days beyond one are kept and shown, working hours only. Details are for the person alone; others"
        " see how many people there were. A quota brings no risk points and nothing happens automatically.",
    ),
    Text(
        "限额的时长按有请求的 15 分钟计：上限是全部这些时段，下限只计前后两段都在使用的时段；下限也超过限额才算超出。"
        "打开着的页面和程序会自己产生请求，流量只计代理看到的、由人打开的内容及音视频。",
        "Time under a quota is counted in quarter hours with a request: at most all of them, at least those with use in"
        " the one before and the one after. It is beyond the quota only when the lower figure is. Open pages and"
        " programs make requests by themselves; volume is what the proxy saw of pages opened, audio and video.",
    ),
)


def quota_tables(inputs: Inputs, kind: str) -> tuple[Table, Table]:
    """``quotas``, the days of each person beyond a quota, and ``by-quota``, people and days beyond each."""
    rows, purpose = inputs.rows(kind, TABLE), inputs.purpose(kind).id
    amounts = {column.name: _[column.name].max() for column in (BYTES, LOW, HIGH, MOST_BYTES, MOST_TIME)}
    days = rows.group_by("subject", "day", "limited").agg(**amounts)
    own = tabulate(
        inputs.engine.execute(days),
        (SUBJECT, DAY, LIMITED, BYTES, LOW, HIGH, MOST_BYTES, MOST_TIME),
        name="quotas",
        title=Text("超出限额的使用", "Use beyond a quota"),
        purpose=purpose,
        subject_only=True,
    )
    return own, _by_quota(inputs, days, purpose)


def _by_quota(inputs: Inputs, days: ir.Table, purpose: str) -> Table:
    counted = cells(days.mutate(days=1), by=("limited",), main="days")
    return tabulate(
        inputs.engine.execute(counted),
        (LIMITED, PERSONS, *dominance("count"), DAYS),
        name="by-quota",
        title=Text("各限额的超出人数", "People beyond each quota"),
        purpose=purpose,
        main="days",
    )
