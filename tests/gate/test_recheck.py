"""Stored rows once more through the gate: what it let in it would let in again, what it never saw it finds (R33)."""

from __future__ import annotations

import dataclasses
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.gate.office import LEAK, SUMS, Office, batch, line, us

from fairwatch import gate
from fairwatch.policy import FORMER_PEOPLE, PolicySnapshot

QUARTER = 15 * 60 * 1_000_000
TEN = us("2026-09-01T10:00+08:00")


def office() -> Office:
    """Two people under every kind of grain."""
    made = Office()
    made.person("p0001")
    made.person("p0002", department="Sales", shift="night")
    sent = {"categories": frozenset({"network_drive", "news"}), "actions": frozenset({"upload", "page_view"})}
    made.active("leak", grain="quarter_hour", columns=LEAK, **sent)
    made.active("violations", grain="quarter_hour", columns=SUMS)
    made.active("work-time")
    made.notice("p0001", "work-time", "2026-08-20T00:00+08:00")
    made.leave("p0001", "2026-09-03T09:00+08:00", "2026-09-03T18:00+08:00")
    made.more = {"forbidden_sites": {"games-site": us("2026-08-25T00:00+08:00")}}
    return made


POLICY = office().policy()


def _with_files() -> PolicySnapshot:
    """The same with everything that the leak purpose may know of registered files."""
    leak = POLICY.purpose("leak")
    wide = dataclasses.replace(
        leak,
        categories=leak.categories | {"work"},
        actions=frozenset({"upload", "download", "collect", "pack", "clean_up"}),
    )
    return dataclasses.replace(POLICY, purposes=tuple(wide if one is leak else one for one in POLICY.purposes))


WITH_FILES = _with_files()


def stored(purpose: str = "leak", person: str = "p0001", **changes: Any) -> pl.DataFrame:
    """One row of a roll-up as the activity room makes it: p0001 sends files on a Tuesday at ten."""
    row = {
        "day": "2026-09-01",
        "subject": POLICY.purpose(purpose).pseudonym(person),
        "department": "Research" if person == "p0001" else "Sales",
        "bucket_us": TEN,
        "category": "network_drive",
        "action": "upload",
    }
    return pl.DataFrame([row | changes]).with_columns(pl.col("day").str.to_date())


def codes(rows: pl.DataFrame, purpose: str = "leak", person: str = "p0001", policy: PolicySnapshot = POLICY) -> Any:
    return gate.recheck(rows, person, purpose, policy).to_list()


def test_a_row_in_order_is_in_order() -> None:
    assert codes(stored()) == [None]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"bucket_us": us("2026-09-01T21:00+08:00")}, "E_OUT_OF_HOURS"),
        ({"bucket_us": us("2026-09-01T12:15+08:00")}, "E_OUT_OF_HOURS"),
        ({"bucket_us": us("2026-09-03T10:00+08:00"), "day": "2026-09-03"}, "E_OUT_OF_HOURS"),
        ({"bucket_us": us("2026-09-05T10:00+08:00"), "day": "2026-09-05"}, "E_OUT_OF_HOURS"),
        ({"day": "2026-09-02"}, "E_OUT_OF_HOURS"),
        ({"department": "Sales"}, "E_PURPOSE_INACTIVE"),
        ({"department": None}, "E_PURPOSE_INACTIVE"),
        ({"category": "health"}, "E_PROTECTED_CATEGORY"),
        ({"category": "games"}, "E_NOT_NEEDED"),
        ({"category": None}, "E_UNCLASSIFIED"),
        ({"action": "page_view"}, "E_PRIVATE_CHANNEL"),
        ({"action": "résumé"}, "E_PRIVATE_CHANNEL"),
        ({"subject": "0" * 32}, "E_IDENTITY_UNKNOWN"),
    ],
    ids=[
        "in the evening", "in the break", "on leave", "on a Saturday", "on another day than it says", "of another line",
        "of no line", "of a protected category", "of a category that the purpose has not", "of none",
        "a private channel that is no upload", "an action that there is not", "somebody else's",
    ],
)  # fmt: skip
def test_r33_a_row_that_was_put_in_by_hand_is_found(changes: dict[str, Any], code: str) -> None:
    assert codes(stored(**changes)) == [code]


def test_r33_each_row_is_judged_by_itself() -> None:
    evening = stored(bucket_us=us("2026-09-01T21:00+08:00"))
    assert codes(pl.concat([stored(), evening, stored()])) == [None, "E_OUT_OF_HOURS", None]


