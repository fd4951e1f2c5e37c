"""Hits that published correlations count: their instants and fingerprints, and what an adversary could make of them."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from tests.gate.office import Office, batch, line, us

from fairwatch import columns, gate
from fairwatch.errors import Refused
from fairwatch.gate.fingerprints import fingerprints
from fairwatch.lake import Lake
from fairwatch.policy import PolicySnapshot
from fairwatch.rule_list import LONGEST_US, PART, ListedCorrelation, ListedRule, RuleList
from fairwatch.text import Text

KEPT = ("site", "category", "action", "requests", "blocked", "bytes_up", "bytes_down", "detection", *PART)
TEN = us("2026-09-01T10:00+08:00")
CANARY = "canary-host.example/canary-path?q=canary"
TITLE = Text("规则", "rule")


def correlation(name: str, kind: str = "value_count", span_us: int = 600_000_000) -> ListedCorrelation:
    return ListedCorrelation(name, TITLE, "high", kind, ("plain",), span_us, 2, "", instants_only=True)


RULES = tuple(ListedRule(name, TITLE, "high", name == "attack", alone=True, text="") for name in ("plain", "attack"))
LIST = RuleList(RULES, (correlation("c1"), correlation("c2"), correlation("long", span_us=LONGEST_US + 1)), False, 0)


def office(**changes: Any) -> Office:
    """Two people under ``violations``."""
    made = Office()
    made.person("p0001")
    made.person("p0002")
    given = {"columns": KEPT, "grain": "quarter_hour", "actions": frozenset({"tunnel"})} | changes
    made.active("violations", **given)
    made.more = {"rule_list": LIST}
    return made


def part(value: str | None = None, group: str | None = None, rule: str = "plain", name: str = "c1") -> dict[str, Any]:
    return {"rule": rule, "correlation": name, "value": value, "group": group}


def hit(*parts: dict[str, Any], seconds: float = 0, **changes: Any) -> dict[str, Any]:
    told = {"detections": sorted({one["rule"] for one in parts}), "correlated": list(parts)}
    return line(**{"ts_us": TEN + int(seconds * 1_000_000), "url": f"https://{CANARY}", **told, **changes})


def admitted(policy: PolicySnapshot, *given: dict[str, Any], purpose: str = "violations") -> pl.DataFrame:
    """What the purpose is given of these lines."""
    plain = batch(*({key: value for key, value in one.items() if key not in columns.DETECTED} for one in given))
    told = [pl.Series(name, [one.get(name) for one in given], kind) for name, kind in columns.DETECTED.items()]
    admission = gate.admit(plain.with_columns(told), policy)
    [frame] = [one.frame for one in admission.admitted if one.purpose_id == purpose]
    return frame


def parts(policy: PolicySnapshot, *given: dict[str, Any]) -> pl.DataFrame:
    return admitted(policy, *given).filter(pl.col("correlation").is_not_null()).sort("hit_us", "correlation")


def test_r16_a_part_is_who_which_when_and_a_fingerprint() -> None:
    [row] = parts(office().policy(), hit(part(CANARY), seconds=61.25)).rows(named=True)
    assert {name for name, value in row.items() if value is not None} == {
        *("day", "subject", "department", "bucket_us", "detection", "correlation", "hit_us", "hit_value", "line")
    }
    assert (row["detection"], row["correlation"], row["bucket_us"]) == ("plain", "c1", TEN)
    assert row["hit_us"] == TEN + 61_250_000
    assert len(row["hit_value"]) == 8


def test_no_hit_is_counted_twice() -> None:
    rows = admitted(office().policy(), hit(part("a"), part("a", name="c2")), hit(part("b"), part("b", name="c2")))
    assert rows["requests"].drop_nulls().to_list() == [2]
    assert rows.filter(pl.col("correlation").is_not_null()).height == 4


def test_minimisation_only_what_a_short_published_correlation_counts() -> None:
    long, unknown = part("a", name="long"), part("a", name="withdrawn")
    assert parts(office().policy(), hit(long, unknown), line(detections=["plain"])).is_empty()
    kept = tuple(name for name in KEPT if name not in PART)
    assert not set(PART) & set(admitted(office(columns=kept).policy(), hit(part("a"))).columns)


@pytest.mark.parametrize(
    "changes",
    [
        *({"category": "health"}, {"category": "webmail"}, {"category": None, "site": None}, {"action": "machine"}),
        *({"action": "job_search"}, {"ownership": "personal"}, {"person": None}),
        {"ts_us": us("2026-09-01T20:00+08:00")},
    ],
)
def test_r18_where_no_hit_may_be_kept_none_is_counted(changes: dict[str, Any]) -> None:
    assert parts(office().policy(), hit(part("a"), **changes)).is_empty()


def test_r24_not_before_the_list_is_in_force() -> None:
    made = office()
    made.more = {"rule_list": replace(LIST, effective_us=TEN + 1)}
    assert parts(made.policy(), hit(part("a"))).is_empty()


@pytest.mark.parametrize(
    ("code", "definition"),
    [
        ("E_CONTENT", {"kind": "traffic", "columns": KEPT[:-5] + PART, "grain": "quarter_hour"}),
        ("E_METRIC_PROHIBITED", {"kind": "violations", "columns": ("detection", *PART), "grain": "event"}),
        ("E_NECESSITY", {"kind": "violations", "columns": ("detection", "hit_us"), "grain": "quarter_hour"}),
        ("E_NECESSITY", {"kind": "violations", "columns": PART, "grain": "quarter_hour"}),
    ],
)
def test_r15_no_other_purpose_and_no_instant_without_its_correlation(code: str, definition: dict[str, Any]) -> None:
    made = office()
    made.active("greedy", **definition)
    with pytest.raises(Refused, match=code):
        admitted(made.policy(), hit(part("a")))


def test_equal_values_of_one_person_and_correlation_are_known_as_equal() -> None:
    rows = parts(office().policy(), hit(part("a")), hit(part("b"), seconds=1), hit(part("a"), seconds=2))
    first, other, again = rows["hit_value"]
    assert first == again != other
    assert parts(office().policy(), hit(part("a", "x")))["hit_value"].to_list() == [first], "in another batch as well"


def test_adversary_nothing_else_can_be_compared() -> None:
    """Not two people, not two correlations, not a value with a group, and not two purposes."""
    both = part("a", "a"), part("a", "a", name="c2")
    policy = office().policy()
    rows = parts(policy, hit(*both), hit(*both, person=1))
    others = parts(office(key=b"another").policy(), hit(*both), hit(*both, person=1))
    made = [value for frame in (rows, others) for name in ("hit_value", "hit_group") for value in frame[name]]
    assert len(made) == len(set(made)) == 16
    assert set(rows["subject"]).isdisjoint(others["subject"])


def test_adversary_without_the_key_no_value_can_be_tried_out() -> None:
    """Somebody who has the rows and guesses the value still has to guess the key."""
    policy = office().policy()
    (row,) = parts(policy, hit(part("guessed.example"))).rows(named=True)
    told = pl.DataFrame([row | {"value": "guessed.example", "group": None}], schema_overrides={"group": pl.String})
    guessed, _ = fingerprints(replace(policy.purposes[0], key=b"guess"), told)
    mine, _ = fingerprints(policy.purposes[0], told)
    assert (guessed[0] == row["hit_value"], mine[0] == row["hit_value"]) == (False, True)


def test_adversary_no_byte_of_a_value_leaves_the_gate_or_reaches_the_disk(tmp_path: Any) -> None:
    told = hit(part(CANARY, f"{CANARY}\x1fcanary"), host=CANARY, user_agent="canary", address="10.99.88.77")
    plain = batch({key: value for key, value in told.items() if key not in columns.DETECTED})
    frame = plain.with_columns(pl.Series(name, [told[name]], kind) for name, kind in columns.DETECTED.items())
    admission = gate.admit(frame, office().policy())
    out = io.BytesIO()
    for one in admission.admitted:
        assert one.frame["hit_group"].drop_nulls().len() == 1
        one.frame.write_ipc(out)
    assert gate.store(admission, Lake(tmp_path), source="squid-1", start=0, end=100) == 2
    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for word in (b"canary", b"10.99", b"p0001"):
        assert word not in (out.getvalue() + stored + repr(admission).encode()).lower()


def test_r33_what_was_kept_would_be_kept_again_and_what_was_put_in_is_found() -> None:
    policy = office().policy()
    rows = parts(policy, hit(part("a")), hit(part("b"), seconds=700))
    assert gate.recheck(rows, "p0001", "violations", policy).to_list() == [None, None]
    rolled = rows.select("day", "subject", "department", "bucket_us", "detection", requests=1)[:1]
    found = rolled.with_columns(detection=pl.lit("c1"))
    assert gate.recheck(found, "p0001", "violations", policy).to_list() == [None]
    for forged in (
        found.with_columns(detection=pl.lit("c9")),
        found.with_columns(pl.col("bucket_us") + 12 * 3600 * 10**6),
    ):
        assert None not in gate.recheck(forged, "p0001", "violations", policy).to_list()
