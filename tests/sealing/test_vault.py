"""The life of a sealed day: appended, handed over, forgotten, destroyed."""

from __future__ import annotations

import datetime as dt
import stat
import threading

import pytest
from tests.sealing.conftest import ANN, BATCHES, BEN, CAT, DAY, EVERYBODY, NEXT_DAY, give, lines_of

from fairwatch.errors import Refused
from fairwatch.sealing import Forgotten, Halves, Retention, SealingError, Vault, officer_id

HALF_A_YEAR_LATER = dt.date(2027, 3, 2)
FREE = Retention(hold_months=0, life_months=6, grace_days=7)


def files(vault: Vault, suffix: str) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(vault.folder.glob(f"*/*{suffix}"))}


def test_each_append_is_acknowledged_with_the_head_of_its_day(vault, pair) -> None:
    receipt = vault.append(DAY, {ANN: b"x\n"}, officers=pair.public, source="log", start=300, end=400)
    assert (receipt.day, receipt.sequence, receipt.head) == (DAY, 4, vault.verify(DAY).head)


def test_every_append_has_a_receipt_that_can_be_asked_for_again(vault, pair) -> None:
    """A crash between the append and its entry in the audit chain is made good with it."""
    receipt = vault.append(DAY, {ANN: b"x\n"}, officers=pair.public, source="log", start=300, end=400)
    receipts = Vault(vault.folder).receipts(DAY)
    assert [one.sequence for one in receipts] == [1, 2, 3, 4]
    assert receipts[-1] == receipt


def test_a_batch_counts_once(vault, pair, read) -> None:
    before = read()
    for again in (vault, Vault(vault.folder)):
        stored = again.append(DAY, BATCHES[1], officers=pair.public, source="log", start=100, end=200)
        assert stored is None
    assert read() == before


def test_another_log_may_have_the_same_positions(vault, pair, read) -> None:
    vault.append(DAY, {BEN: b"from another log\n"}, officers=pair.public, source="log 2", start=0, end=100)
    assert b"from another log\n" in read()
    assert vault.position(DAY, "log 2") == 100


def test_a_batch_that_is_cut_differently_must_go_on_from_the_position(vault, pair) -> None:
    assert vault.position(DAY, "log") == 300
    with pytest.raises(SealingError, match="part of this batch is sealed already"):
        vault.append(DAY, {ANN: b"x\n"}, officers=pair.public, source="log", start=250, end=350)
    assert vault.append(DAY, {ANN: b"x\n"}, officers=pair.public, source="log", start=300, end=350)


def test_a_batch_without_a_range_is_a_fault_of_the_caller(vault, pair) -> None:
    with pytest.raises(ValueError, match="ends after it starts"):
        vault.append(DAY, {ANN: b"x\n"}, officers=pair.public, source="log", start=400, end=400)
    vault.verify(DAY)


def test_two_vaults_over_one_folder_share_it(vault, pair, read) -> None:
    other = Vault(vault.folder)
    for start in range(300, 900, 200):
        vault.append(DAY, {ANN: b"%d\n" % start}, officers=pair.public, source="log", start=start, end=start + 100)
        other.append(
            DAY, {BEN: b"%d\n" % start}, officers=pair.public, source="log", start=start + 100, end=start + 200
        )
    assert vault.verify(DAY).chunks == 9
    assert len(read()) == sum(len(lines.splitlines()) for batch in BATCHES for lines in batch.values()) + 6


def test_whoever_verifies_beside_a_writer_finds_no_fault(vault, pair) -> None:
    def write() -> None:
        for start in range(300, 4300, 100):
            vault.append(DAY, {ANN: b"x\n"}, officers=pair.public, source="log", start=start, end=start + 100)

    writer = threading.Thread(target=write)
    writer.start()
    seen = {3}
    while writer.is_alive():
        seen.add(Vault(vault.folder).verify(DAY).chunks)
    assert len(seen) > 2, "they must have met to prove anything"
    assert vault.verify(DAY).chunks == 43


def test_only_the_owner_may_look_inside(vault) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (vault.folder, *vault.folder.rglob("*"))}
    assert {mode for name, mode in modes.items() if name.endswith((".key", ".chunk", ".lock"))} == {0o600}
    assert modes["vault"] == modes[str(DAY)] == 0o700


def test_it_lists_its_days_and_ignores_what_is_not_its_own(vault) -> None:
    (vault.folder / "lost+found").mkdir()
    (vault.folder / "20260903").mkdir()
    assert vault.days() == [DAY, NEXT_DAY]


