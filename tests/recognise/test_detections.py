"""Sigma rules that nobody wrote for us: they load unchanged, hit what they say, and change nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.recognise.activity import CATALOGUE, RECOGNISER, batch, page, row
from tests.recognise.sigma_rules import AGENT, DNS, PROXY, RUNNING, rule

from fairwatch.recognise import Recogniser


def loaded(folder: Path, *texts: str) -> Recogniser:
    (folder / "theirs.yml").write_text("---\n".join(texts), encoding="utf-8")
    return Recogniser.load(folder, catalogue=CATALOGUE)


def hits(recogniser: Recogniser, *rows: dict[str, Any]) -> list[tuple[int, str]]:
    """(row, title of the rule) of each hit."""
    titles = {rule.id: rule.title for rule in recogniser.detections().rules}
    return [(at, titles[rule]) for at, rule in recogniser.detect(batch(*rows)).rows()]


def test_shared_rules_load_unchanged_and_hit_what_they_say(tmp_path: Path) -> None:
    recogniser = loaded(tmp_path, *RUNNING)
    assert [rule.level for rule in recogniser.detections().rules] == [
        "high",
        "critical",
        "medium",
        "low",
        "informational",
    ]
    found = hits(
        recogniser,
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


def test_one_row_may_be_hit_by_several_rules(tmp_path: Path) -> None:
    recogniser = loaded(tmp_path, PROXY, AGENT)
    both = row("a.top.example", "/setup.exe", method="POST", user_agent="OtherTool", bytes_up=5)
    assert hits(recogniser, both) == [(0, "Executable From A Free Domain"), (0, "Tool By Its User Agent")]


def test_a_detection_changes_nothing_of_what_was_recognised(tmp_path: Path) -> None:
    rows = batch(
        page("www.zhihu.com"), row("x.pool.example", grade="dns"), row("a.top.example", "/a.exe", method="GET")
    )
    assert loaded(tmp_path, *RUNNING).recognise(rows).equals(RECOGNISER.recognise(rows))


def test_a_rule_that_does_not_run_stops_nothing(tmp_path: Path) -> None:
    broken = rule(detection="detection:\n  s:\n    cs-cookie: x\n  condition: s")
    aggregated = rule(detection="detection:\n  s:\n    cs-method: POST\n  condition: s | count() by src_ip > 5")
    recogniser = loaded(tmp_path, broken, aggregated, DNS)
    assert [rule.title for rule in recogniser.detections().rules] == ["Query Of A Mining Pool"]
    assert [rule.id for rule in recogniser.rules()] == [rule.id for rule in RECOGNISER.rules()]


def test_without_rules_nothing_is_looked_at() -> None:
    assert RECOGNISER.detect(batch(page("www.zhihu.com"))).is_empty()


@pytest.mark.parametrize("field", ["c-ip", "src_ip", "cs-username", "user"])
def test_no_rule_can_ask_who(tmp_path: Path, field: str) -> None:
    """A rule for one person would be a hidden list of suspects."""
    recogniser = loaded(tmp_path, rule(detection=f"detection:\n  s:\n    {field}: p0042\n  condition: s"))
    assert recogniser.detections().rules == ()
    (verdict,) = recogniser.detections().verdicts
    assert verdict.why_not is not None
    assert "never by whom" in verdict.why_not.en
