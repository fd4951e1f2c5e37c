"""Absolute URLs out of the parts of a request."""

from __future__ import annotations

import polars as pl
import pytest

from fairwatch.sources.urls import host_column, named_or_address, requested

PARTS = {"method": pl.String, "target": pl.String, "host": pl.String, "server": pl.String, "port": pl.Int64}


def put_together(*parts: object) -> tuple[object, ...]:
    frame = pl.DataFrame([parts], schema=PARTS, orient="row")
    found = host_column(frame.select(**requested(*map(pl.col, PARTS))).to_dict())
    return tuple(found[name].item() for name in ("url", "host", "grade"))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("GET", "/a?b", "A.example", "192.0.2.1", 80), ("http://A.example/a?b", "a.example", "full_url")),
        (("GET", "/a", "a.example", "192.0.2.1", 8080), ("http://a.example:8080/a", "a.example", "full_url")),
        (("GET", "/a", "a.example:81", "192.0.2.1", 8080), ("http://a.example:81/a", "a.example", "full_url")),
        (("GET", "/a", "a.example", "192.0.2.1", None), ("http://a.example/a", "a.example", "full_url")),
        (
            ("GET", "http://b.example/x", "a.example", "192.0.2.1", 3128),
            ("http://b.example/x", "b.example", "full_url"),
        ),
        (("GET", "/a", None, "192.0.2.1", 80), ("http://192.0.2.1/a", "192.0.2.1", "full_url")),
        (("GET", "/a", None, "2001:db8::1", 81), ("http://[2001:db8::1]:81/a", "2001:db8::1", "full_url")),
        (("OPTIONS", "*", "a.example", "192.0.2.1", 80), ("http://a.example", "a.example", "full_url")),
        (("GET", "a", "a.example", "192.0.2.1", 80), ("http://a.example/a", "a.example", "full_url")),
        (("CONNECT", "b.example:443", "b.example", "192.0.2.1", 3128), (None, "b.example", "sni")),
        (("CONNECT", "[2001:db8::1]:443", None, "192.0.2.1", 3128), (None, "2001:db8::1", "sni")),
        (("CONNECT", "/", "b.example", "192.0.2.1", 3128), (None, "b.example", "sni")),
        (("GET", None, "a.example", "192.0.2.1", 80), (None, "a.example", "sni")),
        ((None, None, None, "192.0.2.1", 80), (None, "192.0.2.1", "flow")),
        (("GET", "/a", None, None, None), (None, None, "flow")),
    ],
)
def test_requests(parts: tuple[object, ...], expected: tuple[object, ...]) -> None:
    assert put_together(*parts) == expected


@pytest.mark.parametrize(
    ("name", "address", "expected"),
    [
        ("A.example", "192.0.2.1", ("a.example", "sni")),
        (None, "192.0.2.1", ("192.0.2.1", "flow")),
        (None, "2001:db8::1", ("2001:db8::1", "flow")),
        (None, None, (None, "flow")),
    ],
)
def test_a_name_is_better_than_an_address(name: str | None, address: str | None, expected: tuple[object, ...]) -> None:
    frame = pl.DataFrame([(name, address)], schema={"name": pl.String, "address": pl.String}, orient="row")
    found = host_column(frame.select(**named_or_address(pl.col("name"), pl.col("address"), "sni")).to_dict())
    assert (found["host"].item(), found["grade"].item()) == expected
