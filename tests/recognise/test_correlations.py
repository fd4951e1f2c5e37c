"""What a correlation of Sigma's means here; whether one is true is asked in ``tests/analyses/test_correlated.py``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.recognise.activity import CATALOGUE, RECOGNISER, batch, row
from tests.recognise.sigma_rules import AGENT, DNS, SHARED, correlation

from fairwatch import columns
from fairwatch.recognise import to_publish
from fairwatch.rule_list import PART, ListedCorrelation, RuleList, from_json

TOOL, POOL = (f"10000000-0000-4000-8000-00000000000{number}" for number in (2, 3))
HOUR_US = 3_600_000_000
BY = "group-by: [user]"
MANY = "condition: {gte: 3}"
HOSTS = "condition: {gte: 3, field: cs-host}"


def published(folder: Path, *texts: str) -> RuleList:
    (folder / "theirs.yml").write_text("---\n".join((AGENT, DNS, *texts)), encoding="utf-8")
    return to_publish(folder, CATALOGUE, attacks_everywhere=False)[0]


def read(folder: Path, kind: str, rules: str, *more: str, timespan: str = "1h") -> ListedCorrelation:
    text = correlation(kind, rules, *more, timespan=timespan)
    (one,) = published(folder, text).correlations
    assert one.text == text
    return one


def seen(listed: RuleList, *rows: dict[str, Any]) -> list[list[dict[str, str | None]]]:
    """What the gate is told of each row for the sake of correlations."""
    found = RECOGNISER.recognise(batch(*rows), RECOGNISER.compiled(listed))
    assert found.schema["correlated"] == columns.DETECTED["correlated"]
    return [parts or [] for parts in found["correlated"].to_list()]


def tool(host: str, path: str = "/x", agent: str = "EvilTool/1.0") -> dict[str, Any]:
    return row(host, path, method="POST", user_agent=agent)


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


@pytest.mark.parametrize(
    ("kind", "timespan", "more", "instants_only"),
    [
        ("event_count", "10m", MANY, True),
        ("event_count", "15m", MANY, False),
        ("event_count", "7d", MANY, False),
        ("temporal", "30s", "generate: true", True),
        ("temporal_ordered", "29m", "generate: true", True),
        ("temporal_ordered", "30m", "generate: true", False),
        ("value_count", "24h", HOSTS, True),
    ],
)
def test_what_only_instants_can_show(
    tmp_path: Path, kind: str, timespan: str, more: str, *, instants_only: bool
) -> None:
    rules = "tool, tool" if kind == "temporal_ordered" else "tool"
    assert read(tmp_path, kind, rules, BY, more, timespan=timespan).instants_only == instants_only


def test_a_purpose_that_keeps_no_instants_counts_in_quarter_hours_what_it_can(tmp_path: Path) -> None:
    spans = {1: "5m", 2: "1h", 3: "3d"}
    texts = (correlation("event_count", "tool", BY, MANY, timespan=span, number=name) for name, span in spans.items())
    listed = published(tmp_path, *texts)
    numbers = {kept: [int(one.id[-1]) for one in listed.by_instant(kept)] for kept in ((), PART)}
    assert numbers == {(): [], PART: [1, 2]}
    assert [int(one.id[-1]) for one in listed.by_quarter(())] == [2, 3]
    assert [int(one.id[-1]) for one in listed.by_quarter(PART)] == [3]


def test_lists_of_before_keep_their_hash(tmp_path: Path) -> None:
    """What was published without the mark has none in the database."""
    listed = published(tmp_path, correlation("event_count", "tool", BY, MANY, timespan="1h"))
    assert "instants_only" not in listed.as_json()["correlations"][0]
    short = published(tmp_path, correlation("event_count", "tool", BY, MANY, timespan="1m"))
    assert from_json(short.as_json()) == short
    assert short.correlations[0].instants_only


def test_of_a_hit_the_gate_is_told_what_the_correlation_counts(tmp_path: Path) -> None:
    listed = published(tmp_path, correlation("value_count", "tool, pool", BY, "condition: {gte: 3, field: r-dns}"))
    (one,) = listed.correlations
    told = seen(listed, tool("a.example"), row("x.pool.example", grade="dns"), row("a.example", method="GET"))
    part = {"correlation": one.id, "group": None}
    assert told == [
        [part | {"rule": TOOL, "value": "a.example"}],
        [part | {"rule": POOL, "value": "x.pool.example"}],
        [],
    ]


def test_groups_beside_the_person_and_several_fields(tmp_path: Path) -> None:
    by_host = ("group-by: [c-ip, where]", "aliases:", "  where: {tool: cs-host, pool: query}", "condition: {gte: 2}")
    both = correlation("value_count", "tool", BY, "condition: {gte: 2, field: [cs-host, c-useragent]}", number=2)
    listed = published(tmp_path, correlation("event_count", "tool, pool", *by_host), both)
    found = [
        [(part["value"], part["group"]) for part in parts]
        for parts in seen(listed, tool("a.example"), row("x.pool.example", grade="dns"))
    ]
    assert found == [
        [(None, "a.example"), ("a.example\x1fEvilTool/1.0", None)],
        [(None, "x.pool.example")],
    ]


def test_a_hit_without_the_value_is_no_part(tmp_path: Path) -> None:
    listed = published(tmp_path, correlation("value_count", "tool", BY, "condition: {gte: 3, field: cs-referrer}"))
    assert seen(listed, tool("a.example")) == [[]]


def test_for_a_long_span_nothing_is_looked_at(tmp_path: Path) -> None:
    """Its quarter hours are kept anyway."""
    assert seen(
        published(tmp_path, correlation("event_count", "tool", BY, MANY, timespan="2d")), tool("a.example")
    ) == [[]]


def test_correlations_as_people_share_them_load_unchanged(tmp_path: Path) -> None:
    (tmp_path / "shared.yml").write_text(SHARED, encoding="utf-8")
    listed, verdicts = to_publish(tmp_path, CATALOGUE, attacks_everywhere=False)
    assert [one.why_not for one in verdicts] == [None] * len(verdicts)
    assert sorted((one.kind, one.span_us // 1_000_000, one.least) for one in listed.correlations) == [
        ("event_count", 300, 11),
        ("temporal", 60, 2),
        ("temporal_ordered", 600, 2),
        ("value_count", 60, 50),
        ("value_count", 600, 5),
    ]
    assert RECOGNISER.compiled(listed).listed(attacks_everywhere=False) == listed, "and are read again from the list"
