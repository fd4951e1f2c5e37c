"""The same question over and over, while people join, leave, move, are erased, and days go by (LAW section 8)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import json
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.disclosure.conftest import NOW, Books, Office, policy
from tests.disclosure.crowd import crowd, groups, subject

from fairwatch.findings import Table

K = 10
DAY = dt.timedelta(days=1)


@pytest.fixture
def office() -> Office:
    """Of two departments, so that there is none in which nobody was seen."""
    return Office(policy(("sales", "design")))


@pytest.fixture
def books() -> Books:
    return Books()


def cells(office: Any, books: Books, *tables: Table, **changes: Any) -> dict[str, list[dict[str, Any]]]:
    """Table -> rows as hr sees them."""
    released = office.ask("hr", *tables, books=books, **changes)
    return {name: table.frame.to_dicts() for name, table in released.tables.items()}


def ask(office: Any, books: Books, rows: pl.DataFrame, **changes: Any) -> dict[str, list[dict[str, Any]]]:
    """By department, and in all: the second is the margin of the first."""
    return cells(office, books, groups(rows, "department"), groups(rows), **changes)


def one_more(rows: pl.DataFrame, people: int = 1, *, department: str = "sales", first: int = 1000) -> pl.DataFrame:
    """The same with that many more people."""
    more = crowd(people, departments=[department]).with_columns(
        person=pl.Series([subject(first + number) for number in range(people)])
    )
    return pl.concat([rows, more])


def test_the_same_question_has_the_same_answer(office: Any, books: Books) -> None:
    rows = crowd(40)
    assert ask(office, books, rows) == ask(office, books, rows)
    assert sum(len(kept) for kept in books.kept.values()) == 3, "nothing is stored twice"


CHANGES = {
    "one joins": one_more(crowd(40)),
    "nine join": one_more(crowd(40), 9),
    "one is erased": crowd(40).head(39),
    "one does more": pl.concat([crowd(40), crowd(1)]),
    "one moves": crowd(40).with_columns(
        department=pl.when(pl.col("person") == subject(0)).then(pl.lit("design")).otherwise("department")
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_few_people_do_between_two_releases_does_not_show(change: str, office: Any, books: Books) -> None:
    before = ask(office, books, crowd(40))
    assert not any(row["suppressed"] for rows in before.values() for row in rows)
    assert ask(office, books, CHANGES[change]) == before


def test_when_enough_people_have_changed_the_answer_does(office: Any, books: Books) -> None:
    before, after = ask(office, books, crowd(40)), ask(office, books, one_more(crowd(40), 14))
    assert [row["persons"] for row in before["all"] + after["all"]] == [40, 54]
    assert [row["persons"] for row in after["department"]] == [20, 34]


def test_small_changes_do_not_add_up_unseen(office: Any, books: Books) -> None:
    """Twice seven people are fourteen against the first answer: each step is small, what is shown never is."""
    shown = [ask(office, books, one_more(crowd(40), people))["all"][0]["persons"] for people in (0, 7, 14, 15, 21, 28)]
    assert shown == [40, 40, 54, 54, 54, 68]


def test_a_person_cannot_be_computed_from_what_stays_and_what_is_new(office: Any, books: Books) -> None:
    """One joins design, fourteen join sales. The whole and sales may be new, but then design follows from them."""
    before = ask(office, books, crowd(40))
    rows = one_more(one_more(crowd(40), 14), 1, department="design", first=2000)
    after = ask(office, books, rows)
    assert after["department"][0] == before["department"][0], "design"
    new = {row["department"]: row["bytes"] for row in after["department"]}
    assert after["all"][0]["suppressed"] or new["sales"] is None, "or else the difference is design, as it is now"


def test_a_cell_that_was_hidden_does_not_appear_because_of_one_person(office: Any, books: Books) -> None:
    rows = crowd(9, departments=["sales"])
    before = ask(office, books, rows)
    assert before["all"][0]["suppressed"]
    assert ask(office, books, one_more(rows)) == before
    assert not ask(office, books, one_more(rows, 20))["all"][0]["suppressed"]


def test_a_hidden_row_stays_when_the_only_person_in_it_is_gone(office: Any, books: Books) -> None:
    """Its absence would say that the one who was erased was the one in it."""
    rows = crowd(41, departments=["sales"]).with_columns(
        category=pl.when(pl.col("person") == subject(40)).then(pl.lit("games")).otherwise(pl.lit("video"))
    )
    before = cells(office, books, groups(rows, "category"))
    assert [row["category"] for row in before["category"]] == ["games", "video"]
    gone = rows.filter(pl.col("person") != subject(40))
    assert cells(office, books, groups(gone, "category")) == before


def test_the_first_in_a_place_do_not_show_until_they_are_many(office: Any, books: Books) -> None:
    before = ask(office, books, crowd(40))
    assert ask(office, books, one_more(crowd(40), 1, department="legal")) == before
    after = ask(office, books, one_more(crowd(40), 16, department="legal"))
    assert [row["department"] for row in after["department"]] == ["design", "legal", "sales"]


@pytest.mark.parametrize("few", [0, 3])
def test_a_new_day_has_its_rows_as_every_day(few: int, books: Books) -> None:
    """Where nothing was said yet a small cell is hidden as beside others: its absence would tell it from a partner."""
    there = pl.concat([crowd(50, departments=["sales", "legal"]), crowd(few, departments=["design"])])
    monday, tuesday = (there.with_columns(day=dt.date(2026, 9, day)) for day in (7, 8))
    office = Office(policy(["sales", "legal", "design"]))
    cells(office, books, groups(monday, "day", "department"))
    later = cells(office, books, groups(pl.concat([monday, tuesday]), "day", "department"))
    assert [row["suppressed"] for row in later["day-department"]] == [True, True, False] * 2


def test_every_role_that_may_see_it_sees_the_stored_answer(office: Any, books: Books) -> None:
    first = ask(office, books, crowd(40))
    for role in ("manager", "dpo", "union"):
        released = office.ask(role, groups(one_more(crowd(40)), "department"), books=books)
        assert released.tables["department"].frame.to_dicts() == first["department"]


def test_without_saying_who_is_in_it_a_cell_never_changes(office: Any, books: Books) -> None:
    """An analysis from elsewhere may not know the column: then nobody can say that the change is large enough."""
    before = cells(office, books, groups(crowd(40), "department", members=False))
    after = cells(office, books, groups(one_more(crowd(40), 30), "department", members=False))
    assert after == before


def test_a_stricter_law_hides_what_an_older_one_showed(office: Any, books: Books) -> None:
    rows = crowd(60, departments=["sales", "design", "legal"])
    assert not any(row["suppressed"] for row in ask(office, books, rows)["department"])
    strict = dataclasses.replace(office.policy, limits=dataclasses.replace(office.policy.limits, min_group=50))
    hidden = ask(office, books, one_more(rows), policy=strict)["department"]
    assert all(row["suppressed"] and row["bytes"] is None and row["department"] for row in hidden)


def test_an_answer_is_forgotten_when_the_rows_behind_it_are(office: Any, books: Books) -> None:
    before = ask(office, books, crowd(40))
    kept = office.policy.purpose("traffic").rollup_days
    assert ask(office, books, one_more(crowd(40)), now=NOW + kept * DAY) == before
    later = ask(office, books, one_more(crowd(40)), now=NOW + (kept + 2) * DAY)
    assert later["all"][0]["persons"] == 41


def test_a_day_is_remembered_as_long_as_its_rows_may_live(office: Any, books: Books) -> None:
    rows = crowd(40).with_columns(day=dt.date(2026, 9, 1))
    cells(office, books, groups(rows, "day"))
    kept = office.policy.purpose("traffic").rollup_days
    assert {answer.until for answers in books.kept.values() for answer in answers} == {
        dt.date(2026, 9, 1) + (kept + 1) * DAY
    }


def test_without_a_ledger_no_group_is_shown(office: Any) -> None:
    from fairwatch.errors import Refused

    with pytest.raises(Refused, match="E_LOG_DOWN"):
        office.ask("hr", groups(crowd(40), "department"), ledgers=None)
    assert office.ask("employee", office.rows("work-time"), ledgers=None).tables


def test_the_reader_is_told_always_and_in_the_same_words(office: Any, books: Books) -> None:
    notes = [office.ask("hr", groups(rows), books=books).notes for rows in (crowd(40), crowd(40), one_more(crowd(40)))]
    assert len(set(notes)) == 1
    assert "(R28)" in notes[0][-1].en


def test_the_books_name_nobody(office: Any, books: Books) -> None:
    ask(office, books, crowd(40))
    stored = json.dumps(
        [
            (answer.cell, dict(answer.row), (answer.fingerprint or b"").hex())
            for kept in books.kept.values()
            for answer in kept
        ]
    )
    assert not any(subject(number)[:8] in stored for number in range(40))


histories = st.lists(
    st.lists(st.tuples(st.integers(0, 49), st.sampled_from(["a", "b", "c"]), st.integers(1, 5)), max_size=60),
    min_size=2,
    max_size=5,
)


@settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=histories)
def test_two_answers_about_one_cell_are_equal_or_many_people_apart(
    office: Any, steps: list[list[tuple[int, str, int]]]
) -> None:
    """Each step adds up what some people did, in whatever department they were then; all are asked every time."""
    books = Books()
    rows = pl.DataFrame(schema={"person": pl.String, "department": pl.String, "bytes": pl.Int64})
    seen: dict[str, list[tuple[dict[str, Any], dict[str, int]]]] = {}
    for step in steps:
        more = [(subject(person), department, amount) for person, department, amount in step]
        rows = pl.concat([rows, pl.DataFrame(more, schema=rows.schema, orient="row")])
        for table in office.ask("hr", groups(rows, "department"), groups(rows), books=books).tables.values():
            for row in table.frame.iter_rows(named=True):
                mine = rows.filter(department=row["department"]) if "department" in row else rows
                parts = dict(mine.group_by("person").agg(pl.sum("bytes")).iter_rows())
                seen.setdefault(f"{table.name} {row.get('department')}", []).append((row, parts))
    for answers in seen.values():
        # a repeated answer is held against the parts for which it was first given
        given_for: list[tuple[dict[str, Any], dict[str, int]]] = []
        for row, parts in answers:
            if row not in [answer for answer, _ in given_for]:
                given_for.append((row, parts))
        for (row, one), (other, two) in itertools.combinations(given_for, 2):
            changed = {name for name in one.keys() | two.keys() if one.get(name) != two.get(name)}
            assert len(changed) >= K, (row, other)


@settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    people=st.integers(1, 80),
    gone=st.sets(st.integers(0, 79), max_size=4),
    joined=st.integers(0, 4),
    department=st.sampled_from(["sales", "design", "new"]),
)
def test_fewer_than_k_people_can_do_what_they_like(
    office: Any, people: int, gone: set[int], joined: int, department: str
) -> None:
    """Whatever was shown, hidden or missing at first: it is all there is to see afterwards."""
    books, rows = Books(), crowd(people, departments=["sales", "design", "legal"])
    before = ask(office, books, rows)
    left = rows.filter(~pl.col("person").is_in([subject(number) for number in gone]))
    after = ask(office, books, one_more(left, joined, department=department) if joined else left)
    assert after == before
