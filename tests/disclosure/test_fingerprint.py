"""Counting how many people's parts changed, from keyed digests alone."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.disclosure.crowd import subject

from fairwatch.disclosure.fingerprint import differing, fingerprint

KEY = b"key of a purpose"
parts = st.dictionaries(st.integers(0, 300), st.integers(0, 3), max_size=60)


def marks(amounts: dict[int, int]) -> str:
    return " ".join(f"{subject(person)[:2]}:1:{amount}:{subject(person)[2:10]}" for person, amount in amounts.items())


def printed(amounts: dict[int, int], cell: str = "cell", key: bytes = KEY) -> bytes:
    return fingerprint(marks(amounts), key, cell)


@settings(max_examples=100, derandomize=True)
@given(one=parts, two=parts)
def test_it_never_counts_more_people_than_changed_and_misses_only_those_of_one_slice(
    one: dict[int, int], two: dict[int, int]
) -> None:
    changed = {person for person in one.keys() | two.keys() if one.get(person) != two.get(person)}
    slices = {subject(person)[:2] for person in changed}
    assert differing(printed(one), printed(two)) == len(slices) <= len(changed)


@given(amounts=parts)
def test_the_order_of_the_marks_says_nothing(amounts: dict[int, int]) -> None:
    assert printed(amounts) == printed(dict(reversed(amounts.items())))


def test_nobody_is_nothing() -> None:
    assert fingerprint("", KEY, "cell") == b""
    assert differing(b"", printed({1: 1, 2: 1})) == 2


def test_it_is_bound_to_its_cell_and_key() -> None:
    """Cells with the same people in them do not look alike, and without the key nobody can try names."""
    same = {1: 1, 2: 1, 3: 1}
    assert len({printed(same), printed(same, cell="other"), printed(same, key=b"another")}) == 3


def test_it_holds_no_part_of_a_pseudonym() -> None:
    stored = printed(dict.fromkeys(range(50), 1))
    assert not any(subject(number)[:8].encode() in stored for number in range(50))
    assert not any(bytes.fromhex(subject(number)[:8]) in stored for number in range(50))
