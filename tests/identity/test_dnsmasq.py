"""Lease files of dnsmasq."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwatch.errors import ConfigError
from fairwatch.identity import read_leases
from fairwatch.identity.dnsmasq import looks_like
from fairwatch.identity.leases import FOREVER

WRITTEN = 1_788_422_400


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "dnsmasq.leases"
    path.write_text(text)
    os.utime(path, (WRITTEN, WRITTEN))
    return path


def test_leases_hold_from_when_the_file_was_written(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        f"{WRITTEN + 3600} 02:00:00:00:00:01 10.0.0.5 a-laptop 01:02:00:00:00:00:01\n"
        f"0 01-02:00:00:00:00:02 10.0.0.6 * *\n"
        f"{WRITTEN + 60} 02:00:00:00:00:03 10.0.0.7 *\n"
        f"{WRITTEN - 5} 02:00:00:00:00:04 10.0.0.8 * *\n"
        "duid 00:01:00:01:2a\n"
        f"{WRITTEN + 60} 16777217 2001:db8::5 a-laptop 00:01:00:01:2a\n",
    )
    seconds = [
        (address, device, start // 10**6 - WRITTEN, end) for address, device, start, end in read_leases(path).rows()
    ]
    assert seconds == [
        ("10.0.0.5", "02:00:00:00:00:01", 0, (WRITTEN + 3600) * 10**6),
        ("10.0.0.6", "02:00:00:00:00:02", 0, FOREVER),
        ("10.0.0.7", "02:00:00:00:00:03", -60, (WRITTEN + 60) * 10**6),  # the shortest lease is two minutes
        ("10.0.0.8", "02:00:00:00:00:04", -125, (WRITTEN - 5) * 10**6),
    ]


def test_errors_name_the_line_and_nobody(tmp_path: Path) -> None:
    path = write(tmp_path, "1788422400 02:00:00:00:00:01 10.0.0.5 * *\n1788422400 10.0.0.5\n")
    with pytest.raises(ConfigError) as caught:
        read_leases(path)
    assert caught.value.where == f"{path}:2"
    assert "10.0.0.5" not in str(caught.value)


def test_a_last_line_that_is_being_written_is_left_out(tmp_path: Path) -> None:
    path = write(tmp_path, f"{WRITTEN + 9} 02:00:00:00:00:01 10.0.0.5 * *\n{WRITTEN + 9} 02:00")
    assert read_leases(path)["address"].to_list() == ["10.0.0.5"]


@given(st.text(max_size=60))
def test_fuzz_the_format_is_recognised_or_not(text: str) -> None:
    assert isinstance(looks_like(text), bool)
