"""The book of what was shown of groups: the door reads it before every release and writes it before it shows anything.

Answers outlive the erasure of a person. Each is about k people or more and passed suppression, so it is nobody's; to
compute it again without the one who was erased would show exactly that person's part as a difference. The fingerprint
beside it is a keyed digest. Both end with their term (``until``), and at once when the purpose is erased.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import DatabaseError, transaction

from fairwatch.errors import Refused
from fairwatch.governance.clock import moment
from fairwatch.governance.models import ReleasedAnswer
from fairwatch.governance.services import audit
from fairwatch.ledgers import Answer

_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class ReleaseBook:
    """One purpose's answers; only within :meth:`ReleaseBooks.exclusive`."""

    purpose: str
    now: dt.datetime

    def answers(self, table: str) -> list[Answer]:
        """The answers about a table, oldest first."""
        rows = ReleasedAnswer.objects.filter(purpose=self.purpose, series=table, until__gte=self.now.date())
        return [
            Answer(
                cell=row.cell,
                row=row.row,
                fingerprint=None if row.fingerprint is None else bytes(row.fingerprint),
                k=row.smallest_group,
                until=row.until,
            )
            for row in rows.order_by("pk").iterator(chunk_size=_BATCH)
        ]

    def keep(self, table: str, answers: Iterable[Answer]) -> None:
        """Remember answers that are about to be shown."""
        rows = [
            ReleasedAnswer(
                purpose=self.purpose,
                series=table,
                cell=answer.cell,
                row=dict(answer.row),
                fingerprint=answer.fingerprint,
                smallest_group=answer.k,
                released_at=self.now,
                until=answer.until,
            )
            for answer in answers
        ]
        ReleasedAnswer.objects.bulk_create(rows, batch_size=_BATCH)


@dataclass(frozen=True, slots=True)
class ReleaseBooks:
    """The ``ledgers.Releases`` of a workspace."""

    @contextmanager
    def exclusive(self, purpose: str, now: dt.datetime) -> Iterator[ReleaseBook]:
        """The book of a purpose, in one transaction that holds the lock of the audit chain."""
        at = moment(now)
        try:
            with transaction.atomic():
                audit.lock()
                yield ReleaseBook(purpose, at)
        except DatabaseError as error:
            raise Refused("E_LOG_DOWN") from error


def expire(now: dt.datetime | None = None) -> int:
    """Forget answers whose term is over; returns how many. Run daily."""
    return ReleasedAnswer.objects.filter(until__lt=moment(now).date()).delete()[0]


def forget(purpose: str) -> int:
    """Everything that was shown of a purpose, because the purpose is erased; returns how many answers."""
    return ReleasedAnswer.objects.filter(purpose=purpose).delete()[0]
