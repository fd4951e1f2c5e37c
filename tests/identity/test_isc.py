"""Lease files of ISC dhcpd."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwatch.errors import ConfigError
from fairwatch.identity import isc, read_leases
from fairwatch.identity.leases import FOREVER

FILE = """\
# The format of this file is documented in the dhcpd.leases(5) manual page.
authoring-byte-order little-endian;
server-duid "\\000{\\001";

failover peer "dhcp" state {
  my state normal at 4 2026/09/03 00:00:00;
}
host kiosk {
  dynamic;
  hardware ethernet 02:00:00:00:00:0b;
}
lease 10.0.0.5 {
  starts 4 2026/09/03 08:00:00;
  ends 4 2026/09/03 09:00:00;
  cltt 4 2026/09/03 08:00:00;
  binding state active;
  next binding state free;
  rewind binding state free;
  set vendor = "a {";
  on expiry {
    if known {
      execute ("script");
    } else {
      log ("unknown");
    }
  }
  hardware ethernet 02:00:00:00:00:01;
  uid "\\001}{\\000";
  client-hostname "a-laptop";
}
lease 10.0.0.6 {
  starts epoch 1788422400; # Thu Sep 03 08:00:00 2026
  ends never;
  binding state active;
  hardware ethernet 02:00:00:00:00:02;
}
lease 10.0.0.5 {
  starts 4 2026/09/03 08:30:00;
  ends 4 2026/09/03 08:45:00;
  tstp 4 2026/09/03 08:45:00;
  binding state released;
  hardware ethernet 02:00:00:00:00:01;
}
lease 10.0.0.6 {
  starts 4 2026/09/03 10:00:00;
  ends 4 2026/09/03 12:00:00;
  binding state abandoned;
}
lease 10.0.0.7 {
  binding state free;
}
lease 10.0.0.8 {
  starts 4 2026/09/03 08:00:00;
"""


def at(time: str) -> int:
    return int(dt.datetime.fromisoformat(f"2026-09-03T{time}:00+00:00").timestamp()) * 1_000_000


def test_blocks_supersede_renew_release_and_abandon(tmp_path: Path) -> None:
    path = tmp_path / "dhcpd.leases"
    path.write_text(FILE)
    assert read_leases(path).rows() == [
        ("10.0.0.5", "02:00:00:00:00:01", at("08:00"), at("08:45")),
        ("10.0.0.6", "02:00:00:00:00:02", at("08:00"), at("10:00")),
    ]


def test_never_is_never(tmp_path: Path) -> None:
    path = tmp_path / "dhcpd.leases"
    path.write_text(
        "lease 10.0.0.5 {\n  starts 4 2026/09/03 08:00:00;\n  ends never;\n  hardware ethernet 02:00:00:00:00:01;\n}\n"
    )
    assert read_leases(path)["end_us"].to_list() == [FOREVER]


@pytest.mark.parametrize(
    ("line", "fault"),
    [("starts 4 2026/99/03 08:00:00;", "time"), ("ends soon;", "time"), ("lease 10.0.0.6 {", "not closed")],
)
def test_errors_name_the_line_and_nobody(tmp_path: Path, line: str, fault: str) -> None:
    path = tmp_path / "dhcpd.leases"
    path.write_text(f"lease 10.0.0.5 {{\n  hardware ethernet 02:00:00:00:00:01;\n  {line}\n}}\n")
    with pytest.raises(ConfigError, match=fault) as caught:
        read_leases(path)
    assert caught.value.where == f"{path}:3"
    assert not any(word in str(caught.value) for word in ("10.0.0", "02:00"))


@given(st.lists(st.sampled_from(FILE.splitlines()), max_size=30), st.text(max_size=20))
def test_fuzz_shuffled_lines_are_read_or_refused(lines: list[str], noise: str) -> None:
    try:
        statements = isc.statements([*lines, noise, "}"], Path("dhcpd.leases"))
    except ConfigError as error:
        where = error.where or ""
    else:
        where = "dhcpd.leases:"
        assert all(address and isinstance(start, int) for address, _, start, _ in statements)
    assert where.startswith("dhcpd.leases:")
