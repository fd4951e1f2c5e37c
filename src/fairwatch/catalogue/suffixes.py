"""Longest-suffix match of host names against the catalogue's suffixes."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from fairwatch import columns
from fairwatch.distinct import by_distinct

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
    """Adds what a suffix stands for to every row of a frame, looking at each distinct host once.

    Threads may share it.
    """

    def __init__(self, meanings: Mapping[str, tuple[str, str, bool]], *, sites: pl.Enum, categories: pl.Enum) -> None:
        """``meanings``: suffix -> (site, category, asset)."""
        self._meanings = meanings
        self._looked_up = pl.DataFrame(
            schema={"host": pl.String, "site": sites, "category": categories, "asset": pl.Boolean}
        )
        """Every host asked for so far, each once; those of no suffix with nulls."""

    def classify(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with ``columns.SITE`` added, rows in the same order."""
        found = by_distinct(frame.get_column("host"), self._meant)
        asset = found["asset"].fill_null(value=False)
        return frame.drop(columns.SITE, strict=False).with_columns(found.with_columns(asset))

    def _meant(self, hosts: pl.Series) -> pl.DataFrame:
        """What these different hosts mean, in their order."""
        known = self._looked_up
        unseen = hosts.filter(~hosts.is_in(known.get_column("host").implode()))
        if known.height + len(unseen) > MOST_CACHED_HOSTS:
            known, unseen = known.clear(), hosts
        known = self._looked_up = known.vstack(self._look_up(unseen))
        return hosts.to_frame("host").join(known, on="host", how="left", maintain_order="left").drop("host")

    def _look_up(self, hosts: pl.Series) -> pl.DataFrame:
        """What hosts mean that nobody asked for yet."""
        suffixes = [longest_suffix(host, self._meanings) for host in hosts.to_list()]
        meanings = [self._meanings[suffix] if suffix else (None, None, None) for suffix in suffixes]
        new = pl.DataFrame(meanings, schema=list(self._looked_up.schema.items())[1:], orient="row")
        return new.select(hosts.alias("host"), pl.all())
