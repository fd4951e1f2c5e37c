"""What every engine can do: open Parquet files, take a small frame, run an Ibis expression."""

from __future__ import annotations

import datetime as dt
import uuid
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import PurePath
from types import TracebackType
from typing import TYPE_CHECKING, Self

import ibis
import polars as pl

from fairwatch.errors import EngineError
from fairwatch.text import Text

if TYPE_CHECKING:
    import ibis.expr.datatypes as idt
    import ibis.expr.types as ir

DAY = "day"

ibis.options.sql.fuse_selects = False  # an engine's optimizer does that in a fraction of the time


class Engine(ABC):
    """One open engine; also a context manager. Create with :func:`fairwatch.engine.connect`."""

    name: str

    def __init__(self) -> None:
        self._kept: list[str] = []

    def parquet(self, paths: Sequence[str], days: Sequence[dt.date], schema: Mapping[str, pl.DataType]) -> ir.Table:
        """The rows of Parquet files as one table with exactly the columns of ``schema``, in its order.

        The files do not hold ``day``: it comes from the folder, ``…/day=2026-09-01/part.parquet``, and ``days`` says
        which it must be. A column that a file lacks is null there. The files must stay until the query has run.
        """
        for path, day in zip(paths, days, strict=True):
            if PurePath(path).parent.name != f"{DAY}={day}":
                raise EngineError(
                    Text("文件不在其日期的目录中", "a file is not in the folder of its day"),
                    where=str(PurePath(path).parent),
                )
        if not paths:
            return self.memory(pl.DataFrame(schema=dict(schema)))
        return self._parquet(paths, schema)

    @abstractmethod
    def _parquet(self, paths: Sequence[str], schema: Mapping[str, pl.DataType]) -> ir.Table: ...

    @abstractmethod
    def memory(self, frame: pl.DataFrame) -> ir.Table:
        """A small frame of this process as a table of the engine."""

    def execute(self, expression: ir.Table) -> pl.DataFrame:
        """Run a query. The order of the rows is not defined unless the expression ends with ``order_by``.

        Whatever the engine, a column is Int64, Float64, Boolean, String or Date.
        """
        types = {name: _polars_type(dtype, name) for name, dtype in expression.schema().items()}
        with self._faults():
            return self._execute(expression).select(pl.col(name).cast(dtype) for name, dtype in types.items())

    @abstractmethod
    def _execute(self, expression: ir.Table) -> pl.DataFrame: ...

    def keep(self, expression: ir.Table) -> ir.Table:
        """The rows of a query, computed now and held in the engine, for several queries that begin alike.

        They are let go by :meth:`forget`, or when the engine closes.
        """
        name = f"fairwatch_{uuid.uuid4().hex}"
        with self._faults():
            kept = self._keep(expression, name)
        self._kept.append(name)
        return kept

    @abstractmethod
    def _keep(self, expression: ir.Table, name: str) -> ir.Table: ...

    def forget(self) -> None:
        """Let go of everything kept; the tables that :meth:`keep` returned can no longer be used."""
        while self._kept:
            self._forget(self._kept.pop())

    @abstractmethod
    def _forget(self, name: str) -> None: ...

    @abstractmethod
    def close(self) -> None:
        """Release the engine and what it holds in memory."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """An engine's own error, without its text: that may quote values."""
        try:
            yield
        except self._errors as error:
            raise EngineError(
                Text(f"查询失败（{type(error).__name__}）", f"the query failed ({type(error).__name__})"),
                where=self.name,
                next_step=Text(
                    "重新运行；若内存不足，请提高 memory_limit 或缩短时间范围",
                    "run it again; if memory was short, raise memory_limit or ask for fewer days",
                ),
            ) from None

    _errors: tuple[type[Exception], ...] = ()


def _polars_type(dtype: idt.DataType, column: str) -> pl.DataType:
    """The one type that a column has on every engine. Instants are int64 microseconds throughout the project."""
    if dtype.is_integer():
        return pl.Int64()
    if dtype.is_floating() or dtype.is_decimal():
        return pl.Float64()
    if dtype.is_boolean():
        return pl.Boolean()
    if dtype.is_string():
        return pl.String()
    if dtype.is_date():
        return pl.Date()
    raise EngineError(
        Text(
            f"列 {column} 的类型 {dtype} 不受支持", f"column {column} has a type that not every engine shares: {dtype}"
        ),
        next_step=Text("转换为整数、小数、布尔、文本或日期", "cast it to an integer, float, boolean, string or date"),
    )
