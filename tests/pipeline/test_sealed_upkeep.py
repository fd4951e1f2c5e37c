"""Letting go: days whose time is over, people who must be forgotten, purposes that ended, keys that are destroyed."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from tests.pipeline import stores
from tests.pipeline.test_sealed_evidence import SUBJECT, WHOLE, opened
from tests.pipeline.test_sealed_ingest import everything
from tests.sealed_office import SECURITY_LOG, SealedOffice, open_a_case, pem
from tests.trial_organisation import EVENING, START

from fairwatch.engine import Engine
from fairwatch.errors import Refused
from fairwatch.pipeline import evidence, officers, vault_check, vault_upkeep, vaults
from fairwatch.pipeline.erasure import carry_out
from fairwatch.pipeline.rights import export
from fairwatch.pipeline.upkeep import maintain
from fairwatch.sealing import Keyring, Request, SealingError, Vault, load_public, officer_id
from fairwatch.viewer import Viewer

SECOND = START + dt.timedelta(days=1)
OVER = dt.datetime(2026, 9, 3, 12, tzinfo=dt.UTC)
"""Six months after the end of the first day, in every time zone."""
MINUTE = dt.timedelta(minutes=1)


def test_r47_a_day_lives_six_months_and_its_destruction_is_on_record(sealed: SealedOffice) -> None:
    from fairwatch.governance.services import sealed_log

    keyring = Keyring(sealed.installation.workspace.keyring)
    assert vault_upkeep.keep(sealed.installation, OVER - MINUTE) == 0
    assert vault_upkeep.keep(sealed.installation, OVER) == 1
    vault = vaults.vault_of(sealed.installation, OVER)
    assert (vault.days(), vault.destroyed()) == ([SECOND], [START])
    assert (keyring.has(START), keyring.has(SECOND)) == (False, True)
    assert sealed_log.destroyed() == {START}
    assert vault_check.check(sealed.installation, OVER).faults == (), "a destroyed day is not a missing one"
    assert vault_upkeep.keep(sealed.installation, OVER) == 0
    assert sealed_log.destroyed() == {START}


def test_r47_a_destruction_that_was_killed_before_it_was_recorded_is_recorded_later(sealed: SealedOffice) -> None:
    from fairwatch.governance.services import sealed_log

    vaults.vault_of(sealed.installation, OVER).expire(vaults.today(OVER))
    assert sealed_log.destroyed() == set()
    vault_upkeep.keep(sealed.installation, OVER)
    assert sealed_log.destroyed() == {START}


def test_r47_maintain_does_it(sealed: SealedOffice, engine: Engine) -> None:
    """After four months the purpose has ended, and the days are held by the law alone; after six they go."""
    done = maintain(sealed.installation, engine, dt.datetime(2026, 8, 1, tzinfo=dt.UTC))
    assert done.expired["sealed/days"] == 0
    assert vaults.vault_of(sealed.installation, EVENING).days() == [START, SECOND]
    done = maintain(sealed.installation, engine, OVER + dt.timedelta(days=1))
    assert done.expired["sealed/days"] + done.erased[SECURITY_LOG] == 2
    assert vaults.vault_of(sealed.installation, EVENING).days() == []


def test_r42_an_ended_purpose_leaves_days_that_nobody_opens(sealed: SealedOffice, engine: Engine) -> None:
    from fairwatch.governance.services import purposes

    case = open_a_case(sealed, SUBJECT, WHOLE, now=EVENING)
    after = dt.datetime(2026, 8, 1, tzinfo=dt.UTC)
    maintain(sealed.installation, engine, after)
    assert {row.id: row.state for row in purposes.catalogue(after)}[SECURITY_LOG] == "CLOSED"
    assert not list((sealed.installation.workspace.sealed / "names").rglob("*.names"))
    with pytest.raises(Refused):
        evidence.request(sealed.installation, case, sealed.viewer("analyst"), now=after)
    with pytest.raises(Refused, match="E_PURPOSE_INACTIVE"):
        open_a_case(sealed, SUBJECT, WHOLE, now=after)


def test_r36_while_the_law_holds_the_log_a_person_is_frozen_not_erased(sealed: SealedOffice, tmp_path: Path) -> None:
    """PIPL 47: where the law demands that it be kept, everything but storing stops. The rest of the log stays open."""
    from fairwatch.governance.models import ErasureOrder
    from fairwatch.governance.services import rights

    lines = everything(sealed)
    mine, other = (open_a_case(sealed, who, WHOLE, now=EVENING) for who in (SUBJECT, "p0022"))
    halves = sealed.halves(evidence.request(sealed.installation, mine, sealed.viewer("analyst"), now=EVENING))
    request = rights.receive(SUBJECT, "delete", by=SUBJECT, now=EVENING)
    rights.answer(request, "granted", by=sealed.people["dpo"], now=EVENING)
    assert carry_out(sealed.installation, EVENING)[vault_upkeep.FROZEN] == 2
    assert ErasureOrder.objects.get(purpose=SECURITY_LOG).removed[vault_upkeep.FROZEN] == 2

    later = EVENING + 2 * MINUTE
    carry_out(sealed.installation, later)  # from then on the order itself no longer keeps the person's rows out of use
    found = evidence.open_case(sealed.installation, mine, sealed.viewer("analyst"), halves, tmp_path / "out", now=later)
    assert found.lines == 0, "not even with halves from before"
    assert opened(sealed, other, tmp_path / "other", later) == lines["p0022", START] + lines["p0022", SECOND]
    report = vaults.vault_of(sealed.installation, EVENING).verify(START)
    assert (report.frozen, report.erased) == (1, 0)


def test_r36_the_export_says_which_days_of_the_person_are_sealed(sealed: SealedOffice) -> None:
    def exported() -> list[dict[str, object]]:
        return export(sealed.installation, Viewer(SUBJECT, "employee"), now=EVENING).tables["sealed"]

    assert exported() == [
        {"day": day, "state": "readable", "destroyed_on": gone}
        for day, gone in ((START, dt.date(2026, 9, 3)), (SECOND, dt.date(2026, 9, 4)))
    ]
    subject = stores.pseudonyms(sealed.root, SUBJECT)[SECURITY_LOG]
    vault_upkeep.erase_person(sealed.installation, SECURITY_LOG, subject, EVENING)
    assert {row["state"] for row in exported()} == {"frozen"}


def test_r36_where_no_law_holds_the_log_a_person_is_erased(sealed: SealedOffice, monkeypatch) -> None:
    """As under the pack ``eu``: the keys go, and the wrapping keys that both officers can still derive open nothing."""
    from fairwatch.governance import lawpack
    from fairwatch.governance.services import laws, pseudonyms

    monkeypatch.setattr(laws, "current", lambda *_: lawpack.load("eu"))
    subject = pseudonyms.of(SUBJECT)[SECURITY_LOG]
    before = everything(sealed)
    assert vault_upkeep.erase_person(sealed.installation, SECURITY_LOG, subject, EVENING) == {
        "security-log/names": 1,
        SECURITY_LOG: 2,
    }
    assert everything(sealed) == {key: lines for key, lines in before.items() if key[0] != SUBJECT}
    assert vaults.vault_of(sealed.installation, EVENING).verify(START).erased == 1


def test_key_destruction_makes_every_copy_unreadable(sealed: SealedOffice, tmp_path: Path) -> None:
    """The adversary copied the whole workspace before, has both officers' private keys, and halves they gave before."""
    case = open_a_case(sealed, SUBJECT, WHOLE, now=EVENING)
    halves = sealed.halves(evidence.request(sealed.installation, case, sealed.viewer("analyst"), now=EVENING))
    shutil.copytree(sealed.root, tmp_path / "backup")
    backup = Vault(tmp_path / "backup" / "sealed" / "vault", keyring=Keyring(sealed.installation.workspace.keyring))
    subject = stores.pseudonyms(tmp_path / "backup", SUBJECT)[SECURITY_LOG]
    plain = {day: b"".join(backup.open(day, [subject], halves)) for day in WHOLE}
    assert all(plain.values()), "until then the copy and the keyring open it"

    assert vault_upkeep.keep(sealed.installation, OVER) == 1
    assert b"".join(backup.open(SECOND, [subject], halves)) == plain[SECOND]
    for given in (halves, sealed.halves(Request("again", tuple(backup.locks(START, [subject]))))):
        with pytest.raises(SealingError, match="no secret of this day"):
            backup.open(START, [subject], given)
        for guess in (bytes(32), Keyring(sealed.installation.workspace.keyring).secret(SECOND)):
            forged = Keyring(tmp_path / "forged.keys")
            forged.make(START)
            (forged.folder / f"{START}.day").write_bytes(guess)
            with pytest.raises(SealingError, match="damaged"):
                list(Vault(backup.folder, keyring=forged).open(START, [subject], given))

    a_line = plain[START].splitlines()[0]
    for root in (sealed.root, tmp_path / "backup", sealed.installation.workspace.keyring):
        assert not any(a_line in path.read_bytes() for path in root.rglob("*") if path.is_file())


