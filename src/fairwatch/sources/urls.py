"""URLs; the absolute one of a request that a sensor on the network has logged in parts (RFC 9112, 3.2 and 3.3)."""

from __future__ import annotations

import re
from collections.abc import Callable

import polars as pl

from fairwatch.sources.hosts import authority, hosts

PAGE = re.compile(r"https?://", re.IGNORECASE)
"""Other addresses are no site: settings, new tabs, files of one's own, what a program holds in memory."""

_ABSOLUTE = r"^[A-Za-z][A-Za-z0-9+.-]*://"
_TARGET = r"^[^/?#]+:[0-9]+$"
_DEFAULT_PORT = 80


def requested(method: pl.Expr, target: pl.Expr, host: pl.Expr, server: pl.Expr, port: pl.Expr) -> dict[str, pl.Expr]:
    """``url``, ``authority`` and ``grade`` of requests in clear text.

    ``target`` is what stands in the request line, ``host`` the Host header, which wins over the address of the
    ``server``; ``port`` is where the request went. A tunnel (CONNECT) shows its target only.
    """
    tunnel = method.eq_missing("CONNECT")
    named = pl.coalesce(host, bracketed(server))
    other_port = (port != _DEFAULT_PORT) & ~named.str.contains(r":[0-9]+$")
    base = pl.concat_str(
        pl.lit("http://"), named, pl.when(other_port).then(pl.lit(":") + port.cast(pl.String)).otherwise(pl.lit(""))
    )
    absolute = target.str.contains(_ABSOLUTE)
    url = (
        pl.when(tunnel)
        .then(None)
        .when(absolute)
        .then(target)
        .when(target == "*")
        .then(base)
        .when(target.str.starts_with("/"))
        .then(base + target)
        .otherwise(base + "/" + target)
    )
    return {
        "url": url,
        "authority": pl.when(tunnel & target.str.contains(_TARGET))
        .then(target)
        .when(~tunnel & absolute)
        .then(authority(target))
        .otherwise(named),
        "grade": pl.when(url.is_not_null())
        .then(pl.lit("full_url"))
        .when(tunnel | host.is_not_null())
        .then(pl.lit("sni"))
        .otherwise(pl.lit("flow")),
    }


def named_or_address(name: pl.Expr, address: pl.Expr, grade: str) -> dict[str, pl.Expr]:
    """``authority`` and ``grade`` of a contact: its name, or else its address, which is the evidence of a flow."""
    return {
        "authority": pl.coalesce(name, bracketed(address)),
        "grade": pl.when(name.is_not_null()).then(pl.lit(grade)).otherwise(pl.lit("flow")),
    }


def bracketed(address: pl.Expr) -> pl.Expr:
    """An IP address as it stands in an URL."""
    return pl.when(address.str.contains(":", literal=True)).then("[" + address + "]").otherwise(address)


def host_column(found: dict[str, pl.Series], read: Callable[[pl.Series], pl.Series] = hosts) -> dict[str, pl.Series]:
    """The columns with ``host``, read by ``read``, in place of ``authority``."""
    return {**{name: found[name] for name in found if name != "authority"}, "host": read(found["authority"])}
