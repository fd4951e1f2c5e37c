"""What was done: golden rows, precedence, the page that caused it, and what holds for any batch."""

from __future__ import annotations

import datetime as dt
from typing import Any
from unittest import mock

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.recognise.activity import BROWSER, RECOGNISER, actions, batch, page, row

from fairwatch import columns
from fairwatch.recognise import PRECEDENCE, Recogniser
from fairwatch.recognise.fields import columns_of
from fairwatch.recognise.profiles import Profiles


def test_a_morning_in_a_browser() -> None:
    zhihu = "https://www.zhihu.com/question/1"
    assert actions(
        page("www.zhihu.com", "/question/1", user_agent=BROWSER),
        row("pic1.zhimg.com", "/1.jpg", method="GET", status=200, mime="image/jpeg", referer=zhihu, user_agent=BROWSER),
        row("www.zhihu.com", "/api/v4/me", method="GET", status=200, mime="application/json", referer=zhihu),
        row("hm.baidu.com", "/hm.js", method="GET", status=200, mime="application/javascript", referer=zhihu),
        row("www.zhihu.com", "/moved", method="GET", status=302, mime="text/html"),
        page("www.zhipin.com", "/web/geek/job?query=x", user_agent=BROWSER),
        row("www.zhipin.com", "/wapi/geek/resume/deliver", method="POST", status=200, mime="application/json"),
    ) == ["page_view", "embedded", "embedded", "embedded", "embedded", "job_search", "resume_submission"]


def test_a_native_squid_log_has_neither_referer_nor_agent_nor_bytes_sent() -> None:
    assert actions(
        page("www.zhihu.com"),
        row("www.zhihu.com", method="CONNECT", status=200),
        row("pic1.zhimg.com", "/1.jpg", method="GET", status=200, mime="image/jpeg"),
        row("www.google-analytics.com", "/collect", method="POST", status=204),
        row("ctldl.windowsupdate.com", "/x.cab", method="GET", status=304),
        page("www.liepin.com", "/zhaopin/?key=x"),
        row("www.liepin.com", "/job/apply", method="POST", status=200, mime="application/json"),
        row("pan.baidu.com", "/rest/upload", method="POST", status=200),
        row("v26.douyinvod.com", "/tos/1", method="GET", status=206, mime="video/mp4", bytes_down=2_000_000),
    ) == [
        "page_view",
        "connection",
        "embedded",
        "machine",
        "machine",
        "job_search",
        "resume_submission",
        "upload",
        "media",
    ]


def test_where_only_the_host_is_seen() -> None:
    assert actions(
        row("www.zhihu.com", grade="dns"),
        row("nobody-knows.example.com", grade="flow", bytes_down=10**9),
        row("www.zhipin.com"),
        row("pic1.zhimg.com"),
        row("v26.douyinvod.com", method="CONNECT", bytes_down=5_000_000),
        row("us1.nordvpn.com", method="CONNECT"),
        row("relay-1.anydesk.com", method="CONNECT"),
        row(None),
    ) == ["connection", "connection", "connection", "embedded", "media", "tunnel", "remote_control", "connection"]


@pytest.mark.parametrize(
    ("activity", "action"),
    [
        # a submission carries the résumé as a large body
        (row("jobs.lever.co", "/x/1/apply", method="POST", status=200, bytes_up=900_000), "resume_submission"),
        # a sync client that sends files is the leak, not the client
        (row("files.example.com", "/1", method="PUT", status=201, bytes_up=900_000, user_agent="curl/8.5.0"), "upload"),
        # a crawler that reads postings looks for no job
        (page("www.liepin.com", "/zhaopin/", user_agent="python-requests/2.32"), "machine"),
        # a player in a frame was not opened
        (page("player.bilibili.com", "/player.html", user_agent=BROWSER), "embedded"),
        # a beacon on a recruitment site submits nothing
        (row("www.zhipin.com", "/wapi/zplog/collect", method="POST", status=204), "machine"),
    ],
)
def test_precedence(activity: dict[str, Any], action: str) -> None:
    assert actions(activity) == [action]