def test_a_successor_opens_what_was_sealed_before_and_the_old_key_nothing(sealed: SealedOffice, tmp_path: Path) -> None:
    lines, fresh = everything(sealed), X25519PrivateKey.generate()
    done = officers.rotate(
        sealed.installation, sealed.viewer("union"), sealed.union, load_public(pem(fresh)), pem(fresh), now=EVENING
    )
    assert done == officers.HandedOver(chunks=2, tables=3)
    case = open_a_case(sealed, SUBJECT, WHOLE, now=EVENING)
    assert (
        opened(replace(sealed, union=fresh), case, tmp_path / "out") == lines[SUBJECT, START] + lines[SUBJECT, SECOND]
    )
    asked = evidence.request(sealed.installation, case, sealed.viewer("analyst"), now=EVENING)
    with pytest.raises(SealingError, match="neither of the two officers"):
        asked.half(sealed.union)
    assert vault_check.check(sealed.installation, EVENING).faults == ()


def test_an_interrupted_rotation_goes_on_where_it_stopped(sealed: SealedOffice, monkeypatch) -> None:
    from fairwatch.governance.services import officers as register

    fresh, viewer = X25519PrivateKey.generate(), sealed.viewer("dpo")
    original = Vault.hand_over

    def killed(vault, day, *arguments):
        if day == SECOND:
            raise KeyboardInterrupt
        return original(vault, day, *arguments)

    def rotate() -> officers.HandedOver:
        return officers.rotate(
            sealed.installation, viewer, sealed.dpo, load_public(pem(fresh)), pem(fresh), now=EVENING
        )

    with monkeypatch.context() as patch:
        patch.setattr(Vault, "hand_over", killed)
        with pytest.raises(KeyboardInterrupt):
            rotate()
    assert register.pair()[0].fingerprint == officer_id(fresh).hex(), "nothing new is sealed for the old key"
    assert rotate() == officers.HandedOver(chunks=1, tables=3)
    assert rotate() == officers.HandedOver(chunks=0, tables=0)


def test_what_was_sealed_for_a_lost_key_is_said_to_be_shut(sealed: SealedOffice) -> None:
    from fairwatch.governance.services import officers as register

    assert all(day.can_be_opened for day in vault_check.days(sealed.installation, EVENING))
    register.lose(sealed.viewer("dpo"), officer_id(sealed.union).hex(), now=EVENING)
    assert not any(day.can_be_opened for day in vault_check.days(sealed.installation, EVENING))
    assert register.pair() is None


def test_the_vault_holds_what_it_says(sealed: SealedOffice) -> None:
    one, other = vault_check.days(sealed.installation, EVENING)
    assert (one.day, one.destroyed_on, one.chunks) == (START, dt.date(2026, 9, 3), 1)
    assert one.groups == len({person for person, day in everything(sealed) if day == START})
    assert (one.frozen, one.erased, other.day) == (0, 0, SECOND)
