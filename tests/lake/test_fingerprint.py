"""A log is recognised by its first bytes, never by its name."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwatch.lake import HEAD_BYTES, Lake

SECRET = b"k" * 32


def test_a_rotated_log_is_the_same_source(lake) -> None:
    first = lake.source(b"2026-09-01 first line\n" * 500, SECRET, format="squid")
    assert lake.known_source(b"2026-09-01 first line\n" * 500, SECRET) == first
    assert lake.source(b"2026-09-01 first line\n" * 500, SECRET, format="squid") == first


def test_a_new_log_is_not_known(lake) -> None:
    lake.source(b"2026-09-01 first line\n", SECRET, format="squid")
    assert lake.known_source(b"2026-09-02 first line\n", SECRET) is None


def test_another_installation_cannot_recognise_it(lake) -> None:
    source = lake.source(b"2026-09-01 first line\n", SECRET, format="squid")
    assert lake.known_source(b"2026-09-01 first line\n", b"z" * 32) is None
    assert source.id != Lake(lake.root / "other").source(b"2026-09-01 first line\n", b"z" * 32, format="squid").id


def test_a_log_that_has_grown_keeps_its_id_and_gets_a_surer_fingerprint(lake) -> None:
    first = lake.source(b"#header\nline 1\n", SECRET, format="zeek")
    grown = lake.source(b"#header\nline 1\nline 2\n", SECRET, format="zeek")

    assert grown.id == first.id
    assert grown.head_length == 22
    assert lake.known_source(b"#header\nline 1\nanother\n", SECRET) is None, "only shares its beginning"


def test_two_logs_with_one_beginning_are_two_sources(lake) -> None:
    header = b"#fields ts host\n" * 100
    logs = [lake.source(header + line, SECRET, format="zeek").id for line in (b"1 a\n", b"2 b\n")]
    assert logs[0] != logs[1]


def test_an_empty_log_is_not_entered(lake) -> None:
    assert lake.source(b"", SECRET, format="squid").id == ""
    assert lake.sources().is_empty()


@pytest.mark.parametrize("extra", [0, 1, 5000])
def test_no_more_than_the_first_bytes_count(lake, extra) -> None:
    source = lake.source(b"x" * HEAD_BYTES, SECRET, format="squid")
    assert lake.source(b"x" * HEAD_BYTES + b"y" * extra, SECRET, format="squid").id == source.id


@settings(max_examples=20, deadline=None, derandomize=True)
@given(log=st.binary(min_size=1, max_size=6000), cuts=st.lists(st.integers(1, 6000), min_size=1, max_size=5))
def test_however_it_grows_it_stays_one_source(tmp_path_factory, log, cuts) -> None:
    lake = Lake(tmp_path_factory.mktemp("lake"))
    seen = {lake.source(log[:cut], SECRET, format="squid").id for cut in sorted(cuts)}
    assert len(seen) == 1