def test_every_action_has_one_place() -> None:
    assert sorted([*PRECEDENCE, *columns.BROADER]) == sorted(columns.ACTIONS)
    assert set(columns.BROADER.values()) <= set(PRECEDENCE), "what is refined is found first"


@pytest.mark.parametrize(
    ("host", "mime", "referer", "site", "category"),
    [
        ("unknown.example.net", "image/png", "https://www.zhihu.com/", "zhihu", "social"),
        ("d1.cloudfront.net", "text/css", "https://www.zhihu.com/", "zhihu", "social"),
        ("i.ytimg.com", "image/jpeg", "https://www.bbc.com/news", "bbc", "news"),
        ("unknown.example.net", "video/mp4", "https://www.bilibili.com/video/1", "bilibili", "video"),
        # R18: what a hospital's page fetched is the hospital's, and the gate drops it
        ("d1.cloudfront.net", "image/png", "https://www.haodf.com/doctor/1", "haodf", "health"),
        # an ordinary site keeps what is its own
        ("www.bilibili.com", "application/json", "https://www.zhihu.com/", "bilibili", "video"),
        # nothing is known, nothing is made up
        ("unknown.example.net", "image/png", "https://other.example.org/", None, None),
        ("unknown.example.net", "image/png", None, None, None),
        ("unknown.example.net", "image/png", "https://cdn.jsdelivr.net/x.css", None, None),
    ],
)
def test_what_a_page_fetched_belongs_to_the_page(
    host: str, mime: str, referer: str | None, site: str | None, category: str | None
) -> None:
    frame = batch(row(host, "/x", method="GET", status=200, mime=mime, referer=referer, bytes_down=100_000))
    assert RECOGNISER.recognise(frame).select("site", "category").row(0) == (site, category)


def test_an_upload_to_rented_storage_belongs_to_the_page() -> None:
    frame = batch(row("b.example.net", "/1", method="PUT", bytes_up=10**6, referer="https://wetransfer.com/"))
    assert RECOGNISER.recognise(frame).select("site", "category", "action").row(0) == (
        "wetransfer",
        "network_drive",
        "upload",
    )


def test_a_link_from_another_site_is_a_page_of_its_own_site() -> None:
    frame = batch(page("www.zhihu.com", referer="https://www.baidu.com/s?wd=x", user_agent=BROWSER))
    assert RECOGNISER.recognise(frame).select("site", "action").row(0) == ("zhihu", "page_view")


def test_plain_strings_are_understood_and_stay_strings() -> None:
    """Neighbours may hand on site and category as strings, even of a site that the catalogue no longer has."""
    rows = [
        page("www.zhipin.com", "/web/geek/job?query=x"),
        row("unknown.example.net", "/1.png", mime="image/png", referer="https://www.zhihu.com/"),
    ]
    frame = batch(*rows).with_columns(pl.col("site", "category").cast(pl.String))
    recognised = RECOGNISER.recognise(frame)
    assert recognised.schema["site"] == pl.String
    assert recognised["site"].to_list() == ["bosszhipin", "zhihu"]
    assert RECOGNISER.recognise(frame.with_columns(site=pl.lit("gone")))["site"][0] == "gone"


# -- what holds for any batch -----------------------------------------------------------------------------------------

