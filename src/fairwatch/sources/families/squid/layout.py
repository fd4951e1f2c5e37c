"""The fast path: split the lines of a whole chunk at the spaces, once it is certain that this is right for them."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from fairwatch.distinct import by_distinct
from fairwatch.sources.families.squid.kinds import KINDS, logged
from fairwatch.sources.families.squid.logformat import Code, Token
from fairwatch.sources.families.squid.padding import filled_with_zeros
from fairwatch.sources.families.squid.pattern import segment_pattern
from fairwatch.sources.families.squid.segments import (
    Padding,
    Segment,
    anchors,
    padding,
    segments,
    spaces_between_quotes,
)
from fairwatch.sources.lines import Lines, Mask, Offsets, blocks

_SPACE, _QUOTE, _ZERO, _BACKSLASH = b' "0\\'
_AFTER_QUOTE = list(b" \r\n")


class Layout:
    """Splits lines of one logformat. Use :func:`layout_of` to get one; not every format has one."""

    def __init__(self, found: Sequence[Segment], padded: Padding | None) -> None:
        self._segments = found
        self._padding = padded
        self._quotes = 2 * sum(segment.quoted for segment in found)
        self._spaces = spaces_between_quotes(found)
        self._anchors = list(anchors(found))

    def split(self, lines: Lines, rows: Offsets) -> pl.DataFrame:
        """``row`` and the typed value of every code with a field, for those of ``rows`` that fit beyond doubt."""
        raw = self._at_once(lines, rows)
        if raw is None:
            data, rows = self._fitting(lines, rows)
            raw = self._read(data)
        logged = [(str(number), segment) for number, segment in enumerate(self._segments) if segment.logged]
        texts = raw.select(_text(name, segment) for name, segment in logged)
        bare = (pl.col(name).alias(segment.bare.name) for name, segment in logged if segment.bare)
        found, certain = texts.select(pl.Series("row", rows), *bare), []
        for name, segment in logged:
            if not segment.bare:
                values, matched = _values(segment, texts[name])
                found = found.hstack(values)
                certain.append(pl.lit(matched))
            certain += map(_in_range, segment.logged)
        fits = found.select(pl.all_horizontal(certain)).to_series()
        return found if fits.all() else found.filter(fits)

    def _at_once(self, lines: Lines, rows: Offsets) -> pl.DataFrame | None:
        """The fields of all lines, if one look tells that nothing is odd about any of them; else None.

        No line has too many fields, for the reader would refuse it; and where there are as many spaces as there should
        be in all, then none has too few. Real logs have pieces with an odd line, but most have none.
        """
        if self._quotes or len(rows) < len(lines) or not lines.plain:
            return None
        text = io.BytesIO(lines.data)
        with text.getbuffer() as bytes_:  # a copy of the data, which can be changed and then read without another
            if not self._is_even(np.frombuffer(bytes_, np.uint8), lines):
                return None
        try:
            raw = self._read(text.getvalue(), strict=True)
        except pl.exceptions.PolarsError:
            return None
        proven = all(_begin_with_capital(raw.to_series(ordinal)) for ordinal in self._anchors)
        return raw if proven and raw.height == len(lines) else None

    def _is_even(self, text: npt.NDArray[np.uint8], lines: Lines) -> bool:
        """Whether, without padding, there are as many spaces as there should be in all. Takes the padding away."""
        if self._padding and not filled_with_zeros(text, lines.starts, self._padding):
            return False
        spaces = sum(int(np.count_nonzero(text[block] == _SPACE)) for block in blocks(len(text)))
        return spaces == len(lines) * self._spaces[0]

    def _fitting(self, lines: Lines, rows: Offsets) -> tuple[bytes, Offsets]:
        """Those of the rows that have every space and quote where the format has it, and their text."""
        text = self._unpadded(lines, rows, self._padding) if self._padding else lines.bytes_
        spaces = np.flatnonzero(text == _SPACE)
        until = np.searchsorted(spaces, lines.feeds)
        since = np.concatenate(([0], until[:-1])).astype(np.int64)
        fits = np.zeros(len(lines), bool)
        fits[rows] = True
        if self._quotes:
            fits &= self._quotes_fit(lines, spaces, since, until)
        else:
            fits &= until - since == self._spaces[0]
        kept = np.flatnonzero(fits)
        for ordinal in self._anchors:
            first = text[spaces[since[kept] + ordinal - 1] + 1]
            kept = kept[(first >= ord("A")) & (first <= ord("Z"))]
        data = lines.text(kept, text.tobytes() if self._padding else None)
        return data.replace(b"\r\n", b"\n") if b"\r" in data else data, kept

    def _unpadded(self, lines: Lines, rows: Offsets, padded: Padding) -> npt.NDArray[np.uint8]:
        """The bytes of the lines with zeros in place of the spaces in front of the padded number."""
        text = lines.bytes_.copy()
        long_enough = rows[lines.feeds[rows] - lines.starts[rows] > padded.offset + padded.width]
        at = lines.starts[long_enough] + padded.offset
        at = at[text[at - 1] == _SPACE]
        for _ in range(padded.width - 1):
            at = at[text[at] == _SPACE]
            text[at] = _ZERO
            at = at + 1
        return text

    def _quotes_fit(self, lines: Lines, spaces: Offsets, since: Offsets, until: Offsets) -> Mask:
        """Lines with the right number of quotes, no escaped ones, and the right number of spaces between them."""
        quotes = np.flatnonzero(lines.bytes_ == _QUOTE)
        ends = np.searchsorted(quotes, lines.feeds)
        begins = np.concatenate(([0], ends[:-1])).astype(np.int64)
        fits: Mask = ends - begins == self._quotes
        if b"\\" in lines.data:
            escapes = np.flatnonzero(lines.bytes_ == _BACKSLASH)
            fits[np.searchsorted(lines.feeds, escapes)] = False
        rows = np.flatnonzero(fits)
        at = quotes[begins[rows][:, None] + np.arange(self._quotes)]
        opening, closing = at[:, ::2], at[:, 1::2]
        left = np.column_stack((since[rows], np.searchsorted(spaces, closing)))
        right = np.column_stack((np.searchsorted(spaces, opening), until[rows]))
        good = (right - left == self._spaces).all(axis=1)
        begin_line = opening == lines.starts[rows][:, None]
        good &= (begin_line | (lines.bytes_[opening - 1] == _SPACE)).all(axis=1)
        good &= np.isin(lines.bytes_[closing + 1], _AFTER_QUOTE).all(axis=1)
        fits[rows] = good
        return fits

    def _read(self, data: bytes, *, strict: bool = False) -> pl.DataFrame:
        """The parts of each segment. ``strict``: raises ``PolarsError`` where a line has too many or a number is none,
        for which all of them have to be read.
        """
        schema: dict[str, type[pl.DataType]] = {}
        wanted = []
        for number, segment in enumerate(self._segments):
            bare = segment.bare
            for part in range(segment.spaces + 1):
                if segment.logged:
                    wanted.append(len(schema))
                schema[f"{number}.{part}"] = KINDS[bare.kind].dtype if bare and not segment.spaces else pl.String
        if not data:
            return pl.DataFrame(schema=schema)
        return pl.read_csv(
            data,
            has_header=False,
            separator=" ",
            quote_char='"' if self._quotes else None,
            schema=schema,
            columns=None if strict else wanted,
            null_values="-",
            ignore_errors=not strict,
        )


def _begin_with_capital(values: pl.Series) -> bool:
    """Whether all of them do."""
    first, last = values.min(), values.max()
    return not values.null_count() and isinstance(first, str) and isinstance(last, str) and first >= "A" and last < "["


def layout_of(tokens: Sequence[Token]) -> Layout | None:
    """The layout of a logformat, or None where spaces do not show where its values end."""
    found = segments(tokens)
    if found is None:
        return None
    padded = list(padding(found))
    if None in padded or len(padded) > 1:
        return None
    return Layout(found, padded[0] if padded else None)


def _text(name: str, segment: Segment) -> pl.Expr:
    """All of a segment, whose parts are called ``name.0``, ``name.1`` and so on."""
    parts = [f"{name}.{part}" for part in range(segment.spaces + 1)]
    return (pl.concat_str(parts, separator=" ") if len(parts) > 1 else pl.col(parts[0])).alias(name)


def _values(segment: Segment, text: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    """The values of the codes of one segment, by the names of the codes, and whether they were found."""
    names = [code.name for code in segment.logged]
    expression = segment_pattern(segment.tokens)

    def groups(values: pl.Series) -> pl.DataFrame:
        found = values.str.extract_groups(expression).struct.unnest().select(names)
        return found.select(
            *map(logged, segment.logged),
            pl.col(names[0]).is_not_null().alias(""),
        )

    few = not any(code.kind in ("url", "referer") for code in segment.logged)
    found = by_distinct(text, groups) if few else groups(text)
    return found.drop(""), found[""].fill_null(value=False)


def _in_range(code: Code) -> pl.Expr:
    kind = KINDS[code.kind]
    if kind.dtype != pl.Int64:
        return pl.lit(value=True)
    return pl.col(code.name).is_between(kind.low, kind.high).fill_null(value=False)
