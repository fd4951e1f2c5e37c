"""Names of files without their folders."""

from __future__ import annotations

import polars as pl
import pytest

from fairwatch.sources.files import base_name


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("plan.pdf", "plan.pdf"),
        (r"C:\work\plan.pdf", "plan.pdf"),
        ("/home/p0042/plan 2.pdf", "plan 2.pdf"),
        (r"\\server\share\计划.doc", "计划.doc"),
        ("/services/", None),
        ("", None),
        (None, None),
    ],
)
def test_base_name(path: str | None, name: str | None) -> None:
    assert pl.DataFrame({"path": [path]}, schema={"path": pl.String}).select(base_name(pl.col("path"))).item() == name
