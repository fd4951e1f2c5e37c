"""Every command explains itself with an example."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import typer
from tests.command_line import run, start

from fairwatch.cli import SUBJECTS, program


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    children = getattr(command, "commands", {})
    if not children:
        yield path
    for name, child in children.items():
        yield from commands(child, (*path, name))


EVERY = list(commands(typer.main.get_command(program())))


def test_there_is_a_command_for_every_step() -> None:
    assert {path[0] for path in EVERY} >= {
        "demo",
        "init",
        "ingest",
        "analyse",
        "report",
        "maintain",
        "audit",
        "purpose",
    }
    assert len(EVERY) > 20


def test_every_command_is_found_without_loading_the_others() -> None:
    assert {path[0] for path in EVERY} == {command for commands in SUBJECTS.values() for command in commands}
    for group in SUBJECTS.values():
        for command in group:
            loaded: Any = typer.main.get_command(program(command))
            assert set(loaded.commands) == set(group)


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_help_shows_an_example(path: tuple[str, ...]) -> None:
    done = run(*path, "--help")
    assert done.code == 0
    assert f"fairwatch {' '.join(path)}" in done.out.replace("Usage: fairwatch", "", 1)
    assert "Example" in done.out or "例" in done.out


@pytest.mark.parametrize("group", sorted({path[:-1] for path in EVERY}), ids=" ".join)
def test_a_group_without_a_command_lists_its_commands(group: tuple[str, ...]) -> None:
    done = run(*group)
    assert done.code in (0, 2)
    listed = done.out + done.err
    assert all(path[-1] in listed for path in EVERY if path[:-1] == group)


def test_help_speaks_the_users_language() -> None:
    process = start("ingest", "--help", FAIRWATCH_LANG="zh")
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    assert "读取日志" in out
    assert "例" in out


def test_the_version_is_told() -> None:
    assert run("--version").out.startswith("fairwatch ")
