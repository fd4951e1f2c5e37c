"""Roles of the directory, and which of them one person may not hold together (LAW section 10)."""

from __future__ import annotations

from itertools import combinations
from typing import get_args

from fairwatch.viewer import Role

VIEWER_ROLES: tuple[str, ...] = get_args(Role)
DIRECTORY_ROLES = (*VIEWER_ROLES, "recruiter")
"""What people.csv may say; everybody is an employee without saying so."""

PRIVILEGED = frozenset(DIRECTORY_ROLES) - {"employee", "recruiter"}
"""Roles in which somebody sees other people's data or acts in an office: they need a second factor (R40)."""

_SEPARATE = ("dpo", "counsel", "auditor", "operator", "union")
"""No person holds two of these: whoever approves, runs, represents or checks must be somebody else."""

INCOMPATIBLE = frozenset(
    {
        *(frozenset(pair) for pair in combinations(_SEPARATE, 2)),
        # The union's key may not be held by HR or management staff.
        frozenset({"union", "hr"}),
        frozenset({"union", "recruiter"}),
        frozenset({"union", "manager"}),
        # Who checks the log may not query what it is about.
        frozenset({"auditor", "analyst"}),
    }
)


def conflict(roles: set[str] | frozenset[str]) -> tuple[str, str] | None:
    """The first pair of roles that one person may not hold together, if any."""
    for first, second in combinations(sorted(roles), 2):
        if frozenset({first, second}) in INCOMPATIBLE:
            return first, second
    return None
