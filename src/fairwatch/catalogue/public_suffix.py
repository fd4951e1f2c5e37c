"""The domain that somebody registered, by the public suffix list inside the package: no network, no cache folder."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tldextract import TLDExtract


def registrable_domain(host: str) -> str | None:
    """The public suffix plus one label (``example.co.uk``); None for addresses and for public suffixes themselves."""
    return _extractor()(host).top_domain_under_public_suffix or None


@cache
def _extractor() -> TLDExtract:
    # Imported late: it brings an HTTP client with it, which would cost every command half a second.
    import tldextract  # noqa: PLC0415

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
