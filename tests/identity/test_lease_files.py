"""Which server wrote a lease file."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from fairwatch.errors import ConfigError
from fairwatch.identity import LEASES, read_leases
from fairwatch.identity.lease_files import sniff


@pytest.mark.parametrize(
    ("first_lines", "format_"),
    [
        ("# The format of this file is documented in the dhcpd.leases(5) manual page.\nlease 10.0.0.5 {", "isc"),
        ("\nlease 10.0.0.5 {", "isc"),
        ("authoring-byte-order little-endian;", "isc"),
        ("1788422400 02:00:00:00:00:01 10.0.0.5 * *", "dnsmasq"),
        ("duid 00:01:00:01", "dnsmasq"),
        ("address,hwaddr,client_id,valid_lifetime,expire,subnet_id", "kea"),
        ("person,accounts", ""),
        ("# people of the company\nperson,accounts", ""),
        ("5 people share 4 desks", ""),
        ("1788422400.123 5 10.0.0.1 TCP_MISS/200 5 GET http://x/ - -", ""),
    ],
)
def test_the_format_is_told_by_the_first_telling_line(first_lines: str, format_: str) -> None:
    assert sniff(first_lines.splitlines()) == format_


def test_a_file_of_no_known_server_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("person,accounts\n")
    with pytest.raises(ConfigError, match="not a lease file") as caught:
        read_leases(path)
    assert caught.value.next_step is not None
    assert "isc, dnsmasq, kea" in caught.value.next_step.en


def test_an_unheard_of_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "leases"
    path.write_text("")
    with pytest.raises(ConfigError):
        read_leases(path, "windows")


def test_a_missing_file_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_leases(tmp_path / "nowhere")


def test_a_server_without_leases_yet(tmp_path: Path) -> None:
    path = tmp_path / "dhcpd.leases"
    path.touch()
    assert read_leases(path).equals(pl.DataFrame(schema=LEASES))
