"""The page behind a request, from its referer: the site it belongs to, and whether that is the request's own site."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from fairwatch.catalogue import Catalogue
from fairwatch.recognise.fields import PAGES
from fairwatch.recognise.profiles import Coded


@dataclass(frozen=True, slots=True)
class Pages:
    """One page per row of the batch."""

    relation: Coded
    """One of ``fields.PAGES`` for each row."""
    site: pl.Series
    """The site of the page; null when there is no referer or its host is unknown."""
    category: pl.Series

    @classmethod
    def of(cls, referer: Coded, own_site: pl.Series, catalogue: Catalogue) -> Pages:
        """Looks at each distinct referer once. ``own_site`` has the catalogue's Enum type."""
        if not referer.values.count():  # a log without referers
            return cls.none(own_site, catalogue)
        known = catalogue.classify(referer.values.alias("host").to_frame().select(_HOST))
        site = known["site"].gather(referer.codes)
        category = known["category"].gather(referer.codes)
        return cls(_relation(referer, site, own_site), site, category)

    @classmethod
    def none(cls, own_site: pl.Series, catalogue: Catalogue) -> Pages:
        """No row has one."""
        relation = Coded(np.full(len(own_site), PAGES.index("none"), np.int8), pl.Series(PAGES))
        category = pl.Series([None], dtype=pl.Enum(list(catalogue.categories())))
        return cls(relation, own_site.clear(len(own_site)), category.new_from_index(0, len(own_site)))


# scheme: / / host:port / path. Browsers send no user name in a referer (RFC 9110, section 10.1.3).
_HOST = (
    (pl.col("host").str.splitn("/", 4).struct.field("field_2").str.splitn(":", 2).struct.field("field_0"))
    .str.to_lowercase()
    .alias("host")
)


def _relation(referer: Coded, site: pl.Series, own_site: pl.Series) -> Coded:
    nothing = (referer.values.is_null() | referer.values.is_in(["", "-"])).to_numpy()[referer.codes]
    page, own = _numbers(site), _numbers(own_site)
    none, same, other, unknown = (np.int8(PAGES.index(name)) for name in ("none", "same", "other", "unknown"))
    relation = np.where(page < 0, unknown, np.where(page == own, same, other))
    return Coded(np.where(nothing, none, relation), pl.Series(PAGES))


def _numbers(site: pl.Series) -> npt.NDArray[np.int32]:
    return site.to_physical().cast(pl.Int32).fill_null(-1).to_numpy()
