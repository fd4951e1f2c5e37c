"""Sigma rules that nobody wrote for us: they load unchanged, hit what they say, and change nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.recognise.activity import CATALOGUE, RECOGNISER, batch, page, row
from tests.recognise.sigma_rules import AGENT, DNS, PROXY, RUNNING, correlation, rule

from fairwatch import columns
from fairwatch.recognise import Verdict, to_publish
from fairwatch.rule_list import RuleList, from_json

PLAIN = {
    "title": "In one line",
    "id": "20000000-0000-4000-8000-000000000002",
    "logsource": {"category": "proxy"},
    "detection": {"s": {"cs-method": "POST"}, "condition": "s"},
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> RuleList:
    return published(tmp_path_factory.mktemp("rules"), *RUNNING)[0]


def published(folder: Path, *texts: str) -> tuple[RuleList, list[Verdict]]:
    (folder / "theirs.yml").write_text("---\n".join(texts), encoding="utf-8")
    return to_publish(folder, CATALOGUE, attacks_everywhere=False)


def hits(listed: RuleList, *rows: dict[str, Any]) -> list[tuple[int, str]]:
    """(row, title of the rule) of each hit."""
    found = RECOGNISER.recognise(batch(*rows), RECOGNISER.compiled(listed))["detections"].to_list()
    return [(at, listed.titles[rule].en) for at, rules in enumerate(found) for rule in rules or ()]


def test_shared_rules_load_unchanged_and_hit_what_they_say(tmp_path: Path) -> None:
    listed, _ = published(tmp_path, *RUNNING)
    assert [one.level for one in listed.rules] == ["high", "critical", "medium", "low", "informational"]
    found = hits(
        listed,
        row("a.top.example", "/x/setup.EXE?y=1", method="GET", status=200),
        row("good.top.example", "/x/setup.exe", method="GET", status=200),
        row("b.example", "/", method="POST", status=200, user_agent="eviltool/1.0"),
        row("b.example", "/", method="GET", status=200, user_agent="EvilTool/1.0"),
        row("b.example", "/gate.php?id=42", method="GET", status=200),
        row("b.example", "/x?p=c2VjcmV0LW1hcmtlcg", method="GET", status=200),
        row("x.pool.example", grade="dns"),
        row("x.pool.example", method="CONNECT"),
        row("b.example", "/s?q=1%20UNION%20SELECT%201", method="GET", status=200),
        row("b.example", "/s?q=1%20UNION%20SELECT%201", method="GET", status=404),
        row("b.example", "/cgi-bin/..%2f..%2fetc", method="GET", status=200),
        row("198.51.100.9", "/x", method="GET", status=200),
        row("192.0.2.9", "/x", method="GET", status=200),
        page("www.zhihu.com"),
    )
    assert found == [
        (0, "Executable From A Free Domain"),
        (2, "Tool By Its User Agent"),
        (4, "Tool By Its User Agent"),
        (5, "Tool By Its User Agent"),
        (6, "Query Of A Mining Pool"),
        (8, "Injection Strings"),
        (10, "Injection Strings"),
        (11, "Download From An Address"),
    ]


@pytest.mark.parametrize("pattern", ["^/door\\?k=[0-9]+$", "(?i)^/DOOR", "^\\/door", "^(?:/door|/gate)", "^(/door)"])
def test_a_regular_expression_of_a_path_is_compared_with_the_path(tmp_path: Path, pattern: str) -> None:
    """Our address begins with https://, where people's logs often have the path alone."""
    theirs = rule(detection=f"detection:\n  s:\n    c-uri|re: '{pattern}'\n  condition: s")
    rows = row("b.example", "/door?k=7", method="GET"), row("b.example", "/a/door?k=7", method="GET")
    assert hits(published(tmp_path, theirs)[0], *rows) == [(0, "Plain")]


@pytest.mark.parametrize("pattern", ["^https?://[^/]+/door", "/door"])
def test_a_regular_expression_of_an_address_is_compared_with_the_address(tmp_path: Path, pattern: str) -> None:
    theirs = rule(detection=f"detection:\n  s:\n    c-uri|re: '{pattern}'\n  condition: s")
    rows = row("b.example", "/door?k=7", method="GET"), row("b.example", "/gate", method="GET")
    assert hits(published(tmp_path, theirs)[0], *rows) == [(0, "Plain")]


def test_a_list_keeps_each_rule_as_it_was_written(tmp_path: Path) -> None:
    """Whatever stands around it in the file; what is compiled later is compiled from the list alone."""
    chinese = AGENT.replace("title: Tool", "title_zh: 工具\ntitle: Tool")
    listed, _ = published(tmp_path, f"# 注释\n{chinese}", PROXY)
    assert [one.text for one in listed.rules] == [PROXY, chinese]
    assert listed.titles[listed.rules[1].id].zh == "工具"
    assert from_json(listed.as_json()) == listed


def test_the_hash_is_of_what_is_looked_for(tmp_path: Path) -> None:
    one, _ = published(tmp_path, PROXY, AGENT)
    same, _ = published(tmp_path, AGENT, PROXY)
    assert one.hash == same.hash == from_json(one.as_json(), effective_us=5).hash
    (everywhere, _) = to_publish(tmp_path, CATALOGUE, attacks_everywhere=True)
    fewer, _ = published(tmp_path, PROXY)
    assert len({one.hash, everywhere.hash, fewer.hash}) == 3


def test_only_a_tag_says_that_a_rule_is_about_an_attack(tmp_path: Path) -> None:
    attack = rule(title="title: Plain\ntags: [attack.command-and-control, detection.emerging-threats]")
    listed, _ = published(tmp_path, attack, PROXY)
    assert {one.title.en: one.attack for one in listed.rules} == {"Plain": True, "Executable From A Free Domain": False}


