"""The vault: raw log lines of a day that two officers open together, until their keys are destroyed.

```
VAULT/2026-09-01/000001.chunk    encrypted lines of one batch, one group per person; never changed
VAULT/2026-09-01/000001.key      its key block; what is taken out of it is unreadable
VAULT/2026-09-01.destroyed       the day is gone and stays gone
KEYRING/2026-09-01.day           the day's secret, without which no copy of the day can be opened
```

Every append uses keys of its own, sealed for the officers and then forgotten. What lies on the disk, the day's secret
included, opens nothing without both officers, not even for the running day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from fairwatch.errors import Refused
from fairwatch.sealing import durable, opening
from fairwatch.sealing.chain import CHUNK, KEYS, Chain
from fairwatch.sealing.chunk import Header, encrypt, tag_of
from fairwatch.sealing.faults import SealingError
from fairwatch.sealing.half import Halves
from fairwatch.sealing.keyblock import State
from fairwatch.sealing.keyring import Keyring
from fairwatch.sealing.officers import officer_id
from fairwatch.sealing.retention import NETWORK_LOGS, Retention
from fairwatch.sealing.shares import Lock, Officers
from fairwatch.sealing.verify import DayReport, verify_chain
from fairwatch.text import Text

_DESTROYED = ".destroyed"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of an append, for the audit chain: the day cannot be cut off before ``head`` unnoticed."""

    day: dt.date
    sequence: int
    head: str


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Groups (a person's lines in one chunk) that were erased, and those the law still holds, now frozen."""

    erased: int
    frozen: int


class Vault:
    """One folder of sealed days. Several processes may use it at once.

    ``keyring`` belongs outside the folder and its backups; without one it is the folder beside it, ``VAULT.keys``.
    """

    def __init__(self, folder: Path, *, keyring: Keyring | None = None, retention: Retention = NETWORK_LOGS) -> None:
        self.folder = folder
        self.keyring = keyring or Keyring(folder.with_name(f"{folder.name}.keys"))
        self.retention = retention
        self._chains: dict[dt.date, Chain] = {}
        durable.make_folder(folder)

    def append(
        self,
        day: dt.date,
        lines: Mapping[str, bytes],
        *,
        officers: Officers,
        source: str,
        start: int,
        end: int,
    ) -> Receipt | None:
        """Seal the lines of a batch that belong to one day; None when they are sealed already.

        ``lines`` are raw lines by pseudonym, ``source`` the log's id, ``start`` and ``end`` the batch's byte offsets.
        Exactly once per day, source and end, through crashes too. A batch that is cut differently when it is read
        again must leave out what lies before :meth:`position`.
        """
        with durable.exclusive(self.folder):
            self._refuse_closed(day)
            chain = self._chain(day).follow()
            position = chain.position(source)
            if position >= end:
                return None
            if position > start:
                raise _overlap(chain.folder)
            header = Header(day, source, start, end, len(chain) + 1, chain.head.hex(), len(lines))
            if not len(chain):
                self.keyring.make(day)
            chunk, keys = encrypt(header, lines, officers, self.keyring.secret(day))
            durable.make_folder(chain.folder)
            durable.write(chain.path(header.sequence).with_suffix(CHUNK), chunk)
            durable.write(chain.path(header.sequence).with_suffix(KEYS), [keys.to_bytes()])  # now it counts
            chain.add()
            return Receipt(day, header.sequence, chain.head.hex())

    def position(self, day: dt.date, source: str) -> int:
        """Bytes of the log up to which this day's lines are sealed."""
        with durable.exclusive(self.folder):
            return self._chain(day).follow().position(source)

    def days(self) -> list[dt.date]:
        """The days that can be opened, oldest first."""
        return [day for day in self._folders() if not self._marker(day).exists()]

    def destroyed(self) -> list[dt.date]:
        """The days that are gone and stay gone."""
        with durable.storage_faults(self.folder):
            names = sorted(path.name.removesuffix(_DESTROYED) for path in self.folder.glob(f"*{_DESTROYED}"))
        return [day for name in names if (day := _day(name))]

    def verify(self, day: dt.date, *, head: str | None = None) -> DayReport:
        """Check a day without keys. ``head``: one that a :class:`Receipt` of that day named."""
        return verify_chain(self._existing(day), head)

    def receipts(self, day: dt.date) -> list[Receipt]:
        """The receipt of every append to a day, in order: what the audit chain should hold."""
        chain = self._existing(day).follow()
        return [Receipt(day, link.header.sequence, link.digest.hex()) for link in chain]

    def locks(self, day: dt.date, subjects: Iterable[str]) -> list[Lock]:
        """What the officers need for giving their halves of some people's lines (pseudonyms); see ``Request``."""
        return list(opening.locks(self._existing(day).follow(), subjects))

    def open(
        self, day: dt.date, subjects: Iterable[str], halves: Halves, *, head: str | None = None
    ) -> Iterator[bytes]:
        """These people's lines, person by person in each batch, as they were sealed.

        The day is verified before the first line is given.
        """
        chain = self._existing(day)
        verify_chain(chain, head)
        return opening.lines(chain, halves, self.keyring.secret(day), subjects)

    def holds(self, subject: str) -> dict[dt.date, State]:
        """Of which days the vault has lines of a person, and whether they may still be opened."""
        found: dict[dt.date, State] = {}
        for day in self.days():
            for link in self._existing(day).follow():
                tag = tag_of(subject, link.header)
                for entry in link.keys().entries:
                    if entry.tag == tag:
                        found[day] = entry.state
        return found

    def hand_over(self, day: dt.date, private: X25519PrivateKey, successor: X25519PublicKey) -> int:
        """Seal one officer's share of a day for a successor; returns the chunks changed. The chunks' bytes stay.

        Chunks that are not sealed for this officer are left alone, so an interrupted run goes on where it stopped.
        """
        changed = 0
        with durable.exclusive(self.folder):
            for link in self._existing(day).follow():
                keys = link.keys()
                if officer_id(private) in keys.shares.officers:
                    where = str(link.key_file)
                    shares = keys.shares.hand_over(private, successor, link.header.digest, where=where)
                    durable.write(link.key_file, [replace(keys, shares=shares).to_bytes()])
                    changed += 1
        return changed

    def forget(self, subject: str, *, today: dt.date) -> Forgotten:
        """Erase one person's lines by dropping their keys; freeze them where the law still holds the day (PIPL 47)."""
        changed = {State.ERASED: 0, State.FROZEN: 0}
        with durable.exclusive(self.folder):
            for day in self.days():
                held = self.retention.held(day, today)
                for link in self._chain(day).follow():
                    keys = link.keys()
                    less = keys.forget(tag_of(subject, link.header), held=held)
                    if less != keys:
                        durable.write(link.key_file, [less.to_bytes()])
                        changed[State.FROZEN if held else State.ERASED] += 1
        return Forgotten(erased=changed[State.ERASED], frozen=changed[State.FROZEN])

    def destroy(self, day: dt.date, *, today: dt.date) -> None:
        """Make a day unreadable for ever: first its keys go, then its chunks. Refuses while the law holds it (R42)."""
        if self.retention.held(day, today):
            raise Refused("E_LEGAL_HOLD", where=day.isoformat())
        with durable.exclusive(self.folder):
            self._destroy(self._existing(day, gone=True))

    def expire(self, today: dt.date) -> list[dt.date]:
        """Destroy every day whose life is over, and finish what an interrupted run began (R47)."""
        with durable.exclusive(self.folder):
            due = [day for day in self._folders() if self.retention.over(day, today) or self._marker(day).exists()]
            for day in due:
                self._destroy(self._chain(day))
        return due

    def stalled(self, today: dt.date) -> bool:
        """Whether some day should have been destroyed long ago (R47)."""
        return any(self.retention.stalled(kept, today) for kept in self._folders())

    def _destroy(self, chain: Chain) -> None:
        durable.write(self._marker(chain.day), [])
        self.keyring.destroy(chain.day)  # from here on no copy of the day can be opened
        with durable.storage_faults(chain.folder):
            for key_file in chain.folder.glob(f"*{KEYS}*"):
                key_file.unlink()
            durable.sync_folder(chain.folder)  # the keys are gone for good before the chunks are
            for file in chain.folder.iterdir():
                file.unlink()
            chain.folder.rmdir()
            durable.sync_folder(self.folder)
        self._chains.pop(chain.day, None)

    def _refuse_closed(self, day: dt.date) -> None:
        if self._marker(day).exists():
            raise Refused("E_DAY_CLOSED", where=day.isoformat())
        if self.stalled(day):
            raise Refused("E_RETENTION_STALLED", where=str(self.folder))

    def _folders(self) -> list[dt.date]:
        with durable.storage_faults(self.folder):
            return sorted(day for path in self.folder.iterdir() if path.is_dir() and (day := _day(path.name)))

    def _marker(self, day: dt.date) -> Path:
        return self.folder / f"{day}{_DESTROYED}"

    def _chain(self, day: dt.date) -> Chain:
        return self._chains.setdefault(day, Chain(self.folder / day.isoformat(), day))

    def _existing(self, day: dt.date, *, gone: bool = False) -> Chain:
        """A fresh look at a day that is there (``gone``: or half destroyed)."""
        folder = self.folder / day.isoformat()
        if not folder.is_dir() or (self._marker(day).exists() and not gone):
            raise SealingError(
                Text("封存库中没有这一天", "the vault does not hold this day"),
                where=str(folder),
                next_step=Text("查看封存库现有的日期", "see which days the vault holds"),
            )
        return Chain(folder, day)


def _day(name: str) -> dt.date | None:
    """The day of a folder; None for folders that are not ours, such as ``lost+found``."""
    try:
        day = dt.date.fromisoformat(name)
    except ValueError:
        return None
    return day if day.isoformat() == name else None


def _overlap(folder: Path) -> SealingError:
    return SealingError(
        Text("该批日志有一部分已经封存", "a part of this batch is sealed already"),
        where=str(folder),
        next_step=Text("从已封存的位置之后开始读取", "read on from the position the vault reports"),
    )
