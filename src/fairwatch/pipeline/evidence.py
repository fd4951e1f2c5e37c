"""Opening sealed evidence in a case: the lines of its person in its window, for its investigator, and nothing else.

Three steps. The investigator asks (a request's file), each officer gives a half on a machine of their own, the
investigator opens. Case and role are checked in the first and the last step, both are in the audit chain before
anything leaves the machine, and the person finds both in their access log once they may know of the case.

Whatever the halves would open besides, only groups of the case's person in the case's days are decrypted: each group
has a key of its own. What remains to be trusted is the machine on which both halves come together.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from fairwatch.errors import Refused, WorkspaceError
from fairwatch.pipeline import vaults
from fairwatch.pipeline.installation import Installation
from fairwatch.pipeline.vault_upkeep import SECURITY_LOG
from fairwatch.policy import PolicySnapshot
from fairwatch.sealing import Halves, Request, SealingError, Vault
from fairwatch.text import Text
from fairwatch.viewer import AccessEntry, Grant, GrantedPurpose, Viewer


@dataclass(frozen=True, slots=True)
class Opened:
    """What came out."""

    days: int
    lines: int


def request(installation: Installation, case: str, viewer: Viewer, *, now: dt.datetime | None = None) -> Request:
    """What the officers are to be asked for in an open case. Raises ``Refused``: no such case, not its investigator,
    the security log is not among its purposes, or the person's data may not be used at present."""
    at = now or dt.datetime.now(dt.UTC)
    grant, granted = granted_in(case, viewer, SECURITY_LOG, now)
    vault = _vault(installation, at)
    days = _days(vault, grant, granted)
    locks = tuple(lock for day in days for lock in vault.locks(day, [granted.subject]))
    if not locks:
        raise _nothing()
    log(installation.policy(now), grant, granted, "request sealed evidence", {"days": len(days)}, now)
    return Request(case, locks)


def open_case(
    installation: Installation, case: str, viewer: Viewer, halves: Halves, out: Path, *, now: dt.datetime | None = None
) -> Opened:
    """Write the lines to ``out``, which is whole or absent and only its owner's. Raises as :func:`request`.

    Every day is checked against the audit chain first: what was cut off, exchanged or added past it is not opened.
    """
    at = now or dt.datetime.now(dt.UTC)
    grant, granted = granted_in(case, viewer, SECURITY_LOG, now)
    vault = _vault(installation, at)
    days = _days(vault, grant, granted)
    heads = {day: _recorded_head(vault, day) for day in days}
    log(installation.policy(now), grant, granted, "open sealed evidence", {"days": len(days)}, now)
    lines = 0
    with whole_file(out) as file:
        for day in days:
            for line in vault.open(day, [granted.subject], halves, head=heads[day]):
                file.write(line)
                lines += 1
    return Opened(len(days), lines)


def granted_in(case: str, viewer: Viewer, purpose: str, now: dt.datetime | None) -> tuple[Grant, GrantedPurpose]:
    """Leave to look at one purpose in a case; governance logs each time it is asked for. Refuses frozen data (R37)."""
    from fairwatch.governance.services import cases  # noqa: PLC0415 - Django's models load after configure()

    grant = cases.grant(case, viewer, now=now)
    granted = grant.of(purpose)
    if granted is None:
        raise Refused("E_NO_CASE", where=f"{case} {purpose}")
    if None in _frozen_days(granted):
        raise Refused("E_DISPUTED", where=f"{case} {purpose}")
    return grant, granted


def log(
    policy: PolicySnapshot,
    grant: Grant,
    granted: GrantedPurpose,
    what: str,
    counts: dict[str, int],
    now: dt.datetime | None,
) -> None:
    """Put it into the audit chain, as an access to the person's data, before it happens."""
    from fairwatch.governance.services.audit import AuditLog  # noqa: PLC0415 - as above

    AuditLog(now).record(
        AccessEntry(
            viewer=grant.viewer,
            action=f"case {grant.case}: {what}",
            purpose=granted.purpose,
            outcome="released",
            policy_hash=policy.hash,
            people=frozenset({grant.person}),
            details=counts,
        )
    )


@contextmanager
def whole_file(out: Path) -> Iterator[BinaryIO]:
    """A file that appears at ``out`` once it is complete; mode 0600."""
    part = out.with_name(f".{out.name}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            yield file
        part.replace(out)
    except OSError as error:
        raise WorkspaceError(
            Text(f"无法写入文件：{error.strerror}", f"the file cannot be written: {error.strerror}"),
            where=str(out),
            next_step=Text("检查目录、权限和磁盘空间", "check folder, permissions and disk space"),
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _vault(installation: Installation, now: dt.datetime) -> Vault:
    vault = vaults.existing(installation, now)
    if vault is None:
        raise _nothing()
    return vault


def _days(vault: Vault, grant: Grant, granted: GrantedPurpose) -> list[dt.date]:
    """The working days of the case's window that the vault holds, without those that are in dispute."""
    frozen = _frozen_days(granted)
    return [day for day in vault.days() if grant.first_day <= day <= grant.last_day and day not in frozen]


def _frozen_days(granted: GrantedPurpose) -> set[dt.date | None]:
    """Days of the person that no result may use; None stands for all."""
    from fairwatch.governance.services.frozen import frozen  # noqa: PLC0415 - as above

    rows = frozen().filter(purpose=granted.purpose, subject=granted.subject)
    return set(rows["day"].to_list())


def _recorded_head(vault: Vault, day: dt.date) -> str:
    """The head of a day, if vault and audit chain agree on every chunk of it."""
    from fairwatch.governance.services import sealed_log  # noqa: PLC0415 - as above

    there = {receipt.sequence: receipt.head for receipt in vault.receipts(day)}
    recorded = sealed_log.recorded(day).get(day, sealed_log.Recorded())
    if not recorded.head or there != recorded.heads:
        raise SealingError(
            Text("封存库与审计链的记载不一致", "vault and audit chain do not agree about this day"),
            where=day.isoformat(),
            next_step=Text(
                "运行 fairwatch maintain 和 fairwatch vault verify；仍不一致时报告审计人员",
                "run `fairwatch maintain` and `fairwatch vault verify`; if they still differ, tell the auditor",
            ),
        )
    return recorded.head


def _nothing() -> SealingError:
    return SealingError(
        Text("封存库中没有该案件时间段的内容", "the vault holds nothing of this case's window"),
        next_step=Text("查看 fairwatch vault status", "see `fairwatch vault status`"),
    )
