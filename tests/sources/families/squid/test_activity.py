"""What becomes of single values of a Squid line."""

from __future__ import annotations

import pytest


def native(
    *,
    time="1760000000.482",
    elapsed="    10",
    result="TCP_MISS/200",
    size="604",
    method="GET",
    url="http://a.example/",
    account="-",
    mime="text/html",
) -> str:
    return f"{time} {elapsed} 10.0.0.7 {result} {size} {method} {url} {account} HIER_DIRECT/198.51.100.9 {mime}"


@pytest.mark.parametrize(
    ("written", "account"),
    [
        ("-", None),
        ("p0042", "p0042"),
        ("p%c3%a9%5b1%5d", "pé[1]"),
        (r"corp\\p0042", r"corp\p0042"),
        (r"corp\\p 0042", r"corp\p 0042"),
        ("50%25", "50%"),
    ],
)
def test_account(row, written: str, account: str | None) -> None:
    found = row("squid", native(account=written))
    assert (found["account"], found["url"]) == (account, "http://a.example/")


@pytest.mark.parametrize(
    ("result", "status", "blocked"),
    [
        ("TCP_DENIED/403", 403, True),
        ("TCP_DENIED_REPLY/403", 403, True),
        ("TCP_DENIED/407", 407, False),
        ("TCP_MISS_ABORTED/000", None, False),
        ("NONE_NONE/503", 503, False),
    ],
)
def test_status_and_blocked(row, result: str, status: int | None, blocked: bool) -> None:
    found = row("squid", native(result=result))
    assert (found["status"], found["blocked"]) == (status, blocked)


@pytest.mark.parametrize(
    ("written", "mime"),
    [("-", None), ("Text/HTML", "text/html"), ("text/html;charset=utf-8", "text/html"), ("nonsense", None)],
)
def test_mime(row, written: str, mime: str | None) -> None:
    assert row("squid", native(mime=written))["mime"] == mime


@pytest.mark.parametrize(
    ("elapsed", "start_us", "duration_us"),
    [
        ("     0", 1_760_000_000_482_000, 0),
        ("7200000", 1_759_992_800_482_000, 7_200_000_000),
        ("    -5", 1_760_000_000_482_000, None),  # the clock was set back
    ],
)
def test_the_activity_begins_the_elapsed_time_before_the_stamp(row, elapsed: str, start_us: int, duration_us) -> None:
    found = row("squid", native(elapsed=elapsed))
    assert (found["ts_us"], found["duration_us"]) == (start_us, duration_us)


def test_spaces_in_an_url(row) -> None:
    found = row("squid", native(url="http://a.example/x y z"))
    assert (found["url"], found["host"], found["account"]) == ("http://a.example/x y z", "a.example", None)


def test_more_fields_than_the_format_has(row) -> None:
    assert row("squid", native() + " [Host: a.example] [HTTP/1.1 200 OK]")["mime"] == "text/html"


def test_an_error_has_no_url_and_no_host(row) -> None:
    found = row("squid", native(method="-", url="error:invalid-request"))
    assert [found[name] for name in ("method", "url", "host", "grade")] == [None, None, None, "flow"]


CUSTOM = "squid:%ts.%03tu %>a %>A %>eui %un %ul %<Hs %>ru %{User-Agent}>h [%{Referer}>h] %ssl::>sni"


def custom(*, name="desk7.example", mac="-", un="-", ul="-", url="b.example:443", agent="-", ref="-", sni="-") -> str:
    return f"1760000000.482 10.0.0.7 {name} {mac} {un} {ul} 200 {url} {agent} [{ref}] {sni}"


@pytest.mark.parametrize(
    ("name", "mac", "device"),
    [
        ("desk7.example", "-", "desk7.example"),
        ("desk7.example", "02:00:5e:00:00:07", "02:00:5e:00:00:07"),
        ("10.0.0.7", "00:00:00:00:00:00", None),
        ("2001:db8::7", "-", None),
    ],
)
def test_device_is_the_hardware_address_or_the_client_name(row, name: str, mac: str, device: str | None) -> None:
    found = row(CUSTOM, custom(name=name, mac=mac))
    assert (found["device"], found["address"]) == (device, "10.0.0.7")


def test_of_several_codes_for_one_field_the_first_that_is_logged_counts(row) -> None:
    assert row(CUSTOM, custom(un="p0001", ul="p0002"))["account"] == "p0001"
    assert row(CUSTOM, custom(un="-", ul="p0002"))["account"] == "p0002"


def test_without_a_method_a_tunnel_is_known_by_its_target(row) -> None:
    assert row(CUSTOM, custom(url="%5B2001:db8::1%5D:443"))["host"] == "2001:db8::1"
    assert row(CUSTOM, custom(url="b.example:443"))["grade"] == "sni"
    assert row(CUSTOM, custom(url="http://b.example/"))["grade"] == "full_url"


def test_the_name_in_the_handshake_wins_over_the_target_of_a_tunnel(row) -> None:
    assert row(CUSTOM, custom(url="198.51.100.9:443", sni="Shop.Example"))["host"] == "shop.example"


def test_encodings_of_headers_are_undone(row) -> None:
    found = row(CUSTOM, custom(agent="Odd%20%22agent%22", ref="http://r.example/a b%5b1%5d"))
    assert (found["user_agent"], found["referer"]) == ('Odd "agent"', "http://r.example/a b[1]")
    assert row("squid:%ts %/{User-Agent}>h %>a", r'1760000000 "a \"b\" c" 10.0.0.7')["user_agent"] == 'a "b" c'
    assert row("squid:%ts %'{User-Agent}>h|%>a", r"1760000000 a \b%20|10.0.0.7")["user_agent"] == r"a \b%20"


@pytest.mark.parametrize(
    ("logformat", "line", "ts_us"),
    [
        ("%tl %>a", "09/Oct/2025:16:53:20 +0800 10.0.0.7", 1_760_000_000_000_000),
        ("%tl.%03tu %>a", "09/Oct/2025:16:53:20 +0800.250 10.0.0.7", 1_760_000_000_250_000),
        ("%tg %>a", "09/Oct/2025:08:53:20 10.0.0.7", 1_760_000_000_000_000),
        ("%{%Y-%m-%dT%H:%M:%S%z}tl %>a", "2025-10-09T16:53:20+0800 10.0.0.7", 1_760_000_000_000_000),
        ("%{%F %T}tg %>a", "2025-10-09 08:53:20 10.0.0.7", 1_760_000_000_000_000),
        ("%ts %>a", "1760000000 10.0.0.7", 1_760_000_000_000_000),
        ("%ts.%06.6tu %>a", "1760000000.000250 10.0.0.7", 1_760_000_000_000_250),
        ("%ts,%tu %>a", "1760000000,7 10.0.0.7", 1_760_000_000_007_000),
        ("%tS %6tr %>a", "1760000000.250     99 10.0.0.7", 1_760_000_000_250_000),
    ],
)
def test_every_way_of_writing_the_time(row, logformat: str, line: str, ts_us: int) -> None:
    found = row(f"squid:{logformat}", line)
    assert (found["ts_us"], found["address"]) == (ts_us, "10.0.0.7")
