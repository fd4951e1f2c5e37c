"""Lease files of Kea."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwatch.errors import ConfigError
from fairwatch.identity import kea, read_leases

FOUR = "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context,pool_id"
SIX = (
    "address,duid,valid_lifetime,expire,subnet_id,pref_lifetime,lease_type,iaid,prefix_len,fqdn_fwd,fqdn_rev,"
    "hostname,hwaddr,state,user_context,hwtype,hwaddr_source,pool_id"
)
SECOND = 10**6


def four(address: str, mac: str, lifetime: int, expire: int, state: int = 0) -> str:
    return f"{address},{mac},01:{mac},{lifetime},{expire},1,0,0,a-laptop,{state},,0"


def read(tmp_path: Path, *lines: str) -> list[tuple[str, str, int, int]]:
    path = tmp_path / "kea-leases4.csv"
    path.write_text("\n".join(lines))
    rows = read_leases(path).rows()
    return [(address, device, start // SECOND, end // SECOND) for address, device, start, end in rows]


def test_a_lease_runs_from_the_last_transmission_to_expiry_and_renewals_extend(tmp_path: Path) -> None:
    first, renewed = (
        four("10.0.0.5", "02:00:00:00:00:01", 3600, 7200),
        four("10.0.0.5", "02:00:00:00:00:01", 3600, 9000),
    )
    assert read(tmp_path, FOUR, first, renewed, "") == [("10.0.0.5", "02:00:00:00:00:01", 3600, 9000)]


def test_a_deleted_lease_counts_for_nothing_since_when_it_ended_is_not_said(tmp_path: Path) -> None:
    first, deleted = four("10.0.0.5", "02:00:00:00:00:01", 3600, 7200), four("10.0.0.5", "02:00:00:00:00:01", 0, 3600)
    assert read(tmp_path, FOUR, first, deleted) == []


def test_a_lease_that_ran_out_before_it_was_deleted_counts_in_full(tmp_path: Path) -> None:
    mac = "02:00:00:00:00:01"
    lines = (
        four("10.0.0.5", mac, 3600, 7200),
        four("10.0.0.5", mac, 3600, 7200, state=2),
        four("10.0.0.5", mac, 0, 3600),
    )
    assert read(tmp_path, FOUR, *lines) == [("10.0.0.5", mac, 3600, 7200)]


def test_a_declined_address_is_nobodys(tmp_path: Path) -> None:
    first, declined = four("10.0.0.5", "02:00:00:00:00:01", 3600, 7200), four("10.0.0.5", "", 3600, 8000, state=1)
    assert read(tmp_path, FOUR, first, declined) == [("10.0.0.5", "02:00:00:00:00:01", 3600, 4400)]


def test_ipv6_leases_count_where_the_hardware_is_known(tmp_path: Path) -> None:
    known = "2001:db8::5,00:01:02,3600,7200,1,1800,0,1,128,0,0,a-laptop,02:00:00:00:00:01,0,,1,0,0"
    unknown = "2001:db8::6,00:01:02,3600,7200,1,1800,0,1,128,0,0,a-laptop,,0,,,,0"
    assert read(tmp_path, SIX, known, unknown) == [("2001:db8::5", "02:00:00:00:00:01", 3600, 7200)]


def test_a_last_line_that_is_being_written_is_left_out(tmp_path: Path) -> None:
    assert read(tmp_path, FOUR, four("10.0.0.5", "02:00:00:00:00:01", 3600, 7200), "10.0.0.6,02:00") == [
        ("10.0.0.5", "02:00:00:00:00:01", 3600, 7200)
    ]


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        ((FOUR, "10.0.0.5,02:00", four("10.0.0.6", "02:00:00:00:00:01", 1, 2)), 2),
        ((FOUR, four("10.0.0.5", "02:00:00:00:00:01", 1, 2).replace(",1,2,", ",one,2,")), 2),
        ((FOUR, four("10.0.0.5", "02:00:00:00:00:01", -1, 2)), 2),
        (("address,valid_lifetime",), 1),
    ],
)
def test_errors_name_the_line_and_nobody(tmp_path: Path, lines: tuple[str, ...], number: int) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, *lines)
    assert caught.value.where == f"{tmp_path / 'kea-leases4.csv'}:{number}"
    assert "10.0.0" not in str(caught.value)


@given(st.lists(st.text(alphabet='0123456789,."\n:abc', max_size=40), max_size=6))
def test_fuzz_any_body_is_read_or_refused(body: list[str]) -> None:
    try:
        statements = kea.statements([FOUR, *body], Path("leases.csv"))
    except ConfigError as error:
        where = error.where or ""
    else:
        where = "leases.csv:"
        assert all(start <= end for _, _, start, end in statements)
    assert where.startswith("leases.csv:")
