"""The secret of a day, apart from the vault."""

from __future__ import annotations

import shutil
import stat

import pytest
from tests.sealing.conftest import ANN, DAY, NEXT_DAY, lines_of

from fairwatch.sealing import Keyring, SealingError, Vault


def test_it_lies_outside_the_vault_and_each_day_has_its_own(vault) -> None:
    assert vault.keyring.folder == vault.folder.with_name("vault.keys")
    one, other = vault.keyring.secret(DAY), vault.keyring.secret(NEXT_DAY)
    assert (len(one), one == other) == (32, False)
    assert not any(one in path.read_bytes() for path in vault.folder.rglob("*") if path.is_file())
    assert {stat.S_IMODE(path.stat().st_mode) for path in vault.keyring.folder.iterdir()} == {0o600}


def test_making_a_secret_again_changes_nothing(tmp_path) -> None:
    keyring = Keyring(tmp_path / "keys")
    keyring.make(DAY)
    secret = keyring.secret(DAY)
    keyring.make(DAY)
    assert keyring.secret(DAY) == secret


def test_a_destroyed_secret_is_gone_and_that_is_our_error(tmp_path) -> None:
    keyring = Keyring(tmp_path / "keys")
    keyring.destroy(DAY)
    keyring.make(DAY)
    keyring.destroy(DAY)
    assert not keyring.has(DAY)
    with pytest.raises(SealingError, match="no secret of this day"):
        keyring.secret(DAY)


def test_a_day_that_lost_its_secret_gets_no_other(vault, pair) -> None:
    """Under a new one, what was sealed before would look damaged, and nobody would know why."""
    vault.keyring.destroy(DAY)
    with pytest.raises(SealingError, match="no secret of this day"):
        vault.append(DAY, {ANN: b"x\n"}, officers=pair.public, source="log", start=300, end=400)


def test_both_officers_and_a_copy_of_the_vault_open_nothing_without_it(vault, pair, tmp_path) -> None:
    shutil.copytree(vault.folder, tmp_path / "copy")
    copy = Vault(tmp_path / "copy")
    with pytest.raises(SealingError, match="no secret of this day"):
        lines_of(copy, DAY, pair)
    copy.keyring.make(DAY)  # a secret of their own
    with pytest.raises(SealingError, match="damaged"):
        lines_of(copy, DAY, pair)
    shutil.copy(vault.keyring.folder / f"{DAY}.day", copy.keyring.folder)
    assert len(lines_of(copy, DAY, pair)) == 7
