"""One measured figure, how it is printed, and how a command is measured."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

COMMAND = "make bench"


@dataclass(frozen=True)
class Figure:
    """``value`` in ``unit``, and the command that makes it again."""

    figure: str
    value: float
    unit: str
    command: str = COMMAND

    def print(self) -> None:
        print(json.dumps(asdict(self)), flush=True)


def _users(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name != POLARS_OWN}


@dataclass(frozen=True)
class Run:
    """What one finished command took: wall-clock seconds, the largest resident set in MB, and what it printed."""

    seconds: float
    peak_mb: float
    output: str


POLARS_OWN = "_RJEM_MALLOC_CONF"
"""Polars writes its allocator's settings into the environment of whoever imports it. No command of a user inherits them
from a shell, so none is measured with this process's."""


def measure(command: Sequence[str | Path], *, env: dict[str, str] | None = None) -> Run:
    """Run a command to its end and measure it; a failing one stops the bench with its own words."""
    words = [str(word) for word in command]
    start = time.perf_counter()
    with (
        tempfile.TemporaryFile() as output,
        subprocess.Popen(words, stdout=output, stderr=subprocess.PIPE, env=_users(os.environ) | (env or {})) as process,
    ):
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        printed = output.read().decode(errors="replace")
    if process.returncode:
        raise SystemExit(f"{shlex.join(words)} failed:\n{said.decode(errors='replace')[-2000:]}")
    return Run(time.perf_counter() - start, usage.ru_maxrss / 1024, printed)
