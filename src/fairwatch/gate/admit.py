"""``admit``: the decision on every line of a batch."""

from __future__ import annotations

import datetime as dt

import polars as pl

from fairwatch import columns
from fairwatch.errors import Refused
from fairwatch.gate.admission import Admission, admitted
from fairwatch.gate.gates import WHAT, WHEN, WHO, Gate
from fairwatch.gate.lines import Lines
from fairwatch.gate.minimise import minimise
from fairwatch.gate.rules import rules_of
from fairwatch.policy import PolicySnapshot

KNOWN_COLUMNS = frozenset(columns.ACTIVITY) | set(columns.IDENTITY) | set(columns.SITE) | set(columns.RECOGNISED)
GATES = (*WHO, *WHEN, *WHAT)
CODES = tuple(code for code, _ in GATES)


def admit(
    frame: pl.DataFrame,
    policy: PolicySnapshot,
    *,
    closed_days: frozenset[tuple[str, dt.date]] = frozenset(),
    purposes: frozenset[str] | None = None,
) -> Admission:
    """Decide which lines each purpose may keep, and reduce them to what it may keep of them.

    ``frame``: columns ACTIVITY, IDENTITY, SITE and RECOGNISED, resolved under the same ``policy``; any other column is
    refused (R15). ``closed_days``: (purpose, working day) that are rolled up and closed. ``purposes``: only these.
    Deny by default: a line that no gate finds lawful for at least one purpose is only counted.
    """
    if unknown := sorted(set(frame.columns) - KNOWN_COLUMNS):
        raise Refused("E_METRIC_PROHIBITED", where=f"gate: {', '.join(unknown)}")
    rules = rules_of(policy, purposes)
    lines = Lines(frame, rules, closed_days)
    _pass(lines, WHO)
    lines.find_hours()
    _pass(lines, WHEN)
    lines.look()
    _pass(lines, WHAT)
    return Admission(
        admitted=tuple(
            admitted(purpose.id, policy.hash, minimise(lines, number)) for number, purpose in enumerate(rules.purposes)
        ),
        refusals=lines.refusals(CODES),
        lines=frame.height,
        admitted_lines=len(lines.row),
    )


def _pass(lines: Lines, gates: tuple[Gate, ...]) -> None:
    first = GATES.index(gates[0]) + 1
    for number, (_, gate) in enumerate(gates, start=first):
        lines.close(gate(lines), number)
    lines.forget_refused()
