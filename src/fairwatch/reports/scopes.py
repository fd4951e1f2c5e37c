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


def scope_for(role: Role, wanted: str | None = None) -> Scope:
    """The scope that a role asks for, or its usual one: people see themselves, managers their department.

    Raises :class:`ConfigError` for a scope that the role does not have.
    """
    if role == "employee":
        possible: tuple[Scope, ...] = ("own",)
    else:
        possible = ("department", "organisation") if role == "manager" else ("organisation", "department")
    found = next((scope for scope in possible if wanted in (None, scope)), None)
    if found is None:
        raise ConfigError(
            Text(f"此身份没有范围“{wanted}”的报告", f"there is no report of the scope “{wanted}” for this role"),
            where=role,
            next_step=Text(f"可用的范围：{'、'.join(possible)}", f"possible scopes: {', '.join(possible)}"),
        )
    return found
