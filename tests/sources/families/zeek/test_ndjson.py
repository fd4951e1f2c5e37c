"""Zeek's logs as JSON lines give what the tab-separated ones give."""

from __future__ import annotations

import json

import pytest

CONN = {
    "ts": 1760000000.482,
    "uid": "C1",
    "id.orig_h": "10.0.0.7",
    "id.resp_h": "198.51.100.9",
    "proto": "tcp",
    "duration": 2.12585,
    "orig_bytes": 389,
    "resp_bytes": 1092421,
    "missed_bytes": 0,
}


def line(**changes: object) -> str:
    return json.dumps({**CONN, **changes})


@pytest.mark.parametrize("log", ["http", "ssl", "dns", "files", "smtp", "conn"])
def test_both_ways_of_writing_a_log_say_the_same(parse, samples, log: str) -> None:
    tsv = parse("auto", *samples[f"zeek-{log}"].splitlines()).frame
    ndjson = parse("auto", *samples[f"zeek-{log}-json"].splitlines()).frame
    assert tsv.head(1).drop("source", "line").equals(ndjson.head(1).drop("source", "line"))


@pytest.mark.parametrize(
    ("written", "ts_us"),
    [
        (1760000000.482, 1_760_000_000_482_000),
        (1760000000, 1_760_000_000_000_000),
        (1760000000482.0, 1_760_000_000_482_000),
        ("2025-10-09T08:53:20.482000Z", 1_760_000_000_482_000),
        ("1760000000.482", 1_760_000_000_482_000),
    ],
)
def test_every_way_of_writing_the_time(row, written: object, ts_us: int) -> None:
    assert row("zeek-conn-json", line(ts=written))["ts_us"] == ts_us


@pytest.mark.parametrize("written", [None, "yesterday", True, [], "2025-10-09T08:53:20"])
def test_without_a_time_it_is_quarantined(reasons_of, written: object) -> None:
    assert reasons_of("zeek-conn-json", line(ts=written)) == ["time"]


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"orig_bytes": "many"}, "bytes_up"),
        ({"orig_bytes": -1}, "bytes_up"),
        ({"orig_bytes": 10**20}, "bytes_up"),
        ({"duration": "long"}, "duration_us"),
        ({"duration": -1.0}, "duration_us"),
        ({"id.orig_h": None}, "address"),
    ],
)
def test_a_value_of_another_type_is_null(row, changes: dict[str, object], column: str) -> None:
    found = row("zeek-conn-json", line(**changes))
    assert found[column] is None
    assert found["bytes_down"] == 1_092_421


@pytest.mark.parametrize("odd", ['{"ts":1', "[]", "1", '"x"', "null", "{}", "{'ts':1}", '{"ts":1}{"ts":2}'])
def test_a_line_that_is_no_record_is_quarantined_alone(parse, odd: str) -> None:
    batch = parse("zeek-conn-json", line(), odd, line())
    assert batch.rejected["reason"].to_list() == ["fields"]
    assert batch.frame["line"].to_list() == [0, len(line()) + 1 + len(odd) + 1]


def test_a_record_of_another_log_is_not_read_as_one_of_this(reasons_of, samples) -> None:
    (other,) = samples["zeek-dns-json"].splitlines()
    assert reasons_of("zeek-conn-json", other) == ["fields"]
