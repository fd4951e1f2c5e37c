"""One opened installation: its workspace, its governance database and its lake."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from fairwatch import governance, workspace
from fairwatch.catalogue import Catalogue
from fairwatch.lake import Lake
from fairwatch.ledgers import Ledgers
from fairwatch.policy import PolicySnapshot
from fairwatch.text import Text
from fairwatch.workspace import Workspace

if TYPE_CHECKING:
    from fairwatch.viewer import AccessLog


@dataclass(frozen=True)
class Installation:
    """Create with :func:`create`, open with :func:`open_installation`."""

    workspace: Workspace

    @cached_property
    def lake(self) -> Lake:
        return Lake(self.workspace.lake)

    @cached_property
    def catalogue(self) -> Catalogue:
        return Catalogue.load(self.workspace.catalogue)

    @property
    def access_log(self) -> AccessLog:
        from fairwatch.governance.services.audit import AuditLog  # noqa: PLC0415 - Django's models load after configure()

        return AuditLog()

    @property
    def ledgers(self) -> Ledgers:
        """What was shown of groups, and what is spent of the privacy budget."""
        from fairwatch.governance.services.privacy_budget import PrivacyBudget  # noqa: PLC0415 - as above
        from fairwatch.governance.services.releases import ReleaseBooks  # noqa: PLC0415 - as above

        return Ledgers(ReleaseBooks(), PrivacyBudget())

    def open_database(self) -> None:
        """Open the governance database, upgrading it when the program is newer."""
        governance.configure(self.workspace.root)
        governance.migrate()

    def policy(self, now: dt.datetime | None = None) -> PolicySnapshot:
        """The rules in force. Cheap to ask again: recompiled only when something changed."""
        from fairwatch.governance.services.snapshot import compile_snapshot  # noqa: PLC0415 - as above

        return compile_snapshot(now=now)

    def titles(self) -> dict[str, Text]:
        """Names of categories, sites and published detection rules, for people."""
        from fairwatch.governance.services import rule_lists  # noqa: PLC0415 - as above

        categories = {key: category.title for key, category in self.catalogue.categories().items()}
        sites = {key: site.title for key, site in self.catalogue.sites().items()}
        return categories | sites | rule_lists.titles()


def create(root: Path, law: str) -> Installation:
    """A new workspace with an empty, migrated governance database under the law pack ``law``."""
    opened = Installation(workspace.create(root, law))
    governance.configure(root)
    governance.migrate(law)
    return opened


def open_installation(root: Path) -> Installation:
    """Open an existing workspace and its database."""
    opened = located(root)
    opened.open_database()
    return opened


def located(root: Path) -> Installation:
    """An existing workspace, its database not yet open: nothing can be asked of it but what the lake knows."""
    return Installation(workspace.open_workspace(root))
