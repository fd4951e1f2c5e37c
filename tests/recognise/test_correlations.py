"""What a correlation of Sigma's means here; whether one is true is asked in ``tests/analyses/test_correlated.py``."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.recognise.activity import CATALOGUE
from tests.recognise.sigma_rules import AGENT, DNS, correlation

from fairwatch.recognise import to_publish
from fairwatch.rule_list import ListedCorrelation

TOOL, POOL = (f"10000000-0000-4000-8000-00000000000{number}" for number in (2, 3))
HOUR_US = 3_600_000_000


def read(folder: Path, kind: str, rules: str, *more: str) -> ListedCorrelation:
    text = correlation(kind, rules, *more, timespan="1h")
    (folder / "theirs.yml").write_text("---\n".join((AGENT, DNS, text)), encoding="utf-8")
    listed, _ = to_publish(folder, CATALOGUE, attacks_everywhere=False)
    (one,) = listed.correlations
    assert one.text == text
    return one


@pytest.mark.parametrize(("condition", "least"), [("{gte: 3}", 3), ("{gt: 3}", 4)])
def test_so_many_hits_of_one_person(tmp_path: Path, condition: str, least: int) -> None:
    one = read(tmp_path, "event_count", "tool, pool", "group-by: [cs-username]", f"condition: {condition}")
    assert (one.kind, one.rules, one.span_us, one.least) == ("event_count", (TOOL, POOL), HOUR_US, least)


def test_all_of_them_together_or_in_order(tmp_path: Path) -> None:
    assert read(tmp_path, "temporal", "pool, tool", "group-by: [user]").least == 2
    assert read(tmp_path, "temporal_ordered", "pool, tool", "group-by: [src_ip]").rules == (POOL, TOOL)


def test_an_alias_may_stand_for_the_person(tmp_path: Path) -> None:
    lines = ("group-by: [who]", "aliases:", "  who: {tool: cs-username, pool: src_ip}")
    assert read(tmp_path, "temporal", "tool, pool", *lines).kind == "temporal"
    hosts = ("group-by: [what]", "aliases:", "  what: {tool: cs-host, pool: query}")
    with pytest.raises(ValueError, match="not enough values"):
        read(tmp_path, "temporal", "tool, pool", *hosts)
