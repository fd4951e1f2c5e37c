"""Adversaries: one who holds the disk, one officer alone, one who may write to the vault, one who has every key."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from itertools import permutations, product
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from tests.sealing.conftest import ANN, BATCHES, BEN, CAT, DAY, EVERYBODY, NEXT_DAY, PowerCut, give, lines_of

from fairwatch.sealing import Half, Halves, NameTable, Retention, SealingError, Vault, durable, officer_id
from fairwatch.sealing.chain import Chain
from fairwatch.sealing.chunk import Header, groups, tag_of
from fairwatch.sealing.keyblock import KeyBlock, State
from fairwatch.sealing.shares import item_key, join, part

CANARY = "canary-0042"
FREE = Retention(hold_months=0, life_months=6, grace_days=7)


def everything_in(folder: Path) -> bytes:
    """Every name and every byte below a folder."""
    return b"\n".join(
        str(path.relative_to(folder)).encode() + (path.read_bytes() if path.is_file() else b"")
        for path in sorted(folder.rglob("*"))
    )


# --- who holds the disk -----------------------------------------------------------------------------------------


def test_the_disk_shows_no_line_no_person_and_no_pseudonym(tmp_path, pair) -> None:
    vault = Vault(tmp_path / "vault")
    pseudonym = hashlib.sha256(CANARY.encode()).hexdigest()[:32]
    vault.append(DAY, {pseudonym: f"{CANARY}\n".encode()}, officers=pair.public, source="s", start=0, end=9)
    vault.append(DAY, {pseudonym: f"{CANARY}\n".encode() * 999}, officers=pair.public, source="s", start=9, end=99)
    NameTable.seal("leak", "1", {pseudonym: CANARY}, pair.public).save(tmp_path / "names")
    assert CANARY.encode() in b"".join(lines_of(vault, DAY, pair, [pseudonym])), (
        "the canary must be there to prove anything"
    )

    stored = everything_in(tmp_path / "vault")
    for secret in (CANARY.encode(), pseudonym.encode(), bytes.fromhex(pseudonym)):
        assert secret not in stored
    assert CANARY.encode() not in everything_in(tmp_path)


def test_the_disk_does_not_tell_which_chunks_hold_the_same_person(vault) -> None:
    tags = [entry.tag for link in Chain(vault.folder / str(DAY), DAY).follow() for entry in link.keys().entries]
    assert len(tags) == len(set(tags)) == 5


def test_no_private_key_and_no_share_is_ever_written(vault, pair) -> None:
    stored = everything_in(vault.folder)
    for link in Chain(vault.folder / str(DAY), DAY).follow():
        keys = link.keys()
        shares = tuple(keys.shares.share_of(officer, link.header.digest, where="") for officer in pair)
        for entry in keys.entries:
            wrapping = item_key((*shares, vault.keyring.secret(DAY)), entry.tag)
            key = AESGCM(wrapping).decrypt(bytes(12), entry.wrapped, link.header.digest + entry.tag)
            assert not any(secret in stored for secret in (*shares, wrapping, key))
    assert not any(officer.private_bytes_raw() in stored for officer in pair)


# --- one officer alone ------------------------------------------------------------------------------------------


def test_one_officer_cannot_play_both(vault, pair) -> None:
    for officer, other in permutations(pair):
        half = give(vault, DAY, officer)
        with pytest.raises(SealingError, match="two different officers"):
            Halves(half, half)
        for parts in (half.parts, dict.fromkeys(half.parts, bytes(32))):
            with pytest.raises(SealingError, match="damaged"):
                list(vault.open(DAY, EVERYBODY, Halves(half, Half(officer_id(other), parts))))


def test_one_officer_who_runs_the_machine_reads_only_whom_the_other_named(vault, pair) -> None:
    """Even with a program of their own and the keyring: the half for one person opens no other entry of any chunk."""
    half = give(vault, DAY, pair.dpo, [ANN])
    secret, opened = vault.keyring.secret(DAY), 0
    for link in Chain(vault.folder / str(DAY), DAY).follow():
        keys = link.keys()
        share = keys.shares.share_of(pair.union, link.header.digest, where="")
        for entry in keys.entries:
            named = entry.tag == tag_of(ANN, link.header)
            opened += named
            for theirs in half.parts.values():
                key = join(theirs, part(share, entry.tag), part(secret, entry.tag))
                opens = unwraps(key, entry.wrapped, link.header.digest + entry.tag)
                assert opens == (named and theirs == half.parts[entry.tag])
    assert opened == 2


def unwraps(key: bytes, ciphertext: bytes, bound_to: bytes) -> bool:
    try:
        AESGCM(key).decrypt(bytes(12), ciphertext, bound_to)
    except InvalidTag:
        return False
    return True


# --- who may write to the vault ---------------------------------------------------------------------------------


def rewrite(folder: Path, number: int, /, **changes: object) -> None:
    """Alter the header of a chunk and repair every digest that needs no key."""
    chunk, key_file = folder / f"{number:06d}.chunk", folder / f"{number:06d}.key"
    line, _, rest = chunk.read_bytes().partition(b"\n")
    header = json.loads(line) | changes
    content = json.dumps(header, separators=(",", ":")).encode() + b"\n" + rest
    chunk.write_bytes(content)
    keys = KeyBlock.from_bytes(key_file.read_bytes(), where="")
    key_file.write_bytes(replace(keys, chunk=hashlib.sha256(content).digest()).to_bytes())


def rename(folder: Path, old: int, new: int) -> None:
    for suffix in (".chunk", ".key"):
        (folder / f"{old:06d}{suffix}").replace(folder / f"{new:06d}{suffix}")


def remove(folder: Path, sequence: int) -> None:
    for suffix in (".chunk", ".key"):
        (folder / f"{sequence:06d}{suffix}").unlink()


def test_swapped_chunks_are_found_without_keys(vault) -> None:
    folder = vault.folder / str(DAY)
    for old, new in ((1, 9), (2, 1), (9, 2)):
        rename(folder, old, new)
    with pytest.raises(SealingError, match="damaged"):
        vault.verify(DAY)


def test_a_chunk_cannot_be_exchanged_for_a_freshly_sealed_one(tmp_path, vault, pair) -> None:
    """Anybody can seal for the officers; but the chunk after it names the genuine one."""
    shutil.copytree(vault.folder, tmp_path / "forged")
    for sequence in (2, 3):
        remove(tmp_path / "forged" / str(DAY), sequence)
    forged = Vault(tmp_path / "forged", keyring=vault.keyring)
    forged.append(DAY, {BEN: b"10:00 ben made up\n"}, officers=pair.public, source="log", start=100, end=200)
    for path in (forged.folder / str(DAY)).glob("000002.*"):
        shutil.copy(path, vault.folder / str(DAY))
    with pytest.raises(SealingError, match="damaged"):
        vault.verify(DAY)


def test_swapped_key_blocks_are_found_without_keys(vault) -> None:
    folder = vault.folder / str(DAY)
    one, two = folder / "000001.key", folder / "000002.key"
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    with pytest.raises(SealingError, match="damaged"):
        vault.verify(DAY)


def test_a_dropped_chunk_is_found_even_where_all_that_follows_was_repaired(vault, pair) -> None:
    """Whoever writes can make the digests right again; the officers find that the keys do not fit any more."""
    folder = vault.folder / str(DAY)
    remove(folder, 2)
    rename(folder, 3, 2)
    with pytest.raises(SealingError, match="damaged"):
        vault.verify(DAY)
    first = hashlib.sha256((folder / "000001.chunk").read_bytes()).hexdigest()
    rewrite(folder, 2, sequence=2, previous=first)
    assert vault.verify(DAY).chunks == 2, "the adversary did it well"
    with pytest.raises(SealingError, match="damaged"):
        lines_of(vault, DAY, pair)


@pytest.mark.parametrize("change", [{"start": 250}, {"end": 301}, {"source": "another log"}])
def test_a_chunk_cannot_be_said_to_be_from_elsewhere(vault, pair, change) -> None:
    rewrite(vault.folder / str(DAY), 3, **change)
    assert vault.verify(DAY).chunks == 3, "the adversary did it well"
    with pytest.raises(SealingError, match="damaged"):
        lines_of(vault, DAY, pair)


def test_a_whole_day_cannot_be_said_to_be_another(vault, pair) -> None:
    shutil.copytree(vault.folder / str(DAY), vault.folder / "2026-09-05")
    with pytest.raises(SealingError, match="damaged"):
        vault.verify(DAY.replace(day=5))
    shutil.rmtree(vault.folder / str(DAY))
    shutil.move(vault.folder / str(NEXT_DAY), vault.folder / str(DAY))
    rewrite(vault.folder / str(DAY), 1, day=str(DAY))
    assert vault.verify(DAY).chunks == 1, "the adversary did it well"
    with pytest.raises(SealingError, match="damaged"):
        lines_of(vault, DAY, pair)


def test_a_truncated_vault_does_not_contain_the_head_of_the_audit_chain(vault, pair) -> None:
    head = vault.verify(DAY).head
    remove(vault.folder / str(DAY), 3)
    with pytest.raises(SealingError, match="cut off or replaced"):
        lines_of(vault, DAY, pair, head=head)


def test_altered_keys_with_a_right_digest_never_give_a_line(vault, pair) -> None:
    """Every byte of the shares and of one entry in turn, with the digest at the end made right.

    The halves were given before, so the shares are not looked at any more; whoever gives one then notices.
    """
    path = vault.folder / str(DAY) / "000003.key"
    whole = path.read_bytes()
    halves = Halves(*(give(vault, DAY, officer) for officer in pair))
    for at in range(36, len(whole) - 32):
        body = bytearray(whole[:-32])
        body[at] ^= 0x80
        path.write_bytes(bytes(body) + hashlib.sha256(body).digest())
        try:
            found = list(vault.open(DAY, EVERYBODY, halves))
        except SealingError:
            continue
        in_shares, in_tag = at < 36 + 192, 36 + 192 < at <= 36 + 192 + 32
        assert in_shares or in_tag, f"byte {at} is not authenticated"
        assert set(found) <= {line for batch in BATCHES for text in batch.values() for line in text.splitlines(True)}


def test_lines_sealed_for_an_intruder_show_in_the_report(vault, pair, stranger) -> None:
    known = {officer_id(officer).hex() for officer in pair}
    intruders = (stranger.public_key(), pair.union.public_key())
    vault.append(DAY, {ANN: b"x\n"}, officers=intruders, source="log", start=300, end=400)
    assert vault.verify(DAY).officers - known == {officer_id(stranger).hex()}


# --- who has every key, after the keys in the vault were destroyed ----------------------------------------------


def test_deleting_the_keys_makes_the_data_unreadable(vault, pair, monkeypatch) -> None:
    """The destruction is cut off right after the keys went: all chunks are still there, and both officers try."""
    halves = [give(vault, DAY, officer) for officer in pair]
    assert len(list(vault.open(DAY, EVERYBODY, Halves(*halves)))) == 7, "until then they can read it"
    folder, marker = vault.folder / str(DAY), vault.folder / f"{DAY}.destroyed"
    sync_folder = durable.sync_folder

    def cut(path: Path) -> None:
        if path == folder:
            raise PowerCut
        sync_folder(path)

    with monkeypatch.context() as patch:
        patch.setattr(durable, "sync_folder", cut)
        with pytest.raises(PowerCut):
            Vault(vault.folder, retention=FREE).destroy(DAY, today=NEXT_DAY)
    assert sorted(path.name for path in folder.iterdir()) == ["000001.chunk", "000002.chunk", "000003.chunk"]

    marker.unlink()  # nothing but the missing keys stands in their way
    with pytest.raises(SealingError, match="damaged"):
        vault.locks(DAY, EVERYBODY)
    with pytest.raises(SealingError, match="damaged"):
        vault.open(DAY, EVERYBODY, Halves(*halves))
    assert_no_key_fits(folder, vault, pair, halves)

    marker.touch()
    Vault(vault.folder, retention=FREE).expire(DAY)
    assert not folder.exists(), "the next run finishes what the power cut left"


def test_a_backup_of_the_whole_vault_does_not_bring_a_destroyed_day_back(vault, pair, tmp_path) -> None:
    """Chunks and key blocks from before, both officers' private keys, and even the halves they gave before."""
    halves = [give(vault, DAY, officer) for officer in pair]
    shutil.copytree(vault.folder, tmp_path / "backup")
    other_days = vault.keyring.secret(NEXT_DAY)
    Vault(vault.folder, retention=FREE).destroy(DAY, today=NEXT_DAY)

    shutil.copytree(tmp_path / "backup" / str(DAY), vault.folder / str(DAY))
    (vault.folder / f"{DAY}.destroyed").unlink()
    assert vault.verify(DAY).chunks == 3, "every file is back"
    with pytest.raises(SealingError, match="no secret of this day"):
        lines_of(vault, DAY, pair)
    (vault.keyring.folder / f"{DAY}.day").write_bytes(other_days)
    with pytest.raises(SealingError, match="damaged"):
        list(vault.open(DAY, EVERYBODY, Halves(*halves)))

    tried = 0
    for link in Chain(vault.folder / str(DAY), DAY).follow():
        keys = link.keys()
        shares = [keys.shares.share_of(officer, link.header.digest, where="") for officer in pair]
        for entry in keys.entries:
            for guess in (item_key(shares, entry.tag), item_key((*shares, bytes(32)), entry.tag)):
                tried += 1
                assert not unwraps(guess, entry.wrapped, link.header.digest + entry.tag)
    assert tried == 10


