"""Where the spaces and quotes of a logformat are: what the fast path has to find in every line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from fairwatch.sources.families.squid.kinds import KINDS, enclosed, template
from fairwatch.sources.families.squid.logformat import Code, Literal, Token

_FIRST_CODE = 0xF0000
"""Each %code stands for one character of a private plane while the logformat is taken apart."""
_SEGMENT = r'"[^"]*"|(?:\[[^\[\]"]*\]|[^ "\[\]])+'
_LINE = re.compile(f"(?:{_SEGMENT})(?: (?:{_SEGMENT}))*")

_FIXED_WIDTHS = {"stamp": 10, "local_time": 26, "gmt_time": 20}
"""Characters of times in the default notation; seconds have ten digits until the year 2286."""


@dataclass(frozen=True)
class Segment:
    """What stands between two spaces of the logformat, or between a pair of quotes."""

    tokens: tuple[Token, ...]
    quoted: bool

    @property
    def spaces(self) -> int:
        """Spaces inside, as in ``[%tl]``; a quoted segment may hold any number, and they do not count."""
        return 0 if self.quoted else sum(map(_spaces, self.tokens))

    @property
    def codes(self) -> list[Code]:
        return [token for token in self.tokens if isinstance(token, Code)]

    @property
    def logged(self) -> list[Code]:
        """The codes that mean something to us."""
        return [code for code in self.codes if code.field != "-"]

    @property
    def bare(self) -> Code | None:
        """The code that is all of the segment."""
        return self.codes[0] if len(self.tokens) == 1 and self.codes else None


@dataclass(frozen=True, slots=True)
class Padding:
    """Spaces in front of a number that begins at the same place of every line."""

    offset: int
    width: int


def segments(tokens: Sequence[Token]) -> list[Segment] | None:
    """The segments of a logformat; None where spaces and quotes do not show where its values end."""
    text = "".join(
        token.text if isinstance(token, Literal) else chr(_FIRST_CODE + number) for number, token in enumerate(tokens)
    )
    strange = any(
        ord(character) >= _FIRST_CODE for token in tokens if isinstance(token, Literal) for character in token.text
    )
    if strange or not _LINE.fullmatch(text):
        return None
    found = [_segment(match[0], tokens) for match in re.finditer(_SEGMENT, text)]
    free = any(enclosed(code) for segment in found if not segment.quoted for code in segment.codes)
    return None if free else found


def _segment(text: str, tokens: Sequence[Token]) -> Segment:
    quoted = text.startswith('"')
    parts = (
        tokens[ord(character) - _FIRST_CODE] if ord(character) >= _FIRST_CODE else Literal(character)
        for character in (text[1:-1] if quoted else text)
    )
    return Segment(tuple(parts), quoted)


def _spaces(token: Token) -> int:
    return (token.text if isinstance(token, Literal) else template(token)).count(" ")


def padding(found: Sequence[Segment]) -> Iterator[Padding | None]:
    """Every padded value; None for one that does not begin at a fixed place or is no number."""
    offset: int | None = 0
    for segment in found:
        for code in segment.codes:
            if code.padded:
                number = KINDS[code.kind].dtype == pl.Int64 and not code.left and code is segment.bare
                yield Padding(offset, code.width) if offset and number else None
        width = _width(segment)
        offset = offset + width + 1 if offset is not None and width is not None else None


def _width(segment: Segment) -> int | None:
    """Characters of the segment, if it has the same number in every line."""
    total = 2 * segment.quoted
    for token in segment.tokens:
        if isinstance(token, Literal):
            total += len(token.text)
        elif token.argument or token.field not in _FIXED_WIDTHS:
            return None
        else:
            total += _FIXED_WIDTHS[token.field] + (token.digits + 1 if token.digits else 0)
    return total


def spaces_between_quotes(found: Sequence[Segment]) -> list[int]:
    """Spaces before the first opening quote, between each closing and the next opening one, and after the last."""
    counts = [0]
    for number, segment in enumerate(found):
        if segment.quoted:
            counts.append(0)
        counts[-1] += segment.spaces + (number < len(found) - 1)
    return counts


def anchors(found: Sequence[Segment]) -> Iterator[int]:
    """Fields before any quote that are not read but begin with a capital letter: the number of spaces before each.

    They prove that a line with a space too many and a field too few is not taken for a good one.
    """
    before = 0
    for segment in found:
        if segment.quoted:
            return
        match segment.tokens:
            case (Code(kind="upper"), *_) if before and not segment.logged:
                yield before
        before += segment.spaces + 1
