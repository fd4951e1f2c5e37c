"""Which user agents are browsers, apps, or machines. The words are data: ``agents.tsv``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import polars as pl

from fairwatch.recognise.fields import AGENTS


def classify(agents: pl.Series) -> pl.Series:
    """One of ``fields.AGENTS`` for each user agent as logged; null and empty are ``none``.

    A browser that runs inside an app names both; whoever calls itself Mozilla and names no machine is a browser.
    """
    machine, app = _words("machine"), _words("app")
    agent = pl.col("agent").str.to_lowercase()
    named = (
        pl.when(agent.is_null() | (agent == "") | (agent == "-"))
        .then(pl.lit("none"))
        .when(agent.str.contains_any(machine))
        .then(pl.lit("machine"))
        .when(agent.str.starts_with("mozilla/") | agent.str.starts_with("opera/"))
        .then(pl.lit("browser"))
        .when(agent.str.contains_any(app))
        .then(pl.lit("app"))
        .otherwise(pl.lit("machine"))
    )
    return agents.alias("agent").to_frame().select(named.cast(pl.Enum(AGENTS)).alias("agent")).to_series()


@cache
def _words(wanted: str) -> list[str]:
    text = (files("fairwatch.recognise") / "agents.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return [word for word, label in lines if label == wanted]
