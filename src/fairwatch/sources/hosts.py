"""Host names out of URLs and CONNECT targets (RFC 3986, section 3.2)."""

from __future__ import annotations

import polars as pl

from fairwatch.distinct import by_distinct

_PLAIN = r"^([a-z0-9_-]+(?:\.[a-z0-9_-]+)*)(?::\d+)?$"
"""What nearly every authority looks like."""
_NAME = r"^[\p{L}\p{M}\p{N}_.~-]+$"
_ASKED = r"^[[\p{L}\p{M}\p{N}\p{P}\p{S}]--[:\x{FFFD}]]+$"
"""What may be in a name that is asked for: whatever can be printed (RFC 2181, section 11). Not a colon, by which an
address is known, nor the mark of bytes that are no text."""
_IPV6 = r"^[0-9a-f:.]+(?:%[\w.~-]+)?$"


def authority(url: pl.Expr) -> pl.Expr:
    """What stands between ``//`` and the next slash of an absolute URL; null for anything else."""
    parts = url.str.split_exact("/", 2)
    absolute = (parts.struct.field("field_1") == "") & parts.struct.field("field_0").str.ends_with(":")
    return pl.when(absolute).then(parts.struct.field("field_2"))


def hosts(authorities: pl.Series) -> pl.Series:
    """Host names in lower case without user name, port, brackets and trailing dot; null where there is no valid one."""
    return by_distinct(authorities, _hosts).to_series()


def asked_names(queries: pl.Series) -> pl.Series:
    """Names of DNS queries in lower case without trailing dot; null for what is none.

    Data is carried out in labels of any form (base64 ends with ``=``), so this is not as strict as ``hosts``. What the
    name ends with is what it says of a site, in both.
    """
    return by_distinct(queries, _asked).to_series()


def _asked(queries: pl.Series) -> pl.DataFrame:
    name = pl.col("host").str.to_lowercase().str.strip_chars_end(".")
    return queries.to_frame("host").select(pl.when(name.str.contains(_ASKED)).then(name).alias("host"))


def _hosts(authorities: pl.Series) -> pl.DataFrame:
    plain = authorities.str.extract(_PLAIN)
    odd = plain.is_null()
    if odd.any():
        plain = plain.zip_with(~odd, authorities.to_frame("host").select(_host(pl.col("host"))).to_series())
    return plain.to_frame("host")


def _host(authority: pl.Expr) -> pl.Expr:
    name = (
        authority.str.to_lowercase()
        .str.replace(r"[?#\\].*$", "")
        .str.replace(r"^.*@", "")
        # Squid's %>ru writes the brackets of an IPv6 address percent-encoded.
        .str.replace("%5b", "[", literal=True)
        .str.replace("%5d", "]", literal=True)
    )
    ipv6 = name.str.extract(r"^\[([^\]]*)\](?::\d*)?$")
    plain = name.str.replace(r":\d*$", "").str.strip_chars_end(".")
    return pl.when(ipv6.str.contains(_IPV6)).then(ipv6).when(plain.str.contains(_NAME)).then(plain)
