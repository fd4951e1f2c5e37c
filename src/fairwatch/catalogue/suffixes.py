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
        self._looked_up = pl.DataFrame(
            schema={"host": pl.String, "site": sites, "category": categories, "asset": pl.Boolean}
        )
        """Every host asked for so far, each once; those of no suffix with nulls."""

    def classify(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with ``columns.SITE`` added, rows in the same order."""
        hosts = frame.get_column("host").unique().drop_nulls()
        unseen = hosts.filter(~hosts.is_in(self._looked_up.get_column("host").implode()))
        if self._looked_up.height + len(unseen) > MOST_CACHED_HOSTS:
            self._looked_up, unseen = self._looked_up.clear(), hosts
        self._look_up(unseen)
        found = self._looked_up.drop_nulls("site").join(hosts.to_frame(), on="host", how="semi")
        return (
            frame.drop(columns.SITE, strict=False)
            .join(found, on="host", how="left", maintain_order="left")
            .with_columns(pl.col("asset").fill_null(value=False))
        )

    def _look_up(self, hosts: pl.Series) -> None:
        """Remember what these new hosts mean."""
        suffixes = [longest_suffix(host, self._meanings) for host in hosts.to_list()]
        meanings = [self._meanings[suffix] if suffix else (None, None, None) for suffix in suffixes]
        new = pl.DataFrame(meanings, schema=list(self._looked_up.schema.items())[1:], orient="row")
        self._looked_up = self._looked_up.vstack(new.select(hosts.alias("host"), pl.all()))
