"""What was true of something at an instant, where the policy knows what was said of it before.

People move, devices are handed over, login names pass on. A line of the morning is judged by what was true in the
morning, however late it is read: the policy's tables say what is true now, and those of former times until when what
was true. Both are rows of one table, the present ones first, and a look-up by present row finds the row of the time.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

Rows = npt.NDArray[np.int32]
UNKNOWN = -1
"""Row number of what is not known."""

_NEVER = np.iinfo(np.int64).min

FORMER: dict[str, pl.DataType | type[pl.DataType]] = {
    "row": pl.Int32,  # what is true now
    "until_us": pl.Int64,  # until when something else was
    "then": pl.Int32,  # the row that says what; UNKNOWN where nobody knows
}


def at_that_time(rows: Rows, ts_us: npt.NDArray[np.int64], former: pl.DataFrame) -> Rows:
    """For each line the row that was true at its instant. ``rows``: those that are true now, or UNKNOWN."""
    if former.is_empty() or not len(rows):
        return rows
    last = np.full(max(int(rows.max()), int(former["row"].max())) + 2, _NEVER, np.int64)  # type: ignore[arg-type]
    np.maximum.at(last, former["row"].to_numpy(), former["until_us"].to_numpy())
    early = np.flatnonzero(ts_us < last[rows])  # UNKNOWN finds the last place, which is nobody's
    if not len(early):
        return rows
    lines = pl.DataFrame({"at": early, "row": rows[early], "after": ts_us[early] + 1}).sort("after")
    found = lines.join_asof(
        former.sort("until_us"),
        left_on="after",
        right_on="until_us",
        by="row",
        strategy="forward",
        check_sortedness=False,  # both are sorted above; polars cannot see it by group
    )
    result = rows.copy()
    result[found["at"].to_numpy()] = found["then"].to_numpy()
    return result
