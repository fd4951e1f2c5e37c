"""Where a message went, without keeping whose it was."""

from __future__ import annotations

import polars as pl

from fairwatch.sources.hosts import hosts

_DOMAIN = r"@([^@<>\s]+)>?\s*$"


def destination(recipients: pl.Series, sender: pl.Series) -> pl.Series:
    """The host name of a recipient's domain: of several recipients, the first one outside the sender's own domain.

    ``recipients`` holds lists of addresses. A message to a colleague and to somebody outside has left the house, so a
    colleague counts only where nobody else got it.
    """
    messages = pl.DataFrame([recipients.alias("domain"), sender.alias("own")]).with_row_index("message")
    chosen = (
        messages.explode("domain")
        .with_columns(domain(pl.col("domain")), domain(pl.col("own")))
        .drop_nulls("domain")
        .sort(pl.col("domain").eq_missing(pl.col("own")), maintain_order=True)
        .unique("message", keep="first", maintain_order=True)
    )
    rows = messages.select("message").join(
        chosen.select("message", "domain"), on="message", how="left", maintain_order="left"
    )
    return hosts(rows["domain"])


def domain(address: pl.Expr) -> pl.Expr:
    """The domain of an address, in lower case; null for what is none."""
    return address.str.extract(_DOMAIN).str.to_lowercase()
