"""Every example of every rule, and the faults that a rule file may have."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairwatch import columns
from fairwatch.catalogue import Catalogue
from fairwatch.errors import ConfigError
from fairwatch.recognise import PRECEDENCE, Recogniser, check_examples
from fairwatch.recognise.recogniser import OTHERWISE

CATALOGUE = Catalogue.load()
RECOGNISER = Recogniser.load(catalogue=CATALOGUE)

RULE = """\
title: An order in our shop
id: 3f1c1d8e-5a3c-4f6e-9a53-0d5f5a4f1a01
status: stable
logsource:
  category: proxy
detection:
  order:
    cs-host|endswith: .shop.example.com
    cs-method: POST
  condition: order
fairwatch:
  action: machine
  examples:
    match:
      - {c-uri: "https://www.shop.example.com/order", cs-method: POST, sc-status: 200}
    no_match:
      - {c-uri: "https://www.shop.example.com/order", cs-method: GET, sc-status: 200, cs-mime-type: text/html}
"""


def own(folder: Path, text: str) -> Path:
    (folder / "own.yml").write_text(text, encoding="utf-8")
    return folder


def test_every_example_comes_out_as_its_rule_says() -> None:
    assert [f"{problem.where}: {problem.text.en}" for problem in check_examples(RECOGNISER, CATALOGUE)] == []


def test_every_action_but_the_rest_has_a_rule() -> None:
    ruled = {rule.action for rule in RECOGNISER.rules()}
    assert ruled == {*PRECEDENCE, *columns.BROADER} - {"forbidden_app"}  # the gate gives that
    assert OTHERWISE in PRECEDENCE


def test_our_rules_look_at_few_rows() -> None:
    """A rule without a guard would look at every row, and cost as much as all others together."""
    assert [rule.where for rule in RECOGNISER.rules() if rule.test.guard is None] == []


def test_an_organisation_adds_a_rule(tmp_path: Path) -> None:
    recogniser = Recogniser.load(own(tmp_path, RULE), catalogue=CATALOGUE)
    assert "An order in our shop" in {rule.title for rule in recogniser.rules()}
    assert check_examples(recogniser, CATALOGUE) == []


def test_a_wrong_example_is_found(tmp_path: Path) -> None:
    recogniser = Recogniser.load(
        own(tmp_path, RULE.replace("cs-method: POST, sc", "cs-method: PUT, sc")), catalogue=CATALOGUE
    )
    (problem,) = check_examples(recogniser, CATALOGUE)
    assert problem.where.endswith("own.yml:1")


@pytest.mark.parametrize(
    ("before", "after", "line", "problem"),
    [
        ("cs-method: POST\n  condition", "cs-verb: POST\n  condition", 9, "unknown field cs-verb"),
        ("cs-host|endswith", "cs-host|endswth", 8, "Unknown modifier"),
        ("cs-host|endswith: .shop.example.com", r"cs-host|re: '\Qa\E'", 8, "[Rr]egular expression"),
        ("cs-host|endswith: .shop.example.com", "cs-host|re: '('", 8, "invalid"),
        ("cs-host|endswith: .shop.example.com", "sc-status: many", 8, "does not fit"),
        ("cs-host|endswith: .shop.example.com", "fairwatch.asset: 1", 8, "does not fit"),
        ("cs-host|endswith: .shop.example.com", "fairwatch.category: recruitmnt", 8, "is never recruitmnt"),
        ("cs-host|endswith: .shop.example.com", "fairwatch.site: no-such-site", 8, "is never no-such-site"),
        ("cs-host|endswith: .shop.example.com", "c-ip: 10.0.0.1", 8, "unknown field c-ip"),
        ("cs-host|endswith: .shop.example.com", "cs-username: p0042", 8, "unknown field cs-username"),
        ("condition: order", "condition: odrer", 10, "not defined"),
        ("condition: order", "condition: [order, order]", 10, "one condition"),
        ("condition: order", "condition: order and", 10, "wrong"),
        ("category: proxy", "category: dns", 4, "must be proxy"),
        ("action: machine", "action: slacking", 11, "action must be"),
        ("title: An order in our shop\n", "", 1, "title"),
        ("id: 3f1c1d8e-5a3c-4f6e-9a53-0d5f5a4f1a01\n", "", 1, "no id"),
        ("    no_match:", "    nothing:", 11, "needs examples"),
        ("{c-uri", "{colour: red, c-uri", 11, "an example may say"),
        ("  order:\n", "  order: [\n", 9, "wrong"),
        ("status: stable", "status: stable\nstatus: test", 1, "wrong"),
    ],
)
def test_a_fault_names_its_line(tmp_path: Path, before: str, after: str, line: int, problem: str) -> None:
    assert before in RULE
    with pytest.raises(ConfigError, match=problem) as fault:
        Recogniser.load(own(tmp_path, RULE.replace(before, after, 1)), catalogue=CATALOGUE)
    assert fault.value.where == f"{tmp_path / 'own.yml'}:{line}"
    assert fault.value.next_step is not None


def test_the_second_rule_of_a_file_has_its_own_lines(tmp_path: Path) -> None:
    second = RULE.replace("1a01", "1a02").replace("cs-method: POST\n  condition", "cs-verb: POST\n  condition")
    with pytest.raises(ConfigError) as fault:
        Recogniser.load(own(tmp_path, f"{RULE}---\n{second}"), catalogue=CATALOGUE)
    assert str(fault.value.where).endswith(f"own.yml:{RULE.count(chr(10)) + 1 + 9}")


@pytest.mark.parametrize(
    "text",
    ["- a\n- b\n", "42\n", "\x00", "title: x\nfairwatch: &a [*a]\n", "fairwatch: {}\ndetection: []\nlogsource: 3\n"],
)
def test_what_is_no_rule_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError):
        Recogniser.load(own(tmp_path, text), catalogue=CATALOGUE)


def test_an_id_appears_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="appears twice"):
        Recogniser.load(own(tmp_path, f"{RULE}---\n{RULE}"), catalogue=CATALOGUE)


def test_an_empty_file_and_a_missing_folder_add_nothing(tmp_path: Path) -> None:
    ours = len(RECOGNISER.rules())
    assert len(Recogniser.load(own(tmp_path, "# nothing yet\n"), catalogue=CATALOGUE).rules()) == ours
    assert len(Recogniser.load(tmp_path / "none", catalogue=CATALOGUE).rules()) == ours
