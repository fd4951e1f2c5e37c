"""Chunks: header, groups, encryption."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sealing.conftest import ANN, BEN, DAY

from fairwatch.sealing import SealingError
from fairwatch.sealing.chunk import Header, decrypt, encrypt, groups, tag_of
from fairwatch.sealing.shares import item_key

SECRET = b"s" * 32
"""The day's, from the keyring."""
HEADER = Header(DAY, "5f3a", 100, 250, 3, "0" * 64, 2)
pseudonyms = st.text("0123456789abcdef", min_size=32, max_size=32)


def key_of(tag: bytes, keys, header, pair) -> bytes:
    """The wrapping key of a group, from both officers and the keyring."""
    shares = [keys.shares.share_of(officer, header.digest, where="") for officer in pair]
    return item_key((*shares, SECRET), tag)


def read_all(path, keys, header, pair) -> list[bytes]:
    """Each group decrypted by both officers."""
    with path.open("rb") as file:
        cut = list(groups(file, header, where="chunk"))
    return [
        b"".join(decrypt(group, entry, key_of(entry.tag, keys, header, pair), header, where="chunk"))
        for entry, group in zip(keys.entries, cut, strict=True)
    ]


@settings(deadline=None, max_examples=40)
@given(st.dictionaries(pseudonyms, st.binary(max_size=3000), max_size=4))
def test_any_bytes_come_back_as_they_were(tmp_path_factory, pair, lines: dict[str, bytes]) -> None:
    header = replace(HEADER, groups=len(lines))
    path = tmp_path_factory.getbasetemp() / "any.chunk"
    pieces, keys = encrypt(header, lines, pair.public, SECRET)
    path.write_bytes(b"".join(pieces))
    assert Header.read(path) == header
    assert sorted(read_all(path, keys, header, pair)) == sorted(lines.values())


def test_lines_keep_their_ends(tmp_path, pair) -> None:
    lines = b"one\r\n\n\0two\nwithout end"
    header = replace(HEADER, groups=1)
    pieces, keys = encrypt(header, {ANN: lines}, pair.public, SECRET)
    key = key_of(tag_of(ANN, header), keys, header, pair)
    found = list(decrypt(pieces[2], keys.entries[0], key, header, where="chunk"))
    assert found == [b"one\r\n", b"\n", b"\0two\n", b"without end"]


def test_a_group_is_readable_only_with_its_own_entry_and_header(pair) -> None:
    pieces, keys = encrypt(HEADER, {ANN: b"ann\n", BEN: b"ben\n"}, pair.public, SECRET)
    mine, theirs = keys.entries
    group, key = pieces[2], key_of(mine.tag, keys, HEADER, pair)
    assert list(decrypt(group, mine, key, HEADER, where="chunk"))
    for entry, header in ((theirs, HEADER), (mine, replace(HEADER, end=251)), (replace(mine, tag=b"x" * 32), HEADER)):
        with pytest.raises(SealingError, match="damaged"):
            list(decrypt(group, entry, key, header, where="chunk"))


def test_two_chunks_of_the_same_lines_have_nothing_in_common(pair) -> None:
    lines = {ANN: b"the same line again and again\n" * 50}
    header = replace(HEADER, groups=1)
    (_, _, one), (_, _, other) = (encrypt(header, lines, pair.public, SECRET)[0] for _ in range(2))
    assert not {one[at : at + 8] for at in range(len(one))} & {other[at : at + 8] for at in range(len(other))}


def test_a_person_has_another_tag_in_every_chunk() -> None:
    headers = [replace(HEADER, sequence=number) for number in range(1, 50)]
    assert len({tag_of(ANN, header) for header in headers}) == 49
    assert tag_of(ANN, HEADER) != tag_of(BEN, HEADER)


def test_the_header_can_be_read_by_people() -> None:
    assert json.loads(HEADER.line()) == {
        "format": "fairwatch-vault-1",
        "day": "2026-09-01",
        "source": "5f3a",
        "start": 100,
        "end": 250,
        "sequence": 3,
        "previous": "0" * 64,
        "groups": 2,
    }
    assert Header.parse(HEADER.line(), where="chunk") == HEADER


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("start", "100"),
        ("start", -1),
        ("end", 100),
        ("sequence", 0),
        ("groups", 2.0),
        ("day", "1 September"),
        ("day", None),
        ("source", "x" * 257),
        ("source", 5),
        ("format", "fairwatch-vault-2"),
        ("unknown", 1),
    ],
)
def test_a_header_that_makes_no_sense_is_our_error(key: str, value: object) -> None:
    line = json.dumps(json.loads(HEADER.line()) | {key: value}, separators=(",", ":")).encode() + b"\n"
    with pytest.raises(SealingError, match="damaged"):
        Header.parse(line, where="chunk")


@given(st.one_of(st.binary(max_size=100), st.integers(0, 200).map(lambda at: HEADER.line()[:at])))
def test_a_line_that_is_no_header_is_our_error(line: bytes) -> None:
    if line != HEADER.line():
        with pytest.raises(SealingError, match="damaged"):
            Header.parse(line, where="chunk")


def test_a_chunk_that_is_too_long_or_too_short_is_found(tmp_path, pair) -> None:
    path = tmp_path / "chunk"
    whole = b"".join(encrypt(HEADER, {ANN: b"ann\n", BEN: b"ben\n"}, pair.public, SECRET)[0])
    for altered in (whole + b"\0", whole[:-1], whole[:-60], HEADER.line(), HEADER.line() + b"\xff" * 8):
        path.write_bytes(altered)
        with path.open("rb") as file, pytest.raises(SealingError, match="damaged"):
            list(groups(file, HEADER, where="chunk"))


def test_a_header_needs_a_range() -> None:
    with pytest.raises(ValueError, match="ends after it starts"):
        Header(dt.date(2026, 9, 1), "5f3a", 100, 100, 1, "0" * 64, 1)
