"""Whose law packs from outside are believed (R46)."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from tests.governance.law_files import PUBLIC, PUBLISHER, overlay
from tests.governance.sample import NOW

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance import law_trust, signing
from fairwatch.governance.models import AuditEntry, LawPublisher, LawPublisherKey
from fairwatch.governance.services import publishers
from fairwatch.viewer import Viewer

DPO, UNION = Viewer("p0004", "dpo"), Viewer("p0005", "union")
NAME = "Invented Publishers"
FINGERPRINT = signing.fingerprint(PUBLISHER.public_key())
PACK = overlay({"limits.min_group": 20})
SIGNATURE = law_trust.sign(PACK, PUBLISHER)

pytestmark = pytest.mark.usefixtures("organisation")


def test_r46_it_takes_dpo_and_union() -> None:
    assert not publishers.trust(PUBLIC, NAME, DPO, now=NOW).trusted
    assert publishers.signer(PACK, SIGNATURE) is None
    assert publishers.trust(PUBLIC, NAME, UNION, now=NOW).trusted
    assert publishers.signer(PACK, SIGNATURE) == FINGERPRINT
    assert AuditEntry.objects.filter(action="trust publisher", outcome="done").count() == 2


def test_the_same_office_twice_is_still_one() -> None:
    for _ in range(2):
        assert not publishers.trust(PUBLIC, NAME, DPO, now=NOW).trusted


@pytest.mark.parametrize("viewer", [Viewer("p0003", "hr"), Viewer("p0003", "dpo"), Viewer("p0004", "union")])
def test_nobody_else_can(viewer: Viewer) -> None:
    with pytest.raises(Refused, match="E_DISCLOSURE"):
        publishers.trust(PUBLIC, NAME, viewer, now=NOW)
    assert not LawPublisher.objects.exists()


def test_r46_one_person_cannot_turn_both_keys_even_after_changing_office() -> None:
    publishers.trust(PUBLIC, NAME, DPO, now=NOW)
    LawPublisherKey.objects.update(person="p0005")
    with pytest.raises(Refused, match="E_SELF_APPROVAL"):
        publishers.trust(PUBLIC, NAME, UNION, now=NOW)


@pytest.mark.parametrize("viewer", [DPO, UNION])
def test_r46_either_ends_the_trust_alone_and_for_good(viewer: Viewer) -> None:
    for office in (DPO, UNION):
        publishers.trust(PUBLIC, NAME, office, now=NOW)
    publishers.distrust(FINGERPRINT, viewer, now=NOW)
    assert publishers.signer(PACK, SIGNATURE) is None
    assert publishers.has_signed(FINGERPRINT, PACK, SIGNATURE)  # what was adopted before can still be checked
    with pytest.raises(Refused, match="E_STATE"):
        publishers.trust(PUBLIC, NAME, DPO, now=NOW)


def test_an_unknown_publisher_cannot_be_distrusted() -> None:
    with pytest.raises(ConfigError):
        publishers.distrust("00" * 32, DPO, now=NOW)


def test_a_key_swapped_in_the_database_does_not_count() -> None:
    for office in (DPO, UNION):
        publishers.trust(PUBLIC, NAME, office, now=NOW)
    other = signing.Ed25519PrivateKey.generate()
    LawPublisher.objects.update(public_key=signing.as_pem(other.public_key()).decode())
    assert publishers.signer(PACK, law_trust.sign(PACK, other)) is None


RSA = generate_private_key(65537, 2048).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize("pem", [b"", b"no key", RSA, PUBLIC[:60]])
def test_what_is_no_ed25519_key_is_an_error_of_ours(pem: bytes) -> None:
    with pytest.raises(ConfigError, match="Ed25519"):
        publishers.trust(pem, NAME, DPO, now=NOW)


@pytest.mark.parametrize("name", ["", "  ", "x" * 129, "a\x1b[2Jb"])
def test_a_publisher_has_a_name_that_can_be_shown(name: str) -> None:
    with pytest.raises(ConfigError):
        publishers.trust(PUBLIC, name, DPO, now=NOW)


@pytest.mark.parametrize("signature", ["", "!", "YQ==", "é", SIGNATURE[:-4], SIGNATURE + SIGNATURE])
def test_a_signature_that_is_none_is_none(signature: str) -> None:
    assert not law_trust.is_signed(PACK, signature, PUBLISHER.public_key())
