"""Printing what the door has released: tables for people, JSON for programs."""

from __future__ import annotations

from collections.abc import Sequence

from fairwatch.commands.console import answers, print_json, say
from fairwatch.disclosure import Released
from fairwatch.pipeline.installation import Installation
from fairwatch.text import Text, preferred_language


def show_released(released: Sequence[Released], installation: Installation, *, as_json: bool = False) -> None:
    """Every result, one after the other."""
    from fairwatch import reports  # noqa: PLC0415 - loads the charts

    if as_json:
        print_json([one.as_json() for one in released])
        return
    if not released:
        say(Text("没有可显示的结果。", "There is nothing to show."))
    for one in released:
        answers.print(*reports.text(one, preferred_language(), installation.titles()), sep="\n")
