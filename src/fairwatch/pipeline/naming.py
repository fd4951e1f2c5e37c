"""Tables of names: the way from the pseudonyms of findings back to people, sealed for the two officers.

A table holds the people who were new when it was made; together the tables of a purpose hold everybody. They are made
at ingest, as soon as two officers have registered their keys.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from fairwatch.pipeline.installation import Installation
from fairwatch.policy import PolicySnapshot, Purpose
from fairwatch.sealing import Lock, NameTable, SealingError, load_public, officer_id
from fairwatch.sealing.durable import make_folder, sync_folder
from fairwatch.text import Text

if TYPE_CHECKING:
    from fairwatch.governance.services.officers import PublicKey

KINDS = frozenset({"leak", "violations", "security-log"})
"""Purposes whose pseudonyms somebody works with who may not know the name."""

_SUFFIX = ".names"


def keep_up(
    installation: Installation, policy: PolicySnapshot, officers: tuple[PublicKey, PublicKey], now: dt.datetime
) -> int:
    """Seal the names of everybody who is in no table of a purpose yet for these officers; returns how many."""
    purposes = [purpose for purpose in policy.purposes if purpose.kind in KINDS]
    one, other = (load_public(key.pem, where=key.fingerprint) for key in officers)
    people = policy.people.filter(~policy.people["excluded"].fill_null(value=True))["person"].to_list()
    return sum(_keep_up(installation, purpose, people, (one, other), now) for purpose in purposes)


def lock(installation: Installation, purpose: str, pseudonym: str) -> Lock:
    """What the officers need for resolving one pseudonym of a purpose: a row of the newest table that has it."""
    for path in reversed(list(_paths(installation, purpose))):
        if pseudonym in (table := NameTable.load(path)):
            return table.lock([pseudonym])
    raise _nobody(purpose)


def tables(installation: Installation, purpose: str) -> Iterator[NameTable]:
    """The tables of a purpose, the newest first."""
    yield from (NameTable.load(path) for path in reversed(list(_paths(installation, purpose))))


def forget(installation: Installation, purpose: str, pseudonym: str) -> int:
    """Take a person out of every table of a purpose; returns how many tables named them."""
    changed = 0
    for path in _paths(installation, purpose):
        if pseudonym in (table := NameTable.load(path)):
            table.without([pseudonym]).save(path)
            changed += 1
    return changed


def forget_everybody(installation: Installation, purpose: str) -> int:
    """Remove the tables of a purpose that has ended; returns how many."""
    folder = _folder(installation, purpose)
    number = len(list(_paths(installation, purpose)))
    if folder.is_dir():
        shutil.rmtree(folder)
        sync_folder(folder.parent)
    return number


def hand_over(installation: Installation, private: X25519PrivateKey, successor: X25519PublicKey) -> int:
    """Put a successor in this officer's place in every table; returns how many were changed."""
    changed = 0
    for folder in sorted(_root(installation).glob("*")):
        for path in _paths(installation, folder.name):
            table = NameTable.load(path)
            if officer_id(private) in table.shares.officers:
                table.hand_over(private, successor).save(path)
                changed += 1
    return changed


def _keep_up(
    installation: Installation,
    purpose: Purpose,
    people: list[str],
    officers: tuple[X25519PublicKey, X25519PublicKey],
    now: dt.datetime,
) -> int:
    named = {purpose.pseudonym(person): person for person in people}
    present = frozenset(map(officer_id, officers))
    for table in tables(installation, purpose.id):
        if table.shares.officers == present:  # others may have a key that is lost: their people are sealed anew
            for pseudonym in table.pseudonyms & named.keys():
                del named[pseudonym]
    if named:
        make_folder(_folder(installation, purpose.id))
        version = f"{now:%Y%m%dT%H%M%S%fZ}"
        NameTable.seal(purpose.id, version, named, officers).save(
            _folder(installation, purpose.id) / f"{version}{_SUFFIX}"
        )
    return len(named)


def _root(installation: Installation) -> Path:
    return installation.workspace.sealed / "names"


def _folder(installation: Installation, purpose: str) -> Path:
    return _root(installation) / purpose


def _paths(installation: Installation, purpose: str) -> Iterator[Path]:
    """Oldest first."""
    yield from sorted(_folder(installation, purpose).glob(f"*{_SUFFIX}"))


def _nobody(purpose: str) -> SealingError:
    return SealingError(
        Text("对照表中没有此假名", "no table of names holds this pseudonym"),
        where=purpose,
        next_step=Text(
            "两名保管人登记密钥后运行一次 fairwatch ingest；已删除的人无法还原",
            "once both officers have registered their keys, run `fairwatch ingest`; an erased person stays nobody",
        ),
    )
