"""How many, how many different ones, together, in order: within a time, per person or group."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.recognise.activity import CATALOGUE
from tests.recognise.sigma_rules import AGENT, DNS, PROXY, correlation

from fairwatch.recognise import Correlation, Recogniser, correlate
from fairwatch.recognise.correlations import FOUND, HITS

MINUTE = 60_000_000
FREE, TOOL, POOL = (f"10000000-0000-4000-8000-00000000000{number}" for number in (1, 2, 3))


def loaded(folder: Path, *texts: str) -> tuple[Correlation, ...]:
    (folder / "theirs.yml").write_text("---\n".join((PROXY, AGENT, DNS, *texts)), encoding="utf-8")
    return Recogniser.load(folder, catalogue=CATALOGUE).detections().correlations


def hit(minute: float, rule: str, subject: str = "s1", **more: Any) -> dict[str, Any]:
    return {"ts_us": int(minute * MINUTE), "rule": rule, "subject": subject, "department": "Sales", **more}


def found(correlations: tuple[Correlation, ...], *hits: dict[str, Any]) -> list[dict[str, Any]]:
    return correlate(pl.DataFrame(list(hits), schema=HITS), correlations).rows(named=True)


def test_so_many_hits_of_one_person_within_the_time(tmp_path: Path) -> None:
    rules = loaded(tmp_path, correlation("event_count", "tool", "group-by: [cs-username]", "condition: {gte: 3}"))
    (one,) = found(
        rules, *[hit(at, TOOL) for at in (0, 9, 10, 30, 50)], *[hit(at, TOOL, "s2") for at in (0, 20, 40)], hit(1, POOL)
    )
    assert (one["subject"], one["first_us"], one["last_us"], one["most"]) == ("s1", 10 * MINUTE, 10 * MINUTE, 3)
    assert (one["department"], one["site"]) == (None, None), "what is not grouped by is not told"


def test_the_span_is_a_sliding_one(tmp_path: Path) -> None:
    rules = loaded(tmp_path, correlation("event_count", "tool", "group-by: [user]", "condition: {gte: 2}"))
    assert len(found(rules, hit(9, TOOL), hit(19, TOOL))) == 1
    assert found(rules, hit(9, TOOL), hit(19.01, TOOL)) == []


def test_so_many_different_sites(tmp_path: Path) -> None:
    text = correlation("value_count", "tool", "group-by: [src_ip]", "condition: {gte: 3, field: cs-host}")
    rules = loaded(tmp_path, text)
    sites = ["a", "b", "b", None, "c"]
    assert [one["most"] for one in found(rules, *[hit(at, TOOL, site=site) for at, site in enumerate(sites)])] == [3]
    assert found(rules, *[hit(at, TOOL, site=site) for at, site in enumerate(sites[:4])]) == []


def test_all_of_them_in_any_order_by_one_person(tmp_path: Path) -> None:
    rules = loaded(tmp_path, correlation("temporal", "tool, pool", "group-by: [user]"))
    assert len(found(rules, hit(5, POOL), hit(1, TOOL))) == 1
    assert found(rules, hit(5, POOL), hit(1, TOOL, "s2")) == []
    assert found(rules, hit(5, POOL), hit(6, POOL)) == []
    assert found(rules, hit(50, POOL), hit(1, TOOL)) == []


def test_all_of_them_in_order(tmp_path: Path) -> None:
    rules = loaded(tmp_path, correlation("temporal_ordered", "free_domain, tool, pool", "group-by: [user]"))
    assert [one["last_us"] for one in found(rules, hit(1, FREE), hit(2, TOOL), hit(3, POOL))] == [3 * MINUTE]
    assert found(rules, hit(3, FREE), hit(2, TOOL), hit(1, POOL)) == []
    assert found(rules, hit(1, FREE), hit(2, TOOL), hit(20, POOL)) == []
    # an early first hit must not hide a later one that is in time
    assert len(found(rules, hit(1, FREE), hit(15, FREE), hit(16, TOOL), hit(17, POOL))) == 1


def test_groups_and_everybody(tmp_path: Path) -> None:
    by_group = correlation("event_count", "tool", "group-by: [department]", "condition: {gte: 2}", number=1)
    of_all = correlation("event_count", "tool", "condition: {gte: 2}", number=2)
    rules = loaded(tmp_path, by_group, of_all)
    rows = found(rules, hit(1, TOOL, "s1"), hit(2, TOOL, "s2"))
    assert [(one["subject"], one["department"]) for one in rows] == [(None, "Sales"), (None, None)]
    assert found(rules) == []


def test_an_alias_names_one_thing_in_two_rules(tmp_path: Path) -> None:
    lines = ("group-by: [who]", "aliases:", "  who: {tool: cs-username, pool: src_ip}")
    (rule,) = loaded(tmp_path, correlation("temporal", "tool, pool", *lines))
    assert rule.group_by == ("subject",)


def test_nothing_found_has_the_columns_of_what_is_found(tmp_path: Path) -> None:
    rules = loaded(tmp_path, correlation("temporal", "tool, pool"))
    assert correlate(pl.DataFrame(schema=HITS), rules).schema == pl.Schema(FOUND)


HIT = st.builds(
    hit,
    st.integers(0, 30),
    st.sampled_from([FREE, TOOL, POOL]),
    st.sampled_from(["s1", "s2"]),
    site=st.sampled_from(["a", "b", None]),
)


@pytest.fixture(scope="module")
def four(tmp_path_factory: pytest.TempPathFactory) -> tuple[Correlation, ...]:
    by = "group-by: [user]"
    return loaded(
        tmp_path_factory.mktemp("rules"),
        correlation("event_count", "tool, pool", by, "condition: {gt: 2}", number=1),
        correlation("value_count", "tool", by, "condition: {gte: 2, field: site}", number=2),
        correlation("temporal", "tool, pool", by, number=3),
        correlation("temporal_ordered", "tool, pool, free_domain", by, number=4),
    )


@settings(max_examples=60, derandomize=True, deadline=dt.timedelta(seconds=5))
@given(st.lists(HIT, max_size=14))
def test_sqlite_finds_what_looking_at_every_span_finds(
    four: tuple[Correlation, ...], hits: list[dict[str, Any]]
) -> None:
    expected = {
        (rule.id, subject)
        for rule in four
        for subject in ("s1", "s2")
        if any(
            fulfils(rule, [one for one in hits if one["subject"] == subject], start)
            for start in {one["ts_us"] for one in hits}
        )
    }
    assert {(one["correlation"], one["subject"]) for one in found(four, *hits)} == expected


def fulfils(rule: Correlation, hits: list[dict[str, Any]], start: int) -> bool:
    """Whether the span that begins here fulfils the rule: the definition."""
    within = sorted(
        (one for one in hits if start <= one["ts_us"] <= start + rule.span_us and one["rule"] in rule.rules),
        key=lambda one: one["ts_us"],
    )
    if rule.kind == "event_count":
        return len(within) > 2
    if rule.kind == "value_count":
        return len({one["site"] for one in within if one["site"] is not None}) >= 2
    if rule.kind == "temporal":
        return {one["rule"] for one in within} == set(rule.rules)
    at = start
    for wanted in rule.rules:
        later = [one["ts_us"] for one in within if one["rule"] == wanted and one["ts_us"] >= at]
        if not later:
            return False
        at = later[0]
    return True
