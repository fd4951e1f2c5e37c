"""The law pack in force (R46)."""

from __future__ import annotations

import datetime as dt

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance import lawpack
from fairwatch.governance.clock import moment
from fairwatch.governance.lawpack import LawPack
from fairwatch.governance.models import LawAdoption, PurposeVersion
from fairwatch.governance.models.purposes import LIVE
from fairwatch.governance.services.acting import OPERATOR, acting
from fairwatch.text import Text


def adopt(law: str, *, actor: str = OPERATOR, now: dt.datetime | None = None) -> LawPack:
    """Put a pack in force; the same pack again changes nothing.

    While any purpose is live, a pack that is looser in any field is refused with ``E_PACK_LOOSENS``.
    """
    pack, at = lawpack.load(law), moment(now)
    latest = _latest()
    if latest and latest.pack_hash == pack.hash:
        return pack
    if pack.effective > at.date():
        raise ConfigError(Text("规则包尚未生效", "the law pack is not in force yet"), where=f"{law} {pack.effective}")
    with acting(actor, "adopt law pack", now=now):
        if latest and PurposeVersion.objects.filter(state__in=LIVE).exists():
            _refuse_loosening(pack, _pack(latest))
        LawAdoption.objects.create(
            law=pack.law,
            version=pack.version,
            effective=pack.effective,
            values=dict(pack.values),
            pack_hash=pack.hash,
            adopted_at=at,
        )
    return pack


def current() -> LawPack:
    """The pack in force, as it was adopted; ``cn`` before the first adoption."""
    latest = _latest()
    return _pack(latest) if latest else lawpack.load("cn")


def begun_at() -> dt.datetime | None:
    """When the workspace began: its first adoption of a pack."""
    return LawAdoption.objects.order_by("pk").values_list("adopted_at", flat=True).first()


def _latest() -> LawAdoption | None:
    return LawAdoption.objects.order_by("-pk").first()


def _pack(row: LawAdoption) -> LawPack:
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in row.values.items()}
    return LawPack(law=row.law, version=row.version, effective=row.effective, values=values)


def _refuse_loosening(new: LawPack, old: LawPack) -> None:
    if loosened := new.loosened_fields(old):
        raise Refused("E_PACK_LOOSENS", where=", ".join(loosened))
