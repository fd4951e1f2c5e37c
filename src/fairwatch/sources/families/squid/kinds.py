"""How the values of %codes look: as a pattern for the careful path, as a type for the fast one."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from fairwatch.sources.counts import COUNT_LIMIT, STATUS_LIMIT
from fairwatch.sources.families.squid.logformat import Code

ELAPSED_LIMIT = 10**12 - 1
"""32 years in milliseconds."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One way of writing a value."""

    pattern: str
    """Rust regular expression of a value that nothing encloses."""
    dtype: type[pl.DataType] = pl.String
    low: int = 0
    high: int = 0
    """For whole numbers the range that ``pattern`` allows."""
    spaces: bool = False
    """Whether Squid may write a space inside the value."""


_FREE = "[^ ].*?"

KINDS = {
    # Whether it is a time is judged after the split, so that a bad time is not called a bad line.
    "epoch": Kind("[^ ]+", pl.Float64),
    # Their patterns come from their strftime templates.
    "local_time": Kind(""),
    "gmt_time": Kind(""),
    "subsecond": Kind("[0-9]{1,6}", pl.Int64, 0, 999_999),
    # A clock that is set back makes it negative.
    "elapsed": Kind("-|-?[0-9]{1,12}", pl.Int64, -ELAPSED_LIMIT, ELAPSED_LIMIT),
    "count": Kind("-|[0-9]{1,15}", pl.Int64, 0, COUNT_LIMIT),
    "status": Kind("-|[0-9]{1,3}", pl.Int64, 0, STATUS_LIMIT),
    "upper": Kind("[A-Z][A-Z0-9_]*"),
    "token": Kind("[^ ]+"),
    "referer": Kind("[^ ]+"),
    "header": Kind("[^ ]+"),
    # `uri_whitespace allow` leaves spaces in URLs, and Squid leaves them in login names.
    "url": Kind(_FREE, spaces=True),
    "account": Kind(_FREE, spaces=True),
}

_ENCLOSED = {
    '"': r'(?:[^"\\]|\\.)*',
    "/": r'"(?:[^"\\]|\\.)*"|[^ ]*',
    "[": r"[^\[\]]*",
    "'": ".*?",
}
"""Values that may hold spaces, by their encoding; see ``logformat.Code.encoding``."""

_STRFTIME = {
    "Y": "[0-9]{4}",
    "y": "[0-9]{2}",
    "m": "[0-9]{2}",
    "d": "[0-9]{2}",
    "b": "[A-Z][a-z]{2}",
    "H": "[0-9]{2}",
    "M": "[0-9]{2}",
    "S": "[0-9]{2}",
    "z": "[+-][0-9]{4}",
    "F": "[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "T": "[0-9]{2}:[0-9]{2}:[0-9]{2}",
}
"""The strftime directives of ``%{...}tl`` that are read, and how they look."""


TIMES = {"local_time": "%d/%b/%Y:%H:%M:%S %z", "gmt_time": "%d/%b/%Y:%H:%M:%S"}
"""How Squid writes %tl and %tg when the logformat does not say."""


def template(code: Code) -> str:
    """The strftime template of a time that is written out; empty for anything else."""
    return (code.argument or TIMES[code.kind]) if code.kind in TIMES else ""


def pattern(code: Code) -> str:
    """The pattern of the values of one %code."""
    if enclosed(code):
        return _ENCLOSED[code.encoding]
    if code.kind in TIMES:
        return strftime_pattern(template(code))
    return KINDS[code.kind].pattern


def enclosed(code: Code) -> bool:
    """Whether the value may hold spaces because quotes or brackets show where it ends."""
    if code.kind not in ("referer", "header", "url", "account"):
        return False
    # Squid's own [ in front of user names is an encoding only: there is no bracket to show the end.
    return code.encoding in _ENCLOSED and (code.encoding != "[" or code.kind in ("header", "referer"))


def strftime_pattern(template: str) -> str:
    """The pattern of times written with a strftime template. Raises ``KeyError`` for a directive that is not read."""
    parts = re.split("%(.)", template)
    return "".join(_STRFTIME[part] if number % 2 else re.escape(part) for number, part in enumerate(parts))


def logged(code: Code) -> pl.Expr:
    """The text of a value in its type; Squid's ``-`` is null."""
    text = pl.col(code.name)
    kind = KINDS[code.kind]
    value = pl.when(text != "-").then(text)
    return value if kind.dtype == pl.String else value.cast(kind.dtype, strict=False)
