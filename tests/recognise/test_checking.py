"""Which rules of a folder run, and of the others why not, by file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.recognise.activity import CATALOGUE
from tests.recognise.sigma_rules import AGENT, RUNNING, correlation, rule
from tests.recognise.test_rules import RULE

from fairwatch.recognise import Verdict, check

BY = "group-by: [user]"


def verdicts(folder: Path, **texts: str) -> list[Verdict]:
    for name, text in texts.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    return check(folder, CATALOGUE)


def test_rules_in_folders_below_are_found_in_order(tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "all.yaml").write_text("---\n".join(RUNNING), encoding="utf-8")
    found = verdicts(tmp_path, own=RULE, more=AGENT.replace("0002", "0009"))
    assert [(one.kind, one.runs) for one in found] == [
        ("detection", True),
        ("recognition", True),
        *[("detection", True)] * 5,
    ]
    places = ["more.yml:1", "own.yml:1", "all.yaml:1"]
    assert [one.where.rpartition("/")[2] for one in found[:3]] == places


@pytest.mark.parametrize(
    ("changes", "line", "why"),
    [
        ({"logsource": "logsource:\n  category: process_creation"}, 3, "logs of process_creation are none of ours"),
        ({"logsource": "logsource:\n  product: nosuch\n  service: ftp"}, 3, "no category (nosuch ftp) are none"),
        ({"detection": "detection:\n  s:\n    cs-cookie: x\n  condition: s"}, 7, "cookies are not read"),
        ({"detection": "detection:\n  s:\n    c-colour: x\n  condition: s"}, 7, "no such field"),
        ({"detection": "detection:\n  s:\n    cs-username: x\n  condition: s"}, 7, "never by whom"),
        ({"detection": "detection:\n  s:\n    sc-status: many\n  condition: s"}, 7, "does not fit"),
        ({"detection": "detection:\n  s:\n    c-uri|re: 'a(?=b)'\n  condition: s"}, 7, "invalid"),
        ({"detection": "detection:\n  s:\n    c-uri|nosuch: a\n  condition: s"}, 7, "nosuch"),
        ({"detection": "detection:\n  s:\n    cs-method: GET\n  condition: s | count() > 5"}, 8, "aggregations (|)"),
        ({"detection": "detection:\n  s:\n    c-useragent: ''\n  condition: s"}, 7, "read as missing"),
        ({"detection": "detection:\n  s:\n    cs-referrer: ['-', x]\n  condition: s"}, 7, "read as missing"),
        (
            {
                "logsource": "logsource:\n  category: dns",
                "detection": "detection:\n  s:\n    answer: x\n  condition: s",
            },
            7,
            "answers",
        ),
    ],
)
def test_a_rule_that_does_not_run_says_why_and_where(
    tmp_path: Path, changes: dict[str, str], line: int, why: str
) -> None:
    (found,) = verdicts(tmp_path, theirs=rule(**changes))
    assert not found.runs
    assert found.why_not is not None
    assert why in found.why_not.en
    assert found.why_not.zh
    assert found.where == f"{tmp_path / 'theirs.yml'}:{line}"


def test_what_a_rule_says_of_itself_stops_nothing(tmp_path: Path) -> None:
    """Older releases of Sigma write some of it otherwise, and no hit depends on it."""
    old = "related:\n  - id: 10000000-0000-4000-8000-000000000009\n    type: obsoletes"
    prose = rule(title=f"title: Plain\n{old}\ndate: 2019/7\nstatus: stable since\nreferences: none\nauthor: [a, b]")
    (found,) = verdicts(tmp_path, theirs=prose)
    assert found.runs


def test_a_category_is_called_by_its_name(tmp_path: Path) -> None:
    guarded = rule(detection="detection:\n  s:\n    cs-host: www.51job.com\n  condition: s")
    (found,) = verdicts(tmp_path, theirs=guarded)
    assert found.why_not is not None
    assert f"{CATALOGUE.categories()['recruitment'].title.en} (recruitment)" in found.why_not.en


def test_what_is_no_rule_is_reported_beside_those_that_are(tmp_path: Path) -> None:
    found = verdicts(tmp_path, a="- a\n- b\n", b="title: [\n", c=AGENT, d="\x00")
    assert [(one.kind, one.runs) for one in found] == [
        ("unreadable", False),
        ("unreadable", False),
        ("detection", True),
        ("unreadable", False),
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (correlation("value_sum", "tool", "condition: {gte: 3, field: cs-bytes}"), "not supported: value_sum"),
        (correlation("temporal", "tool, other", "condition: tool and not other"), "not supported"),
        (correlation("event_count", "nosuch", BY, "condition: {gte: 3}"), "nosuch is missing or does not run"),
        (correlation("event_count", "tool", "group-by: [c-uri]", "condition: {gte: 3}"), "cannot correlate by c-uri"),
        (correlation("event_count", "tool", "condition: {gte: 3}"), "cannot correlate by everybody"),
        (
            correlation("event_count", "tool", "group-by: [user, cs-cookie]", "condition: {gte: 3}"),
            "cookies are not read",
        ),
        (
            correlation("event_count", "tool", "group-by: [user, cs-method]", "condition: {gte: 3}"),
            "cannot correlate by cs-method",
        ),
        (correlation("event_count", "tool", BY, "condition: {lt: 3}"), "condition: lt. Lines that may not be kept"),
        (correlation("value_count", "tool", BY, "condition: {eq: 3, field: cs-host}"), "condition: eq"),
        (correlation("value_count", "tool", BY, "condition: {gte: 3, field: user}"), "never by whom"),
        (correlation("value_count", "tool", BY, "condition: {gte: 3, field: sc-status}"), "count its values"),
        (
            correlation("value_count", "tool", BY, "condition: {gt: 3, field: c-uri}", timespan="25h"),
            "24 hours at most",
        ),
        (correlation("temporal", "tool", "group-by: [user, cs-host]", timespan="2d"), "24 hours at most"),
        (correlation("event_count", "tool", BY, "condition: {gte: 3}", timespan="soon"), "soon"),
        (correlation("event_count", "tool", BY, "condition: {gte: 3}").replace("\nid: 3", "\nx-id: 3"), "no id"),
    ],
)
def test_a_correlation_that_does_not_run(tmp_path: Path, text: str, why: str) -> None:
    found = [one for one in verdicts(tmp_path, theirs=f"{AGENT}---\n{text}") if not one.runs]
    assert [why in one.why_not.en for one in found if one.why_not] == [True]


def test_of_two_correlations_with_one_id_the_second_does_not_run(tmp_path: Path) -> None:
    one = correlation("event_count", "tool", BY, "condition: {gte: 3}")
    found = verdicts(tmp_path, theirs="---\n".join((AGENT, one, one)))
    assert [(one.kind, one.runs) for one in found] == [
        ("detection", True),
        ("correlation", True),
        ("correlation", False),
    ]
    assert found[2].why_not is not None
    assert "appears twice" in found[2].why_not.en


def test_a_correlation_may_be_in_another_file_than_its_rules(tmp_path: Path) -> None:
    found = verdicts(tmp_path, a=correlation("event_count", "tool", BY, "condition: {gte: 3}", timespan="1h"), b=AGENT)
    assert [(one.kind, one.runs) for one in found] == [("correlation", True), ("detection", True)]


def test_an_example_that_comes_out_otherwise_is_reported(tmp_path: Path) -> None:
    (found,) = verdicts(tmp_path, own=RULE.replace("cs-method: POST, sc", "cs-method: PUT, sc"))
    assert found.why_not is not None
    assert "came out as" in found.why_not.en


def test_a_recognition_rule_with_a_fault_is_reported_and_not_raised(tmp_path: Path) -> None:
    (found,) = verdicts(tmp_path, own=RULE.replace("action: machine", "action: slacking"))
    assert (found.kind, found.runs) == ("recognition", False)
