"""The workspace: one folder that holds everything an installation keeps.

```
DIR/fairwatch.toml        law pack, language, creation date
DIR/secret.key            keys the fingerprints of log files (mode 0600)
DIR/governance.sqlite3    people, purposes, notices, consents, access log
DIR/identity/             leases: address -> company device, as validity intervals
DIR/lake/                 Delta tables, one folder per purpose, and the ledger of what was read and refused
DIR/catalogue/            the organisation's own sites (TSV), optional
DIR/rules/                the organisation's own Sigma rules (YAML), optional
```
"""

from __future__ import annotations

import os
import secrets
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from fairwatch.errors import WorkspaceError
from fairwatch.text import Text

SETTINGS = "fairwatch.toml"


@dataclass(frozen=True)
class Workspace:
    """Paths and settings of one installation. Create with :func:`create`, open with :func:`open_workspace`."""

    root: Path
    law: str

    @property
    def database(self) -> Path:
        return self.root / "governance.sqlite3"

    @property
    def lake(self) -> Path:
        return self.root / "lake"

    @property
    def leases(self) -> Path:
        return self.root / "identity"

    @property
    def catalogue(self) -> Path:
        return self.root / "catalogue"

    @property
    def rules(self) -> Path:
        return self.root / "rules"

    @cached_property
    def secret(self) -> bytes:
        """Key of this installation's fingerprints, 32 bytes."""
        return (self.root / "secret.key").read_bytes()


def create(root: Path, law: str) -> Workspace:
    """Make the folders and settings of a new workspace. Refuses a folder that already holds one."""
    if (root / SETTINGS).exists():
        raise WorkspaceError(
            Text("此目录已是工作区", "this folder already is a workspace"),
            where=str(root),
            next_step=Text("直接使用，或换一个目录", "use it as it is, or choose another folder"),
        )
    workspace = Workspace(root=root, law=law)
    for folder in (root, workspace.lake, workspace.leases, workspace.catalogue, workspace.rules):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = os.open(root / "secret.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(key, "wb") as handle:
        handle.write(secrets.token_bytes(32))
    (root / SETTINGS).write_text(f'law = "{law}"\n', encoding="utf-8")
    return workspace


def open_workspace(root: Path) -> Workspace:
    """Open an existing workspace; says how to make one when there is none."""
    try:
        settings = tomllib.loads((root / SETTINGS).read_text(encoding="utf-8"))
        return Workspace(root=root, law=str(settings["law"]))
    except (FileNotFoundError, NotADirectoryError):
        raise WorkspaceError(
            Text("此目录不是工作区", "this folder is not a workspace"),
            where=str(root),
            next_step=Text(f"先运行 fairwatch init {root}", f"run `fairwatch init {root}` first"),
        ) from None
    except (KeyError, ValueError) as error:
        raise WorkspaceError(
            Text(f"设置文件损坏：{error}", f"the settings are damaged: {error}"), where=str(root / SETTINGS)
        ) from error
