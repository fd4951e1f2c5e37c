"""Apache Spark, for more rows than one machine wants to hold: any master that a classic session can reach.

Driver and executors read the Parquet files by path, so the lake must be at the same path on every machine of the
cluster (or be the only machine).
"""

from __future__ import annotations

import os
import shutil
import socket
import uuid
from collections.abc import Mapping, Sequence
from importlib.resources import files
from urllib.parse import urlsplit

import ibis
import ibis.expr.types as ir
import polars as pl

from fairwatch.engine.engine import Engine
from fairwatch.errors import EngineError
from fairwatch.text import Text

try:
    from ibis.backends.pyspark.datatypes import PySparkSchema
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession
except ImportError:
    raise EngineError(
        Text("未安装 Spark 支持", "support for Spark is not installed"),
        next_step=Text("运行 pip install 'fairwatch[spark]'", "run: pip install 'fairwatch[spark]'"),
    ) from None

_DEFAULTS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",  # overflow and bad casts are errors, as in DuckDB
    "spark.sql.shuffle.partitions": "8",  # our tables are small to Spark; 200 tasks would only cost time
    "spark.io.encryption.enabled": "true",  # whatever Spark spills to a disk is unreadable there
    "spark.ui.enabled": "false",  # the web interface would show rows to whoever asks
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={files('fairwatch.engine') / 'log4j2.properties'}",
}


class Spark(Engine):
    """``options``: Spark's own settings without their prefix ``spark.``, such as ``executor.memory``."""

    name = "spark"
    _errors = (PySparkException,)

    def __init__(self, master: str, options: Mapping[str, str]) -> None:
        super().__init__()
        _require_java()
        _require_master(master)
        self._owner = SparkSession.getActiveSession() is None
        builder = SparkSession.builder.master(master).appName("fairwatch")
        settings = _DEFAULTS | _addresses(master) | {f"spark.{key}": value for key, value in options.items()}
        for key, value in settings.items():
            builder = builder.config(key, value)
        with self._faults():
            self._session = builder.getOrCreate()
            self._backend = ibis.pyspark.connect(self._session)
        self._views: list[str] = []

    def _parquet(self, paths: Sequence[str], schema: Mapping[str, pl.DataType]) -> ir.Table:
        types = PySparkSchema.from_ibis(ibis.Schema.from_polars(pl.Schema(schema)))
        base = os.path.commonpath([os.path.dirname(os.path.dirname(path)) for path in paths])  # noqa: PTH120
        with self._faults():
            frame = self._session.read.schema(types).option("basePath", base).parquet(*paths)
            return self._view(frame).select(*schema)

    def memory(self, frame: pl.DataFrame) -> ir.Table:
        types = PySparkSchema.from_ibis(ibis.Schema.from_polars(frame.schema))
        rows = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
        with self._faults():
            return self._view(self._session.createDataFrame(rows, schema=types))

    def _execute(self, expression: ir.Table) -> pl.DataFrame:
        result = self._session.sql(self._backend.compile(expression)).toArrow()
        return pl.DataFrame(result)

    def _keep(self, expression: ir.Table, name: str) -> ir.Table:
        self._session.sql(self._backend.compile(expression)).createOrReplaceTempView(name)
        self._session.catalog.cacheTable(name)
        return self._backend.table(name)

    def _forget(self, name: str) -> None:
        self._session.catalog.uncacheTable(name)
        self._session.catalog.dropTempView(name)

    def _view(self, frame: object) -> ir.Table:
        name = f"fairwatch_{uuid.uuid4().hex}"
        frame.createOrReplaceTempView(name)  # type: ignore[attr-defined]
        self._views.append(name)
        return self._backend.table(name)

    def close(self) -> None:
        """Drop the views; stop Spark unless somebody else in this process had started it."""
        self.forget()
        for name in self._views:
            self._session.catalog.dropTempView(name)
        self._views.clear()
        if self._owner:
            self._session.stop()


def _addresses(master: str) -> dict[str, str]:
    """A master on this machine is not talked to through the network."""
    host = urlsplit(master).hostname
    if host is None or host in {"localhost", "127.0.0.1", "::1"}:
        return {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    return {}


def _require_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java") is None and not (home and shutil.which("java", path=os.path.join(home, "bin"))):  # noqa: PTH118
        raise EngineError(
            Text("Spark 需要 Java 17，但未找到", "Spark needs Java 17, which was not found"),
            next_step=Text(
                "安装 Java 17（例如 apt install openjdk-17-jre-headless）或设置 JAVA_HOME",
                "install Java 17 (for example apt install openjdk-17-jre-headless) or set JAVA_HOME",
            ),
        )


def _require_master(master: str) -> None:
    """Spark itself would try for a minute before it says that nobody answers."""
    if not master.startswith("spark://"):
        return
    address = urlsplit(master)
    try:
        socket.create_connection((address.hostname or "", address.port or 7077), timeout=5).close()
    except OSError:
        raise EngineError(
            Text("连接不上 Spark 主节点", "the Spark master does not answer"),
            where=master,
            next_step=Text("检查地址，并确认主节点已启动", "check the address and that the master is running"),
        ) from None
