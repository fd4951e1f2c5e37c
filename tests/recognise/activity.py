"""Small batches by hand: what is not said is null."""

from __future__ import annotations

from typing import Any

import polars as pl

from fairwatch import columns
from fairwatch.catalogue import Catalogue
from fairwatch.recognise import Recogniser

CATALOGUE = Catalogue.load()
RECOGNISER = Recogniser.load(catalogue=CATALOGUE)

BROWSER = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36"
)


def row(host: str | None, path: str | None = None, **known: Any) -> dict[str, Any]:
    """One activity; ``path`` makes it a URL, without it only the host was seen."""
    url = None if path is None else f"https://{host}{path}"
    return {"host": host, "url": url, "blocked": False, "grade": "sni" if url is None else "full_url", **known}


def page(host: str, path: str = "/", **known: Any) -> dict[str, Any]:
    """A page that arrived."""
    return row(host, path, **{"method": "GET", "status": 200, "mime": "text/html", **known})


def batch(*rows: dict[str, Any]) -> pl.DataFrame:
    """Rows as a source hands them on, with the catalogue's columns."""
    return CATALOGUE.classify(pl.DataFrame(list(rows), schema=columns.ACTIVITY))


def actions(*rows: dict[str, Any], recogniser: Recogniser = RECOGNISER) -> list[str]:
    """The action of each row."""
    return recogniser.recognise(batch(*rows))["action"].to_list()
