"""Records that the law wants kept: no code path deletes them by the way (R42)."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models

from fairwatch.errors import Refused


class HeldRows(models.QuerySet[Any]):
    """Rows of a held record. ``services.records.destroy`` alone takes them out, when their time is over."""

    def delete(self) -> NoReturn:
        """Never in passing."""
        raise Refused("E_LEGAL_HOLD", where=self.model.__name__)


class HeldManager(models.Manager[Any]):
    """Gives held rows only as :class:`HeldRows`."""

    def get_queryset(self) -> HeldRows:
        """All rows of the table."""
        return HeldRows(self.model, using=self._db)


class Held(models.Model):
    """Base of the assessments and the records of processing (PIPL art. 56: at least three years)."""

    objects = HeldManager()

    class Meta:
        abstract = True

    def delete(self, using: Any = None, keep_parents: bool = False) -> NoReturn:  # noqa: ARG002 - Django's signature
        """Never in passing."""
        raise Refused("E_LEGAL_HOLD", where=type(self).__name__)
