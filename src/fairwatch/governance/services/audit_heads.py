"""Depositing the head of each day outside the database, and the auditor's copy of the log (R41)."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.db.models import Count, F, Max

from fairwatch.errors import Refused, WorkspaceError
from fairwatch.governance import audit_copy, daily_head, scope, signing, whole_file
from fairwatch.governance.chain import GENESIS, Head
from fairwatch.governance.clock import microseconds, moment
from fairwatch.governance.daily_head import DailyHead
from fairwatch.governance.models import AuditEntry
from fairwatch.governance.services import audit, directory
from fairwatch.governance.services.acting import OPERATOR, acting
from fairwatch.text import Text
from fairwatch.viewer import Viewer

_DAY_US = 86_400_000_000
COPY_OFFICES = ("auditor", "dpo")


def deposit(folder: Path, *, now: dt.datetime | None = None) -> list[Path]:
    """Write a head for every finished day (UTC) that ``folder`` has none of yet; returns the new files.

    Raises ``WorkspaceError`` without writing when what was deposited there before does not fit the chain any more.
    """
    key, at = signing.signing_key(), moment(now)
    folder.mkdir(parents=True, exist_ok=True)
    deposited, faults = daily_head.read_folder(folder, key.public_key())
    if faults or not all(_stands(daily.head) for daily in deposited):
        raise WorkspaceError(
            Text("审计链与先前的存证不符", "the audit chain differs from the heads that were deposited before"),
            where=str(folder),
            next_step=Text(
                f"fairwatch audit verify --heads {folder}，并通知审计员",
                f"run `fairwatch audit verify --heads {folder}` and tell the auditor",
            ),
        )
    new = list(_finished_days(deposited[-1] if deposited else None, at))
    if new:
        audit.append(
            actor=OPERATOR,
            role="operator",
            action="deposit audit heads",
            outcome="done",
            counts={"days": len(new)},
            now=now,
        )
    files = [folder / daily_head.file_name(daily.day) for daily in new]
    for file, daily in zip(files, new, strict=True):
        whole_file.write(file, daily_head.seal(daily, key))
    return files


def copy(out: Path, viewer: Viewer, *, now: dt.datetime | None = None) -> Head:
    """Write the auditor's copy of the whole log, its own entry included."""
    key = signing.signing_key()
    with acting(viewer.person, "copy access log", role=viewer.role, now=now) as act:
        act.changed = False
        if viewer.role not in COPY_OFFICES or not directory.holds(viewer.person, viewer.role):
            raise Refused("E_DISCLOSURE", where="access log")
    end = audit.head().entries
    rows = itertools.takewhile(lambda row: row["index"] <= end, audit.rows())
    return audit_copy.write(out, rows, moment(now).isoformat(), key)


def _stands(head: Head) -> bool:
    """Whether the chain still goes through this head."""
    found = AuditEntry.objects.filter(index=head.entries).values_list("hash", flat=True).first()
    return head.hash == (GENESIS if head.entries == 0 else found)


def _finished_days(last: DailyHead | None, at: dt.datetime) -> Iterator[DailyHead]:
    """One head per day with something new. Where clocks were set back, an entry counts to the day of a later one."""
    today = microseconds(at) // _DAY_US
    previous = last.head if last else Head(0, GENESIS)
    ends = (
        AuditEntry.objects.filter(index__gt=previous.entries)
        .annotate(number=F("time_us") / _DAY_US)
        .values("number")
        .annotate(end=Max("index"))
        .filter(number__lt=today)
        .order_by("number")
        .values_list("number", "end")
    )
    reached = previous.entries
    for number, end in ends:
        day, reached = dt.date(1970, 1, 1) + dt.timedelta(days=number), max(reached, end)
        if reached > previous.entries and not (last and day <= last.day):
            head = Head(reached, AuditEntry.objects.values_list("hash", flat=True).get(index=reached))
            yield DailyHead(day, head, previous, _statistics(previous.entries, reached))
            previous = head


def _statistics(after: int, until: int) -> tuple[daily_head.Count, ...]:
    """Numbers by role, purpose, outcome and refusal.

    Purposes by consent are not told apart from none: what somebody does there is theirs alone (R12).
    """
    hidden = scope.by_consent()
    columns = ("role", "purpose", "outcome", "code")
    rows = AuditEntry.objects.filter(index__gt=after, index__lte=until).values(*columns).annotate(n=Count("index"))
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for row in rows.order_by():
        purpose = "" if row["purpose"] in hidden else row["purpose"]
        counts[row["role"], purpose, row["outcome"], row["code"]] += row["n"]
    return tuple(daily_head.Count(*key, number) for key, number in sorted(counts.items()))
