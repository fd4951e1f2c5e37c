"""``fairwatch rules``: which Sigma rules run, and which are published."""

from __future__ import annotations

from pathlib import Path

from tests.command_line import run
from tests.commands.conftest import Office
from tests.recognise.sigma_rules import AGENT, correlation, rule


def test_each_rule_is_named_and_the_exit_code_says_whether_all_run(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(AGENT, encoding="utf-8")
    done = run("rules", "check", tmp_path)
    assert (done.code, "1 rule: 1 runs, 0 do not" in done.out) == (0, True)
    (tmp_path / "b.yml").write_text(rule(logsource="logsource:\n  category: process_creation"), encoding="utf-8")
    done = run("rules", "check", tmp_path)
    assert done.code == 1
    assert "Tool By Its User Agent" in done.out
    assert f"{tmp_path / 'b.yml'}:3" in done.out.replace("\n", "")


def test_a_file_that_is_no_rule_is_named_with_its_fault_in_the_users_language(tmp_path: Path) -> None:
    (tmp_path / "broken.yml").write_text("title: x\ndetection: [a, b\nlogsource: {}\n", encoding="utf-8")
    (tmp_path / "empty.yml").touch()
    done = run("rules", "check", tmp_path, FAIRWATCH_LANG="zh")
    assert done.code == 1
    assert "✗ broken.yml（无法读取）不能运行" in done.out
    assert f"{tmp_path / 'broken.yml'}:3: 规则文件有误：缺少“,”或“]”" in done.out
    assert f"{tmp_path / 'empty.yml'}:1: 规则文件有误：文件中没有规则" in done.out
    assert "expected" not in done.out
    assert "2 rules: 0 run, 2 do not" in run("rules", "check", tmp_path).out


def test_programs_read_the_verdicts(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(AGENT, encoding="utf-8")
    (tmp_path / "b.yml").write_text("- no rule\n", encoding="utf-8")
    good, bad = run("rules", "check", tmp_path, "--json").json()
    assert (good["runs"], good["kind"], good["why_not"]) == (True, "detection", None)
    assert good["after_publication"]
    assert not bad["after_publication"]
    assert (bad["runs"], bad["kind"]) == (False, "unreadable")
    assert bad["why_not"]["zh"]


def test_an_empty_folder_and_a_missing_one(tmp_path: Path) -> None:
    done = run("rules", "check", tmp_path)
    assert done.code == 0
    assert "no rules" in done.out
    assert run("rules", "check", tmp_path / "nosuch").code == 1


def test_a_list_is_published_by_the_dpo_and_read_by_everybody(office: Office, tmp_path: Path) -> None:
    """What does not run, or nobody may look for, is named and left out."""
    (tmp_path / "rules").mkdir()
    many = correlation("event_count", "tool", "group-by: [user]", "condition: {gte: 3}", timespan="1m")
    (tmp_path / "rules" / "a.yml").write_text(f"{AGENT}---\n{many}", encoding="utf-8")
    job = rule(detection="detection:\n  s:\n    cs-host: www.51job.com\n  condition: s")
    (tmp_path / "rules" / "b.yml").write_text(job, encoding="utf-8")
    assert "No list is published" in office.run("rules", "list").out
    asked = ("rules", "publish", tmp_path / "rules", "--published-on", "2026-01-05")
    assert office.ask("analyst", *asked).code == 3
    done = office.ask("dpo", *asked)
    assert done.code == 0, done.err
    assert "recruitment" in done.out
    assert "1 detection rule, 1 correlation" in done.out
    (listed,) = office.run("rules", "list", "--json").json()
    assert f"rule_list: {listed['hash']}" in done.out
    assert ([one["title"]["en"] for one in listed["rules"]], listed["in_force"]) == (["Tool By Its User Agent"], False)
    shown = office.run("rules", "list").out
    assert "Tool By Its User Agent" in shown
    assert "the instants of the hits that they count" in shown
