"""Media types."""

from __future__ import annotations

import polars as pl
import pytest

from fairwatch.sources.mime import mime_types


@pytest.mark.parametrize(
    ("written", "mime"),
    [
        ("Text/HTML", "text/html"),
        ("text/html; charset=utf-8", "text/html"),
        ("text/html,x", "text/html"),
        ("html", None),
    ],
)
def test_mime_types(written: str, mime: str | None) -> None:
    assert mime_types(pl.Series([written])).item() == mime
