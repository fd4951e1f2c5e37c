"""Prove who is asking: access code and second factor, from the environment or typed without echo."""

from __future__ import annotations

import os
import sys
from typing import cast, get_args

import typer

from fairwatch.errors import ConfigError
from fairwatch.text import Text
from fairwatch.viewer import Role, Viewer

CODE_VARIABLE = "FAIRWATCH_ACCESS_CODE"
ONE_TIME_VARIABLE = "FAIRWATCH_OTP"
"""A code of the authenticator app, or a recovery code; empty for whoever has no second factor."""
SIGN_IN_VARIABLE = "FAIRWATCH_SIGN_IN"
"""What ``fairwatch access sign-in`` printed: several commands in a row without proving anything again."""


def prove(person: str, role: str, *, afresh: bool = False) -> Viewer:
    """The authenticated viewer; wrong codes, unknown people and roles not held are refused alike.

    ``afresh``: an open sign-in does not do. For what changes the credentials themselves.
    """
    from fairwatch.governance.services import access  # noqa: PLC0415 - Django's models load after configure()

    if role not in get_args(Role):
        raise ConfigError(
            Text(f"没有角色 {role}", f"there is no role {role}"),
            where="--role",
            next_step=Text(f"可用角色：{'、'.join(get_args(Role))}", f"roles: {', '.join(get_args(Role))}"),
        )
    token = os.environ.get(SIGN_IN_VARIABLE)
    if token and not afresh:
        return access.resume(person, role, token)
    code = os.environ.get(CODE_VARIABLE)
    one_time = os.environ.get(ONE_TIME_VARIABLE)
    unattended = bool(code) and not sys.stdin.isatty()
    code = code or typer.prompt(str(Text("访问码", "Access code")), hide_input=True, err=True)
    if one_time is None:
        # Asked of everybody, so that the question does not tell who has a second factor.
        one_time = "" if unattended else ask_one_time()
    return access.authenticate(person, code, cast(Role, role), one_time)


def ask_one_time() -> str:
    """A one-time code, typed; empty when there is none."""
    question = Text("一次性验证码（没有则直接回车）", "One-time code (just Enter if you have none)")
    return str(typer.prompt(str(question), default="", show_default=False, hide_input=True, err=True))