def assert_no_key_fits(folder: Path, vault: Vault, pair, halves) -> None:
    """Every key that both officers can still derive, on every group that is left."""
    [link] = Chain(vault.folder / str(NEXT_DAY), NEXT_DAY).follow()
    shares = tuple(link.keys().shares.share_of(officer, link.header.digest, where="") for officer in pair)
    one, other = halves
    keys = {item_key(shares, item) for item in one.parts} | set(one.parts.values()) | set(other.parts.values())
    keys |= {
        bytes(a ^ b for a, b in zip(one.parts[i], other.parts[j], strict=True))
        for i, j in product(one.parts, other.parts)
    }
    tried = 0
    for path in sorted(folder.glob("*.chunk")):
        header = Header.read(path)
        with path.open("rb") as file:
            for group, person, key in product(list(groups(file, header, where="")), (ANN, BEN, CAT), keys):
                tried += 1
                assert not unwraps(key, group, header.digest + tag_of(person, header))
    assert tried > 400


def test_an_erased_person_is_unreadable_for_both_officers_with_old_halves(vault, pair) -> None:
    """The wrapping key of the person can still be derived; what it wrapped is gone."""
    halves = [give(vault, DAY, officer, [ANN]) for officer in pair]
    Vault(vault.folder, retention=FREE).forget(ANN, today=NEXT_DAY)
    assert list(vault.open(DAY, [ANN], Halves(*halves))) == []
    for link in Chain(vault.folder / str(DAY), DAY).follow():
        tag = tag_of(ANN, link.header)
        assert tag not in everything_in(vault.folder)
        for entry in link.keys().entries:
            if entry.state is State.ERASED:
                assert not any(entry.wrapped)
                wrapping = Halves(*halves).key(tag, part(vault.keyring.secret(DAY), tag))
                with link.chunk.open("rb") as file:
                    for group in groups(file, link.header, where=""):
                        assert not unwraps(wrapping, group, link.header.digest + tag)
