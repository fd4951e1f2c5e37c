"""What ingest does with lines of the security log: into the vault instead of the lake, each exactly once.

The gate decides, by the same gates as for every purpose, so nothing is sealed that it refused. On top, a line is left
out that would say as it stands what the gate keeps out: whose referer is a protected or private site or a job board, or
that comes from a log which names files or correspondents.

Exactly once: the vault remembers per day and log up to where it has the lines, and a batch that is read again adds what
lies after that. The audit chain gets the head of every chunk; one that a crash kept from it is added by the next run.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from fairwatch import gate, sources
from fairwatch.errors import ConfigError, Refused, WorkspaceError
from fairwatch.gate.limits import is_sealed
from fairwatch.pipeline import raw_lines
from fairwatch.pipeline.installation import Installation
from fairwatch.pipeline.referers import fit_to_seal
from fairwatch.policy import PolicySnapshot
from fairwatch.text import Text

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    from fairwatch.governance.services.officers import PublicKey
    from fairwatch.sealing import Receipt, Vault

Days = frozenset[tuple[str, dt.date]]

_NO_DAYS: Days = frozenset()
_FIRST_DAY = dt.date(2000, 1, 1)  # sources take no earlier time


@dataclass(frozen=True, slots=True)
class _Sealed:
    """One append whose entry in the audit chain is still to be written."""

    receipt: Receipt
    purpose: str
    policy_hash: str
    counts: dict[str, int]


class Sealer:
    """One ingest run's way to the vault.

    While nothing is sealed it only looks at the list of purposes; what encrypts is not even loaded then.
    """

    def __init__(self, installation: Installation, now: dt.datetime | None = None) -> None:
        self._installation = installation
        self._now = now
        self._seen = ""
        self._officers: tuple[PublicKey, PublicKey] | None = None
        self._written: deque[_Sealed] = deque()
        self._resumed: deque[tuple[dt.date, str]] = deque()
        self._recorded: dict[dt.date, set[int]] = {}
        self._vault = cache(self._open)
        self._closed = cache(self._days_over)

    @property
    def now(self) -> dt.datetime:
        """The present, unless a trial plays in the past."""
        return self._now or dt.datetime.now(dt.UTC)

    def check(self) -> None:
        """Refuse to begin while a day should have been destroyed long ago (R47), or while nobody could ever open."""
        if self.has_sealed and self._vault().stalled(self._today):
            raise Refused("E_RETENTION_STALLED", where=str(self._vault().folder))
        self.ready(self._installation.policy(self._now))

    @property
    def has_sealed(self) -> bool:
        """Whether there is a vault already; then batches will probably need the bytes of their lines."""
        return self._installation.workspace.sealed.is_dir()

    def wants(self, policy: PolicySnapshot) -> bool:
        """Whether batches need the bytes of their lines."""
        return any(is_sealed(purpose) for purpose in policy.purposes)

    def ready(self, policy: PolicySnapshot) -> Days:
        """Before each batch, in the thread of the database; gives the days for which nothing more is sealed.

        Looks up the officers, and writes what is due into the tables of names and the audit chain.
        """
        sealed = tuple(purpose.id for purpose in policy.purposes if is_sealed(purpose))
        if policy.hash != self._seen or sealed:
            self._look_up_officers(policy)
        if not sealed:
            return _NO_DAYS
        if self._officers is None:
            raise _no_officers()
        self.settle()
        return self._closed(sealed, self._today)

    def seal(self, admission: gate.Admission, batch: sources.Batch, source: str, policy: PolicySnapshot) -> None:
        """Put a batch's lines into the vault. Runs beside the next batch, without the database."""
        for admitted in admission.admitted:
            if admitted.sealed and not admitted.frame.is_empty():
                self._seal(admitted, batch, source, policy)

    def settle(self) -> None:
        """Put what was sealed since into the audit chain."""
        from fairwatch.governance.services import sealed_log  # noqa: PLC0415 - as above

        while self._resumed:
            day, purpose = self._resumed.popleft()
            self._complete(day, purpose)
        while self._written:
            one = self._written.popleft()
            day, number = one.receipt.day, one.receipt.sequence
            if number in self._complete(day, one.purpose, number):
                continue
            sealed_log.record(
                day,
                {number: one.receipt.head},
                purpose=one.purpose,
                policy_hash=one.policy_hash,
                counts=one.counts,
                now=self._now,
            )

    def _complete(self, day: dt.date, purpose: str, *coming: int) -> set[int]:
        """Once per day and run, add heads that a crash kept from the audit chain; gives the chunks that were added."""
        if day not in self._recorded:
            waiting = {*coming, *(one.receipt.sequence for one in self._written if one.receipt.day == day)}
            self._recorded[day] = record_missing(self._vault(), day, purpose, besides=waiting, now=self._now)
        return self._recorded[day]

    def _look_up_officers(self, policy: PolicySnapshot) -> None:
        from fairwatch.governance.services import officers  # noqa: PLC0415 - Django's models load after configure()

        self._officers = officers.pair(self._officers or ()) or officers.pair()
        if self._officers and policy.hash != self._seen:
            from fairwatch.pipeline import naming  # noqa: PLC0415 - loads what encrypts

            naming.keep_up(self._installation, policy, self._officers, self.now)
        self._seen = policy.hash

    @property
    def _today(self) -> dt.date:
        from fairwatch.pipeline import vaults  # noqa: PLC0415 - as above

        return vaults.today(self.now)

    def _open(self) -> Vault:
        from fairwatch.pipeline import vaults  # noqa: PLC0415 - as above

        return vaults.vault_of(self._installation, self.now)

    def _seal(self, admitted: gate.Admitted, batch: sources.Batch, source: str, policy: PolicySnapshot) -> None:
        if batch.chunks is None:
            raise _rules_changed()
        fit = (
            admitted.frame.clear()
            if not batch.chunks
            else fit_to_seal(admitted.frame, batch, policy, self._installation.catalogue)
        )
        for day, rows in sorted(_by_day(admitted.frame).items()):
            begin = max(batch.start, self._vault().position(day, source))
            if begin > batch.start:
                self._resumed.append((day, admitted.purpose_id))  # a run before this one did not come to its end
            sealed = fit.filter(pl.col("day") == day, pl.col("line") >= begin)
            if begin >= batch.end or sealed.is_empty():
                continue
            receipt = self._vault().append(
                day,
                raw_lines.by_subject(batch.chunks, sealed),
                officers=self._keys(),
                source=source,
                start=begin,
                end=batch.end,
            )
            if receipt:
                counts = {"lines": sealed.height, "left_out": rows - fit.filter(pl.col("day") == day).height}
                self._written.append(_Sealed(receipt, admitted.purpose_id, admitted.policy_hash, counts))

    def _keys(self) -> tuple[X25519PublicKey, X25519PublicKey]:
        from fairwatch.sealing import load_public  # noqa: PLC0415 - as above

        if self._officers is None:
            raise _no_officers()
        one, other = self._officers
        return load_public(one.pem, where=one.fingerprint), load_public(other.pem, where=other.fingerprint)

    def _days_over(self, purposes: tuple[str, ...], today: dt.date) -> Days:
        """Days that are destroyed, or whose life is over."""
        vault = self._vault()
        days = (_FIRST_DAY + dt.timedelta(days=number) for number in range((today - _FIRST_DAY).days))
        closed = {*vault.destroyed(), *(day for day in days if vault.retention.over(day, today))}
        return frozenset((purpose, day) for purpose in purposes for day in closed)


