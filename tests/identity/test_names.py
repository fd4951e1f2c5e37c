"""One spelling for addresses, devices and login names."""

from __future__ import annotations

import ipaddress

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwatch.identity import names


@pytest.mark.parametrize(
    "text", ["02:AB:00:00:00:01", "02-ab-00-00-00-01", "02ab.0000.0001", "02AB00000001", " 02:ab:00:00:00:01 "]
)
def test_macs_of_all_makers(text: str) -> None:
    assert names.mac(text) == "02:ab:00:00:00:01"


@pytest.mark.parametrize(
    "text", ["", "pc-0001", "02:ab:00:00:00", "02:ab:00:00:00:0g", "10.0.0.1", "02:ab:00:00:00:01:02"]
)
def test_what_is_no_mac(text: str) -> None:
    assert names.mac(text) is None


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("2001:0DB8:0:0::0001", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("010.0.0.1", "010.0.0.1"),  # octal or decimal? not guessed
        ("PC-0001.Corp.Example", "pc-0001.corp.example"),
    ],
)
def test_addresses(text: str, canonical: str) -> None:
    assert names.address(text) == canonical


@given(st.ip_addresses())
def test_property_every_spelling_of_an_address_is_the_same(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    canonical = names.address(str(ip))
    assert names.address(canonical) == canonical
    assert names.address(ip.exploded.upper()) == canonical


@given(st.text(max_size=30))
def test_fuzz_any_text_has_a_stable_device_id(text: str) -> None:
    once = names.device(text)
    assert names.device(once) == once


def test_logins_are_compared_without_case_and_domain() -> None:
    logged = names.login(pl.Series(["CORP\\Anna", "anna@CORP.EXAMPLE", " Anna ", "a\\b\\anna", "anna@x@y"]))
    assert names.bare_login(logged).to_list() == ["anna", "anna", "anna", "anna", "anna@x"]
