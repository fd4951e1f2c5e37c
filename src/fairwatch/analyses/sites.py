"""Which sites and apps the organisation uses most, and which ones are new and spreading. Groups only."""

from __future__ import annotations

import datetime as dt
from typing import Final

import ibis
import ibis.expr.types as ir
from ibis import _

from fairwatch.analyses.analysis import Analysis, Inputs
from fairwatch.analyses.cells import cells, of_many
from fairwatch.analyses.headings import BYTES_DOWN, BYTES_UP, PERSONS, REQUESTS, SITE, WEEK, dominance
from fairwatch.analyses.tabulate import tabulate
from fairwatch.findings import Result, Table
from fairwatch.text import Text

KIND = "traffic"
NAME = "sites"
TITLE = Text("常用与新兴站点", "Sites used most, and new ones")

MOST: Final = 100
"""So many sites by bytes received and by people."""
NEW_DAYS: Final = 14
"""A site is new when nobody used it before the last two weeks of the period."""
KNOWN_DAYS: Final = 7
"""So many days with data must lie before that, or everything would be new."""

NOTES = (
    Text(
        f"最多列出流量或人数最多的 {MOST} 个站点；使用人数不足或由少数人主导的站点不出现，也不占名次。"
        "只含流量目的允许的类别，不含招聘、私人和受保护类别。",
        f"At most the {MOST} sites with the most bytes or people, of those that may be shown: sites of too few people,"
        " or dominated by few, do not appear and take no place. Only those of the traffic purpose's categories:"
        " recruitment, private and protected ones are not part of it.",
    ),
    Text(
        f"新站点：最近 {NEW_DAYS} 天之前无人使用的站点，按周列出人数；只有用的人足够多时才会出现。",
        f"New sites are those that nobody used before the last {NEW_DAYS} days, with their people week by week; they"
        " appear once enough people use them.",
    ),
)


def _run(inputs: Inputs) -> Result:
    rows = inputs.rows(KIND, "buckets")
    rows = rows.filter(rows.site.notnull())
    tables = (_used_most(inputs, rows), _new(inputs, rows))
    return Result(NAME, TITLE, {table.name: table for table in tables}, NOTES)


def _cells(inputs: Inputs, rows: ir.Table, by: tuple[str, ...], others: tuple[str, ...]) -> ir.Table:
    """Cells that may be shown. Of any other the name of the site is the information, whatever figures are hidden."""
    found = cells(rows, by=by, main="bytes_down", others=others)
    return of_many(found, "bytes_down", inputs.purpose(KIND), inputs.policy.limits)


def _used_most(inputs: Inputs, rows: ir.Table) -> Table:
    found = _cells(inputs, rows, ("site",), ("bytes_up", "requests"))
    places = {
        f"by_{name}": ibis.row_number().over(ibis.window(order_by=(found[name].desc(), found.site)))
        for name in ("bytes_down", "persons")
    }
    most = found.mutate(**places).filter((_.by_bytes_down < MOST) | (_.by_persons < MOST))
    return tabulate(
        inputs.engine.execute(most),
        (SITE, PERSONS, *dominance("bytes"), BYTES_DOWN, BYTES_UP, REQUESTS),
        name="by-site",
        title=Text("站点", "Sites"),
        purpose=inputs.purpose(KIND).id,
        main="bytes_down",
    )


def _new(inputs: Inputs, rows: ir.Table) -> Table:
    """People and bytes per week of the sites that were not there before; none while too little came before."""
    recently = inputs.period[1] - dt.timedelta(days=NEW_DAYS - 1)
    known_days = rows.filter(rows.day < recently).day.nunique()
    firsts = rows.group_by("site").agg(first=_.day.min())
    new = firsts.filter((_.first >= recently) & (known_days.as_scalar() >= KNOWN_DAYS)).select("site")
    of_new = rows.semi_join(new, "site").mutate(week=rows.day.truncate("W").cast("date"))
    return tabulate(
        inputs.engine.execute(_cells(inputs, of_new, ("site", "week"), ("requests",))),
        (SITE, WEEK, PERSONS, *dominance("bytes"), BYTES_DOWN, REQUESTS),
        name="new-sites",
        title=Text("新站点", "New sites"),
        purpose=inputs.purpose(KIND).id,
        main="bytes_down",
    )


ANALYSIS = Analysis(name=NAME, title=TITLE, reads=((KIND, "buckets"),), run=_run, grains=("group",))
