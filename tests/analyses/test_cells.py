"""Group cells: who is in them, and how much the largest contribute."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwatch.analyses.cells import cells

SCHEMA = {"subject": pl.String, "department": pl.String, "bytes": pl.Int64, "requests": pl.Int64}


def frame(*rows: tuple) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def asked(engine, rows: pl.DataFrame) -> pl.DataFrame:
    table = cells(engine.memory(rows), by=("department",), main="bytes", others=("requests",))
    return engine.execute(table).sort("department", nulls_last=True).drop("members")


def marks(engine, rows: pl.DataFrame) -> dict[str | None, set[str]]:
    table = engine.execute(cells(engine.memory(rows), by=("department",), main="bytes", others=("requests",)))
    return {department: set(members.split(" ")) for department, members in table.select("department", "members").rows()}


def test_people_are_counted_and_not_their_rows(engine) -> None:
    rows = frame(("p0001", "sales", 5, 1), ("p0001", "sales", 7, 1), ("p0002", "sales", 4, 3), ("p0003", None, 1, 1))
    assert asked(engine, rows).rows() == [("sales", 2, 12, 16, 16, 5), (None, 1, 1, 1, 1, 1)]


def test_the_largest_two(engine) -> None:
    rows = frame(*((f"p{number:04}", "sales", number, 1) for number in range(1, 11)))
    assert asked(engine, rows).rows() == [("sales", 10, 10, 19, 55, 10)]


def test_what_is_not_known_counts_as_nothing(engine) -> None:
    assert asked(engine, frame(("p0001", "sales", None, 2))).rows() == [("sales", 1, 0, 0, 0, 2)]


def test_nobody_gives_no_cells(engine) -> None:
    assert asked(engine, frame()).height == 0


def test_one_persons_part_changes_one_mark(engine) -> None:
    people = [(f"{number:02x}{number:030}", "sales", 10, 1) for number in range(40)]
    before = marks(engine, frame(*people))["sales"]
    more, gone = marks(engine, frame(*people, people[7]))["sales"], marks(engine, frame(*people[1:]))["sales"]
    assert len(before) == 40
    assert len(before ^ more) == 2
    assert before - gone == {"00:1:10:00000000:00000000"}


def test_the_marks_of_a_slice_are_one(engine) -> None:
    """However many people there are, a cell has no more than 256 marks."""
    people = [(f"a{number % 4}{number:06}", "sales", number, 1) for number in range(100)]
    assert len(marks(engine, frame(*people))["sales"]) == 4


row = st.tuples(
    st.sampled_from(["p0001", "p0002", "p0003", "p0004"]),
    st.sampled_from(["sales", "legal", None]),
    st.none() | st.integers(0, 1000),
    st.integers(0, 9),
)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(rows=st.lists(row, max_size=40))
def test_as_counted_by_hand(engine, rows: list[tuple]) -> None:
    parts: dict[str | None, dict[str, int]] = {}
    for subject, department, size, _ in rows:
        people = parts.setdefault(department, {})
        people[subject] = people.get(subject, 0) + (size or 0)
    expected = {
        department: (len(people), max(people.values()), sum(sorted(people.values())[-2:]), sum(people.values()))
        for department, people in parts.items()
    }
    found = {department: tuple(rest[:4]) for department, *rest in asked(engine, frame(*rows)).rows()}
    assert found == expected
