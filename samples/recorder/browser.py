"""A real Chromium that follows the script and notes when it opened each page."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, ProxySettings, Response, sync_playwright

from recorder.visits import Person, Step

_QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
    "--disable-features=Translate,OptimizationHints,MediaRouter,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable",
)


@dataclass(frozen=True, slots=True)
class View:
    """One page view as it happened: the step, when the browser asked for it, when the attention left it (UTC µs)."""

    step: Step
    start_us: int
    end_us: int
    sent_us: int | None
    """When its form was sent."""


def chromium() -> str | None:
    """Path of the browser, None when it is not installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def follow(person: Person, proxy: str, password: str) -> list[View]:
    """Run the person's script through the proxy in a browser of their own."""
    settings: ProxySettings = {"server": proxy}
    if person.account:
        settings |= {"username": person.account, "password": password}
    with launched(settings) as browser:
        return list(_views(browser, person))


@contextlib.contextmanager
def launched(proxy: ProxySettings) -> Iterator[Browser]:
    """A Chromium that goes through the proxy, looks like one that somebody sits before, and asks for nothing itself."""
    program = chromium()
    if program is None:
        raise SystemExit("Chromium is not installed: run `make packages`")
    arguments = [*_QUIET, f"--user-agent={_user_agent(program)}"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments, proxy=proxy)
        try:
            yield browser
        finally:
            browser.close()


def send(page: Page, step: Step) -> int:
    """Send the page's form; returns when the browser did."""
    if step.size:
        page.set_input_files(
            "input[type=file]", {"name": "kite.bin", "mimeType": "application/octet-stream", "buffer": bytes(step.size)}
        )
    with page.expect_navigation() as navigation:
        page.click("#send")
    return asked_us(navigation.value)


def asked_us(response: Response | None) -> int:
    """When the browser asked for a page that it opened."""
    if response is None:
        raise SystemExit("the browser did not open a page of the script")
    return int(response.request.timing["startTime"] * 1000)


def now_us() -> int:
    """The present (UTC µs)."""
    return time.time_ns() // 1000


def _views(browser: Browser, person: Person) -> Iterator[View]:
    context = browser.new_context(ignore_https_errors=True)
    reading = context.new_page()
    for step in person.steps:
        page = context.new_page() if step.action == "tab" else reading
        sent = None
        start = asked_us(page.goto(step.url, wait_until="load"))
        if step.action in ("submit", "upload"):
            page.wait_for_timeout(1000)
            sent = send(page, step)
        page.wait_for_timeout(max(0.0, step.dwell_s * 1000 - (now_us() - start) / 1000))
        yield View(step, start, now_us(), sent)


def _user_agent(program: str) -> str:
    """What the same browser calls itself when somebody sits before it."""
    version = subprocess.run([program, "--product-version"], capture_output=True, text=True, check=True).stdout
    major = version.strip().split(".")[0]
    return f"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 Safari/537.36"
