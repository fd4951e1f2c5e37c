"""The language of Squid's ``logformat`` directive: a string with %codes, read into tokens.

``% [encoding] [-] [[0]width][.width] [{arg}] code [{arg}]``, see https://www.squid-cache.org/Doc/config/logformat
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from fairwatch.sources.tables import rows

DIRECTIVE = re.compile(
    r"""%(?P<encoding>["\[\#'/])?(?P<left>-)?(?P<zero>0)?(?P<width>\d+)?(?:\.(?P<digits>\d+))?
    (?:\{(?P<before>[^}]*)\})?(?P<namespace>[a-z_]+::)?(?P<rest>.*)""",
    re.VERBOSE | re.DOTALL,
)
UNKNOWN = re.compile(r"[<>]?\w*")


@dataclass(frozen=True, slots=True)
class Literal:
    """Characters that stand in every line as they are."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """One %code: what it logs and how the value is written."""

    name: str
    """Column name of its values, unique in the format."""
    field: str
    """What it is to us (second column of ``codes.tsv``), or ``-``."""
    kind: str
    """How its values look, a key of ``kinds.KINDS``."""
    rank: int = 0
    """Of several codes that fill one field, the one with the lowest rank is preferred."""
    encoding: str = ""
    """``"`` quoted string, ``[`` MIME blob, ``#`` URL, ``'`` raw, ``/`` shell, empty for the code's own."""
    argument: str = ""
    width: int = 0
    left: bool = False
    zero: bool = False
    digits: int = 0
    """Maximum width; for %tu the number of decimals."""

    @property
    def padded(self) -> bool:
        """Whether spaces may surround the value."""
        return self.width > 0 and not self.zero


Token = Literal | Code


def tokens(logformat: str) -> tuple[Token, ...]:
    """The tokens of a logformat string. Every string has a reading: unknown codes are skipped tokens."""
    return tuple(_fused(list(_tokens(logformat))))


def _tokens(logformat: str) -> Iterator[Token]:
    quoting, at, number = "", 0, 0
    while at < len(logformat):
        if logformat[at] != "%":
            literal = logformat[at:].partition("%")[0]
            quoting = _quoting_after(literal, quoting)
            yield Literal(literal)
            at += len(literal)
        elif logformat.startswith("%%", at):
            yield Literal("%")
            at += 2
        else:
            code, at = _code(logformat, at, quoting, f"c{number}")
            number += 1
            yield code


def _quoting_after(literal: str, quoting: str) -> str:
    """Squid encodes a value by the quotes or brackets that the format puts around it."""
    closing = {'"': '"', "[": "]"}
    for character in literal:
        if quoting and character == closing[quoting]:
            quoting = ""
        elif not quoting and character in closing:
            quoting = character
    return quoting


def _code(logformat: str, at: int, quoting: str, name: str) -> tuple[Code, int]:
    match = DIRECTIVE.match(logformat, at)
    assert match  # noqa: S101 - every part but the percent sign is optional
    namespace = (match["namespace"] or "").removeprefix("http::")
    code = _longest_known(namespace, match["rest"])
    end = match.start("rest") + len(code) - len(namespace)
    argument = match["before"]
    if argument is None and (after := re.compile(r"\{([^}]*)\}").match(logformat, end)):
        argument, end = after[1], after.end()
    known = codes().get(f"{code}{{{(argument or '').lower()}}}") or codes().get(code) or Known("-", "token", 0)
    return (
        Code(
            name=name,
            field=known.field,
            kind=known.kind,
            rank=known.rank,
            encoding=match["encoding"] or quoting,
            argument=argument or "",
            width=int(match["width"] or 0),
            left=bool(match["left"]),
            zero=bool(match["zero"]),
            digits=int(match["digits"] or 0),
        ),
        end,
    )


def _longest_known(namespace: str, rest: str) -> str:
    """Squid itself takes the longest code that the text begins with, so ``%rmHTTP`` is ``%rm`` and a literal."""
    known = [
        code
        for code in codes()
        if "{" not in code and code.startswith(namespace) and rest.startswith(code.removeprefix(namespace))
    ]
    unknown = UNKNOWN.match(rest)
    return max(known, key=len, default=namespace + (unknown[0] if unknown else ""))


def _fused(found: list[Token]) -> Iterator[Token]:
    """``%ts.%03tu`` as the one decimal number it is."""
    while found:
        match found:
            case [Code(field="stamp") as stamp, Literal("."), Code(field="subsecond") as fraction, *rest] if (
                fraction.zero and fraction.width == (fraction.digits or 3)
            ):
                yield replace(stamp, digits=fraction.width)
                found = rest
            case [first, *rest]:
                yield first
                found = rest


@dataclass(frozen=True, slots=True)
class Known:
    """One row of ``codes.tsv``."""

    field: str
    kind: str
    rank: int


@cache
def codes() -> dict[str, Known]:
    """The %codes that we know, by name, in the order of preference."""
    table = files("fairwatch.sources.families.squid").joinpath("codes.tsv")
    return {row["code"]: Known(row["field"], row["kind"], rank) for rank, row in enumerate(rows(table))}