def test_handing_over_changes_the_officer_and_not_the_chunks(vault, pair, stranger) -> None:
    chunks, keys = files(vault, ".chunk"), files(vault, ".key")
    assert vault.hand_over(DAY, pair.dpo, stranger.public_key()) == 3
    assert files(vault, ".chunk") == chunks
    assert {name for name, content in files(vault, ".key").items() if content != keys[name]} == {
        name for name in keys if f"/{DAY}/" in name
    }
    assert vault.verify(DAY).officers == {officer_id(stranger).hex(), officer_id(pair.union).hex()}
    assert len(lines_of(vault, DAY, (stranger, pair.union))) == 7
    with pytest.raises(SealingError, match="neither of the two officers"):
        give(vault, DAY, pair.dpo)


def test_handing_over_twice_changes_nothing_more(vault, pair, stranger) -> None:
    vault.hand_over(DAY, pair.dpo, stranger.public_key())
    assert vault.hand_over(DAY, pair.dpo, stranger.public_key()) == 0


def test_only_an_officer_can_hand_over(vault, pair, stranger) -> None:
    keys = files(vault, ".key")
    assert vault.hand_over(DAY, stranger, stranger.public_key()) == 0
    with pytest.raises(SealingError, match="same key"):
        vault.hand_over(DAY, pair.dpo, pair.union.public_key())
    assert files(vault, ".key") == keys


def test_a_forgotten_person_is_erased_where_nothing_holds_the_day(vault, pair, read) -> None:
    free = Vault(vault.folder, retention=FREE)
    assert free.forget(ANN, today=HALF_A_YEAR_LATER - dt.timedelta(days=9)) == Forgotten(erased=3, frozen=0)
    assert not any(b"ann" in line for line in read())
    assert read(subjects=[ANN]) == read(NEXT_DAY) == []
    assert len(read(subjects=[BEN, CAT])) == 4
    assert vault.verify(DAY).erased == 2


def test_a_forgotten_person_is_frozen_while_the_law_holds_the_day(vault, pair, read) -> None:
    halves = Halves(*(give(vault, DAY, officer) for officer in pair))
    assert vault.forget(ANN, today=NEXT_DAY) == Forgotten(erased=0, frozen=3)
    assert not any(b"ann" in line for line in read())
    assert not any(b"ann" in line for line in vault.open(DAY, EVERYBODY, halves)), "not with old halves either"
    assert vault.forget(ANN, today=NEXT_DAY) == Forgotten(erased=0, frozen=0)
    assert vault.forget(ANN, today=HALF_A_YEAR_LATER) == Forgotten(erased=2, frozen=0)


def test_forgetting_one_person_changes_no_chunk(vault) -> None:
    chunks = files(vault, ".chunk")
    Vault(vault.folder, retention=FREE).forget(ANN, today=HALF_A_YEAR_LATER)
    assert files(vault, ".chunk") == chunks


def test_a_day_that_the_law_holds_is_not_destroyed(vault) -> None:
    with pytest.raises(Refused) as caught:
        vault.destroy(DAY, today=HALF_A_YEAR_LATER - dt.timedelta(days=1))
    assert caught.value.code == "E_LEGAL_HOLD"
    assert vault.verify(DAY).chunks == 3


def test_a_destroyed_day_is_gone_and_stays_gone(vault, pair) -> None:
    vault.destroy(DAY, today=HALF_A_YEAR_LATER)
    assert (vault.days(), vault.destroyed()) == ([NEXT_DAY], [DAY])
    assert not (vault.folder / str(DAY)).exists()
    with pytest.raises(SealingError, match="does not hold this day"):
        vault.locks(DAY, [ANN])
    for again in (vault, Vault(vault.folder)):
        with pytest.raises(Refused) as caught:
            again.append(DAY, BATCHES[0], officers=pair.public, source="log", start=0, end=100)
        assert caught.value.code == "E_DAY_CLOSED"


def test_expiry_destroys_exactly_the_days_whose_time_is_over(vault) -> None:
    assert vault.expire(HALF_A_YEAR_LATER - dt.timedelta(days=1)) == []
    assert vault.expire(HALF_A_YEAR_LATER) == [DAY]
    assert vault.expire(HALF_A_YEAR_LATER) == []
    assert vault.expire(HALF_A_YEAR_LATER + dt.timedelta(days=1)) == [NEXT_DAY]
    assert vault.days() == []


def test_where_expiry_has_stalled_nothing_more_is_taken_in(vault, pair) -> None:
    def take_in(day: dt.date) -> None:
        vault.append(day, {ANN: b"x\n"}, officers=pair.public, source="log", start=500, end=600)

    last = HALF_A_YEAR_LATER + dt.timedelta(days=7)
    assert (vault.stalled(last), vault.stalled(last + dt.timedelta(days=1))) == (False, True)
    take_in(last)
    with pytest.raises(Refused) as caught:
        take_in(last + dt.timedelta(days=1))
    assert caught.value.code == "E_RETENTION_STALLED"
    vault.expire(last + dt.timedelta(days=1))
    take_in(last + dt.timedelta(days=1))
