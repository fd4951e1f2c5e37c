"""Apps on the published list, remote control and tunnels: what was used or blocked."""

from __future__ import annotations

import ibis.expr.types as ir
import polars as pl
from ibis import _

from fairwatch.analyses.analysis import Analysis, Inputs
from fairwatch.analyses.cells import cells
from fairwatch.analyses.headings import (
    ACTION,
    BLOCKED,
    BYTES_DOWN,
    BYTES_UP,
    DAY,
    DEPARTMENT,
    PERSONS,
    REQUESTS,
    SITE,
    SUBJECT,
    dominance,
)
from fairwatch.analyses.risk import of_rarity
from fairwatch.analyses.risk_tables import NOTES as RISK_NOTES
from fairwatch.analyses.risk_tables import risk_tables
from fairwatch.analyses.tabulate import tabulate
from fairwatch.analyses.violations_circumvention import NOTE as CIRCUMVENTION
from fairwatch.analyses.violations_circumvention import sequences, sequences_table
from fairwatch.analyses.violations_quotas import NOTES as QUOTAS
from fairwatch.analyses.violations_quotas import TABLE, quota_tables
from fairwatch.findings import Column, Result, Table
from fairwatch.text import Text

KIND = "violations"
TITLE = Text("违规应用使用", "Use of forbidden apps")
ACTIONS = ("forbidden_app", "remote_control", "tunnel")

_GROUPS = (
    ("by-action", Text("按行为", "By kind"), (ACTION,)),
    ("by-department", Text("按部门和行为", "By department and kind"), (DEPARTMENT, ACTION)),
)

NOTES = (
    Text(
        "只含已公示清单中的应用，自清单生效之时起；远程控制和代理隧道由公开的规则识别，所见的是连接，不是内容。",
        "Only apps on the published list, from the moment it is in force. Remote control and tunnels are recognised"
        " by public rules, from connections and never from content.",
    ),
    Text(
        "“被拦截”指代理拒绝的请求：有人或某个程序尝试过，但没有成功。程序也会在无人操作时连接，须经人工核实。",
        "Blocked requests were refused by the proxy: somebody or some program tried and did not succeed. Programs also"
        " connect by themselves, so a person must verify.",
    ),
)


def _run(inputs: Inputs) -> Result:
    rows = inputs.rows(KIND, "buckets").filter(_.action.isin(ACTIONS))
    purpose = inputs.purpose(KIND).id
    by = ("subject", "day", "site", "action")
    sums = ("requests", "blocked", "bytes_up", "bytes_down")
    found = inputs.engine.execute(rows.group_by(by).agg(**{name: _[name].sum().cast("int64") for name in sums}))
    findings = tabulate(
        found,
        (SUBJECT, DAY, SITE, ACTION, REQUESTS, BLOCKED, BYTES_UP, BYTES_DOWN),
        name="findings",
        title=Text("使用或尝试使用", "Used or tried"),
        purpose=purpose,
        main="requests",
    )
    groups = [_group(inputs, rows, purpose, name=name, title=title, by=by) for name, title, by in _GROUPS]
    people = inputs.policy.people.height
    around, steps = sequences(_of_refused(inputs, rows), found, people)
    points = of_rarity(pl.col("subject").n_unique().over("action", "site"), people)
    risk = risk_tables(
        pl.concat([found.with_columns(points=points), around], how="diagonal"),
        source=ACTION,
        until=inputs.period[1],
        purpose=purpose,
        details=(SITE, REQUESTS),
    )
    own_quotas, by_quota = quota_tables(inputs, KIND)
    tables = (findings, sequences_table(steps, purpose), own_quotas, *risk, *groups, by_quota)
    notes = (*NOTES, CIRCUMVENTION, *QUOTAS, *RISK_NOTES)
    return Result(KIND, TITLE, {table.name: table for table in tables}, notes)


def _of_refused(inputs: Inputs, rows: ir.Table) -> pl.DataFrame:
    """The quarter hours of people of whom something was refused."""
    refused = rows.filter(_.blocked > 0).select("subject").distinct()
    return inputs.engine.execute(rows.semi_join(refused, "subject"))


def _group(inputs: Inputs, rows: ir.Table, purpose: str, *, name: str, title: Text, by: tuple[Column, ...]) -> Table:
    dimensions = [column.name for column in by]
    frame = inputs.engine.execute(cells(rows, by=dimensions, main="requests", others=("blocked",)))
    columns = (*by, PERSONS, *dominance("count"), REQUESTS, BLOCKED)
    return tabulate(frame, columns, name=name, title=title, purpose=purpose, main="requests")


ANALYSIS = Analysis(name=KIND, title=TITLE, reads=((KIND, "buckets"), (KIND, TABLE)), run=_run)
