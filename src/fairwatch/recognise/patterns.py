"""One Sigma value against one field, as a polars expression. A null field matches nothing, as in Sigma."""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl
from sigma.types import (
    CompareOperators,
    SigmaBool,
    SigmaCasedString,
    SigmaCIDRExpression,
    SigmaCompareExpression,
    SigmaExists,
    SigmaExpansion,
    SigmaFieldReference,
    SigmaNull,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaString,
    SigmaType,
    SpecialChars,
)

from fairwatch.recognise.fields import Field, folded

_ADDRESS = r"^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)$"


class Unsupported(Exception):  # noqa: N818 - it names the state, and never leaves this room
    """The rule uses a value that this field cannot be compared with."""


def matches(name: str, field: Field, value: SigmaType) -> pl.Expr:
    """Whether the field equals the value: a Boolean expression that is never null.

    ``field`` is read from the column ``name`` or ``folded(name)``. Raises ``Unsupported``.
    """
    if isinstance(value, SigmaNull):
        return pl.col(name).is_null()
    if isinstance(value, SigmaExists):
        return pl.col(name).is_not_null() if value.exists else pl.col(name).is_null()
    if isinstance(value, SigmaExpansion):
        return pl.any_horizontal(matches(name, field, one) for one in value.values)
    if field.kind == "flag":
        return _flag(name, value)
    if field.kind == "number":
        return _number(name, value)
    return _text(name, value).fill_null(value=False)


def matches_field(name: str, field: Field, other: str, other_field: Field, value: SigmaFieldReference) -> pl.Expr:
    """Whether the field equals another one, begins or ends with it (``fieldref``). Raises ``Unsupported``."""
    if field.kind != other_field.kind or (field.kind != "text" and (value.starts_with or value.ends_with)):
        raise Unsupported("a field of the same kind")
    if field.kind != "text":
        return (pl.col(name) == pl.col(other)).fill_null(value=False)
    mine, theirs = pl.col(folded(name)), pl.col(folded(other))
    if value.starts_with:
        return mine.str.starts_with(theirs).fill_null(value=False)
    return (mine.str.ends_with(theirs) if value.ends_with else mine == theirs).fill_null(value=False)


def contained(value: SigmaType) -> str | None:
    """The text that a field must contain somewhere, in any case, to match the value; None where it says more."""
    match value.s if type(value) is SigmaString else ():
        case (SpecialChars.WILDCARD_MULTI, str(text), SpecialChars.WILDCARD_MULTI):
            return text.lower()
        case _:
            return None


def part_of(value: SigmaType) -> str | None:
    """The longest text, in lower case, that a field must contain to match the value; None where there is none."""
    parts = [part for part in value.s if isinstance(part, str)] if isinstance(value, SigmaString) else []
    return max(parts, key=len, default="").lower() or None


def contains_any(name: str, texts: Iterable[str]) -> pl.Expr:
    """Whether the text field contains one of some texts in lower case, all of them looked for at once."""
    return pl.col(folded(name)).str.contains_any(sorted(texts)).fill_null(value=False)


def contains(name: str, value: SigmaType) -> pl.Expr:
    """Whether a keyword, a word without a field, stands anywhere in the text field. Raises ``Unsupported``."""
    if isinstance(value, SigmaRegularExpression):
        return _regex(name, value.escape(escape_escape_char=False)).fill_null(value=False)
    text = str(value.number) if isinstance(value, SigmaNumber) else value
    if not isinstance(text, str | SigmaString):
        raise Unsupported("a string")
    anywhere = SigmaString("*") + (SigmaString(text) if isinstance(text, str) else text) + SigmaString("*")
    return _wildcards(pl.col(folded(name)), anywhere.lower()).fill_null(value=False)


def _flag(name: str, value: SigmaType) -> pl.Expr:
    if not isinstance(value, SigmaBool):
        raise Unsupported("true or false")
    return pl.col(name).eq_missing(pl.lit(value.boolean))


def _number(name: str, value: SigmaType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(value, SigmaNumber):
        return column.eq_missing(pl.lit(value.number))
    if not isinstance(value, SigmaCompareExpression):
        raise Unsupported("a number")
    number = value.number.number
    compared = {
        CompareOperators.LT: column < number,
        CompareOperators.LTE: column <= number,
        CompareOperators.GT: column > number,
        CompareOperators.GTE: column >= number,
        CompareOperators.NEQ: column != number,
    }[value.op]
    return compared.fill_null(value=False)


def _text(name: str, value: SigmaType) -> pl.Expr:
    if isinstance(value, SigmaNumber):
        return pl.col(name) == str(value.number)
    if isinstance(value, SigmaRegularExpression):
        return _regex(name, value.escape(escape_escape_char=False))
    if isinstance(value, SigmaCIDRExpression):
        return _network(name, value)
    if isinstance(value, SigmaCasedString):
        return _wildcards(pl.col(name), value)
    if isinstance(value, SigmaString):
        return _wildcards(pl.col(folded(name)), value.lower())
    raise Unsupported("a string")


def _wildcards(column: pl.Expr, value: SigmaString) -> pl.Expr:
    """A string with ``*`` and ``?``; the usual four shapes without a regular expression, because those are fast."""
    match tuple(value.s):
        case ():
            return column == ""
        case (str(text),):
            return column == text
        case (SpecialChars.WILDCARD_MULTI, str(text)):
            return column.str.ends_with(text)
        case (str(text), SpecialChars.WILDCARD_MULTI):
            return column.str.starts_with(text)
        case (SpecialChars.WILDCARD_MULTI, str(text), SpecialChars.WILDCARD_MULTI):
            return column.str.contains(text, literal=True)
        case parts:
            return column.str.contains("(?s)^" + "".join(map(_as_regex, parts)) + "$")


def _as_regex(part: object) -> str:
    if isinstance(part, str):
        return re.escape(part)
    if part is SpecialChars.WILDCARD_MULTI:
        return ".*"
    if part is SpecialChars.WILDCARD_SINGLE:
        return "."
    raise Unsupported("a string without placeholders")


def _regex(name: str, pattern: str) -> pl.Expr:
    try:
        pl.Series([""]).str.contains(pattern)
    except pl.exceptions.ComputeError as error:
        # polars runs regular expressions in linear time: no look-around and no back references
        raise Unsupported("a regular expression without look-around and back references") from error
    return pl.col(name).str.contains(pattern)


def _network(name: str, value: SigmaCIDRExpression) -> pl.Expr:
    patterns = (_wildcards(pl.col(name), SigmaString(pattern)) for pattern in value.expand())
    return pl.col(name).str.contains(_ADDRESS) & pl.any_horizontal(patterns)
