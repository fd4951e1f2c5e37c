"""The bare peer: Squid's native lines to typed Parquet with Polars streaming, and nothing else.

``python -m bench.bare_parse access.log out.parquet``
"""

from __future__ import annotations

import sys

import polars as pl


def bare_parse(log: str, out: str) -> None:
    """Ten columns: time and elapsed and size as numbers, the rest as text."""
    line = pl.col("line").str.replace(" +", " ")  # the elapsed field is padded
    fields = line.str.split_exact(" ", 9).struct.rename_fields(
        ["time", "elapsed", "client", "result", "size", "method", "url", "user", "hierarchy", "mime"]
    )
    (
        pl.scan_csv(log, has_header=False, separator="\x01", quote_char=None, new_columns=["line"], infer_schema=False)
        .select(fields.alias("field"))
        .unnest("field")
        .with_columns(
            (pl.col("time").cast(pl.Float64) * 1e6).cast(pl.Int64),
            pl.col("elapsed").cast(pl.Int64),
            pl.col("size").cast(pl.Int64),
        )
        .sink_parquet(out, compression="zstd")
    )


if __name__ == "__main__":
    bare_parse(sys.argv[1], sys.argv[2])
