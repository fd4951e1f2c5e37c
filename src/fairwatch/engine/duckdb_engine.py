"""DuckDB inside this process: nothing to set up, and nothing leaves the machine or touches the disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb
import ibis
import ibis.expr.types as ir
import polars as pl
from ibis.backends.duckdb import Backend

from fairwatch.engine.engine import Engine
from fairwatch.errors import EngineError
from fairwatch.text import Text

_DAY_FOLDER = r"day=(\d{4}-\d{2}-\d{2})/[^/]*$"

_DEFAULTS = {
    "memory_limit": "70%",
    "temp_directory": "",  # no spilling: people's rows must not end up in a temporary file outside the lake
    "autoinstall_known_extensions": "false",  # no downloads
    "autoload_known_extensions": "false",
    "preserve_insertion_order": "false",  # no table has an order; this saves memory
}


class DuckDB(Engine):
    """``options``: DuckDB's own settings, such as ``threads``, ``memory_limit`` and ``temp_directory``."""

    name = "duckdb"
    _errors = (duckdb.Error,)

    def __init__(self, options: Mapping[str, str]) -> None:
        super().__init__()
        try:
            self._backend: Backend = ibis.duckdb.connect(":memory:", **(_DEFAULTS | dict(options)))
        except duckdb.Error as error:
            raise EngineError(
                Text(f"DuckDB 拒绝此设置：{error}", f"DuckDB refuses these settings: {error}"), where="duckdb"
            ) from error

    def _parquet(self, paths: Sequence[str], schema: Mapping[str, pl.DataType]) -> ir.Table:
        types = ibis.Schema.from_polars(pl.Schema(schema))
        with self._faults():
            table = self._backend.read_parquet(paths, filename=True, hive_partitioning=False, union_by_name=True)
        # not DuckDB's own hive parsing: it lets any `name=value` folder above replace a column of the file
        table = table.mutate(day=table.filename.re_extract(_DAY_FOLDER, 1))
        return table.select(
            (table[name] if name in table.columns else ibis.null()).cast(dtype).name(name)
            for name, dtype in types.items()
        )

    def memory(self, frame: pl.DataFrame) -> ir.Table:
        return ibis.memtable(frame)

    def _execute(self, expression: ir.Table) -> pl.DataFrame:
        rows: pl.DataFrame = self._backend.to_polars(expression)
        return rows

    def _keep(self, expression: ir.Table, name: str) -> ir.Table:
        return self._backend.create_table(name, expression, temp=True)

    def _forget(self, name: str) -> None:
        self._backend.raw_sql(f'DROP TABLE temp.main."{name}"')  # Ibis's drop_table is no SQL to DuckDB 2.0

    def close(self) -> None:
        self._backend.disconnect()