def test_a_quarter_of_an_hour_that_the_shift_only_touches_is_in_order() -> None:
    """Working hours from 09:10 on leave five minutes of the quarter that began at nine."""
    made = office()
    made.leave("p0001", "2026-09-01T09:00+08:00", "2026-09-01T09:10+08:00")
    at_nine = stored(bucket_us=us("2026-09-01T09:00+08:00"))
    assert codes(at_nine, policy=made.policy()) == [None]
    made.leave("p0001", "2026-09-01T09:10+08:00", "2026-09-01T09:15+08:00")
    assert codes(at_nine, policy=made.policy()) == ["E_OUT_OF_HOURS"]


def test_r08_before_the_notice_took_effect_nothing_is_in_order() -> None:
    early = {"bucket_us": us("2026-08-19T10:00+08:00"), "day": "2026-08-19", "category": "news"}
    assert codes(stored("work-time", **early), "work-time") == ["E_NOTICE_NOT_SERVED"]
    assert codes(stored("leak", **early)) == [None]


def test_r24_an_app_that_was_not_on_the_list_yet() -> None:
    app = {"site": "games-site", "category": "games", "action": "forbidden_app"}
    assert codes(stored("violations", **app), "violations") == [None]
    early = app | {"bucket_us": us("2026-08-24T10:00+08:00"), "day": "2026-08-24"}
    assert codes(stored("violations", **early), "violations") == ["E_LIST_UNPUBLISHED"]


def test_without_the_purpose_the_person_or_a_time_nothing_is_in_order() -> None:
    without = dataclasses.replace(POLICY, purposes=())
    assert codes(stored(), policy=without) == ["E_PURPOSE_INACTIVE"]
    assert codes(stored().drop("bucket_us")) == ["E_PURPOSE_INACTIVE"]
    stranger = stored(subject=POLICY.purpose("leak").pseudonym("p0099"))
    assert codes(stranger, person="p0099") == ["E_PURPOSE_INACTIVE"], "of no line, and nobody in the directory"
    assert codes(stored().clear()) == []


@pytest.mark.parametrize("action", ["download", "upload", "collect", "pack", "clean_up"])
def test_r23_what_says_that_it_is_of_a_registered_file_is_in_order(action: str) -> None:
    """The name that would prove it is not stored."""
    row = {"category": "work", "action": action}
    assert codes(stored(**row, registered=True), policy=WITH_FILES) == [None]
    assert codes(stored(**row, registered=False), policy=WITH_FILES) == ["E_UNLABELLED"]
    assert codes(stored(**row), policy=WITH_FILES) == ["E_UNLABELLED"]


@pytest.mark.parametrize(("quarters", "code"), [(0, None), (4, None), (6, "E_UNLABELLED"), (-1, "E_UNLABELLED")])
def test_r23_an_archive_is_in_order_soon_after_a_registered_file(quarters: int, code: str | None) -> None:
    on_computer = {"category": "work", "day": "2026-09-01"}
    rows = [
        stored(**on_computer, action="pack", registered=False, bucket_us=TEN + quarters * QUARTER),
        stored(**on_computer, action="collect", registered=True),
    ]
    assert codes(pl.concat(rows), policy=WITH_FILES) == [code, None]


moments = st.integers(us("2026-08-15T00:00+08:00"), us("2026-09-10T00:00+08:00"))
lines = st.builds(
    line,
    moments,
    person=st.sampled_from([0, 1]),
    category=st.sampled_from(["news", "games", "work", "network_drive", "health", None]),
    site=st.sampled_from(["news-site", "games-site", None]),
    action=st.sampled_from(["page_view", "upload", "connection", "embedded", "machine"]),
    duration_us=st.integers(0, QUARTER),
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(lines, min_size=1, max_size=40))
def test_whatever_the_gate_let_in_it_would_let_in_again(given_lines: list[dict[str, Any]]) -> None:
    """No honest row is ever tainted by this check, of whatever grain."""
    for admitted in gate.admit(batch(*given_lines), POLICY).admitted:
        for person in ("p0001", "p0002"):
            mine = admitted.frame.filter(subject=POLICY.purpose(admitted.purpose_id).pseudonym(person))
            assert codes(mine, admitted.purpose_id, person) == [None] * mine.height


def test_r33_a_row_names_the_department_that_its_person_was_in_then() -> None:
    moved = dataclasses.replace(
        POLICY,
        former_people=pl.DataFrame(
            [POLICY.people.row(0, named=True) | {"department": "Works", "until_us": TEN + QUARTER}],
            schema=FORMER_PEOPLE,
        ),
    )
    afternoon = TEN + 16 * QUARTER
    assert codes(stored(department="Works"), policy=moved) == [None]
    assert codes(stored(department="Works", bucket_us=afternoon), policy=moved) == ["E_PURPOSE_INACTIVE"]
    assert codes(stored(bucket_us=afternoon), policy=moved) == [None]
    assert codes(stored(), policy=moved) == ["E_PURPOSE_INACTIVE"]
