"""One spelling for every address, device and login name, so that the log and the directory can meet."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache

import polars as pl

_OCTETS = re.compile(r"[0-9a-f]{2}([:-][0-9a-f]{2}){5}|[0-9a-f]{4}(\.[0-9a-f]{4}){2}|[0-9a-f]{12}")
"""aa:bb:cc:dd:ee:ff, aa-bb-cc-dd-ee-ff (Windows, RADIUS), aabb.ccdd.eeff (Cisco), aabbccddeeff."""


def mac(text: str) -> str | None:
    """A MAC address in lower case with colons, or None when the text is none."""
    text = text.strip().lower()
    if not _OCTETS.fullmatch(text):
        return None
    digits = re.sub(r"[^0-9a-f]", "", text)
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))


@lru_cache(maxsize=1 << 16)
def address(text: str) -> str:
    """An IPv4 or IPv6 address in its canonical spelling (RFC 5952).

    An IPv4 address mapped into IPv6 is the IPv4 one, an interface scope (``%eth0``) is dropped. A text that is no
    address is only put in lower case.
    """
    try:
        parsed = ipaddress.ip_address(text.strip().partition("%")[0])
    except ValueError:
        return text.strip().lower()
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return str(mapped or parsed)


def device(text: str) -> str:
    """A device id of the directory or a log: MAC, fixed address, or host name in lower case."""
    return mac(text) or address(text)


def login(names: pl.Series) -> pl.Series:
    """Login names as they are compared: without regard to case."""
    return names.str.strip_chars().str.to_lowercase()


def bare_login(names: pl.Series) -> pl.Series:
    r"""The user part of ``DOMAIN\user`` and ``user@REALM``; other names as they are."""
    return names.str.replace(r"^.*\\", "").str.replace(r"@[^@]*$", "")
