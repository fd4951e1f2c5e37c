"""Host names out of URLs and CONNECT targets (RFC 3986, section 3.2)."""

from __future__ import annotations

import polars as pl

from fairwatch.sources.distinct import by_distinct

_PLAIN = r"^([a-z0-9_-]+(?:\.[a-z0-9_-]+)*)(?::\d+)?$"
"""What nearly every authority looks like."""
_NAME = r"^[\p{L}\p{M}\p{N}_.~-]+$"
_IPV6 = r"^[0-9a-f:.]+(?:%[\w.~-]+)?$"


def authority(url: pl.Expr) -> pl.Expr:
    """What stands between ``//`` and the next slash of an absolute URL; null for anything else."""
    parts = url.str.split_exact("/", 2)
    absolute = (parts.struct.field("field_1") == "") & parts.struct.field("field_0").str.ends_with(":")
    return pl.when(absolute).then(parts.struct.field("field_2"))


def hosts(authorities: pl.Series) -> pl.Series:
    """Host names in lower case without user name, port, brackets and trailing dot; null where there is no valid one."""
    return by_distinct(authorities, _hosts).to_series()


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
