"""What anybody may know of the vault, and whether it is whole: counts, digests and fingerprints, nobody's identity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fairwatch.pipeline import vaults
from fairwatch.pipeline.installation import Installation
from fairwatch.sealing import SealingError, Vault
from fairwatch.text import Text


@dataclass(frozen=True, slots=True)
class SealedDay:
    """One day of the vault."""

    day: dt.date
    chunks: int
    groups: int
    """Persons' groups, counted once per chunk; of these ``frozen`` and ``erased``."""
    frozen: int
    erased: int
    bytes: int
    destroyed_on: dt.date
    """When its time is over."""
    can_be_opened: bool
    """Whether the day's secret is in the keyring and no officer's key that it is sealed for is lost."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one day."""

    day: dt.date
    what: Text


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of checking every day that the vault holds or the audit chain knows."""

    days: int
    faults: tuple[Fault, ...]


def days(installation: Installation, now: dt.datetime | None = None) -> list[SealedDay]:
    """Every day of the vault, the oldest first."""
    from fairwatch.governance.services import officers  # noqa: PLC0415 - Django's models load after configure()

    at = now or dt.datetime.now(dt.UTC)
    vault = vaults.existing(installation, at)
    if vault is None:
        return []
    lost = {key.fingerprint for key in officers.listed() if key.retired_because == "lost"}
    found = []
    for day in vault.days():
        report = vault.verify(day)
        found.append(
            SealedDay(
                day=day,
                chunks=report.chunks,
                groups=report.groups,
                frozen=report.frozen,
                erased=report.erased,
                bytes=report.bytes,
                destroyed_on=vault.retention.ends(day),
                can_be_opened=vault.keyring.has(day) and not report.officers & lost,
            )
        )
    return found


def check(installation: Installation, now: dt.datetime | None = None) -> Verdict:
    """Every file's digest, every head of the audit chain, every officer's fingerprint, every day's secret and term."""
    from fairwatch.governance.services import officers, sealed_log  # noqa: PLC0415 - as above

    at = now or dt.datetime.now(dt.UTC)
    vault = vaults.existing(installation, at)
    there = vault.days() if vault else []
    recorded, known_keys = sealed_log.recorded(), officers.registered()
    faults = [Fault(day, _GONE) for day in recorded.keys() - set(there) - sealed_log.destroyed()]
    if vault:
        today = vaults.today(at)
        for day in there:
            heads = recorded[day].heads if day in recorded else {}
            faults += [Fault(day, what) for what in _faults_of(vault, day, heads, known_keys, today)]
    return Verdict(len(there), tuple(sorted(faults, key=lambda fault: fault.day)))


def _faults_of(
    vault: Vault, day: dt.date, recorded: Mapping[int, str], known_keys: set[str], today: dt.date
) -> Iterator[Text]:
    try:
        report = vault.verify(day)
    except SealingError as error:
        yield error.what
        return
    actual = {receipt.sequence: receipt.head for receipt in vault.receipts(day)}
    if any(actual.get(number) != head for number, head in recorded.items()):
        yield _CUT
    elif actual.keys() - recorded.keys():
        yield _UNRECORDED
    if not report.officers <= known_keys:
        yield _STRANGER
    if not vault.keyring.has(day):
        yield _NO_SECRET
    if vault.retention.stalled(day, today):
        yield _STALLED


_GONE = Text(
    "审计链中有记载，但封存库中已不存在", "the audit chain knows this day, and the vault does not hold it any more"
)
_CUT = Text("与审计链的记载不符：被截断或替换", "it differs from the audit chain: cut off or replaced")
_UNRECORDED = Text(
    "有未记入审计链的段：运行 fairwatch maintain", "chunks are not in the audit chain yet: run `fairwatch maintain`"
)
_STRANGER = Text("为登记册以外的密钥封存", "it is sealed for a key that was never registered")
_NO_SECRET = Text("钥匙环中没有这一天的密钥", "the keyring has no secret of this day")
_STALLED = Text("早该销毁：运行 fairwatch maintain", "it should have been destroyed: run `fairwatch maintain`")