HOSTS = ["www.zhihu.com", "pic1.zhimg.com", "www.zhipin.com", "hm.baidu.com", "pan.baidu.com", "relay.anydesk.com"]
HOSTS += ["v26.douyinvod.com", "unknown.example.com", "10.0.0.1", "www.haodf.com", "us1.nordvpn.com"]
PATHS = [
    "/",
    "/job_detail/1a2b3c.html",
    "/comments/add",
    "/a.zip",
    "/order/create",
    "/web/geek/job?query=x",
    "/job/apply",
    "/upload/1",
    "/collect",
    "/a.ts",
    "/embed/1",
    "/x?search=1",
    "//",
]
MIMES = ["text/html", "application/json", "image/gif", "video/mp4", "application/octet-stream", "audio/mpeg", "?"]
ACTIVITY = st.fixed_dictionaries(
    {
        "host": st.one_of(st.none(), st.sampled_from(HOSTS), st.text(max_size=8)),
        "url": st.one_of(
            st.none(),
            st.tuples(st.sampled_from(HOSTS), st.sampled_from(PATHS)).map(lambda parts: "https://{}{}".format(*parts)),
            st.text(max_size=12),
        ),
        "method": st.sampled_from(["GET", "POST", "PUT", "CONNECT", "HEAD", None, "brew"]),
        "status": st.sampled_from([200, 204, 206, 302, 304, 403, 0, None]),
        "mime": st.one_of(st.none(), st.sampled_from(MIMES)),
        "referer": st.one_of(
            st.none(), st.sampled_from(HOSTS).map(lambda host: f"https://{host}/"), st.text(max_size=9)
        ),
        "user_agent": st.sampled_from([None, BROWSER, "curl/8.5.0", "okhttp/4", "\x00"]),
        "bytes_up": st.sampled_from([None, 0, 65_535, 65_536]),
        "bytes_down": st.sampled_from([None, 43, 10**7]),
        "blocked": st.sampled_from([None, False, True]),
        "grade": st.sampled_from([None, *columns.GRADES]),
        "file_name": st.sampled_from([None, "plan.pdf"]),
        "source": st.sampled_from([None, "squid", "postfix", "suricata-eve", "zeek-files", "cert-file", "cert-device"]),
    }
)


@settings(max_examples=40, derandomize=True, deadline=dt.timedelta(seconds=5))
@given(st.lists(ACTIVITY, max_size=30))
def test_any_batch_keeps_its_rows_and_gains_one_column(rows: list[dict[str, Any]]) -> None:
    frame = batch(*rows).with_row_index("line_number")
    recognised = RECOGNISER.recognise(frame)
    assert recognised.columns == [*frame.columns, "action"]
    assert recognised.schema["action"] == columns.ACTION
    assert recognised["action"].null_count() == 0
    untouched = [name for name in frame.columns if name not in {"site", "category"}]
    assert recognised.select(untouched).equals(frame.select(untouched))


@settings(max_examples=30, derandomize=True, deadline=dt.timedelta(seconds=10))
@given(st.lists(ACTIVITY, min_size=1, max_size=30))
def test_profiles_and_guards_find_what_every_rule_on_every_row_finds(rows: list[dict[str, Any]]) -> None:
    frame = batch(*rows)
    assert RECOGNISER.recognise(frame)["action"].to_list() == slow_actions(RECOGNISER, frame)


@settings(max_examples=12, derandomize=True, deadline=dt.timedelta(seconds=10))
@given(st.lists(ACTIVITY, min_size=2, max_size=8))
def test_a_row_is_judged_alone(rows: list[dict[str, Any]]) -> None:
    whole = RECOGNISER.recognise(batch(*rows)).select("site", "category", "action")
    alone = pl.concat([RECOGNISER.recognise(batch(one)) for one in rows]).select("site", "category", "action")
    assert whole.equals(alone)


def slow_actions(recogniser: Recogniser, frame: pl.DataFrame) -> list[str]:
    """Every rule on every row, no guard, no profile: the definition."""
    seen: list[Profiles] = []
    with mock.patch.object(recogniser, "_profiles", wraps=recogniser._profiles) as made:
        made.side_effect = lambda *known: seen.append(made._mock_wraps(*known)) or seen[0]
        recogniser.recognise(frame)
    whole = frame.hstack(seen[0].table[seen[0].ids])
    found = []
    for rule in recogniser.rules():
        names = set(rule.test.whole.meta.root_names())
        found.append(whole.select(columns_of(names, recogniser._fields)).select(rule.test.whole).to_series())
    return [
        slow_action([rule.action for rule, hits in zip(recogniser.rules(), found, strict=True) if hits[row]])
        for row in range(frame.height)
    ]


def slow_action(hits: list[str]) -> str:
    """First the action by precedence, then a finer name for this action."""
    broad = next((action for action in hits if action in PRECEDENCE), "embedded")
    return next((action for action in hits if columns.BROADER.get(action) == broad), broad)
