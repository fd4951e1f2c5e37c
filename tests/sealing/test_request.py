"""What an officer is asked for: a file that needs neither vault nor database."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sealing.conftest import ANN, BEN, DAY, NEXT_DAY

from fairwatch.sealing import NameTable, Request, SealingError


@pytest.fixture
def request_of_both(vault, pair) -> Request:
    table = NameTable.seal("leak", "1", {ANN: "p0042"}, pair.public)
    return Request("c4se", (*vault.locks(DAY, [ANN]), *vault.locks(NEXT_DAY, [ANN]), table.lock([ANN])))


def test_written_and_read_it_is_the_same(request_of_both) -> None:
    assert Request.from_bytes(request_of_both.to_bytes(), where="request") == request_of_both


def test_it_says_what_it_asks_for_in_words(request_of_both) -> None:
    assert request_of_both.days == (DAY, NEXT_DAY)
    assert request_of_both.purposes == ("leak",)
    written = json.loads(request_of_both.to_bytes())
    assert written["case"] == "c4se"
    assert all(lock["subjects"] == [ANN] for lock in written["locks"])


def test_a_half_is_for_exactly_the_people_it_says(request_of_both, pair) -> None:
    assert len(request_of_both.half(pair.dpo).parts) == 5  # three chunks, the next day's one, a row of names
    other = Request("c4se", tuple(lock._replace(subjects=(BEN,)) for lock in request_of_both.locks)).half(pair.dpo)
    assert not other.parts.keys() & request_of_both.half(pair.dpo).parts.keys()


def test_a_header_that_was_made_to_say_something_else_gives_no_half(request_of_both, pair) -> None:
    """The shares are bound to the header: a day cannot be passed off as another."""
    written = json.loads(request_of_both.to_bytes())
    for lock in written["locks"]:
        lock["header"] = lock["header"].replace("2026-09-0", "2026-08-0")
    altered = Request.from_bytes(json.dumps(written).encode(), where="request")
    with pytest.raises(SealingError, match="damaged"):
        altered.half(pair.dpo)


@settings(deadline=None)
@given(st.data())
def test_whatever_else_a_file_holds_is_our_error(pair, data) -> None:
    table = NameTable.seal("leak", "1", {ANN: "p0042"}, pair.public)
    values = json.loads(Request("c", (table.lock([ANN]),)).to_bytes())
    place = data.draw(st.sampled_from([values, values["locks"][0]]))
    key = data.draw(st.sampled_from(sorted(place)))
    place[key] = data.draw(
        st.none() | st.integers() | st.text(max_size=5) | st.lists(st.integers() | st.text(max_size=3), min_size=1)
    )
    if key == "case" and isinstance(place[key], str):
        return
    if key == "subjects" and place[key] == "":
        return  # nobody is asked for
    with pytest.raises(SealingError, match="damaged"):
        Request.from_bytes(json.dumps(values).encode(), where="request")


@given(st.binary(max_size=100))
def test_junk_is_our_error(junk: bytes) -> None:
    with pytest.raises(SealingError, match="damaged"):
        Request.from_bytes(junk, where="request")
