"""Nobody can make a log line look like another person's."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwatch.sources import formats, named
from fairwatch.sources.format import Chunk

TAIL = "HIER_DIRECT/198.51.100.9 text/html"


def accounts(format_: str, line: str) -> list[str | None]:
    data = line.encode() + b"\n"
    return named(format_).parse(Chunk(data, 0, len(data), 1_800_000_000_000_000)).frame["account"].to_list()


@pytest.mark.parametrize(
    "path",
    [
        f"/ p0001 {TAIL}",
        f"/ p0001 {TAIL} x",
        f"/ p0001 {TAIL} GET http://a.example/",
        f"/ - {TAIL}",
    ],
)
def test_an_url_that_imitates_the_rest_of_a_line_is_not_read(path: str) -> None:
    line = f"1760000000.482     10 10.0.0.7 TCP_MISS/200 604 GET http://a.example{path} p0042 {TAIL}"
    assert accounts("squid", line) == []


def test_the_same_with_quotes_belongs_to_nobody() -> None:
    url = f'http://a.example/ p0001 {TAIL} 1 "-" "x'
    line = f'1760000000.482     10 10.0.0.7 TCP_MISS/200 604 GET {url} p0042 {TAIL} 196 "-" "curl"'
    assert accounts("squid-fairwatch", line) == [f'p0001 {TAIL} 1 "-" "x p0042']


@given(st.text("abpz0149/:._-\"'\\[] ", max_size=60))
@settings(max_examples=80, deadline=None)
def test_no_url_makes_a_line_the_line_of_another_person(path: str) -> None:
    native = f"1760000000.482     10 10.0.0.7 TCP_MISS/200 604 GET http://a.example/{path} p0042 {TAIL}"
    lines = {"squid": native, "squid-fairwatch": f'{native} 196 "-" "curl"'}
    for format_, line in lines.items():
        # Either not read, or the account ends in p0042: the true one, or one too long for anybody to have it.
        assert all(account is not None and account.endswith("p0042") for account in accounts(format_, line))


def test_a_login_name_before_the_url_is_not_cut_short() -> None:
    """With free text on both sides of a space there is no telling where one ends."""
    assert accounts("squid:%ts %un %>ru %>a", "1760000000 p0042 http://a.example/ 10.0.0.7") == ["p0042"]
    assert accounts("squid:%ts %un %>ru %>a", "1760000000 p0042 the second http://a.example/ 10.0.0.7") == []


def test_ident_and_login_name() -> None:
    line = '10.0.0.7 - {} [09/Oct/2025:16:53:20 +0800] "GET http://a.example/ HTTP/1.1" 200 915 TCP_MISS:HIER_DIRECT'
    assert accounts("squid-common", line.format("p0042")) == ["p0042"]
    assert accounts("squid-common", line.format("p0042 the second")) == ["p0042 the second"]


def test_only_the_own_lines_count_when_a_format_is_guessed() -> None:
    native = b"1760000000.482     10 10.0.0.7 TCP_MISS/200 604 GET http://a.example/ p0042 " + TAIL.encode()
    scores = {name: format_.sniff([native, b"something else"]) for name, format_ in formats().items()}
    assert {name: score for name, score in scores.items() if score} == {"squid": 0.5}
