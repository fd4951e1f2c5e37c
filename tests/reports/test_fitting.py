"""Tables for terminals of any width."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from fairwatch.reports.fitting import FittingTable
from fairwatch.reports.grid import Grid, Heading, Row
from fairwatch.text import Text


def same(text: str) -> Text:
    return Text(text, text)


HEADINGS = (
    Heading(same("Alias"), "text", kept=True),
    Heading(same("Day"), "time", kept=True),
    Heading(Text("去向类别", "Class of destination"), "text", kept=True),
    Heading(Text("发送流量", "Bytes sent"), "number", kept=True),
    Heading(Text("请求数", "Requests"), "number", kept=False),
    Heading(Text("本人平日", "Usual for the person"), "number", kept=False),
)
CELLS = ("306b515fc80d", "Wed 2026-11-25", "Personal cloud storage", "1,633 MB", "1,234", "40.3 MB")
FINDINGS = Grid(HEADINGS, (Row(tuple(map(same, CELLS)), suppressed=False),), left_out=0)
NEEDED = 12 + 14 + len("destination") + 8 + 3 * 2


def printed(width: int, shown: Grid = FINDINGS, language: str = "en") -> str:
    console = Console(file=io.StringIO(), width=width)
    console.print(FittingTable("Uploads to verify", shown, language))  # type: ignore[arg-type]
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def test_where_there_is_room_everything_stands_on_one_line() -> None:
    assert all(cell in printed(120).splitlines()[2] for cell in CELLS)
    assert "No room" not in printed(120)


def test_the_last_figures_are_left_out_and_named() -> None:
    shown = printed(NEEDED + 10)
    assert "1,234" in shown
    assert "40.3 MB" not in shown
    assert "No room for: Usual for the person." in " ".join(shown.split())


@given(st.integers(NEEDED, 200))
def test_who_when_what_and_whole_figures_stay_at_any_width(width: int) -> None:
    shown = printed(width)
    assert all(cell in shown for cell in ("306b515fc80d", "Wed 2026-11-25", "1,633 MB"))
    assert all(word in shown for word in ("Personal", "cloud", "storage"))
    assert max(map(len, shown.splitlines())) <= width
    for heading, cell in zip(HEADINGS[4:], CELLS[4:], strict=True):
        assert cell in shown or heading.title.en in " ".join(shown.split())


@pytest.mark.parametrize(("left_out", "said"), [(1, "1 more row\n"), (2, "2 more rows\n")])
def test_rows_that_were_cut_are_counted(left_out: int, said: str) -> None:
    shown = printed(120, Grid(HEADINGS, FINDINGS.rows, left_out))
    assert said in "\n".join(line.strip() for line in shown.splitlines()) + "\n"


@pytest.mark.parametrize("width", range(58, 121, 4))
def test_chinese_is_never_cut(width: int) -> None:
    """It has no blanks to break at, so headings and values break anywhere, and every character stays."""
    titles = ("次数或个数", "平日流量", "低于此流量则不成为发现", "低于此次数则不成为发现")
    headings = (HEADINGS[0], *(Heading(same(title), "number", kept=False) for title in titles))
    row = Row(
        tuple(map(same, ("工作日上午，网络维护时段内", "733 MB", "0.3 MB", "15.2 MB", "1,234"))), suppressed=False
    )
    shown = printed(width, Grid(headings, (row,), left_out=0), "zh")
    assert "…" not in shown
    assert all(shown.count(character) >= 1 for character in "".join(titles) + "工作日上午，网络维护时段内")
    assert all(cell_len(line) <= width for line in shown.splitlines())


def test_wide_characters_count_twice() -> None:
    assert "请求数" in printed(120, language="zh")
    assert "终端过窄" in printed(NEEDED + 4, language="zh")
