"""Logs of one JSON object per line, decoded a whole chunk at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl

from fairwatch.sources.lines import Lines, Offsets

Schema = Mapping[str, pl.DataType | type[pl.DataType]]

_BRACE = ord("{")
_BRANCHES = 16


def objects(lines: Lines, rows: Offsets, schema: Schema) -> pl.DataFrame:
    """``row`` and the members named in ``schema`` of those of ``rows`` (ascending) that are JSON objects.

    Members that are not named are not read. One that is missing or of another type is null.
    """
    rows = rows[lines.bytes_[lines.starts[rows]] == _BRACE]
    empty = pl.DataFrame(schema={"row": pl.Int64, **schema})
    return pl.concat([empty, *_decoded(lines, rows, schema)])


def _decoded(lines: Lines, rows: Offsets, schema: Schema) -> Iterator[pl.DataFrame]:
    """Decodes all rows at once. One that cannot be decoded spoils them all; then they are tried in smaller parts."""
    if not len(rows):
        return
    values = _values(lines, rows, schema)
    if values is not None:
        yield pl.DataFrame({"row": rows}).hstack(values)
    elif len(rows) > 1:
        for part in np.array_split(rows, min(_BRANCHES, len(rows))):
            yield from _decoded(lines, part, schema)


def _values(lines: Lines, rows: Offsets, schema: Schema) -> pl.DataFrame | None:
    text = lines.text(rows)
    if lines.lossy[rows].any():
        text = text.decode("utf-8", "replace").encode()
    try:
        values = pl.read_ndjson(text, schema=schema, ignore_errors=True)
    except pl.exceptions.PolarsError:
        return None
    return values if values.height == len(rows) else None
