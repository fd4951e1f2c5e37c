"""The directives say how the lines after them are written."""

from __future__ import annotations

import pytest

from fairwatch.sources import Batch, chunks, open_log

NOW_US = 1_800_000_000_000_000
FIELDS = "ts uid id.orig_h id.resp_h proto duration orig_bytes resp_bytes missed_bytes"
GOOD = "1760000000.482000 C1 10.0.0.7 198.51.100.9 tcp 2.125850 389 1092421 0"


def header(fields: str = FIELDS, separator: str = "\t", **directives: str) -> list[str]:
    written = "".join(f"\\x{ord(character):02x}" for character in separator)
    said = [f"#{name}{separator}{value}" for name, value in directives.items()]
    return [f"#separator {written}", *said, separator.join(["#fields", *fields.split()])]


def record(line: str = GOOD, separator: str = "\t") -> str:
    return separator.join(line.split())


@pytest.fixture
def rows(parse):
    def rows(*lines: str) -> list[dict[str, object]]:
        batch: Batch = parse("zeek-conn", *lines)
        assert batch.rejected.is_empty()
        return batch.frame.rows(named=True)

    return rows


def test_a_record(rows) -> None:
    (found,) = rows(*header(), record())
    assert {name: value for name, value in found.items() if value is not None} == {
        "ts_us": 1_760_000_000_482_000,
        "address": "10.0.0.7",
        "host": "198.51.100.9",
        "bytes_up": 389,
        "bytes_down": 1_092_421,
        "duration_us": 2_125_850,
        "grade": "flow",
        "source": "zeek-conn",
        "line": len("\n".join(header())) + 1,
    }


@pytest.mark.parametrize("separator", ["\t", "|", ",", ";"])
def test_any_separator(rows, separator: str) -> None:
    (found,) = rows(*header(separator=separator), record(separator=separator))
    assert (found["address"], found["bytes_down"]) == ("10.0.0.7", 1_092_421)


def test_unset_and_empty_are_what_the_directives_say(rows) -> None:
    lines = header(unset_field="NULL", empty_field="NONE")
    first, second = rows(*lines, record(GOOD.replace(" 389 ", " NULL ")), record(GOOD.replace("10.0.0.7", "NONE")))
    assert (first["bytes_up"], first["bytes_down"]) == (None, 1_092_421)
    assert second["address"] is None


def test_the_order_of_the_fields_is_free_and_others_are_ignored(rows) -> None:
    fields = "missed_bytes proto new_field resp_bytes orig_bytes id.orig_h ts"
    (found,) = rows(*header(fields), record("0 tcp x 5 4 10.0.0.7 1760000000.482000"))
    assert (found["ts_us"], found["bytes_up"], found["bytes_down"]) == (1_760_000_000_482_000, 4, 5)
    assert (found["host"], found["duration_us"]) == (None, None)


def test_logs_that_were_joined_are_each_read_by_their_own_header(rows) -> None:
    other = "ts proto missed_bytes resp_bytes id.orig_h"
    found = rows(
        *header(), record(), *header(other, "|"), record("1760000001.0 tcp 0 7 10.0.0.8", "|"), *header(), record()
    )
    assert [row["address"] for row in found] == ["10.0.0.7", "10.0.0.8", "10.0.0.7"]
    assert [row["bytes_down"] for row in found] == [1_092_421, 7, 1_092_421]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (record() + "\tmore", "fields"),
        (record().rpartition("\t")[0], "fields"),
        (record(GOOD.replace(" 389 ", " many ")), "fields"),
        (record(GOOD.replace(" 389 ", " -389 ")), "fields"),
        (record(GOOD.replace(" 389 ", " 99999999999999999999 ")), "fields"),
        (record(GOOD.replace("2.125850", "long")), "fields"),
        (record(GOOD.replace("2.125850", "-1")), "fields"),
        (record(GOOD.replace("1760000000.482000", "XXXXXXXXXX.XXXXXX")), "time"),
        (record(GOOD.replace("1760000000.482000", "-")), "time"),
        (record(GOOD.replace("1760000000.482000", "nan")), "time"),
        (record(GOOD.replace("1760000000.482000", "2760000000.0")), "future"),
    ],
)
def test_lines_that_do_not_fit(parse, line: str, reason: str) -> None:
    batch = parse("zeek-conn", *header(), record(), line, record())
    assert batch.rejected["reason"].to_list() == [reason]
    assert batch.frame.height == 2


@pytest.mark.parametrize("lines", [[], header("ts uid query rejected AA"), header(separator="\\"), ["#fields"]])
def test_without_a_header_of_this_log_nothing_is_read(reasons_of, lines: list[str]) -> None:
    assert reasons_of("zeek-conn", *lines, record()) == ["fields"]


def test_a_separator_of_two_characters_is_not_read(reasons_of) -> None:
    lines = ["#separator \\x09\\x09", "#fields\t\tts\t\tproto\t\tmissed_bytes", "1760000000.0\t\ttcp\t\t0"]
    assert reasons_of("zeek-conn", *lines) == ["fields"]


@pytest.mark.parametrize(
    "damaged",
    ["#separator ", "#separator \\x0a", "#separator \\xff", "#unset_field", "#fields\t", "#fields\tts\tts"],
)
def test_a_damaged_directive_spoils_the_lines_after_it_at_most(parse, damaged: str) -> None:
    batch = parse("zeek-conn", *header(), record(), damaged, record())
    assert batch.frame.height + batch.rejected.height == 2


@pytest.mark.parametrize("log", ["zeek-http", "zeek-smtp", "zeek-files"])
def test_sets_without_a_separator(parse, samples, log: str) -> None:
    damaged = samples[log].replace(b"#set_separator\t,", b"#set_separator\t")
    assert parse(log, *damaged.splitlines()).rejected.is_empty()


def test_escaped_bytes_are_undone(parse) -> None:
    fields = "ts id.orig_h trans_depth method host uri user_agent request_body_len tags orig_filenames"
    line = r"1760000000.5 10.0.0.7 1 GET a.example /\x09a\\b\xe4\xb8\xad \x2d 0 (empty) pl\x2can.pdf,b"
    (found,) = parse("zeek-http", *header(fields), record(line)).frame.rows(named=True)
    assert found["url"] == "http://a.example/\ta\\b中"
    assert found["user_agent"] == "-"  # written so because it is no unset field
    assert found["file_name"] == "pl,an.pdf"


def test_reading_resumes_under_the_header_from_before(write) -> None:
    log = "\n".join([*header(), *[record()] * 40]).encode() + b"\n"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "PIECE", 512)
        patch.setattr(chunks, "BATCH", 1024)
        with open_log(write(log), now_us=NOW_US) as opened:
            whole = list(opened.batches())
            rest = list(opened.batches(whole[0].end))
    assert len(whole) > 2
    assert [part.frame.height for part in rest] == [part.frame.height for part in whole[1:]]
    assert sum(part.frame.height for part in whole) == 40
