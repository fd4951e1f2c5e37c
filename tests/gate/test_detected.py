"""Hits of published detection rules: which are kept, what of them, and that nothing else changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.gate.office import Office, batch, codes, line, us
from tests.gate.offices import CATEGORIES, lines

from fairwatch import columns, gate
from fairwatch.errors import Refused
from fairwatch.policy import PolicySnapshot
from fairwatch.rule_list import ListedRule, RuleList
from fairwatch.text import Text

KEPT = ("site", "category", "action", "requests", "blocked", "bytes_up", "bytes_down", "detection")
TEN = us("2026-09-01T10:00+08:00")
QUARTER = 900_000_000
SINCE = us("2026-08-20T00:00+08:00")


def rule(name: str, *, attack: bool = False) -> ListedRule:
    return ListedRule(name, Text("规则", name), "high", attack, alone=True, text="")


LIST = RuleList((rule("plain"), rule("attack", attack=True)), effective_us=SINCE)
EVERYWHERE = replace(LIST, attacks_everywhere=True)


def office(listed: RuleList = LIST) -> Office:
    """Somebody under ``violations`` and ``traffic``."""
    made = Office()
    made.person("p0001")
    made.active("violations", columns=KEPT, grain="quarter_hour", actions=frozenset({"tunnel", "forbidden_app"}))
    made.active("traffic", columns=KEPT[:-1], grain="quarter_hour")
    made.more = {"rule_list": listed, "forbidden_sites": {"games-site": 0}}
    return made


def hit(*rules: str, **changes: Any) -> dict[str, Any]:
    return line(**{"detections": list(rules), "url": "https://a.example/secret?q=1", "bytes_up": 7, **changes})


def with_hits(*given_lines: dict[str, Any]) -> pl.DataFrame:
    """The lines as recognition hands them over where a list is published."""
    plain = batch(*({key: value for key, value in one.items() if key != "detections"} for one in given_lines))
    found = [one.get("detections") for one in given_lines]
    return plain.with_columns(pl.Series("detections", found, dtype=columns.DETECTED["detections"]))


def stored(admission: gate.Admission, name: str = "violations") -> pl.DataFrame:
    [frame] = [one.frame for one in admission.admitted if one.purpose_id == name]
    return frame


def hits(policy: PolicySnapshot, *given_lines: dict[str, Any]) -> list[tuple[Any, ...]]:
    """What is kept of hits: quarter hour after ten, rule, requests, blocked."""
    rows = stored(gate.admit(with_hits(*given_lines), policy)).filter(pl.col("detection").is_not_null())
    told = rows.select((pl.col("bucket_us") - TEN) // QUARTER, "detection", "requests", "blocked")
    return sorted(told.rows())


def test_r16_a_hit_is_who_when_and_which_rule() -> None:
    admission = gate.admit(with_hits(hit("plain", blocked=True), hit("plain", blocked=False)), office().policy())
    [row] = stored(admission).rows(named=True)
    assert {name for name, value in row.items() if value is not None} == {
        *("day", "subject", "department", "bucket_us", "detection", "requests", "blocked", "line")
    }
    assert (row["detection"], row["requests"], row["blocked"], row["bucket_us"]) == ("plain", 2, 1, TEN)
    assert (admission.admitted_lines, codes(admission)) == (2, {})


def test_each_rule_of_a_line_is_a_hit_and_the_line_is_counted_once() -> None:
    both = hit("plain", "attack", category="news")
    assert [name for _, name, *_ in hits(office().policy(), both)] == ["attack", "plain"]
    admission = gate.admit(with_hits(both), office().policy())
    assert admission.admitted_lines == 1
    assert stored(admission, "traffic")["requests"].to_list() == [1]


def test_what_is_kept_of_the_line_otherwise_stays_as_it_is() -> None:
    """A forbidden app is a forbidden app, whether or not a rule is hit as well."""
    rows = stored(gate.admit(with_hits(hit("plain", site="games-site", category="games")), office().policy()))
    assert rows.select("site", "action", "detection", "bytes_up").rows() == [
        ("games-site", "forbidden_app", None, 7),
        (None, None, "plain", None),
    ]


def test_r24_before_the_list_is_in_force_nothing_is_kept() -> None:
    early, late = us("2026-08-19T17:00+08:00"), us("2026-08-20T10:00+08:00")
    assert hits(office().policy(), hit("plain", ts_us=early)) == []
    assert len(hits(office().policy(), hit("plain", ts_us=late))) == 1
    noon = office(replace(LIST, effective_us=TEN + QUARTER)).policy()
    around = (hit("plain", ts_us=TEN + QUARTER - 1), hit("plain", ts_us=TEN + QUARTER))
    assert hits(noon, *around) == [(1, "plain", 1, None)]


def test_r24_what_is_not_on_the_list_is_not_kept() -> None:
    assert hits(office().policy(), hit("another", "plain")) == [(0, "plain", 1, None)]
    assert hits(office(RuleList()).policy(), hit("plain")) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"category": "health"},
        {"category": "webmail"},
        {"category": "recruitment"},
        {"category": "recruitment", "action": "upload"},
        {"action": "job_search"},
        {"action": "resume_submission"},
        {"category": "sports"},
        {"person": None},
        {"ownership": "personal"},
        {"ts_us": us("2026-09-01T20:00+08:00")},
    ],
)
def test_r17_r18_r26_some_hits_are_nobodys_business_whatever_the_rule(changes: dict[str, Any]) -> None:
    """Not even those of an attack, nor where the whole list is about attacks everywhere."""
    for listed in (LIST, EVERYWHERE):
        assert hits(office(listed).policy(), hit("plain", "attack", **changes)) == []


@pytest.mark.parametrize("changes", [{"category": None, "site": None}, {"action": "machine"}])
def test_r18_unknown_hosts_and_programs_count_for_attacks_alone_and_only_if_that_was_published(
    changes: dict[str, Any],
) -> None:
    somewhere = hit("plain", "attack", **changes)
    assert hits(office().policy(), somewhere) == []
    assert hits(office(EVERYWHERE).policy(), somewhere) == [(0, "attack", 1, None)]


def test_only_the_purpose_that_the_list_was_published_for_keeps_hits() -> None:
    made = office()
    made.active("work-time")
    admission = gate.admit(with_hits(hit("plain")), made.policy())
    assert all("detection" not in stored(admission, name).columns for name in ("traffic", "work-time"))
    made.purposes = [replace(one, columns=KEPT[:-1]) for one in made.purposes if one.id == "violations"]
    assert stored(gate.admit(with_hits(hit("plain")), made.policy())).is_empty()


@pytest.mark.parametrize(
    ("code", "definition"),
    [
        ("E_CONTENT", {"kind": "traffic", "columns": ("detection",), "grain": "quarter_hour"}),
        ("E_METRIC_PROHIBITED", {"kind": "violations", "columns": ("ts_us", "detection")}),
    ],
)
def test_no_other_purpose_and_no_finer_time(code: str, definition: dict[str, Any]) -> None:
    made = office()
    made.active("greedy", **definition)
    with pytest.raises(Refused, match=code):
        gate.admit(with_hits(hit("plain")), made.policy())


found = st.lists(st.sampled_from(["plain", "attack", "another"]), max_size=3, unique=True)
logs = st.lists(st.tuples(lines, found), max_size=25)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(logs, st.sampled_from([LIST, EVERYWHERE]))
def test_hits_change_nothing_else_that_is_kept(log: list[tuple[dict[str, Any], list[str]]], listed: RuleList) -> None:
    made = office(listed)
    made.purposes = [replace(one, categories=frozenset(one for one in CATEGORIES if one)) for one in made.purposes]
    frame = with_hits(*({**one, "detections": rules or None} for one, rules in log))
    twin = gate.admit(frame.drop("detections"), replace(made.policy(), rule_list=RuleList()))
    admission = gate.admit(frame, made.policy())
    for name in ("violations", "traffic"):
        rows = stored(admission, name)
        ordinary = rows if name == "traffic" else rows.filter(pl.col("detection").is_null())
        assert ordinary.sort(rows.columns).equals(stored(twin, name).sort(rows.columns))
    refused = Counter(codes(twin))
    refused.subtract(codes(admission))
    assert all(more >= 0 for more in refused.values()), "a hit only ever takes a line out of what was refused"
    assert admission.lines == admission.admitted_lines + admission.refusals["lines"].sum()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(logs, st.sampled_from([LIST, EVERYWHERE]))
def test_r33_whatever_hit_was_kept_would_be_kept_again(
    log: list[tuple[dict[str, Any], list[str]]], listed: RuleList
) -> None:
    policy = office(listed).policy()
    rows = stored(gate.admit(with_hits(*({**one, "detections": rules or None} for one, rules in log)), policy))
    mine = rows.filter(pl.col("detection").is_not_null())
    assert gate.recheck(mine, "p0001", "violations", policy).to_list() == [None] * mine.height


def test_r33_a_hit_that_was_put_in_by_hand_is_found() -> None:
    policy = office().policy()
    honest = stored(gate.admit(with_hits(hit("plain")), policy))
    for forged in (
        honest.with_columns(detection=pl.lit("another")),
        honest.with_columns(bucket_us=us("2026-08-19T10:00+08:00"), day=pl.date(2026, 8, 19)),
        honest.with_columns(category=pl.lit("health")),
    ):
        assert None not in gate.recheck(forged, "p0001", "violations", policy).to_list()
