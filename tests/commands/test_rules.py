"""``fairwatch rules check``: which Sigma rules run."""

from __future__ import annotations

from pathlib import Path

from tests.command_line import run
from tests.recognise.sigma_rules import AGENT, rule


def test_each_rule_is_named_and_the_exit_code_says_whether_all_run(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(AGENT, encoding="utf-8")
    assert run("rules", "check", tmp_path).code == 0
    (tmp_path / "b.yml").write_text(rule(logsource="logsource:\n  category: process_creation"), encoding="utf-8")
    done = run("rules", "check", tmp_path)
    assert done.code == 1
    assert "Tool By Its User Agent" in done.out
    assert f"{tmp_path / 'b.yml'}:3" in done.out.replace("\n", "")


def test_programs_read_the_verdicts(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(AGENT, encoding="utf-8")
    (tmp_path / "b.yml").write_text("- no rule\n", encoding="utf-8")
    good, bad = run("rules", "check", tmp_path, "--json").json()
    assert (good["runs"], good["kind"], good["why_not"]) == (True, "detection", None)
    assert not good["collected"]
    assert (bad["runs"], bad["kind"]) == (False, "unreadable")
    assert bad["why_not"]["zh"]


def test_an_empty_folder_and_a_missing_one(tmp_path: Path) -> None:
    done = run("rules", "check", tmp_path)
    assert done.code == 0
    assert "no rules" in done.out
    assert run("rules", "check", tmp_path / "nosuch").code == 1
