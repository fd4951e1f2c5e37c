"""What commands print with: one console for answers, one for progress and complaints."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from fairwatch.text import Text

answers = Console(highlight=False)
"""Standard output: what was asked for."""
notices = Console(stderr=True, highlight=False)
"""Standard error: progress, hints, complaints; silent about log content and people."""


def say(text: Text, style: str = "") -> None:
    """One line for people."""
    answers.print(str(text), style=style, soft_wrap=True, markup=False)


def counted(number: int, one: str, many: str = "") -> str:
    """A number and what it counts, in English: ``1 entry``, ``2 entries``. ``many``, unless ``one`` with an s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def table(title: Text, *columns: Text) -> Table:
    """An empty table with bilingual headings."""
    made = Table(
        title=str(title), title_justify="left", title_style="bold", header_style="dim", box=None, pad_edge=False
    )
    for column in columns:
        made.add_column(str(column), overflow="fold")  # no blanks in Chinese, and nothing is ever cut
    return made


@contextmanager
def log_progress() -> Iterator[Callable[[str, float | None, int], None]]:
    """A progress line per log: share done, lines so far, time."""
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=28),
        TextColumn("{task.fields[lines]:>13,} " + str(Text("行", "lines"))),
        TimeElapsedColumn(),
        console=notices,
        transient=True,
    ) as bars:
        tasks: dict[str, Any] = {}

        def show(name: str, share: float | None, lines: int) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=1.0 if share is not None else None, lines=0)
            bars.update(tasks[name], completed=share or 0, lines=lines)

        yield show


@contextmanager
def step(text: Text) -> Iterator[None]:
    """A spinner around work without a known length."""
    with notices.status(str(text)):
        yield


@contextmanager
def share_progress(text: Text) -> Iterator[Callable[[float], None]]:
    """A bar from 0 to 1."""
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=28),
        TimeElapsedColumn(),
        console=notices,
        transient=True,
    ) as bars:
        task = bars.add_task(str(text), total=1.0)
        yield lambda share: bars.update(task, completed=share)
