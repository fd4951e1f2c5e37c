"""Which law pack is in force, and since when (R46).

Adoptions form a line in time: each is in force from the later of its adoption and its effective day, until the next one
is. A pack may be adopted ahead of its day when it only tightens. One that loosens anything takes force at once or not
at all, and only while every purpose that it concerns is a draft: nobody can tell today which purposes will be live on a
day to come.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance import documents, law_trust, lawpack
from fairwatch.governance.clock import moment
from fairwatch.governance.lawpack import LawPack
from fairwatch.governance.models import LawAdoption, PurposeVersion, State
from fairwatch.governance.services import directory, publishers
from fairwatch.governance.services.acting import OPERATOR, acting
from fairwatch.text import Text
from fairwatch.viewer import Viewer

_WITHOUT_APPROVAL = (State.DRAFT, State.REJECTED, State.CLOSED)
"""States in which nothing rests on an approval under the pack in force, and no data is left."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """One entry of the line in time."""

    pack: LawPack
    publisher: str
    """Fingerprint; empty for a pack of the program."""
    adopted_at: dt.datetime
    in_force_from: dt.datetime
    state: str
    """``past``, ``in force`` or ``to come``."""


def adopt(law: str, *, actor: str = OPERATOR, now: dt.datetime | None = None) -> LawPack:
    """Put a pack of the program in force, now or on its effective day; the same pack again changes nothing.

    Refused with ``E_PACK_LOOSENS`` when a field would become looser for a purpose that is more than a draft.
    """
    pack, at = lawpack.load(law), moment(now)
    law_trust.check_listed(pack)
    if not _is_adopted(pack, at):
        with acting(actor, "adopt law pack", now=now):
            _enter(pack, at)
    return pack


def adopt_file(path: Path, viewer: Viewer, *, now: dt.datetime | None = None) -> LawPack:
    """The same for a pack from outside, which the DPO adopts.

    ``E_PACK_UNSIGNED`` unless a trusted publisher signed it.
    """
    at, pack = moment(now), read_file(path)
    with acting(viewer.person, "adopt law pack from outside", role=viewer.role, now=now):
        if viewer.role != "dpo" or not directory.holds(viewer.person, "dpo"):
            raise Refused("E_DISCLOSURE", where="law adopt")
        signature = law_trust.read_signature(path)
        publisher = publishers.signer(pack, signature)
        if publisher is None:
            raise Refused("E_PACK_UNSIGNED", where=path.name)
        if not _is_adopted(pack, at):
            _enter(pack, at, publisher, signature)
    return pack


def read_file(path: Path) -> LawPack:
    """A pack from outside, whoever signed it. It is an overlay: nothing from outside goes below the program's packs."""
    pack = lawpack.read(documents.read(path), parents=find)
    if not pack.parent:
        raise ConfigError(
            Text("外部规则包必须写明 parent", "a pack from outside must name its parent"),
            where=path.name,
            next_step=Text(
                f"写明所附加的规则包，例如 parent: {lawpack.available()[0]}",
                f"name the pack it is laid over, e.g. parent: {lawpack.available()[0]}",
            ),
        )
    if pack.law in lawpack.available():
        raise ConfigError(
            Text("该名称属于程序自带的规则包", "this name belongs to a pack of the program"),
            where=path.name,
            next_step=Text("换一个名称", "choose another name"),
        )
    return pack


def find(law: str) -> LawPack:
    """The pack with this name: the program's, else the last one that was adopted under it."""
    row = LawAdoption.objects.filter(law=law).order_by("-pk").first()
    return _pack(row) if row and law not in lawpack.available() else lawpack.load(law)


def keep_up(law: str, *, now: dt.datetime | None = None) -> None:
    """What opening a workspace does: begin it under ``law``; later, follow the program's pack as far as it tightens.

    A newer pack of the program that loosens something waits for a decision (``adopt``). Stored packs get the fields
    that they were stored without, once, so that a later program cannot change what they say.
    """
    at = moment(now)
    for row in LawAdoption.objects.all():
        if missing := _missing(row):
            row.added = {**row.added, **missing}
            row.save(update_fields=["added"])
    present = _in_force(at)
    if present is None:
        adopt(law, now=now)
    elif not present.publisher and present.law in lawpack.available():
        pack = lawpack.load(present.law)
        tighter = law_trust.is_listed(pack) and not pack.loosened_fields(_pack(present))
        if tighter and not _is_adopted(pack, at) and not any(_objections(pack, at)):
            adopt(present.law, now=now)


def current(now: dt.datetime | None = None) -> LawPack:
    """The pack in force at ``now``, as it was adopted; ``cn`` before the first adoption."""
    row = _in_force(moment(now))
    return _pack(row) if row else lawpack.load("cn")


def adoptions(now: dt.datetime | None = None) -> list[Adoption]:
    """The line in time, the oldest first."""
    at = moment(now)
    present = _in_force(at)
    return [
        Adoption(
            pack=_pack(row),
            publisher=row.publisher,
            adopted_at=row.adopted_at,
            in_force_from=row.in_force_from,
            state="in force" if row == present else "to come" if row.in_force_from > at else "past",
        )
        for row in _line()
    ]


