"""The workspace: one folder that holds everything an installation keeps.

```
DIR/fairwatch.toml        law pack; region (ISO country code) when the data are kept elsewhere
DIR/secret.key            keys the fingerprints of log files (mode 0600)
DIR/governance.sqlite3    people, purposes, notices, consents, access log
DIR/identity/             leases: address -> company device, as validity intervals
DIR/lake/                 Delta tables, one folder per purpose, and the ledger of what was read and refused
DIR/catalogue/            the organisation's own sites (TSV), optional
DIR/rules/                the organisation's own Sigma rules (YAML), optional
DIR/heads/                signed daily heads of the access log, to be fetched by the union and the auditor
DIR/sealed/               what only two officers open together: the vault, and tables of names
DIR.keys/                 beside it, not in it: secrets without which no copy of ``sealed`` can be opened
```
"""

from __future__ import annotations

import os
import re
import secrets
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from fairwatch.errors import Refused, WorkspaceError
from fairwatch.text import Text

SETTINGS = "fairwatch.toml"

COVERT = frozenset({"covert", "disguise", "hidden", "hide", "invisible", "silent", "stealth", "undercover"})
"""Words in the name of a setting that asks for a covert mode. There is none (R21), and no switch for it."""
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
"""One word of a name, however it is put together: ``hide-icon``, ``hide_icon``, ``HideIcon``."""


@dataclass(frozen=True)
class Workspace:
    """Paths and settings of one installation. Create with :func:`create`, open with :func:`open_workspace`."""

    root: Path
    law: str
    region: str = ""
    """ISO 3166-1 code of the country in which the data are kept; empty: where the organisation is (R34)."""

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

    @property
    def heads(self) -> Path:
        return self.root / "heads"

    @property
    def sealed(self) -> Path:
        return self.root / "sealed"

    @property
    def keyring(self) -> Path:
        return keyring_of(self.root)

    @cached_property
    def secret(self) -> bytes:
        """Key of this installation's fingerprints, 32 bytes."""
        return (self.root / "secret.key").read_bytes()


def keyring_of(root: Path) -> Path:
    """Folder of secrets outside the workspace, so that no copy of it has them. ``FAIRWATCH_KEYRING`` moves it."""
    named = os.environ.get("FAIRWATCH_KEYRING")
    place = root.resolve()
    return Path(named) if named else place.with_name(f"{place.name}.keys")


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
        _refuse_covert([*_names(settings), *(name for name in os.environ if name.startswith("FAIRWATCH_"))])
        return Workspace(root=root, law=str(settings["law"]), region=str(settings.get("region", "")))
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


def _names(settings: dict[str, Any]) -> Iterator[str]:
    """The name of every setting, those of nested tables too."""
    for name, value in settings.items():
        yield name
        if isinstance(value, dict):
            yield from _names(value)


def _refuse_covert(names: Iterable[str]) -> None:
    """Raise ``Refused("E_COVERT")`` when something is set that would hide the observation from those observed."""
    for name in names:
        if not COVERT.isdisjoint(word.lower() for word in _WORD.findall(name)):
            raise Refused("E_COVERT", where=name)
