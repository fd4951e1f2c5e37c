"""Choosing an engine by its address."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from fairwatch.engine.engine import Engine
from fairwatch.errors import EngineError
from fairwatch.text import Text

_SPARK = re.compile(r"spark://[^/?]+:\d+|local(\[(\d+|\*)\])?")


def connect(uri: str = "duckdb") -> Engine:
    """Open an engine.

    ``duckdb``, ``duckdb?memory_limit=4GB&threads=2``
        in this process; the settings are DuckDB's own.
    ``spark://HOST:PORT``, ``spark://HOST:PORT?executor.memory=4g``
        a Spark cluster; the settings are Spark's own, without ``spark.`` in front.
    ``local[2]``
        Spark inside this process, for trying out.

    Raises :class:`EngineError` when the address is unknown, the extra or Java is missing, or nobody answers.
    """
    address, _, query = uri.partition("?")
    options = dict(parse_qsl(query, keep_blank_values=True))
    # each engine is imported only when asked for: Spark is an extra, and both take their time
    if address == "duckdb":
        from fairwatch.engine.duckdb_engine import DuckDB  # noqa: PLC0415

        return DuckDB(options)
    if _SPARK.fullmatch(address):
        from fairwatch.engine.spark_engine import Spark  # noqa: PLC0415

        return Spark(address, options)
    raise EngineError(
        Text("不认识的计算引擎", "this is not an engine"),
        where=uri,
        next_step=Text("使用 duckdb 或 spark://主机:端口", "use duckdb or spark://HOST:PORT"),
    )


def hosts(uri: str) -> tuple[str, ...]:
    """The machines that an engine's address names; none when it runs in this process."""
    address = uri.partition("?")[0]
    if not address.startswith("spark://"):
        return ()
    masters = address.removeprefix("spark://").split(",")
    return tuple(urlsplit(f"//{master}").hostname or master for master in masters)
