"""Which names count as that of a registered file, and what the register itself tells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwatch.file_register import FileRegister, forms

names = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="/\\"), min_size=1, max_size=40)


def register(*names: str, key: bytes = b"key") -> FileRegister:
    bare = FileRegister(key)
    return FileRegister(key, {bare.hash_of(name): f"F{at}" for at, name in enumerate(names)})


@pytest.mark.parametrize(
    "name",
    [
        "Offer 2026.XLSX",
        "offer 2026 (1).xlsx",
        "offer 2026(12).xlsx",
        "offer 2026 - Copy.xlsx",
        "offer 2026 - 副本.xlsx",
        "offer 2026 - 副本 (2).xlsx",
        "offer 2026 copy 2.xlsx",
        "Copy of offer 2026.xlsx",
        "offer 2026.xlsx.zip",
        "offer 2026 (1).xlsx.7z",
    ],
)
def test_copies_and_archives_of_a_file_are_that_file(name: str) -> None:
    assert register("offer 2026.xlsx").id_of(name) == "F0"


@pytest.mark.parametrize(
    "name", ["offer.xlsx", "my offer 2026.xlsx", "offer 2026.pdf", "offer 2026.zip", "offer 2026 photocopy.xlsx", ""]
)
def test_other_names_are_not(name: str) -> None:
    assert register("offer 2026.xlsx").id_of(name) is None


def test_what_looks_like_a_mark_may_belong_to_the_name() -> None:
    assert register("plan (1).docx").id_of("plan (1).docx") == "F0"
    assert register("plan (1).docx").id_of("plan.docx") is None


def test_accents_may_be_written_in_two_ways() -> None:
    assert register("re\u0301sume\u0301.pdf").id_of("r\u00e9sum\u00e9.pdf") == "F0"


@given(names)
def test_every_file_is_found_by_its_own_name_whatever_the_case(name: str) -> None:
    assert register(name).id_of(name) == "F0"


@given(names, names)
def test_without_the_key_a_guessed_name_cannot_be_tried_out(name: str, guess: str) -> None:
    stolen = register(name)
    assert FileRegister(b"another key", stolen.ids).id_of(guess) is None
    assert repr(stolen.key) not in repr(stolen)


@given(names)
def test_contents_are_no_name_and_a_name_is_no_contents(name: str) -> None:
    bare = FileRegister(b"key")
    named = FileRegister(bare.key, {bare.hash_of(name): "F0"})
    held = FileRegister(bare.key, {}, {bare.hash_of_contents(name): "F0"})
    assert (named.id_of_contents(name), held.id_of(name), held.id_of_contents(name)) == (None, None, "F0")


@given(names)
def test_few_forms_of_a_name_are_tried(name: str) -> None:
    assert len(list(forms(name))) <= 3
