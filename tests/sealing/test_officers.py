"""Officers' key files, and what is said when one does not fit."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from fairwatch.sealing import (
    SealingError,
    generate_officer_key,
    load_private,
    load_public,
    new_passphrase,
    officer_id,
)

PASSPHRASE = "seven words that nobody else would choose"
KEY = generate_officer_key(PASSPHRASE)
PEM, PKCS8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8


def test_a_key_is_loaded_from_its_two_files() -> None:
    private, public = load_private(KEY.private_pem, PASSPHRASE), load_public(KEY.public_pem)
    assert private.public_key().public_bytes_raw() == public.public_bytes_raw()
    assert officer_id(private) == officer_id(public)
    assert len(officer_id(public)) == 16


def test_every_key_is_a_new_one() -> None:
    assert generate_officer_key(PASSPHRASE).public_pem != KEY.public_pem


def test_a_wrong_passphrase_is_said_in_both_languages() -> None:
    with pytest.raises(SealingError) as caught:
        load_private(KEY.private_pem, "not this one", where="dpo.pem")
    assert caught.value.message("en").startswith("dpo.pem: wrong passphrase")
    assert caught.value.message("zh").startswith("dpo.pem: 口令错误")


@pytest.mark.parametrize("passphrase", ["", "\0", "x" * 5000])
def test_odd_passphrases_are_wrong_ones(passphrase: str) -> None:
    with pytest.raises(SealingError, match="wrong passphrase"):
        load_private(KEY.private_pem, passphrase)


def test_the_same_characters_typed_on_another_keyboard_are_the_same_passphrase() -> None:
    key = generate_officer_key("na\u00efve cr\u00e8me br\u00fbl\u00e9e f\u00fcr zwei")
    load_private(key.private_pem, "nai\u0308ve cre\u0300me bru\u0302le\u0301e fu\u0308r zwei")


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(SealingError, match="fewer than 20"):
        generate_officer_key("x" * 19)


def test_offered_passphrases_are_random_and_long_enough() -> None:
    offered = {new_passphrase() for _ in range(100)}
    assert len(offered) == 100
    assert all(len(passphrase) == 29 for passphrase in offered)
    generate_officer_key(offered.pop())


def test_an_unprotected_private_key_is_refused() -> None:
    pem = X25519PrivateKey.generate().private_bytes(PEM, PKCS8, serialization.NoEncryption())
    with pytest.raises(SealingError, match="not protected by a passphrase"):
        load_private(pem, PASSPHRASE)


def test_a_key_of_another_kind_is_refused() -> None:
    other = generate_private_key(SECP256R1())
    encryption = serialization.BestAvailableEncryption(PASSPHRASE.encode())
    with pytest.raises(SealingError, match="no officer's key file"):
        load_private(other.private_bytes(PEM, PKCS8, encryption), PASSPHRASE)
    public = other.public_key().public_bytes(PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(SealingError, match="no officer's key file"):
        load_public(public)


def test_the_files_cannot_be_taken_for_each_other() -> None:
    with pytest.raises(SealingError, match="no officer's key file"):
        load_private(KEY.public_pem, PASSPHRASE)
    with pytest.raises(SealingError, match="no officer's key file"):
        load_public(KEY.private_pem)


@given(st.binary(max_size=300), st.integers(0, 400))
def test_a_damaged_file_is_our_error(junk: bytes, at: int) -> None:
    for pem in (junk, KEY.private_pem[:at] + junk, KEY.public_pem[:at] + junk):
        for load in (lambda data: load_private(data, "wrong"), load_public):
            try:
                load(pem)
            except SealingError:
                continue
            assert pem.startswith(KEY.public_pem.rstrip())


def test_the_private_key_never_shows_in_a_traceback() -> None:
    assert "PRIVATE" not in repr(KEY)
