"""Somebody at a real Chromium, on local invented sites that do what makes a record of them hard to read.

Pages fetch pieces of HTML and pages that may come next, show other pages in frames, and send readers on to elsewhere.
The browser keeps an HTTP Archive; what was really opened and sent is noted beside it.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Response

from recorder import browser, registers, visits, web
from recorder.browser import View
from recorder.visits import Step

DEVICE = "desk7"
"""The computer on which an archive is made."""
PERSON = replace(visits.PEOPLE[0], device=DEVICE, steps=())
SITES = (
    *(f"https://{name}" for name in ("www.paperkite.example", "wiki.tinroof.example", "video.lemonade.example")),
    *(f"https://{name}" for name in ("jobs.paperboat.example", "drive.copperpot.example", "www.cloudberry.example")),
    visits.GAMES,  # without TLS, where the browser does not say what it wants a document for
)
WAYS = {"typed": 20, "link": 24, "tab": 6, "redirect": 5, "form": 4, "back": 3, "reload": 3, "missing": 3, "hop": 2}
"""How pages are opened, and how often. A hop is a page whose script leads to another one at once."""
FORMS = (
    *(Step(f"https://jobs.paperboat.example/job/{job}.html", 0, "submit") for job in (7, 9)),
    Step("https://drive.copperpot.example/files/", 0, "upload", 2_000_000),
)
"""What is sent at the end."""

PIECE = "<p>one more comment</p>"
HOP = """<!doctype html><script>location.replace("/article/5.html")</script>"""
FORM = """<form method="post" action="/find"><input name="q" value="kite"><button id="find">find</button></form>"""
FETCHING = f"""<link rel="prefetch" href="/article/77.html"><iframe src="{visits.VIDEO}/embed/11"></iframe>
<script>fetch("/comments/1.html").then(answer => answer.text());</script>{FORM}"""
FRAMED = """<iframe src="//www.cloudberry.example/article/8.html"></iframe>"""

FOLLOW = "url => {const a = document.createElement('a'); a.href = url; document.body.append(a); a.click()}"


class Sites(web.Sites):
    """The recorder's sites, and what they lack."""

    def do_GET(self) -> None:  # noqa: N802 - the name is http.server's
        host, path = self.headers.get("Host", "").split(":")[0], urlsplit(self.path).path
        match path.split("/")[1]:
            case "go":
                self.answer("text/html", b"moved", 302, path.replace("/go/", "/article/"))
            case "gone":
                self.answer("text/html", b"<h1>not here</h1>", 404)
            case "hop":
                self.answer("text/html", HOP.encode())
            case "comments":
                self.answer("text/html", PIECE.encode())
            case "article":
                framed = FRAMED if host == "drive.copperpot.example" else ""
                self.answer("text/html", (web.page(host, path) + FETCHING + framed).encode())
            case _:
                super().do_GET()

    def do_POST(self) -> None:  # noqa: N802 - the name is http.server's
        if urlsplit(self.path).path != "/find":
            super().do_POST()
            return
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.answer("text/html", web.page(self.headers.get("Host", "").split(":")[0], "/find").encode())


def record(out: Path, *, seed: int) -> Path:
    """Record into ``out``: the archive, which is returned, its truth, and the operator's files."""
    now = dt.datetime.now(dt.UTC)
    out.mkdir(parents=True, exist_ok=True)
    archive = out / f"{DEVICE}.har"
    views = browse(archive, seed=seed)
    entries = len(json.loads(archive.read_text("utf-8"))["log"]["entries"])
    registers.write_registers(out, now, (PERSON,))
    registers.write_truth(out, {PERSON: views}, now, entries, registers.ARCHIVE_GRADES)
    return archive


def browse(archive: Path, *, seed: int) -> list[View]:
    """Open page after page in a browser that writes the HAR file ``archive``; each has the attention until the next."""
    with (
        tempfile.TemporaryDirectory(prefix="fairwatch-browsing-") as folder,
        web.serve(Path(folder), Sites) as port,
        browser.launched({"server": f"http://127.0.0.1:{port}"}) as chromium,
    ):
        context = chromium.new_context(ignore_https_errors=True, record_har_path=archive)
        rng = random.Random(seed)  # noqa: S311 - an order of pages, no secret
        views = [*_read(context, rng), *_sent(context.new_page())]
        ends = [*(view.start_us for view in views[1:]), browser.now_us()]
        context.close()  # writes the archive
    return [replace(view, end_us=end) for view, end in zip(views, ends, strict=True)]


def _read(context: BrowserContext, rng: random.Random) -> Iterator[View]:
    """The pages that came up; when the attention left them is not known yet."""
    for answer in _opened(context, rng):
        start = browser.asked_us(answer)
        yield View(Step(answer.url, 0), start, start, None)


def _sent(page: Page) -> Iterator[View]:
    """Pages with a form that is sent."""
    for step in FORMS:
        start = browser.asked_us(page.goto(step.url))
        yield View(step, start, start, browser.send(page, step))


def _opened(context: BrowserContext, rng: random.Random) -> Iterator[Response]:
    page = context.new_page()
    yield _answer(page.goto(_article(rng)))
    for way in rng.sample(list(WAYS), k=sum(WAYS.values()), counts=WAYS.values()):
        yield from (answer for answer in _open(page, way, _article(rng)) if answer.ok)
        page.wait_for_timeout(rng.randint(100, 400))


def _open(page: Page, way: str, article: str) -> Iterator[Response]:
    """Open something in this way; nothing comes up of what is missing."""
    match way:
        case "link":
            yield _followed(page, article)
        case "hop":
            yield _followed(page, article.replace("/article/", "/hop/"))
        case "form":
            yield _answer(page.goto(article))
            with page.expect_navigation() as navigation:
                page.click("#find")
            yield _answer(navigation.value)
        case "tab":
            other = page.context.new_page()
            yield _answer(other.goto(article))
            other.close()
        case "back":
            if answer := page.go_back():  # none where there is nothing to go back to
                yield answer
        case "reload":
            yield _answer(page.reload())
        case "missing":
            page.goto(article.replace("/article/", "/gone/"))
        case "redirect":
            yield _answer(page.goto(article.replace("/article/", "/go/")))
        case _:
            yield _answer(page.goto(article))


def _followed(page: Page, target: str) -> Response:
    """Follow a link to where it leads in the end."""
    with page.expect_navigation(url="**/article/**") as navigation:
        page.evaluate(FOLLOW, target)
    return _answer(navigation.value)


def _article(rng: random.Random) -> str:
    return f"{rng.choice(SITES)}/article/{rng.randint(1, 60)}.html"


def _answer(answer: Response | None) -> Response:
    if answer is None:
        raise SystemExit("the browser did not open a page of the script")
    return answer
