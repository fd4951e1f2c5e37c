"""One request as a row of numbers: the columns that become a line of the log."""

from __future__ import annotations

import numpy as np
import polars as pl

from fairwatch.simulate.tables import rows
from fairwatch.simulate.wire import GET, MISS
from fairwatch.simulate.world import Floats

Schema = dict[str, type[pl.DataType]]

REQUESTS: Schema = {
    "actor": pl.Int32,
    "session": pl.Int64,  # of the page behind it; null for streams
    "start_ms": pl.Int64,
    "took_ms": pl.Int64,
    "host": pl.Int32,
    "path": pl.Int8,
    "number": pl.Int32,
    "method": pl.Int8,
    "result": pl.Int8,
    "bytes_down": pl.Int64,
    "bytes_up": pl.Int64,
    "machine": pl.Int8,  # row of machines.tsv, -1 for browsers
    "ref_host": pl.Int32,
    "ref_path": pl.Int8,
    "ref_number": pl.Int32,
}

_MEDIAN_BYTES: Floats = np.array([float(row["bytes"]) for row in rows("paths")])


_PLAIN = {"method": GET, "result": MISS, "machine": -1, "ref_host": -1, "ref_path": -1, "ref_number": -1} | {
    "session": None,
    "bytes_up": 0,
    "post": False,
    "tunnel": False,
}


def complete(frame: pl.DataFrame, schema: Schema = REQUESTS, **values: int | bool | pl.Series) -> pl.DataFrame:
    """The frame with the columns of ``schema``; what is not given is that of a plain browser request."""
    given = {name: value for name, value in (_PLAIN | values).items() if name in schema and name not in frame.columns}
    return frame.with_columns(
        value.alias(name) if isinstance(value, pl.Series) else pl.lit(value).alias(name)
        for name, value in given.items()
    ).select(pl.col(name).cast(kind) for name, kind in schema.items())


def lognormal(median: float, spread: float, count: int, rng: np.random.Generator) -> pl.Series:
    """Whole numbers around a median; ``spread`` is the standard deviation of the logarithm."""
    return pl.Series(np.exp(np.log(median) + spread * rng.standard_normal(count)).astype(np.int64))


def sizes(path: pl.Series, rng: np.random.Generator, spread: float = 0.7) -> pl.Series:
    """Sizes of replies around the median of their kind."""
    median = _MEDIAN_BYTES[path.to_numpy()]
    return pl.Series((median * np.exp(spread * rng.standard_normal(len(median)))).astype(np.int64))
