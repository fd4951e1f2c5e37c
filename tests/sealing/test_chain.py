"""The chunks of a day as a chain."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from tests.sealing.conftest import BEN, DAY

from fairwatch.sealing import SealingError
from fairwatch.sealing.chain import NO_CHUNK, Chain


@pytest.fixture
def folder(vault):
    return vault.folder / DAY.isoformat()


def test_each_chunk_names_the_one_before(folder) -> None:
    chain = Chain(folder, DAY).follow()
    links = list(chain)
    assert [link.header.sequence for link in links] == [1, 2, 3]
    assert [link.header.previous for link in links] == [NO_CHUNK.hex(), links[0].digest.hex(), links[1].digest.hex()]
    assert chain.head == hashlib.sha256((folder / "000003.chunk").read_bytes()).digest()


def test_it_knows_how_far_each_log_was_read(folder) -> None:
    chain = Chain(folder, DAY).follow()
    assert (chain.position("log"), chain.position("another log")) == (300, 0)


def test_a_day_that_is_not_there_is_empty(tmp_path) -> None:
    chain = Chain(tmp_path / "nothing", DAY).follow()
    assert (len(chain), chain.head, chain.position("log")) == (0, NO_CHUNK, 0)


def test_it_follows_what_others_append(folder, vault, pair) -> None:
    chain = Chain(folder, DAY).follow()
    vault.append(DAY, {BEN: b"12:00\n"}, officers=pair.public, source="log", start=300, end=400)
    assert len(chain.follow()) == 4


def test_a_chunk_without_keys_at_the_end_is_what_a_crash_left(folder) -> None:
    (folder / "000004.chunk").write_bytes(b"half a chu")
    (folder / "000005.chunk.tmp").write_bytes(b"")
    assert len(Chain(folder, DAY).follow()) == 3


@pytest.mark.parametrize("missing", ["000001.chunk", "000002.chunk", "000003.chunk", "000001.key", "000002.key"])
def test_a_missing_file_is_damage(folder, missing: str) -> None:
    (folder / missing).unlink()
    with pytest.raises(SealingError, match="damaged"):
        Chain(folder, DAY).follow()


def test_a_stray_file_is_damage(folder) -> None:
    (folder / "000005.chunk").write_bytes(b"")
    with pytest.raises(SealingError, match="damaged"):
        Chain(folder, DAY).follow()


def test_a_chunk_of_another_day_or_place_is_damage(folder, vault) -> None:
    for suffix in (".chunk", ".key"):
        (vault.folder / "2026-09-02" / f"000001{suffix}").replace(folder / f"000004{suffix}")
    with pytest.raises(SealingError, match="damaged"):
        Chain(folder, DAY).follow()


def test_keys_that_lost_an_entry_are_damage(folder) -> None:
    link = next(iter(Chain(folder, DAY).follow()))
    keys = link.keys()
    link.key_file.write_bytes(replace(keys, entries=keys.entries[1:]).to_bytes())
    with pytest.raises(SealingError, match="damaged"):
        link.keys()
    with pytest.raises(SealingError, match="damaged"):
        Chain(folder, DAY).follow()
