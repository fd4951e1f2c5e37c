"""Comma-separated lines, each on its own: a quote that is never closed spoils its line and no other (RFC 4180)."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from fairwatch.sources.lines import Lines, Mask, Offsets

_COMMA, _QUOTE, _CR, _LF = b',"\r\n'


def read(lines: Lines, rows: Offsets, header: Sequence[str], wanted: Sequence[str]) -> pl.DataFrame:
    """``row`` and the text of the wanted columns of those rows that have as many fields as the header.

    A column that the header lacks, and an empty field, are null.
    """
    plain = _plainly(lines, len(header)) & ~lines.lossy
    fast = _split(lines, rows[plain[rows]], header, wanted)
    odd = rows[~plain[rows]]
    if not len(odd):
        return fast
    careful = pl.DataFrame(list(_one_by_one(lines, odd, header, wanted)), schema=fast.schema, orient="row")
    return pl.concat([fast, careful]).sort("row")


def fields_of(line: bytes) -> list[str] | None:
    """The fields of one line; None when its quotes are not in order."""
    try:
        return next(csv.reader([line.decode("utf-8", "replace")], strict=True), None)
    except csv.Error:
        return None


def _plainly(lines: Lines, width: int) -> Mask:
    """Lines of this many fields in which quotes enclose whole fields and nothing else."""
    text = lines.bytes_
    quotes, commas = np.flatnonzero(text == _QUOTE), np.flatnonzero(text == _COMMA)
    before = np.searchsorted(quotes, lines.starts)
    in_line = np.searchsorted(quotes, lines.feeds) - before
    comma_line = np.searchsorted(lines.feeds, commas)
    outside = (np.searchsorted(quotes, commas) - before[comma_line]) % 2 == 0
    separators = np.bincount(comma_line[outside], minlength=len(lines))
    plain: Mask = (separators == width - 1) & (in_line % 2 == 0)
    quote_line = np.searchsorted(lines.feeds, quotes)
    opens = (np.arange(len(quotes)) - before[quote_line]) % 2 == 0
    begins = (quotes == lines.starts[quote_line]) | (text[quotes - 1] == _COMMA)
    ends = np.isin(text[np.minimum(quotes + 1, len(text) - 1)], [_COMMA, _CR, _LF])
    plain[quote_line[np.where(opens, ~begins, ~ends)]] = False
    return plain


def _split(lines: Lines, rows: Offsets, header: Sequence[str], wanted: Sequence[str]) -> pl.DataFrame:
    if not len(rows):
        return pl.DataFrame(schema={"row": pl.Int64, **dict.fromkeys(wanted, pl.String)})
    at = {name: header.index(name) for name in wanted if name in header}
    data = lines.text(rows)
    texts = pl.read_csv(
        data.replace(b"\r\n", b"\n") if b"\r" in data else data,
        has_header=False,
        schema={str(number): pl.String for number in range(len(header))},
        columns=sorted(at.values()),
    )
    columns = (pl.col(str(at[name])) if name in at else pl.lit(None, pl.String) for name in wanted)
    return texts.select(
        pl.Series("row", rows, dtype=pl.Int64),
        *(column.alias(name) for column, name in zip(columns, wanted, strict=True)),
    )


def _one_by_one(
    lines: Lines, rows: Offsets, header: Sequence[str], wanted: Sequence[str]
) -> Iterator[tuple[int | str | None, ...]]:
    at = [header.index(name) if name in header else None for name in wanted]
    for row in rows.tolist():
        fields = fields_of(lines.line(row))
        if fields is not None and len(fields) == len(header):
            yield row, *((fields[number] or None) if number is not None else None for number in at)
