"""Hits of published detection rules (R24): a second question to each line, beside what the purposes keep of it.

A hit becomes a row of its own that says who, in which quarter of an hour and which rule, so whatever else is kept of
the line stays as it is. The gates of whom and when have been passed by then. What was done is judged here:

- Never of protected and private categories, of job boards or of job search, whatever the rule is about.
- Of sites of the purpose's categories, as of anything else that the purpose keeps.
- A host that the catalogue does not know may be anything, also a clinic; so a hit on one is not kept (R18). The list
  may be published with ``attacks_everywhere``: then hits of rules that name an attack by a tag are, and of programs as
  well, because malware calls unknown hosts and is no person. Even then the row does not say which host.

Of a hit that a published correlation counts, and only of such a one, there is a second row with the instant, and keyed
fingerprints of what it counts. It goes with the raw rows: the roll-up has quarter hours.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from fairwatch import columns
from fairwatch.gate.action_numbers import JOB_SEARCH
from fairwatch.gate.lines import Lines, chosen
from fairwatch.rule_list import RuleList

_COLUMN = "detections"
_CORRELATED = "correlated"
_MACHINE = columns.ACTIONS.index("machine")
_LOOKED_AT = ("ts_us", "blocked", "line", _COLUMN)


def hits_of(lines: Lines) -> pl.DataFrame | None:
    """One row per line and rule: ``row`` (of the batch), ``person``, ``day``, ``rule``, ``open`` (the purposes that may
    keep it), ``ts_us``, ``blocked``, ``line``. None where nothing is looked for.

    To be asked when the lines have been looked at, before the gates of what was done close anything.
    """
    listed = lines.rules.policy.rule_list
    if not listed.rules or _COLUMN not in lines.content.columns:
        return None
    at = np.flatnonzero(lines.content[_COLUMN].is_not_null().to_numpy())
    known, attacks = _open(lines, at)
    return (
        chosen(lines.content.select(_LOOKED_AT), at)
        .with_columns(
            pl.Series("row", lines.row[at]),
            pl.Series("person", lines.person[at]),
            pl.Series("day", lines.day[at]),
            pl.Series("known", known),
            pl.Series("attacks", attacks),
        )
        .explode(_COLUMN)
        .rename({_COLUMN: "rule"})
        .join(_rules(listed), on="rule", maintain_order="left")
        .with_columns(open=pl.when("attack").then("attacks").otherwise("known"))
        .filter(pl.col("ts_us") >= listed.effective_us, pl.col("open") != 0)
        .drop("known", "attacks", "attack")
    )


def parts_of(lines: Lines) -> pl.DataFrame | None:
    """One row per hit that is kept and correlation that counts it: columns of ``hits_of``, ``correlation``, ``value``
    and ``group``, the last two still in clear. None where there are none.
    """
    if lines.hits is None or _CORRELATED not in lines.content.columns:
        return None
    at = np.flatnonzero(lines.content[_CORRELATED].is_not_null().to_numpy())
    parts = (
        chosen(lines.content.select(_CORRELATED), at)
        .with_columns(pl.Series("row", lines.row[at]))
        .explode(_CORRELATED)
        .unnest(_CORRELATED)
    )
    kept = [one.id for one in lines.rules.policy.rule_list.correlations if one.short]
    return parts.filter(pl.col("correlation").is_in(kept)).join(lines.hits, on=["row", "rule"])


def _rules(listed: RuleList) -> pl.DataFrame:
    """The rules that may be hit, and which of them are hit wherever it was."""
    rules = [(rule.id, rule.attack and listed.attacks_everywhere) for rule in listed.rules]
    return pl.DataFrame(rules, schema={"rule": pl.String, "attack": pl.Boolean}, orient="row")


def _open(lines: Lines, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The purposes that may keep a hit of an ordinary rule, and those that may keep one of an attack anywhere."""
    rules, category, action = lines.rules, lines.category[at], lines.action[at]
    closed = rules.protected[category] | rules.private[category] | np.isin(action, JOB_SEARCH)
    asked = np.where(closed, rules.nothing, lines.open[at])
    known = asked & rules.detecting_in[category]
    anywhere = np.where(category == rules.no_category, asked & rules.detecting, known)
    return np.where(action == _MACHINE, rules.nothing, known), anywhere
