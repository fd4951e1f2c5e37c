"""Why a line is quarantined, and what is not a reason."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from fairwatch.sources import Chunk, open_log, reasons
from fairwatch.sources.line_format import LineFormat
from fairwatch.text import Text

NOW_US = 1_800_000_000_000_000
GOOD = (
    b"1760000000.482     10 10.0.0.7 TCP_MISS/200 604 GET http://a.example/ p0042 "
    b'HIER_DIRECT/198.51.100.9 text/html 196 "-" "curl"'
)
DAY = 86_400


def at(seconds: float) -> bytes:
    return GOOD.replace(b"1760000000.482", f"{seconds:.3f}".encode())


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (GOOD + b"\0", "binary"),
        (GOOD.replace(b"a.example", b"a" * 70_000), "too_long"),
        (b"Lorem ipsum dolor sit amet", "fields"),
        (GOOD.replace(b" 604 ", b" many "), "fields"),
        (GOOD.replace(b" 604 ", b" -604 "), "fields"),
        (GOOD.replace(b" 604 ", b" 99999999999999999999 "), "fields"),
        (GOOD.replace(b"    10", b"999999999999999"), "fields"),
        (GOOD.replace(b"/200", b"/20000"), "fields"),
        (GOOD[:60], "fields"),
        (GOOD.replace(b'"-"', b'"-"x'), "fields"),
        (GOOD.replace(b'"-"', b'"-\\"'), "fields"),
        (GOOD.replace(b"p0042", "张三".encode("gbk")), "encoding"),
        (GOOD.replace(b"text/html", b"text/\xff"), "encoding"),
        (GOOD.replace(b"1760000000.482", b"yesterday"), "time"),
        (GOOD.replace(b"1760000000.482", b"nan"), "time"),
        (GOOD.replace(b"1760000000.482", b"1e300"), "time"),
        (at(0), "time"),
        (at(946_684_799), "time"),
        (at(NOW_US / 1e6 + DAY + 1), "future"),
        (at(99_999_999_999), "future"),
    ],
)
def test_reason(reasons_of, line: bytes, reason: str) -> None:
    assert reasons_of("squid-fairwatch", line) == [reason]


@pytest.mark.parametrize(
    "line", [GOOD, GOOD + b"\r", b"\xef\xbb\xbf" + GOOD, at(NOW_US / 1e6 + DAY - 1), at(946_684_801)]
)
def test_good_lines(row, line: bytes) -> None:
    assert row("squid-fairwatch", line)["host"] == "a.example"


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        (b"a.example/", b"a.example/\xd5\xc5", "url"),
        (b'"-"', b'"http://r.example/\xd5\xc5"', "referer"),
        (b"curl", b"\xd5\xc5", "user_agent"),
    ],
)
def test_bytes_that_are_not_utf8_are_replaced_in_what_clients_choose(row, old: bytes, new: bytes, column: str) -> None:
    found = row("squid-fairwatch", GOOD.replace(old, new))
    assert "\ufffd" in found[column]
    assert found["account"] == "p0042"


def test_an_account_that_is_odd_once_decoded_is_no_matter_of_the_line(parse) -> None:
    batch = parse("squid-fairwatch", GOOD.replace(b"p0042", b"p%ff"), GOOD.replace(b"curl", b"\xff"))
    assert batch.frame["account"].to_list() == ["p\ufffd", "p0042"]


def test_a_field_of_several_values_that_does_not_fit(reasons_of) -> None:
    line = '10.0.0.7 - - [09/Oct/2025:16:53:20 +0800] "GET http://a.example/ HTTP/1.1" 200 915 TCP_MISS'
    assert reasons_of("squid-common", line) == ["fields"]


def test_a_clock_that_jumps_back_and_forth_keeps_file_order(parse) -> None:
    times = [1_760_000_000, 1_700_000_000, 1_790_000_000, 1_760_000_001]
    frame = parse("squid-fairwatch", *map(at, times)).frame
    assert (frame["ts_us"] // 1_000_000).to_list() == [seconds - 1 for seconds in times]  # 10 ms earlier
    assert frame["line"].is_sorted()


def test_blank_and_comment_lines_are_skipped_and_offsets_are_line_starts(parse) -> None:
    batch = parse("squid-fairwatch", "", GOOD, "# rotated", "nonsense", GOOD)
    assert (batch.lines, batch.skipped) == (5, 2)
    assert batch.frame["line"].to_list() == [1, 1 + len(GOOD) + 1 + 10 + 9]
    assert batch.rejected.rows() == [(1 + len(GOOD) + 1 + 10, 4, "fields")]
    assert batch.rejected.schema == {"offset": pl.Int64, "number": pl.Int64, "reason": pl.String}


def test_now_is_the_present_unless_given(write) -> None:
    with open_log(write(at(NOW_US / 1e6 * 2) + b"\n"), "squid-fairwatch") as log:
        assert next(log.batches()).rejected["reason"].to_list() == ["future"]


def test_every_reason_has_a_text_in_both_languages() -> None:
    assert list(reasons()) == ["too_long", "binary", "fields", "encoding", "time", "future"]
    assert all(text.zh and text.en for text in reasons().values())


def test_a_line_that_fits_but_tells_of_no_activity_is_skipped() -> None:
    class Shouts(LineFormat):
        name, title = "shouts", Text("", "")

        def sniff(self, lines) -> float:  # noqa: ARG002
            return 0

        def fields(self, lines, chunk) -> pl.DataFrame:  # noqa: ARG002
            said = pl.Series("said", lines.strings(np.flatnonzero(lines.regular)))
            told = pl.DataFrame([pl.Series("row", range(len(said)), dtype=pl.Int64), said])
            return told.filter(pl.col("said") != "?").with_columns(skip=pl.col("said").str.contains("^[a-z]+$"))

        def activity(self, fields: pl.DataFrame) -> dict[str, pl.Series]:
            return {"ts_us": pl.Series([NOW_US]).new_from_index(0, len(fields)), "host": fields["said"]}

    data = b"A\nb\n?\nC\n"
    parsed = Shouts().parse(Chunk(data, 0, len(data), NOW_US))
    assert parsed.frame["host"].to_list() == ["A", "C"]
    assert parsed.frame["line"].to_list() == [0, 6]
    assert (parsed.skipped, parsed.rejected.rows()) == (1, [(4, 3, "fields")])
