"""The HTML report."""

from __future__ import annotations

import dataclasses
import itertools
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from fairwatch.reports import html
from fairwatch.reports.words import name_of
from fairwatch.text import LANGUAGES, Text

TITLE = Text("九月报告", "September report")
VOID = {"meta", "input", "br", "link", "img", "hr"}


class Page(HTMLParser):
    """Checks that elements nest, and collects what the tests ask for."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: dict[str, list[str]] = {"zh": [], "en": [], "": []}
        self.headings: list[int] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        language = next((attrs["lang"] for tag, attrs in reversed(self.open) if tag != "html" and "lang" in attrs), "")
        if data.strip() and not any(tag in ("style", "svg", "title") for tag, _ in self.open):
            self.texts[language or ""].append(data.strip())

    def values(self, name: str) -> list[str]:
        return [value for _, attribute, value in self.attributes if attribute == name]


@pytest.fixture(scope="module")
def everything(release: Any) -> list[Any]:
    return [
        release("refusals", analysis="not-collected"),
        release("leaving", analysis="departure", withheld={"events": "E_LEAVING_INDIVIDUAL"}),
        release("trend", "week", "matrix", "trends"),
        release("ranking", "own", analysis="work-time"),
    ]


@pytest.fixture(scope="module")
def page(everything: Any, labels: Any) -> str:
    return html(everything, title=TITLE, labels=labels)


def test_elements_nest_and_headings_do_not_skip_a_level(page: str) -> None:
    headings = Page(page).headings
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(headings))


def test_nothing_is_fetched_from_anywhere(page: str) -> None:
    """Namespaces of SVG are names, not addresses; there is no other URL, no script, no import, no font file."""
    rest = re.sub(r'xmlns(?::xlink)?="http://www\.w3\.org/[^"]+"', "", page)
    assert not re.search(
        r"https?:|//[a-z]|url\(|@import|@font-face|<script|<iframe|<link|<img|<object|javascript:", rest
    )
    assert not {"src", "href", "action", "srcset", "style"} & {name for _, name, _ in Page(page).attributes}
    assert not any(name.startswith("on") for _, name, _ in Page(page).attributes)


def test_the_policy_of_the_page_allows_nothing_but_its_own_style(page: str) -> None:
    assert "default-src 'none'; style-src 'unsafe-inline'" in "".join(Page(page).values("content"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_languages_are_there_and_one_is_chosen(language: Any, release: Any, labels: Any) -> None:
    page = html([release("week", "refusals")], title=TITLE, language=language, labels=labels)
    parsed = Page(page)
    assert "九月报告" in parsed.texts["zh"]
    assert "September report" in parsed.texts["en"]
    assert len(parsed.texts["zh"]) == pytest.approx(len(parsed.texts["en"]), rel=0.1)
    assert re.search(rf'id="{language}" checked', page)
    assert page.count(" checked") == 1


def test_no_chinese_word_is_left_outside_the_chinese_text(page: str) -> None:
    stray = [text for text in Page(page).texts["en"] + Page(page).texts[""] if re.search(r"[一-鿿]", text)]
    assert stray == ["中文"]


def test_every_chart_is_drawn_in_both_languages_for_desk_and_phone(page: str) -> None:
    """Seven pictures: trend, week, matrix, trends, ranking, the leaving groups, and one's own days."""
    assert page.count("<svg") == 7 * 2 * 2
    for language in LANGUAGES:
        for width in ("wide", "narrow"):
            assert page.count(f'class="chart {width}" lang="{language}" role="img" aria-label="') == 7


def test_every_table_has_a_caption_and_every_chart_a_table(page: str) -> None:
    assert page.count("<table") == page.count("<caption>") == 8
    assert page.count("<details>") == page.count("<figure>") == 7


def test_hidden_cells_are_marked_and_explained(page: str) -> None:
    assert '<tr class="suppressed">' in page
    assert "would give away another cell (R28)" in page
    assert "≤ 5 %" in page


