"""Prove who is asking: the personal access code, from the environment or typed without echo."""

from __future__ import annotations

import os
from typing import cast, get_args

import typer

from fairwatch.errors import ConfigError
from fairwatch.text import Text
from fairwatch.viewer import Role, Viewer

CODE_VARIABLE = "FAIRWATCH_ACCESS_CODE"


def prove(person: str, role: str) -> Viewer:
    """The authenticated viewer; wrong codes, unknown people and roles not held are refused alike."""
    from fairwatch.governance.services import access  # noqa: PLC0415 - Django's models load after configure()

    if role not in get_args(Role):
        raise ConfigError(
            Text(f"没有角色 {role}", f"there is no role {role}"),
            where="--role",
            next_step=Text(f"可用角色：{'、'.join(get_args(Role))}", f"roles: {', '.join(get_args(Role))}"),
        )
    code = os.environ.get(CODE_VARIABLE) or typer.prompt(str(Text("访问码", "Access code")), hide_input=True, err=True)
    return access.authenticate(person, code, cast(Role, role))
