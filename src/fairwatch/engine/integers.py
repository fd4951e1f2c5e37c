"""Whole-number arithmetic that is the same everywhere.

On DuckDB ``/`` and Ibis's ``//`` compute with floats, ``%`` follows the sign of the dividend on both engines, and
dividing by zero is null, infinity or an error depending on the engine. Instants are int64 microseconds, so none of that
will do.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

MINUTE_US = 60_000_000


def modulo(value: ir.IntegerValue, divisor: int) -> ir.IntegerValue:
    """The remainder, from 0 to divisor - 1 for negative values too."""
    return ((value % divisor) + divisor) % divisor


def floor_divide(value: ir.IntegerValue, divisor: int) -> ir.IntegerValue:
    """``floor(value / divisor)``; exact while the quotient is below 2^53."""
    # the dividend is a multiple of the divisor, so the float division gives the whole number itself
    return ((value - modulo(value, divisor)) / divisor).cast("int64")


def bucket(ts_us: ir.IntegerValue, minutes: int) -> ir.IntegerValue:
    """The start of the bucket of so many minutes (UTC) that an instant lies in, in µs."""
    return ts_us - modulo(ts_us, minutes * MINUTE_US)


def share(part: ir.NumericValue, whole: ir.NumericValue) -> ir.FloatingValue:
    """``part / whole`` as float64; null where the whole is zero."""
    return part.cast("float64") / whole.cast("float64").nullif(ibis.literal(0.0))
