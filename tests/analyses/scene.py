"""Roll-ups of every purpose for 30 invented people over two weeks, at random."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
from tests.analyses.office import MONDAY, policy, us

from fairwatch.analyses.rollup_columns import schemas
from fairwatch.policy import Limits
from fairwatch.rule_list import ListedCorrelation, ListedRule, RuleList
from fairwatch.text import Text

PEOPLE = [{"person": f"p{number:04}", "department": ("sales", "legal", "design")[number % 3]} for number in range(30)]
LISTED = RuleList(
    tuple(ListedRule(name, Text(f"规则{name}", name), "high", False, name != "r3", "") for name in ("r1", "r2", "r3")),
    (ListedCorrelation("c1", Text("关联", "c1"), "low", "event_count", ("r3",), 3_600_000_000, 2, ""),),
)
RULES = policy(PEOPLE, limits=Limits(law="cn", pack_version="1", tolerance_minutes=5), rule_list=LISTED)
"""A short tolerance, so that a few visits at random go beyond it."""
WORK = pl.DataFrame(
    [("design", "video", None), ("legal", None, "mart")], schema=["department", "category", "site"], orient="row"
)
"""Designers watch videos for their work, and lawyers one shop."""
CHOICES = {
    "site": ["daily", "mart", "desk", None],
    "category": ["news", "shopping", "webmail", "video"],
    "action": ["upload", "download", "tunnel", "remote_control", "job_search", "resume_submission"],
    "grade": ["full_url", "sni", "dns"],
    "registered": [True, False, None],
    "file": ["F0001", "F0002", None],
    "device_class": ["company", "shared", None],
    "detection": ["r1", "r2", "r3", None],
    "limited": ["daily", "video", None],
}


def scene(size: int = 300) -> dict[tuple[str, str], pl.DataFrame]:
    random = np.random.default_rng(3)
    return {key: _rows(random, schema, size) for key, schema in schemas().items()}


def _rows(random: np.random.Generator, schema: dict, size: int) -> pl.DataFrame:
    person = random.integers(0, len(PEOPLE), size)
    later = random.integers(0, 14, size)
    values: dict[str, object] = {
        "day": [MONDAY + dt.timedelta(int(days)) for days in later],
        "subject": [PEOPLE[number]["person"] for number in person],
        "department": [PEOPLE[number]["department"] for number in person],
    }
    instant = np.array([us(MONDAY)] * size) + (later * 96 + random.integers(0, 40, size)) * 900_000_000
    for name, kind in schema.items():
        if name in values:
            continue
        if name in CHOICES:
            values[name] = [CHOICES[name][number] for number in random.integers(0, len(CHOICES[name]), size)]
        elif name.endswith("_us"):
            values[name] = instant
        elif kind == pl.Float64:
            values[name] = random.integers(0, 900_000_000, size) / 1e6
        else:
            values[name] = [None if number % 17 == 0 else int(number) ** 3 for number in random.integers(0, 900, size)]
    frame = pl.DataFrame(values, schema=schema)
    if "site" not in schema:
        return frame
    late = (pl.col("day") >= MONDAY + dt.timedelta(10)) & (pl.int_range(pl.len()) % 3 == 0)
    return frame.with_columns(site=pl.when(late).then(pl.lit("fresh")).otherwise("site"))
