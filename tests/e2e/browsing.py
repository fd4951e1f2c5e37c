"""Somebody at a real Chromium, on local invented sites that do what makes a record of them hard to read.

Pages fetch pieces of HTML and pages that may come next, show other pages in frames, and send readers on to elsewhere.
The browser keeps an HTTP Archive; what was really opened is noted beside it.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Response
from recorder import browser, visits, web

SITES = (
    *(f"https://{name}" for name in ("www.paperkite.example", "wiki.tinroof.example", "video.lemonade.example")),
    *(f"https://{name}" for name in ("jobs.paperboat.example", "drive.copperpot.example", "www.cloudberry.example")),
    visits.GAMES,  # without TLS, where the browser does not say what it wants a document for
)
WAYS = {"typed": 20, "link": 24, "tab": 6, "redirect": 5, "form": 4, "back": 3, "reload": 3, "missing": 3, "hop": 2}
"""How pages are opened, and how often. A hop is a page whose script leads to another one at once."""

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


@dataclass
class Truth:
    """What the person did: instants (UTC µs) and hosts."""

    views: list[tuple[int, str]] = field(default_factory=list)
    submissions: list[tuple[int, str]] = field(default_factory=list)


def browse(archive: Path, *, seed: int) -> Truth:
    """Open page after page in a browser that writes the HAR file ``archive``."""
    truth = Truth()
    with (
        tempfile.TemporaryDirectory(prefix="fairwatch-browsing-") as folder,
        web.serve(Path(folder), Sites) as port,
        browser.launched({"server": f"http://127.0.0.1:{port}"}) as chromium,
    ):
        context = chromium.new_context(ignore_https_errors=True, record_har_path=archive)
        for opened in _opened(context, random.Random(seed)):
            truth.views.append(_request(opened))
        truth.submissions += _applications(context.new_page(), truth)
        context.close()  # writes the archive
    return truth


def _opened(context: BrowserContext, rng: random.Random) -> Iterator[Response]:
    """The pages that came up."""
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


def _applications(page: Page, truth: Truth) -> Iterator[tuple[int, str]]:
    """Apply for two jobs: each time a page with a posting, then its form."""
    for job in (7, 9):
        truth.views.append(_request(_answer(page.goto(f"https://jobs.paperboat.example/job/{job}.html"))))
        with page.expect_navigation() as navigation:
            page.click("#send")
        yield _request(_answer(navigation.value))


def _article(rng: random.Random) -> str:
    return f"{rng.choice(SITES)}/article/{rng.randint(1, 60)}.html"


def _answer(answer: Response | None) -> Response:
    assert answer is not None, "the browser did not open a page of the script"
    return answer


def _request(answer: Response) -> tuple[int, str]:
    return int(answer.request.timing["startTime"] * 1000), str(urlsplit(answer.url).hostname)
