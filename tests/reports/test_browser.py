"""The report in a real browser, with JavaScript switched off."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fairwatch.reports import html
from fairwatch.text import Text

CHROMIUM = Path("/usr/bin/chromium")

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(
        not CHROMIUM.exists() and "FAIRWATCH_TESTS_SKIP_NOTHING" not in os.environ, reason="Chromium is not installed"
    ),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def file(tmp_path: Path, release: Any, labels: Any) -> Path:
    released = [release("trend", "week", "ranking", "matrix"), release("refusals", analysis="not-collected")]
    path = tmp_path / "report.html"
    path.write_text(html(released, title=Text("报告", "Report"), labels=labels), encoding="utf-8")
    return path


@pytest.mark.parametrize(("width", "shown"), [(900, "wide"), (360, "narrow")])
def test_charts_show_and_the_language_switches_without_scripts(
    width: int, shown: str, browser: Any, file: Path
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: asked.append(message.text))
    page.goto(file.as_uri())
    assert page.locator(f".chart.{shown}[lang=zh]").first.is_visible()
    assert page.locator("h1").inner_text() == "报告"
    page.locator("label[for=en]").click()
    assert page.locator("h1").inner_text() == "Report"
    visible = page.locator("svg").evaluate_all("pictures => pictures.filter(one => one.getClientRects().length).length")
    assert visible == 4
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert asked == [file.as_uri()]
    context.close()


def test_it_can_be_read_with_the_keyboard(browser: Any, file: Path) -> None:
    page = browser.new_page()
    page.goto(file.as_uri())
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert page.locator("h1").inner_text() == "Report"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("details[open]").count() == 1
    page.close()