def test_sections_are_in_reading_order(page: str) -> None:
    places = [
        page.index(word)
        for word in (
            "In plain words",
            "Table trend</span></h3>",
            "Table ranking</span></h3>",
            "Table leaving</span></h3>",
            "Table refusals</span></h3>",
            "How to read this",
        )
    ]
    assert places == sorted(places)


def test_refusals_come_with_reason_law_and_next_step(page: str) -> None:
    for words in ("outside scheduled working hours", "R14", "75.0 %", "correct the schedule if it is wrong"):
        assert words in page


def test_evidence_ranges_and_what_was_withheld_are_explained(page: str) -> None:
    for words in ("the site&#39;s name is known", "1:30 (1:10–1:55)", "another person&#39;s leaving tendency"):
        assert words in page


def test_hostile_names_are_escaped(release: Any) -> None:
    bad = '<script>alert("x")</script>'
    labels = {key: Text(bad, bad) for key in ("work", "games", "short_video", "douyin")}
    page = html([release("matrix", "own")], title=Text(bad, bad), labels=labels)
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_the_same_input_gives_the_same_page(everything: Any, labels: Any, page: str) -> None:
    assert html(everything, title=TITLE, labels=labels) == page


def test_the_file_stays_small(page: str) -> None:
    assert len(page.encode()) < 1_000_000


def test_the_viewer_is_named_by_role_only(page: str) -> None:
    assert "p0042" not in page
    assert "2026-09-15 20:00 (Asia/Shanghai)" in page


@pytest.mark.parametrize(
    ("role", "view"),
    [
        ("analyst", "This is what a security analyst may see: leads under aliases"),
        ("employee", "This is your own data"),
    ],
)
def test_the_head_says_whose_view_it_is(role: str, view: str, release: Any) -> None:
    page = html([release("trend", role=role)], title=TITLE, language="en")
    assert view in page[: page.index("<main>")]
    assert f"<title>September report · {name_of('role', role, {}).en}</title>" in page


class TestEmptyStates:
    def test_nothing_released(self) -> None:
        page = html([], title=TITLE)
        assert "There is nothing that may be shown to you" in page
        assert Page(page).headings == [1, 2]
        assert "access log" not in page

    def test_everything_withheld(self, release: Any) -> None:
        page = html([release(withheld={"rows": "E_NO_CASE"})], title=TITLE)
        assert "individual records need an approved case" in page
        assert "ask for a case with `fairwatch case request`" in page

    def test_no_data_yet(self, release: Any, tables: Any) -> None:
        empty = dataclasses.replace(tables["trend"], frame=tables["trend"].frame.clear())
        page = html([release(tables={"trend": empty})], title=TITLE)
        assert "There is no data yet." in page
        assert "<svg" not in page

    def test_all_suppressed(self, release: Any, tables: Any) -> None:
        table = tables["week"]
        hidden = dataclasses.replace(table, frame=table.frame.filter("suppressed"), suppressed=1)
        page = html([release(tables={"week": hidden})], title=TITLE)
        assert "Nothing of it can be shown, because every figure would tell about few people." in page
        assert "<svg" not in page

    def test_all_hidden_and_not_even_listed(self, release: Any, tables: Any) -> None:
        bare = dataclasses.replace(tables["week"], frame=tables["week"].frame.clear(), suppressed=0)
        page = html([release(tables={"week": bare})], title=TITLE)
        assert "because it would tell about few people: " in page
        assert "Nothing to show" not in page

    def test_only_what_was_not_collected(self, release: Any) -> None:
        page = html([release("refusals", role="auditor")], title=TITLE)
        assert "In this role nothing about people or groups is shown" in page

    def test_nothing_refused(self, release: Any, tables: Any) -> None:
        empty = dataclasses.replace(tables["refusals"], frame=tables["refusals"].frame.clear())
        assert "Nothing was turned away." in html([release(tables={"refusals": empty})], title=TITLE)
