"""Walking through a JSON document gives what decoding the whole of it would, and the place of every value."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwatch.sources.json_document import Damaged, JsonDocument, number

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["a", "", 'with "quotes"', "é中"]), VALUES, max_size=4))
@settings(deadline=None)
def test_the_members_of_an_object(document: dict[str, Any]) -> None:
    walked = JsonDocument(json.dumps(document).encode(), kept="ab")
    assert {name: walked.value() for name in walked.members()} == document


@given(st.lists(VALUES, max_size=5), st.sampled_from([None, 1]))
@settings(deadline=None)
def test_the_elements_of_an_array_and_their_places(document: list[Any], indent: int | None) -> None:
    data = json.dumps(document, indent=indent).encode()
    walked = JsonDocument(data, kept="ab")
    found = [(at, walked.value()) for at in walked.elements()]
    assert [value for _, value in found] == document
    assert [json.JSONDecoder().raw_decode(data.decode(), at)[0] for at, _ in found] == document


def test_members_that_are_not_kept_are_dropped_wherever_they_are() -> None:
    walked = JsonDocument(b'{"a": [{"b": 1, "secret": 2}], "secret": {"b": 3}}', kept={"a", "b"})
    assert walked.value() == {"a": [{"b": 1}]}


@pytest.mark.parametrize("data", [b"", b"[]", b'{"a" 1}', b'{"a": 1', b'{"a": 1 "b": 2}', b'{"a": ' + b"9" * 9999])
def test_damage_is_told_with_its_place(data: bytes) -> None:
    walked = JsonDocument(data, kept="ab")
    with pytest.raises(Damaged) as damage:
        [walked.value() for _ in walked.members()]
    assert 0 <= damage.value.offset <= len(data)


@pytest.mark.parametrize("data", ['"é中"'.encode(), b'"\\u00e9\\u4e2d"'])
def test_strings_are_text_however_they_were_written(data: bytes) -> None:
    walked = JsonDocument(data, kept="")
    assert walked.string(walked.value()) == "é中"


@pytest.mark.parametrize("value", [None, "", 7, [], {}])
def test_what_is_no_text_is_null(value: object) -> None:
    assert JsonDocument(b"", kept="").string(value) is None


@pytest.mark.parametrize(
    ("value", "found"), [(7, 7.0), (0.5, 0.5), (-1, -1.0), ("7", None), (None, None), (1e15, None), (10**400, None)]
)
def test_numbers(value: object, found: float | None) -> None:
    assert number(value) == found
