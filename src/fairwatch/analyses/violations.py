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
    points = of_rarity(pl.col("subject").n_unique().over("action", "site"), inputs.policy.people.height)
    risk = risk_tables(
        found.with_columns(points=points),
        source=ACTION,
        until=inputs.period[1],
        purpose=purpose,
        details=(SITE, REQUESTS),
    )
    return Result(KIND, TITLE, {table.name: table for table in (findings, *risk, *groups)}, (*NOTES, *RISK_NOTES))


def _group(inputs: Inputs, rows: ir.Table, purpose: str, *, name: str, title: Text, by: tuple[Column, ...]) -> Table:
    dimensions = [column.name for column in by]
    frame = inputs.engine.execute(cells(rows, by=dimensions, main="requests", others=("blocked",)))
    columns = (*by, PERSONS, *dominance("count"), REQUESTS, BLOCKED)
    return tabulate(frame, columns, name=name, title=title, purpose=purpose, main="requests")


ANALYSIS = Analysis(name=KIND, title=TITLE, reads=((KIND, "buckets"),), run=_run)
