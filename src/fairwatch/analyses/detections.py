"""Hits of the published detection rules, and their correlations: which rule, on which day, how often."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import polars as pl
from ibis import _

from fairwatch.analyses.analysis import Analysis, Inputs
from fairwatch.analyses.cells import cells
from fairwatch.analyses.correlated import HITS, correlated
from fairwatch.analyses.headings import BLOCKED, DAY, DEPARTMENT, DETECTION, PERSONS, REQUESTS, SUBJECT, dominance
from fairwatch.analyses.risk import of_rarity_and_level
from fairwatch.analyses.risk_tables import NOTES as RISK_NOTES
from fairwatch.analyses.risk_tables import risk_tables
from fairwatch.analyses.tabulate import tabulate
from fairwatch.findings import Column, Result, Table
from fairwatch.rule_list import QUARTER_US, RuleList
from fairwatch.text import Text

NAME = "detections"
KIND = "violations"
TITLE = Text("检测规则的命中", "Hits of detection rules")
LEVEL = Column("level", "detail", Text("级别", "Level"))
HIT = Column(REQUESTS.name, REQUESTS.role, Text("命中次数", "Hits"), REQUESTS.unit)

_MINUTE_US = 60_000_000
_OF_QUARTERS = ("subject", "day", "at_us", "rule", "requests")
_GROUPS = (
    ("by-rule", Text("按规则", "By rule"), (DETECTION,)),
    ("by-department", Text("按部门和规则", "By department and rule"), (DEPARTMENT, DETECTION)),
)

NOTES = (
    Text(
        "只含已公示清单中的检测规则，自清单生效之时起；没有公示清单时不查找任何规则。"
        "清单可用 fairwatch rules list 查看。",
        "Only rules of the published list, from the moment it is in force; without one nothing is looked for. Everybody"
        " can read the list with fairwatch rules list.",
    ),
    Text(
        "一次命中只记下是谁、在哪一刻钟、命中哪条规则，不记站点、网址和内容。命中说明一行日志像规则所写，"
        "不说明有人做了什么：程序和恶意软件也会产生命中，须经人工核实。",
        "Of a hit the person, the quarter of an hour and the rule are kept: no site, no address, no content. It says"
        " that a line of the log looked like the rule, not that somebody did something; programs and malware cause hits"
        " as well, so a person must verify.",
    ),
    Text(
        "时间跨度不超过 24 小时的关联规则按命中的时刻计算；时刻和所计之值的加密指纹除本人外无人可见，最多两天即删除。"
        "更长的按整刻钟计算：所列的必然成立，跨越刻钟边界的可能遗漏。",
        "Correlations of up to 24 hours are counted by the instants of hits. Those, and keyed fingerprints of the"
        " values that are counted, are shown to nobody but their person and deleted after two days at the most. Longer"
        " ones are counted in whole quarter hours: what is listed is true, and what straddles their edges may be"
        " missed.",
    ),
    Text(
        "分值 = 罕见程度的分值 × 规则级别的比例（信息 0，低 ¼，中 ½，高 ¾，严重 1）。",
        "Points = points of the rarity × the share of the rule's level (informational 0, low ¼, medium ½, high ¾,"
        " critical 1).",
    ),
)


def _run(inputs: Inputs) -> Result:
    listed, purpose = inputs.policy.rule_list, inputs.purpose(KIND).id
    rows = _hits(inputs, listed)
    alone = rows.filter(_.detection.isin([rule.id for rule in listed.rules if rule.alone]))
    found = _found(inputs, rows, listed)
    findings = tabulate(
        found,
        (SUBJECT, DAY, DETECTION, LEVEL, HIT, BLOCKED),
        name="findings",
        title=Text("命中的规则", "Rules that were hit"),
        purpose=purpose,
        main=HIT.name,
    )
    persons = pl.col("subject").n_unique().over("detection")
    points = of_rarity_and_level(persons, inputs.policy.people.height, pl.col("level"))
    risk = risk_tables(
        found.with_columns(points=points),
        source=DETECTION,
        until=inputs.period[1],
        purpose=purpose,
        details=(LEVEL, HIT),
    )
    groups = [_group(inputs, alone, purpose, name=name, title=title, by=by) for name, title, by in _GROUPS]
    return Result(NAME, TITLE, {table.name: table for table in (findings, *risk, *groups)}, (*NOTES, *RISK_NOTES))


def _hits(inputs: Inputs, listed: RuleList) -> ir.Table:
    """The buckets of rules that are on the list now: what is looked for no longer is no finding any more."""
    rows = inputs.rows(KIND, "buckets")
    if "detection" not in rows.columns:  # rolled up before there were detections
        rows = rows.mutate(detection=ibis.null("string"))
    return rows.filter(_.detection.isin([rule.id for rule in listed.rules]))


def _found(inputs: Inputs, rows: ir.Table, listed: RuleList) -> pl.DataFrame:
    """``subject``, ``day``, ``detection``, ``level``, ``requests``, ``blocked``: of rules and of correlations.

    Correlations by instants were found when their day was rolled up; those by quarter hours are looked for here.
    """
    kept = inputs.purpose(KIND).columns
    keys = ("subject", "day", "bucket_us", "detection")
    sums = {name: _[name].sum().cast("int64") for name in ("requests", "blocked")}
    hits = inputs.engine.execute(rows.group_by(keys).agg(**sums))
    silent = [rule.id for rule in listed.rules if not rule.alone]
    days = (
        hits.filter(~pl.col("detection").is_in(silent))
        .group_by("subject", "day", "detection")
        .agg(pl.col("requests").sum(), pl.when(pl.col("blocked").count() > 0).then(pl.col("blocked").sum()))
    )
    quarter_us = max(QUARTER_US, inputs.policy.limits.bucket_minutes * _MINUTE_US)
    quarters = hits.select("subject", "day", "requests", at_us="bucket_us", rule="detection").with_columns(
        pl.lit(None, pl.String).alias(name) for name in HITS if name not in _OF_QUARTERS
    )
    together = correlated(quarters, listed.by_quarter(kept), quarter_us).drop("at_us")
    listed_now = [one.id for one in listed.by_instant(kept)]
    rolled = inputs.rows(KIND, "correlations").filter(_.detection.isin(listed_now))
    found = inputs.engine.execute(rolled.select("subject", "day", "detection", "requests"))
    levels = {one.id: one.level for one in listed.entries}
    return pl.concat([days, together, found], how="diagonal").with_columns(
        level=pl.col("detection").replace_strict(levels, default=None, return_dtype=pl.String)
    )


def _group(inputs: Inputs, rows: ir.Table, purpose: str, *, name: str, title: Text, by: tuple[Column, ...]) -> Table:
    dimensions = [column.name for column in by]
    frame = inputs.engine.execute(cells(rows, by=dimensions, main=HIT.name, others=("blocked",)))
    columns = (*by, PERSONS, *dominance("count"), HIT, BLOCKED)
    return tabulate(frame, columns, name=name, title=title, purpose=purpose, main=HIT.name)


ANALYSIS = Analysis(name=NAME, title=TITLE, reads=((KIND, "buckets"), (KIND, "correlations")), run=_run)
