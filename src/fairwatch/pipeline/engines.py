"""Opening an engine where the data may be (R34)."""

from __future__ import annotations

import datetime as dt

from fairwatch import engine
from fairwatch.engine import Engine


def open_engine(uri: str = "duckdb", now: dt.datetime | None = None) -> Engine:
    """The engine at an address, once it is known that rows may go there; else ``Refused("E_TRANSFER")``."""
    from fairwatch.governance.services import transfers  # noqa: PLC0415 - Django's models load after configure()

    transfers.check_engine(engine.hosts(uri), now)
    return engine.connect(uri)
