"""Whose law packs from outside this workspace believes: keys that DPO and union have both trusted (R46)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance import law_trust, signing
from fairwatch.governance.clock import moment
from fairwatch.governance.lawpack import LawPack
from fairwatch.governance.models import LawPublisher
from fairwatch.governance.services import directory
from fairwatch.governance.services.acting import acting
from fairwatch.text import Text
from fairwatch.viewer import Viewer

OFFICES = ("dpo", "union")
"""Both must trust a key; either alone ends the trust."""
_LONGEST_NAME = 128


@dataclass(frozen=True, slots=True)
class Publisher:
    """One key as it is listed."""

    fingerprint: str
    name: str
    trusted_by: tuple[str, ...]
    """Offices that have trusted it, sorted."""
    revoked: bool

    @property
    def trusted(self) -> bool:
        return not self.revoked and set(self.trusted_by) == set(OFFICES)


def trust(pem: bytes, name: str, viewer: Viewer, *, now: dt.datetime | None = None) -> Publisher:
    """One office's trust in a publisher's public key, which each brings itself. Two different people must."""
    key = signing.read_public(pem)
    with acting(viewer.person, "trust publisher", role=viewer.role, now=now) as act:
        act.changed = False
        _check_office(viewer)
        name = name.strip()
        if not name or len(name) > _LONGEST_NAME or not name.isprintable():
            raise ConfigError(Text("请写明发布者的名称", "say who the publisher is"), where="--name")
        row, _ = LawPublisher.objects.get_or_create(
            fingerprint=signing.fingerprint(key), defaults={"name": name, "public_key": signing.as_pem(key).decode()}
        )
        if row.revoked_at:
            # Whoever ended it had a reason; a publisher that earns trust again has a new key.
            raise Refused("E_STATE", where=row.fingerprint)
        if row.keys.exclude(role=viewer.role).filter(person=viewer.person).exists():
            raise Refused("E_SELF_APPROVAL", where=row.fingerprint)
        row.keys.update_or_create(role=viewer.role, defaults={"person": viewer.person, "signed_at": moment(now)})
        return _publisher(row)


def distrust(fingerprint: str, viewer: Viewer, *, now: dt.datetime | None = None) -> None:
    """End the trust in a key for good. Packs of its holder that are in force stay: they only tighten."""
    with acting(viewer.person, "distrust publisher", role=viewer.role, now=now) as act:
        act.changed = False
        _check_office(viewer)
        if not LawPublisher.objects.filter(fingerprint=fingerprint, revoked_at=None).update(revoked_at=moment(now)):
            raise ConfigError(
                Text("没有这个受信任的发布者", "there is no such publisher"),
                next_step=Text("查看：fairwatch law list", "see `fairwatch law list`"),
            )


def publishers() -> list[Publisher]:
    """Every key that somebody trusted, by name."""
    return [_publisher(row) for row in LawPublisher.objects.order_by("name", "fingerprint")]


def signer(pack: LawPack, signature: str) -> str | None:
    """Fingerprint of the trusted key that made this signature under the pack, if one did."""
    trusted = (publisher.fingerprint for publisher in publishers() if publisher.trusted)
    return next((one for one in trusted if has_signed(one, pack, signature)), None)


def has_signed(fingerprint: str, pack: LawPack, signature: str) -> bool:
    """Whether this key, trusted at present or not, made the signature."""
    row = LawPublisher.objects.filter(fingerprint=fingerprint).first()
    if row is None:
        return False
    key = signing.read_public(row.public_key.encode())
    return signing.fingerprint(key) == fingerprint and law_trust.is_signed(pack, signature, key)


def _check_office(viewer: Viewer) -> None:
    if viewer.role not in OFFICES or not directory.holds(viewer.person, viewer.role):
        raise Refused("E_DISCLOSURE", where="law trust")


def _publisher(row: LawPublisher) -> Publisher:
    offices = tuple(sorted(row.keys.values_list("role", flat=True)))
    return Publisher(row.fingerprint, row.name, offices, row.revoked_at is not None)