def test_rules_of_a_correlation_are_no_findings_by_themselves(tmp_path: Path) -> None:
    """Unless it says so, as in Sigma."""
    together = correlation("event_count", "tool", "group-by: [user]", "condition: {gte: 3}", timespan="1h")
    listed, _ = published(tmp_path, PROXY, AGENT, together)
    assert [one.alone for one in listed.rules] == [True, False]
    listed, _ = published(tmp_path, PROXY, AGENT, together.replace("  timespan", "  generate: true\n  timespan"))
    assert [one.alone for one in listed.rules] == [True, True]


def test_one_row_may_be_hit_by_several_rules(tmp_path: Path) -> None:
    both = row("a.top.example", "/setup.exe", method="POST", user_agent="OtherTool", bytes_up=5)
    assert hits(published(tmp_path, PROXY, AGENT)[0], both) == [
        (0, "Executable From A Free Domain"),
        (0, "Tool By Its User Agent"),
    ]


def test_a_detection_changes_nothing_of_what_was_recognised(tmp_path: Path) -> None:
    rows = batch(
        page("www.zhihu.com"), row("x.pool.example", grade="dns"), row("a.top.example", "/a.exe", method="GET")
    )
    looked = RECOGNISER.recognise(rows, RECOGNISER.compiled(published(tmp_path, *RUNNING)[0]))
    assert looked.drop(*columns.DETECTED).equals(RECOGNISER.recognise(rows))


def test_a_rule_that_does_not_run_stops_nothing(tmp_path: Path) -> None:
    broken = rule(detection="detection:\n  s:\n    cs-cookie: x\n  condition: s")
    aggregated = rule(detection="detection:\n  s:\n    cs-method: POST\n  condition: s | count() by src_ip > 5")
    listed, verdicts = published(tmp_path, broken, aggregated, DNS)
    assert [one.title.en for one in listed.rules] == ["Query Of A Mining Pool"]
    assert [one.runs for one in verdicts] == [False, False, True]


LOG = st.fixed_dictionaries(
    {
        "host": st.sampled_from(["a.top.example", "good.top.example", "x.pool.example", "198.51.100.9", None]),
        "url": st.sampled_from(
            [None, "https://h.example/x/a.EXE", "https://h/gate.php?id=1", "https://h/s?q=UNION%20SELECT", "http://h/"]
        ),
        "method": st.sampled_from(["GET", "POST", None]),
        "status": st.sampled_from([200, 404, None]),
        "user_agent": st.sampled_from(["EvilTool/1", "othertool", None]),
        "grade": st.sampled_from(["full_url", "dns", "sni"]),
    }
)


@pytest.mark.parametrize("many", [1, 1 << 14])
@settings(max_examples=40, derandomize=True, deadline=None)
@given(rows=st.lists(LOG, min_size=1, max_size=20))
def test_short_cuts_find_what_the_rules_say(running: RuleList, many: int, rows: list[dict[str, Any]]) -> None:
    """Guards, texts that are looked for together, and values that are decided once."""
    with mock.patch("fairwatch.recognise.matching.MANY", many):
        found = hits(running, *rows)
    assert found == [(at, title) for at, one in enumerate(rows) for title in slow(one)]


def slow(one: dict[str, Any]) -> list[str]:
    """The titles of the rules that hit a row, by what they say."""
    agent, url, grade = (one["user_agent"] or "").lower(), (one["url"] or "").lower(), one["grade"]
    proxy, web = grade in ("full_url", "sni"), grade == "full_url"
    path = "/" + url.split("/", 3)[3] if url else ""
    free = one["host"] == "a.top.example" and url.endswith(".exe")
    tool = agent.startswith(("eviltool/", "othertool")) and one["method"] == "POST"
    found = {
        "Executable From A Free Domain": proxy and free,
        "Tool By Its User Agent": proxy and (tool or path == "/gate.php?id=1"),
        "Query Of A Mining Pool": grade == "dns" and one["host"] == "x.pool.example",
        "Injection Strings": web and one["method"] == "GET" and one["status"] != 404 and "union%20select" in url,
        "Download From An Address": proxy and one["host"] == "198.51.100.9",
    }
    return [title for title, hit in found.items() if hit]


def test_without_a_list_nothing_is_looked_for() -> None:
    rows = batch(page("www.zhihu.com"))
    assert RECOGNISER.recognise(rows, RECOGNISER.compiled(RuleList())).equals(RECOGNISER.recognise(rows))


def test_a_rule_without_an_id_has_nothing_to_be_called_by(tmp_path: Path) -> None:
    listed, (verdict,) = published(tmp_path, rule(id="status: test"))
    assert listed.rules == ()
    assert verdict.why_not is not None
    assert "no id" in verdict.why_not.en


@pytest.mark.parametrize("text", ["  " + rule().replace("\n", "\n  ") + "\n", json.dumps(PLAIN) + "\n"])
def test_a_rule_can_be_read_by_itself_however_it_was_indented(tmp_path: Path, text: str) -> None:
    listed, _ = published(tmp_path, PROXY, text, AGENT)
    assert len(RECOGNISER.compiled(listed).rules) == 3


@pytest.mark.parametrize("field", ["c-ip", "src_ip", "cs-username", "user"])
def test_no_rule_can_ask_who(tmp_path: Path, field: str) -> None:
    """A rule for one person would be a hidden list of suspects."""
    listed, (verdict,) = published(tmp_path, rule(detection=f"detection:\n  s:\n    {field}: p0042\n  condition: s"))
    assert listed.rules == ()
    assert verdict.why_not is not None
    assert "never by whom" in verdict.why_not.en
