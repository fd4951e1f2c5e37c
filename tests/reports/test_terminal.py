"""The same in the terminal."""

from __future__ import annotations

import dataclasses
import io
from typing import Any

import pytest
from rich.console import Console

from fairwatch.reports import text
from fairwatch.text import LANGUAGES, Text


def printed(released: Any, language: Any, labels: Any = None) -> str:
    console = Console(file=io.StringIO(), width=120)
    console.print(*text(released, language, labels), sep="\n")
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def test_tables_have_units_ranges_and_hidden_marks(release: Any, labels: Any) -> None:
    shown = printed(release("ranking"), "en", labels)
    assert "27:47 (25:00–30:33)" in shown
    assert "games" in shown
    assert "—" in shown
    assert "(R28)" in shown


@pytest.mark.parametrize(("language", "word"), [("zh", "短视频"), ("en", "Short video")])
def test_one_language_at_a_time(language: Any, word: str, release: Any, labels: Any) -> None:
    both = {"短视频", "Short video"}
    shown = printed(release("own"), language, labels)
    assert {one for one in both if one in shown} == {word}


def test_refusals_are_told_by_reason(release: Any) -> None:
    shown = printed(release("refusals"), "en")
    assert "outside scheduled working hours" in shown
    assert "90" in shown


def test_what_is_withheld_is_said(release: Any) -> None:
    assert "R35" in printed(release("trend", withheld={"rows": "E_NO_CASE"}), "en")


def test_an_empty_table_says_so(release: Any, tables: Any) -> None:
    empty = dataclasses.replace(tables["trend"], frame=tables["trend"].frame.clear())
    assert "nothing to show" in printed(release("trend", tables={"trend": empty}), "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_not_read_as_markup(language: Any, release: Any) -> None:
    labels = {"work": Text("[red]坏[/red]", "[link=file:///etc/passwd]bad[/link]")}
    assert labels["work"].in_(language) in printed(release("ranking"), language, labels)


def test_a_table_of_which_all_is_hidden_is_one_line(release: Any, tables: Any) -> None:
    table = tables["ranking"]
    hidden = dataclasses.replace(table, suppressed=table.frame.height)
    shown = printed(release("ranking", tables={"ranking": hidden}), "en")
    assert f"{table.title.en}: — (all rows)" in shown
    assert "games" not in shown
