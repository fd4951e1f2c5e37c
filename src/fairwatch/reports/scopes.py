"""Whom a report is about: the organisation, one department, or the reader."""

from __future__ import annotations

from typing import Final, Literal

from fairwatch.errors import ConfigError
from fairwatch.text import Text
from fairwatch.viewer import Role

Scope = Literal["organisation", "department", "own"]

TITLES: Final[dict[Scope, Text]] = {
    "organisation": Text("网络使用评估报告：全单位", "Network use evaluation: the organisation"),
    "department": Text("网络使用评估报告：本部门", "Network use evaluation: one department"),
    "own": Text("网络使用评估报告：本人", "Network use evaluation: yourself"),
}

WITHOUT_GROUPS: Final[frozenset[Role]] = frozenset({"counsel", "auditor", "operator"})
"""Roles that are shown no group of people (``disclosure/matrix.tsv``), and so nothing of a department."""

_OWN = Text("本人的报告请用 --role employee", "for your own report use --role employee")


def scope_for(role: Role, wanted: str | None = None) -> Scope:
    """The scope that a role asks for, or its usual one: people see themselves, managers their department.

    Raises :class:`ConfigError` for a scope that the role does not have.
    """
    possible = _possible(role)
    found = next((scope for scope in possible if wanted in (None, scope)), None)
    if found is None:
        able = Text(f"可用的范围：{'、'.join(possible)}", f"possible scopes: {', '.join(possible)}")
        raise ConfigError(
            Text(f"此身份没有范围“{wanted}”的报告", f"there is no report of the scope “{wanted}” for this role"),
            where=role,
            next_step=_OWN if wanted == "own" else able,
        )
    return found


def _possible(role: Role) -> tuple[Scope, ...]:
    """The scopes of a role, the usual one first; of departments only for roles that see groups of people."""
    if role == "employee":
        return ("own",)
    if role in WITHOUT_GROUPS:
        return ("organisation",)
    return ("department", "organisation") if role == "manager" else ("organisation", "department")
