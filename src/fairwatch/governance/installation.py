"""Opening the governance database of one workspace from any program: command line, data plane, console."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Any

from fairwatch import workspace
from fairwatch.errors import WorkspaceError
from fairwatch.governance import database_url, upgrading
from fairwatch.text import Text

DATABASE = "governance.sqlite3"


def configure(place: Path | str) -> None:
    """Make ``place`` (a workspace folder or a SQLite file) the governance database of this process.

    Idempotent. A process serves one workspace at a time; calling it again with another one closes the first.
    """
    os.environ["FAIRWATCH_WORKSPACE"] = str(place)
    set_up()
    _point_at(database_settings(place))


def set_up() -> None:
    """Load the models. Until :func:`configure`, their database is the environment's, or one in memory."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairwatch.governance.settings")
    import django  # noqa: PLC0415 - the settings are read on import, which must come after the environment
    from django.apps import apps  # noqa: PLC0415 - as above

    if not apps.ready:
        django.setup()


def migrate(law: str | None = None) -> None:
    """Create or upgrade the tables. A new database begins under ``law``, else the workspace's own pack, else ``cn``."""
    from fairwatch.governance.services import laws  # noqa: PLC0415 - needs the models, which need configure()

    place = Path(os.environ.get("FAIRWATCH_WORKSPACE", ""))
    with upgrading.alone():
        upgrading.bring_up_to_date(place)
        laws.keep_up(law or _law_of(place))


def database_settings(place: Path | str) -> dict[str, Any]:
    """Django's settings of the database behind ``place``; the environment's URL wins; no place means memory."""
    if url := os.environ.get(database_url.VARIABLE):
        return database_url.parse(url)
    if not str(place):
        return database_url.sqlite(":memory:")
    path = Path(place)
    return database_url.sqlite(path / DATABASE if path.is_dir() else path)


def secret_key(place: Path | str) -> str:
    """Django's secret of one workspace, derived from its ``secret.key``; a random one when there is no such file."""
    path = Path(place) if str(place) else None
    folder = path if path is None or path.is_dir() else path.parent
    try:
        seed = (folder / "secret.key").read_bytes() if folder else secrets.token_bytes(32)
    except FileNotFoundError:
        seed = secrets.token_bytes(32)
    return hmac.new(seed, b"fairwatch governance: django secret key", hashlib.sha256).hexdigest()


def _point_at(wanted: dict[str, Any]) -> None:
    """Let the default connection of this thread lead to the wanted database."""
    from django.conf import settings  # noqa: PLC0415 - after setup
    from django.db import connections  # noqa: PLC0415

    current = connections.settings["default"]
    if all(current.get(key) == value for key, value in wanted.items()):
        return
    if connections["default"].in_atomic_block:
        raise WorkspaceError(
            Text("事务进行中不能切换工作区", "the workspace cannot be changed inside a transaction"),
            where=str(wanted["NAME"]),
        )
    connections["default"].close()
    del connections["default"]
    settings.DATABASES = {"default": wanted}
    connections.settings = connections.configure_settings({"default": dict(wanted)})
    settings.SECRET_KEY = secret_key(os.environ.get("FAIRWATCH_WORKSPACE", ""))


def _law_of(place: Path) -> str:
    return workspace.open_workspace(place).law if (place / workspace.SETTINGS).exists() else "cn"
