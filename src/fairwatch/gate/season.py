"""Campus boards in the season of campus recruitment: whoever helps with it, or has just left university, goes there.

Decided here and not by an analysis, so that nothing of it is stored: the leaving tendency of groups keeps one bit per
person and day, and nobody could tell later what the bit was about.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl


def in_season(months: Sequence[int], campus: pl.Series, days: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Whether each line is of a campus board on a day (since 1970) in one of these months (1-12)."""
    found = campus.fill_null(value=False).to_numpy().copy()
    places = np.flatnonzero(found)
    since_1970 = days[places].astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    found[places] = np.isin(since_1970 % 12 + 1, months)
    return found
