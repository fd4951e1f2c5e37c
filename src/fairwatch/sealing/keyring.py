"""The keyring: one secret per sealed day, kept apart from the vault, so that no copy of the vault opens without it.

``KEYRING/2026-09-01.day`` holds 32 random bytes: a third share besides those of the two officers. Whatever backups of
the vault there are, old key blocks included, a day whose secret is destroyed here is unreadable in all of them. That is
worth something only while the keyring lies outside the vault's folder and outside its backups.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from fairwatch.sealing import durable
from fairwatch.sealing.faults import SealingError
from fairwatch.sealing.shares import SHARE_BYTES
from fairwatch.text import Text

_DAY = ".day"


class Keyring:
    """One folder of secrets. Callers hold the vault's lock while they change it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def secret(self, day: dt.date) -> bytes:
        """The secret of a day; raises :class:`SealingError` when it is not (or no longer) there."""
        path = self._path(day)
        secret = durable.read(path) if path.exists() else b""
        if len(secret) != SHARE_BYTES:
            raise SealingError(
                Text(
                    "钥匙环中没有这一天的密钥，此日无法打开", "the keyring has no secret of this day, which stays shut"
                ),
                where=str(path),
                next_step=Text(
                    "若钥匙环位于别处，用 FAIRWATCH_KEYRING 指明；若已销毁，则无法恢复",
                    "if the keyring lies elsewhere, say so with FAIRWATCH_KEYRING; what was destroyed stays so",
                ),
            )
        return secret

    def has(self, day: dt.date) -> bool:
        """Whether the day can still be opened."""
        return self._path(day).exists()

    def make(self, day: dt.date) -> None:
        """A secret for a new day; one that is there stays."""
        if not self.has(day):
            durable.make_folder(self.folder)
            durable.write(self._path(day), [os.urandom(SHARE_BYTES)])

    def destroy(self, day: dt.date) -> None:
        """The day is unreadable from now on, in every copy. Doing it again changes nothing."""
        with durable.storage_faults(self.folder):
            if self.folder.is_dir():
                self._path(day).unlink(missing_ok=True)
                durable.sync_folder(self.folder)

    def _path(self, day: dt.date) -> Path:
        return self.folder / f"{day}{_DAY}"
