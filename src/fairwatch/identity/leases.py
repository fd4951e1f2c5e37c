"""Address leases as validity intervals: which device had which address from when until when."""

from __future__ import annotations

import polars as pl

LEASES: dict[str, pl.DataType | type[pl.DataType]] = {
    "address": pl.String,
    "device": pl.String,  # MAC, lower case, colons
    "start_us": pl.Int64,
    "end_us": pl.Int64,  # exclusive
}
"""One row per unbroken time a device had an address. No two rows of one address overlap."""

FOREVER = 2**62
"""End of a lease that never expires; far beyond any log, and safe to add to and subtract from."""


def timeline(statements: pl.DataFrame) -> pl.DataFrame:
    """What a list of lease statements, oldest first, says about who had each address when.

    A statement that starts later ends what was said before it about its address; of two with the same start the last
    one counts (a server rewrites a lease when it is released). A renewal, which begins before the lease of the same
    device ends, thus extends it. A statement without a device (an abandoned address) or without duration (a deleted
    lease) only ends the one before. ``statements`` has the columns of LEASES, ``device`` may be null.
    """
    cut = (
        statements.unique(["address", "start_us"], keep="last", maintain_order=True)
        .sort("address", "start_us")
        .with_columns(end_us=pl.min_horizontal("end_us", pl.col("start_us").shift(-1).over("address")))
        .filter(pl.col("device").is_not_null() & (pl.col("end_us") > pl.col("start_us")))
    )
    goes_on = (
        (pl.col("address") == pl.col("address").shift())
        & (pl.col("device") == pl.col("device").shift())
        & (pl.col("start_us") == pl.col("end_us").shift())
    )
    return (
        cut.with_columns(unbroken=(~goes_on).fill_null(value=True).cum_sum())
        .group_by("unbroken", maintain_order=True)
        .agg(
            pl.col("address", "device", "start_us").first(),
            pl.col("end_us").last(),
        )
        .select(*LEASES)
    )
