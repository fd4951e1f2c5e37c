"""``admit``: the decision on every line of a batch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import polars as pl

from fairwatch import columns
from fairwatch.errors import Refused
from fairwatch.gate import limits
from fairwatch.gate.admission import Admission, admitted
from fairwatch.gate.detected import hits_of, parts_of
from fairwatch.gate.gates import WHAT, WHEN, WHO, Gate
from fairwatch.gate.lines import Lines
from fairwatch.gate.minimise import minimise
from fairwatch.gate.rules import rules_of
from fairwatch.policy import PolicySnapshot

KNOWN_COLUMNS = frozenset(columns.ACTIVITY).union(columns.IDENTITY, columns.SITE, columns.RECOGNISED, columns.DETECTED)

Look = Callable[[pl.DataFrame, pl.Series], pl.DataFrame]
"""Finds out what was done in some lines of the batch: adds columns CONTENT, SITE and RECOGNISED, and DETECTED if need
be, to them, in their order. The second argument says which they are: Boolean, one per line of the batch."""
GATES = (*WHO, *WHEN, *WHAT)
CODES = tuple(code for code, _ in GATES)


def admit(
    frame: pl.DataFrame,
    policy: PolicySnapshot,
    *,
    look: Look | None = None,
    closed_days: frozenset[tuple[str, dt.date]] = frozenset(),
    purposes: frozenset[str] | None = None,
    renamed: pl.DataFrame | None = None,
) -> Admission:
    """Decide which lines each purpose may keep, and reduce them to what it may keep of them.

    ``frame``: columns CONTACT and IDENTITY, resolved under the same ``policy``; any other column is refused (R15).
    ``look``: adds the others to the lines that may be looked at; without it, ``frame`` has them already.
    ``closed_days``: (purpose, working day) that are rolled up and closed. ``purposes``: only these. ``renamed``: what
    earlier batches left of registered files that were renamed (``renames.RENAMED``).
    Deny by default: a line that no gate finds lawful for at least one purpose is only counted.
    """
    lines = passed(frame, policy, look=look, closed_days=closed_days, purposes=purposes, renamed=renamed)
    rules = lines.rules
    return Admission(
        admitted=tuple(
            admitted(purpose.id, policy.hash, minimise(lines, number), sealed=limits.is_sealed(purpose))
            for number, purpose in enumerate(rules.purposes)
        ),
        refusals=lines.refusals(CODES),
        lines=frame.height,
        admitted_lines=lines.admitted,
    )


def passed(
    frame: pl.DataFrame,
    policy: PolicySnapshot,
    *,
    look: Look | None = None,
    closed_days: frozenset[tuple[str, dt.date]] = frozenset(),
    purposes: frozenset[str] | None = None,
    renamed: pl.DataFrame | None = None,
) -> Lines:
    """The lines of a batch after the last gate."""
    _known_only(frame)
    lines = Lines(frame, rules_of(policy, purposes), closed_days, renamed)
    _pass(lines, WHO)
    lines.find_hours()
    _pass(lines, WHEN)
    lines.look(look)
    _known_only(lines.content)
    lines.hits = hits_of(lines)
    lines.parts = parts_of(lines)
    _pass(lines, WHAT)
    lines.admit_hits()
    return lines


def _known_only(frame: pl.DataFrame) -> None:
    if unknown := sorted(set(frame.columns) - KNOWN_COLUMNS):
        raise Refused("E_METRIC_PROHIBITED", where=f"gate: {', '.join(unknown)}")


def _pass(lines: Lines, gates: tuple[Gate, ...]) -> None:
    first = GATES.index(gates[0]) + 1
    for number, (_, gate) in enumerate(gates, start=first):
        lines.close(gate(lines), number)
    lines.forget_refused()
