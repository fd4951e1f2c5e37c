"""The daily duty towards what is sealed, and what erasure means there (R36, R42, R47; PIPL art. 47)."""

from __future__ import annotations

import datetime as dt

from fairwatch.pipeline.installation import Installation

SECURITY_LOG = "security-log"
FROZEN = f"{SECURITY_LOG}/frozen"
"""Store name of a person's sealed lines that the law still holds: kept, opened for nobody."""
NAMES = "names"


def keep(installation: Installation, now: dt.datetime) -> int:
    """Destroy the days whose time is over, and complete the audit chain; returns the days that went."""
    if not installation.workspace.sealed.is_dir():
        return 0
    from fairwatch.governance.services import sealed_log  # noqa: PLC0415 - Django's models load after configure()
    from fairwatch.pipeline import sealer, vaults  # noqa: PLC0415 - loads what encrypts

    vault = vaults.vault_of(installation, now)
    gone = vault.expire(vaults.today(now))
    for day in vault.days():
        sealer.record_missing(vault, day, SECURITY_LOG, now=now)
    # all that are gone, not only today's: a run that was killed in between had no time to write it down
    sealed_log.record_destroyed(vault.destroyed(), purpose=SECURITY_LOG, now=now)
    return len(gone)


def erase_person(installation: Installation, purpose: str, pseudonym: str, now: dt.datetime) -> dict[str, int]:
    """Take a person out of the tables of names and, for the security log, out of the vault; returns what went.

    Where the law still demands that a day be kept, the person's lines are frozen instead (PIPL 47): stored and opened
    for nobody, until the day is destroyed.
    """
    if not installation.workspace.sealed.is_dir():
        return {}
    from fairwatch.pipeline import naming, vaults  # noqa: PLC0415 - as above

    removed = {f"{purpose}/{NAMES}": naming.forget(installation, purpose, pseudonym)}
    if purpose == SECURITY_LOG:
        forgotten = vaults.vault_of(installation, now).forget(pseudonym, today=vaults.today(now))
        removed |= {purpose: forgotten.erased, FROZEN: forgotten.frozen}
    return {store: number for store, number in removed.items() if number}


def end_purpose(installation: Installation, purpose: str, now: dt.datetime) -> dict[str, int]:
    """What goes with an ended purpose: its tables of names, and every sealed day that the law does not hold.

    The days that it does hold can be opened by nobody any more, because no case is granted without an active purpose,
    and are destroyed when their time is over.
    """
    if not installation.workspace.sealed.is_dir():
        return {}
    from fairwatch.pipeline import naming, vaults  # noqa: PLC0415 - as above

    removed = {f"{purpose}/{NAMES}": naming.forget_everybody(installation, purpose)}
    if purpose == SECURITY_LOG:
        vault, today = vaults.vault_of(installation, now), vaults.today(now)
        free = [day for day in vault.days() if not vault.retention.held(day, today)]
        for day in free:
            vault.destroy(day, today=today)
        removed[purpose] = len(free)
    return {store: number for store, number in removed.items() if number}
