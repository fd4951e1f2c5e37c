"""The words of the log as numbers, so that millions of requests are arrays and become text only when written."""

from __future__ import annotations

from fairwatch.simulate.tables import rows

PATHS = {row["path"]: number for number, row in enumerate(rows("paths"))}
"""Kinds of requests by name, numbered as in ``paths.tsv``."""

METHODS = ("GET", "POST", "CONNECT")
GET, POST, CONNECT = range(len(METHODS))

RESULTS = (
    "TCP_MISS/200",
    "TCP_HIT/200",
    "TCP_REFRESH_UNMODIFIED/304",
    "TCP_MISS/302",
    "TCP_MISS/404",
    "TCP_DENIED/403",
    "TCP_DENIED/407",
    "TCP_TUNNEL/200",
    "NONE_NONE/200",  # Squid 5 on the CONNECT of a connection that it decrypts
)
MISS, HIT, UNMODIFIED, REDIRECT, MISSING, FORBIDDEN, UNAUTHENTICATED, TUNNEL, BUMPED = range(len(RESULTS))
