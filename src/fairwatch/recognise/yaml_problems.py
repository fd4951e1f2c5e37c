"""What the YAML parser says of a rule file that is no YAML, in both languages."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from fairwatch.text import Text


def yaml_problem(said: str) -> Text:
    """The parser's own words, and ours in Chinese; words that we do not know are quoted."""
    return Text(_in_chinese().get(said) or f"不是有效的 YAML（解析器的说明：{said}）", said)


@cache
def _in_chinese() -> dict[str, str]:
    with files("fairwatch.recognise").joinpath("yaml_problems.tsv").open(encoding="utf-8") as handle:
        lines = (line for line in handle if not line.startswith("#"))
        return {row["problem"]: row["zh"] for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)}
