"""Longest-suffix match of host names against the catalogue's suffixes."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from fairwatch import columns

MOST_CACHED_HOSTS = 200_000
"""Hosts remembered across batches. Reaching it empties the cache, so memory does not grow with the log."""


def longest_suffix(host: str, suffixes: Mapping[str, object]) -> str | None:
    """The longest of ``suffixes`` that ``host`` equals or ends with after a dot.

    Null for addresses (IPv4, IPv6) and single-label names: they name a machine, not a site.
    """
    host = host.rstrip(".").lower()
    if "." not in host or ":" in host or host[-1].isdigit():
        return None  # no top-level domain ends with a digit, so this is an IPv4 address
    rest = host
    while "." in rest:
        if rest in suffixes:
            return rest
        rest = rest.partition(".")[2]
    return None


class SuffixMatcher:
    """Adds what a suffix stands for to every row of a frame, looking at each distinct host once."""

    def __init__(self, meanings: Mapping[str, tuple[str, str, bool]], *, sites: pl.Enum, categories: pl.Enum) -> None:
        """``meanings``: suffix -> (site, category, asset)."""
        self._meanings = meanings
        self._schema: dict[str, pl.DataType | type[pl.DataType]] = {
            "host": pl.String,
            "site": sites,
            "category": categories,
            "asset": pl.Boolean,
        }
        self._cache: dict[str, tuple[str, str, bool] | None] = {}

    def classify(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with ``columns.SITE`` added, rows in the same order."""
        hosts = frame.get_column("host").unique().drop_nulls()
        found = pl.DataFrame(
            [(host, *meaning) for host in hosts.to_list() if (meaning := self._meaning(host))],
            schema=self._schema,
            orient="row",
        )
        return (
            frame.drop(columns.SITE, strict=False)
            .join(found, on="host", how="left", maintain_order="left")
            .with_columns(pl.col("asset").fill_null(value=False))
        )

    def _meaning(self, host: str) -> tuple[str, str, bool] | None:
        try:
            return self._cache[host]
        except KeyError:
            if len(self._cache) >= MOST_CACHED_HOSTS:
                self._cache.clear()
            suffix = longest_suffix(host, self._meanings)
            meaning = self._cache[host] = self._meanings[suffix] if suffix else None
            return meaning
