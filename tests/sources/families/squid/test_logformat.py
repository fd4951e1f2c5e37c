"""Squid's logformat strings."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwatch.errors import SourceError
from fairwatch.sources import named
from fairwatch.sources.families.squid.logformat import Code, Literal, codes, tokens
from fairwatch.sources.format import Chunk


def test_literals_and_codes() -> None:
    address, space, result, slash, status = tokens("%>a %Ss/%03>Hs")
    assert (address.field, result.field, status.field) == ("address", "result", "status")
    assert (space, slash) == (Literal(" "), Literal("/"))
    assert (status.width, status.zero, status.padded) == (3, True, False)


def test_seconds_and_milliseconds_are_one_number() -> None:
    (stamp,) = tokens("%ts.%03tu")
    assert (stamp.field, stamp.digits) == ("stamp", 3)
    assert len(tokens("%ts.%tu")) == 3  # .7 would be seven milliseconds


@pytest.mark.parametrize(
    ("logformat", "encoding"),
    [
        ('"%{Referer}>h"', '"'),
        ("[%{Referer}>h]", "["),
        ("%{Referer}>h", ""),
        ("%#{Referer}>h", "#"),
        ("%'{Referer}>h", "'"),
        ("%/>h{Referer}", "/"),
        ('"%\'{Referer}>h"', "'"),
    ],
)
def test_quotes_around_a_code_say_how_it_is_encoded(logformat: str, encoding: str) -> None:
    (code,) = (token for token in tokens(logformat) if isinstance(token, Code))
    assert (code.field, code.encoding) == ("referer", encoding)


def test_header_names_are_case_insensitive_and_others_are_skipped() -> None:
    assert [code.field for code in tokens("%{REFERER}>h%{X-Trace}>h")] == ["referer", "-"]


def test_unknown_codes_are_skipped_tokens(row) -> None:
    found = row(
        "squid:%ts.%03tu %>a %future::<code{x} %newcode %ru", "1760000000.482 10.0.0.7 ? what http://a.example/"
    )
    assert (found["address"], found["url"]) == ("10.0.0.7", "http://a.example/")


def test_percent_sign(row) -> None:
    assert row("squid:%ts %% %>a", "1760000000 % 10.0.0.7")["address"] == "10.0.0.7"


def test_the_longest_code_is_meant() -> None:
    code, literal = tokens("%rmHTTP")
    assert (code.field, literal) == ("method", Literal("HTTP"))
    assert all(known.kind for known in codes().values())


@pytest.mark.parametrize(
    ("logformat", "complaint"),
    [
        ("%>a %ru", "no time"),
        ("%{%Y-%m-%d %H:%M:%S}tl %>a", "no time zone"),
        ("%{%H:%M:%S}tg %>a", "cannot be read"),
        ("%{%c}tl %>a", "cannot be read"),
    ],
)
def test_a_format_without_a_certain_time_is_refused(logformat: str, complaint: str) -> None:
    with pytest.raises(SourceError, match=complaint):
        named(f"squid:{logformat}")


@given(st.text("%{}>h<stuarmSHT[]\"'#/-0.6: \\x", max_size=40), st.binary(max_size=80))
@settings(max_examples=80, deadline=None)
def test_any_string_is_a_format_or_refused(logformat: str, line: bytes) -> None:
    try:
        format_ = named(f"squid:%ts {logformat}")
    except SourceError:
        return
    data = line.replace(b"\n", b"") + b"\n1760000000 a\n"
    parsed = format_.parse(Chunk(data, 0, len(data), 1_800_000_000_000_000))
    assert parsed.frame.height + parsed.rejected.height + parsed.skipped == parsed.lines == 2
