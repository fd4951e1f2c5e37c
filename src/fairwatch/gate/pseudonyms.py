"""Who a person is under a purpose. Kept in memory only as long as the rules they belong to."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from fairwatch.policy import Purpose


@dataclass(frozen=True)
class Pseudonyms:
    """Pseudonyms of people by their row number, made when a person is first admitted to a purpose."""

    people: list[str] = field(repr=False)
    """Directory ids by row number."""
    _known: dict[str, pl.Series] = field(default_factory=dict, repr=False)

    def of(self, purpose: Purpose, person: npt.NDArray[np.int64]) -> pl.Series:
        """A pseudonym at the row number of each of these people, and of those asked for before; null elsewhere."""
        known = self._known.get(purpose.id, pl.Series([None] * len(self.people), dtype=pl.String))
        asked = np.zeros(len(self.people), np.bool_)
        asked[person] = True
        new = np.flatnonzero(asked & known.is_null().to_numpy()).tolist()
        if new:
            known = known.scatter(new, [purpose.pseudonym(self.people[row]) for row in new])
            self._known[purpose.id] = known
        return known
