"""Host names out of URLs and tunnel targets."""

from __future__ import annotations

import polars as pl
import pytest

from fairwatch.catalogue import Catalogue
from fairwatch.sources.hosts import asked_names, authority, hosts


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("shop.example", "shop.example"),
        ("Shop.EXAMPLE:443", "shop.example"),
        ("shop.example.:80", "shop.example"),
        ("user:secret@shop.example:80", "shop.example"),
        ("user@evil.example@shop.example", "shop.example"),
        ("198.51.100.9:8080", "198.51.100.9"),
        ("[2001:DB8::1]:443", "2001:db8::1"),
        ("[fe80::1%25eth0]", "fe80::1%25eth0"),
        ("%5B::1%5D:443", "::1"),
        ("shop.example?q=1", "shop.example"),
        ("商店.example", "商店.example"),
        ("my_host", "my_host"),
        ("", None),
        (":443", None),
        ("[shop.example]:443", None),
        ("shop example", None),
        ("a<b>", None),
        ("sh\ufffdp.example", None),
        (None, None),
    ],
)
def test_host(written: str | None, host: str | None) -> None:
    assert hosts(pl.Series([written], dtype=pl.String)).to_list() == [host]


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Shop.EXAMPLE.", "shop.example"),
        ("_ldap._tcp.corp.example", "_ldap._tcp.corp.example"),
        ("aGk/Zm9v+YmFy==.t.example", "agk/zm9v+ymfy==.t.example"),
        ("a@b.t.example", "a@b.t.example"),
        ("商店.example", "商店.example"),
        ("a b.example", None),
        ("2001:db8::1", None),
        ("sh\ufffdp.example", None),
        ("\x07.example", None),
        (".", None),
        ("", None),
        (None, None),
    ],
)
def test_names_that_are_asked_for_may_hold_anything_that_can_be_printed(asked: str | None, name: str | None) -> None:
    assert asked_names(pl.Series([asked], dtype=pl.String)).to_list() == [name]


def test_r18_no_label_hides_a_protected_site() -> None:
    """Else a query below one would pass for an unknown host."""
    names = asked_names(
        pl.Series([f"{label}.who.int" for label in ("www", "c2VjcmV0=", "a/b", "a@b", "[x]", "?", "#")])
    )
    assert {Catalogue.load().lookup(name).category.key for name in names} == {"health"}


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("http://shop.example:80/a/b", "shop.example:80"),
        ("ftp://shop.example", "shop.example"),
        ("/a//b", None),
        ("error:invalid-request", None),
        ("urn:isbn:0", None),
        ("shop.example:443", None),
        (None, None),
    ],
)
def test_authority(url: str | None, found: str | None) -> None:
    frame = pl.DataFrame({"url": [url]}, schema={"url": pl.String})
    assert frame.select(authority(pl.col("url"))).item() == found


def test_every_row_keeps_its_place() -> None:
    written = pl.Series(["b.example", None, "A.example:1", "b.example"])
    assert hosts(written).to_list() == ["b.example", None, "a.example", "b.example"]
