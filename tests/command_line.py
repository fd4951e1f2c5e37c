"""``fairwatch`` as a user runs it: in this process, which is quick, or in one of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any
from unittest import mock

from fairwatch import cli

_VARIABLES = (
    "FAIRWATCH_WORKSPACE",
    "FAIRWATCH_ACCESS_CODE",
    "FAIRWATCH_OTP",
    "FAIRWATCH_SIGN_IN",
    "FAIRWATCH_AS",
    "FAIRWATCH_ROLE",
    "FAIRWATCH_ENGINE",
)
PROGRAM = (sys.executable, "-m", "fairwatch")


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """Standard output as one JSON document."""
        return json.loads(self.out)


def run(*arguments: object, stdin: bytes = b"", **variables: str) -> Done:
    """Run a command in this process (needs the fixture ``governed`` when it opens a workspace)."""
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.dict(os.environ, environment(variables), clear=True),
        mock.patch.object(sys, "argv", ["fairwatch", *map(str, arguments)]),
        mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin))),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = _exit_code(cli.main)
    return Done(code, out.getvalue(), err.getvalue())


def _exit_code(main: Callable[[], None]) -> int:
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def start(*arguments: object, program: tuple[str, ...] = PROGRAM, **variables: str) -> subprocess.Popen[str]:
    """Start a command in a process of its own."""
    return subprocess.Popen(
        [*program, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(variables),
    )


def environment(variables: Mapping[str, str]) -> dict[str, str]:
    """This process's variables without what a developer may have set, in English on wide paper."""
    ours = {key: value for key, value in os.environ.items() if key not in {*_VARIABLES, "DJANGO_SETTINGS_MODULE"}}
    return ours | {"FAIRWATCH_LANG": "en", "COLUMNS": "200"} | dict(variables)