def faults() -> Iterator[tuple[LawPack, Text]]:
    """Adopted packs that cannot be believed: changed in the database, or of no known origin."""
    listed = law_trust.listed_hashes().values()
    for row in _line():
        pack = _stored(row)
        if pack.hash != row.pack_hash:
            yield pack, Text("数据库中的数值被改动", "its values were changed in the database")
        elif not row.publisher and pack.hash not in listed:
            yield pack, Text("不在程序的规则包清单中", "it is not among the packs of the program")
        elif row.publisher and not publishers.has_signed(row.publisher, pack, row.signature):
            yield pack, Text("发布者的签名不符", "its publisher's signature does not match")


def begun_at() -> dt.datetime | None:
    """When the workspace began: its first adoption of a pack."""
    return LawAdoption.objects.order_by("pk").values_list("adopted_at", flat=True).first()


def _enter(pack: LawPack, at: dt.datetime, publisher: str = "", signature: str = "") -> None:
    """Put a pack into the line. An earlier edition of it that is still to come gives way."""
    if pack.begins > at and _in_force(at) is None:
        raise ConfigError(
            Text("规则包尚未生效", "the law pack is not in force yet"), where=f"{pack.law} {pack.effective}"
        )
    if objections := list(_objections(pack, at)):
        raise Refused("E_PACK_LOOSENS", where=", ".join(objections))
    _to_come(at).filter(law=pack.law).delete()
    LawAdoption.objects.create(
        law=pack.law,
        version=pack.version,
        effective=pack.effective,
        time_zone=pack.time_zone,
        parent=pack.parent,
        values=dict(pack.values),
        own=dict(pack.own),
        pack_hash=pack.hash,
        publisher=publisher,
        signature=signature,
        adopted_at=at,
        in_force_from=max(pack.begins, at),
    )


def _objections(pack: LawPack, at: dt.datetime) -> Iterator[str]:
    """Why the pack may not enter the line: fields that would become looser, and the purposes that they concern."""
    begins = max(pack.begins, at)
    others = [row for row in _line() if row.law != pack.law or row.in_force_from <= at]
    before = [row for row in others if row.in_force_from <= begins]
    loosened = pack.loosened_fields(_pack(before[-1])) if before else []
    if loosened and (concerned := [pack.effective.isoformat()] if begins > at else _concerned(loosened)):
        yield from (*loosened, *concerned)
    for later in others[len(before) :]:
        if loosened := _pack(later).loosened_fields(pack):
            yield from (*loosened, f"{later.law} {later.version} {later.effective}")


def _concerned(loosened: list[str]) -> list[str]:
    """The purposes that are more than a draft and that one of these fields is about."""
    kinds = {kind for key in loosened for kind in lawpack.kinds_concerned(key)}
    approved = PurposeVersion.objects.exclude(state__in=_WITHOUT_APPROVAL).filter(purpose__kind__in=kinds)
    return sorted(set(approved.values_list("purpose__key", flat=True)))


def _is_adopted(pack: LawPack, at: dt.datetime) -> bool:
    """Whether it is in force or to come already."""
    present = _in_force(at)
    return bool(present and present.pack_hash == pack.hash) or _to_come(at).filter(pack_hash=pack.hash).exists()


def _line() -> QuerySet[LawAdoption]:
    return LawAdoption.objects.order_by("in_force_from", "pk")


def _to_come(at: dt.datetime) -> QuerySet[LawAdoption]:
    return LawAdoption.objects.filter(in_force_from__gt=at)


def _in_force(at: dt.datetime) -> LawAdoption | None:
    """Before the first adoption, which is what rehearsals of the past ask about, it is the first."""
    return _line().filter(in_force_from__lte=at).last() or _line().first()


def _pack(row: LawAdoption) -> LawPack:
    """The pack as it is obeyed: as adopted, with the fields that it was stored without."""
    stored, missing = _stored(row), _missing(row)
    return dataclasses.replace(stored, values={**stored.values, **_with_tuples({**row.added, **missing})})


def _stored(row: LawAdoption) -> LawPack:
    return LawPack(
        law=row.law,
        version=row.version,
        effective=row.effective,
        values=_with_tuples(row.values),
        time_zone=row.time_zone,
        parent=row.parent,
        own=_with_tuples(row.own),
    )


def _missing(row: LawAdoption) -> dict[str, Any]:
    """Fields of today that the pack was stored without, as the program's pack beneath it has them."""
    keys = lawpack.TIGHTER.keys() - row.values.keys() - row.added.keys()
    if not keys:
        return {}
    known = {row.law, row.parent} & set(lawpack.available())
    base = lawpack.load(row.law if row.law in known else row.parent if row.parent in known else "cn")
    return {key: base.values[key] for key in sorted(keys)}


def _with_tuples(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}