def record_missing(
    vault: Vault, day: dt.date, purpose: str, *, besides: set[int] | None = None, now: dt.datetime | None = None
) -> set[int]:
    """Put the heads of a day into the audit chain that are not there yet; returns the numbers of their chunks."""
    from fairwatch.governance.services import sealed_log  # noqa: PLC0415 - as above

    known = sealed_log.recorded(day).get(day, sealed_log.Recorded()).heads.keys() | (besides or set())
    missing = {one.sequence: one.head for one in vault.receipts(day) if one.sequence not in known}
    sealed_log.record(day, missing, purpose=purpose, now=now)
    return set(missing)


def _by_day(frame: pl.DataFrame) -> dict[dt.date, int]:
    """Working day -> rows."""
    return dict(frame.group_by("day").len().iter_rows())


def _no_officers() -> ConfigError:
    return ConfigError(
        Text(
            "封存目的已生效，但没有两名在任保管人的密钥",
            "a purpose with sealed lines is active, but two officers in office have no registered keys",
        ),
        next_step=Text(
            "由两名保管人各运行 fairwatch officer key new 和 officer key register",
            "have each officer run `fairwatch officer key new` and `fairwatch officer key register`",
        ),
    )


def _rules_changed() -> WorkspaceError:
    return WorkspaceError(
        Text("封存目的在读取期间生效", "a purpose with sealed lines became active while the log was read"),
        next_step=Text("重新运行：不丢失、不重复", "run it again: nothing is lost or repeated"),
    )
