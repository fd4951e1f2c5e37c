"""The named Squid formats, with lines as a Squid 5.7 wrote them."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from fairwatch import columns
from fairwatch.sources import formats

NATIVE = (
    "1760000000.482     10 10.0.0.7 TCP_MISS/404 604 GET http://Shop.Example.com:8080/a.html?q=1 p0042 "
    "HIER_DIRECT/198.51.100.9 text/html"
)
TUNNEL = (
    "1760000000.603  90040 10.0.0.7 TCP_TUNNEL/200 5225 CONNECT chat.example.cn:443 p0042 HIER_DIRECT/198.51.100.9 -"
)
FAIRWATCH = NATIVE + ' 196 "http://news.example.org/" "Mozilla/5.0 (X11; Linux x86_64)"'
COMMON = (
    '10.0.0.7 - p0042 [09/Oct/2025:16:53:20 +0800] "GET http://shop.example.com/ HTTP/1.1" 200 915 TCP_MISS:HIER_DIRECT'
)
COMBINED = (
    '10.0.0.7 - - [09/Oct/2025:08:53:20 +0000] "GET http://shop.example.com/ HTTP/1.1" 403 915 '
    '"http://ref.example/"q"?a=b c" "Odd "agent" \\y" TCP_DENIED:HIER_NONE'
)


def test_native(row) -> None:
    assert row("squid", NATIVE) == {
        "ts_us": 1_760_000_000_472_000,  # the stamp is the end, 10 ms later
        "address": "10.0.0.7",
        "account": "p0042",
        "device": None,
        "host": "shop.example.com",
        "url": "http://Shop.Example.com:8080/a.html?q=1",
        "method": "GET",
        "status": 404,
        "bytes_up": None,
        "bytes_down": 604,
        "duration_us": 10_000,
        "mime": "text/html",
        "referer": None,
        "user_agent": None,
        "file_name": None,
        "file_hash": None,
        "former_name": None,
        "blocked": False,
        "grade": "full_url",
        "source": "squid",
        "line": 0,
    }


def test_a_tunnel_shows_its_host_only(row) -> None:
    found = row("squid", TUNNEL)
    assert (found["host"], found["url"], found["grade"], found["mime"]) == ("chat.example.cn", None, "sni", None)
    assert found["ts_us"] == 1_760_000_000_603_000 - 90_040_000


def test_fairwatch_adds_request_size_referer_and_user_agent(row) -> None:
    found = row("squid-fairwatch", FAIRWATCH)
    assert (found["bytes_up"], found["referer"]) == (196, "http://news.example.org/")
    assert found["user_agent"] == "Mozilla/5.0 (X11; Linux x86_64)"
    assert found["mime"] == "text/html"


def test_escaped_quotes_are_undone(row) -> None:
    found = row("squid-fairwatch", NATIVE + r' 196 "http://r.example/?\"a\" b" "Odd \"agent\" \\y\t"')
    assert found["referer"] == 'http://r.example/?"a" b'
    assert found["user_agent"] == 'Odd "agent" \\y\t'


def test_common_stamps_seconds_in_its_own_zone(row) -> None:
    found = row("squid-common", COMMON)
    assert found["ts_us"] == int(dt.datetime(2025, 10, 9, 8, 53, 20, tzinfo=dt.UTC).timestamp()) * 1_000_000
    assert (found["account"], found["status"], found["bytes_down"]) == ("p0042", 200, 915)
    assert found["duration_us"] is None


def test_combined_quotes_nothing(row) -> None:
    found = row("squid-combined", COMBINED)
    assert found["referer"] == 'http://ref.example/"q"?a=b c'
    assert found["user_agent"] == 'Odd "agent" \\y'
    assert found["blocked"] is True


def test_common_of_a_connection_without_a_request(row) -> None:
    request = '"- error:transaction-end-before-headers NONE/0.0"'
    line = f"10.0.0.7 - - [09/Oct/2025:08:53:20 +0000] {request} 0 0 NONE_NONE:HIER_NONE"
    found = row("squid-common", line)
    assert [found[name] for name in ("method", "url", "host", "status", "grade")] == [None, None, None, None, "flow"]


@pytest.mark.parametrize(
    ("name", "line"),
    [("squid", NATIVE), ("squid-common", COMMON), ("squid-combined", COMBINED), ("squid-fairwatch", FAIRWATCH)],
)
def test_every_format_is_recognised_and_gives_the_activity_columns(parse, name: str, line: str) -> None:
    frame = parse("auto", line).frame
    assert frame["source"].to_list() == [name]
    assert frame.schema == pl.Schema(columns.ACTIVITY)


def test_every_format_has_a_title_in_both_languages() -> None:
    assert all(format_.title.zh and format_.title.en for format_ in formats().values())
