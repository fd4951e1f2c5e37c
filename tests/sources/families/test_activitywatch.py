"""What becomes of an ActivityWatch export."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from typing import Any

import pytest

from fairwatch.sources import Parsed, named
from fairwatch.sources.format import Chunk

NOW_US = 1_800_000_000_000_000


def event(timestamp: object = "2025-10-09T08:53:20.482000+00:00", duration: object = 31.5, **data: object) -> Any:
    return {"id": 1, "timestamp": timestamp, "duration": duration, "data": data}


def export(*events: Any, type_: str = "web.tab.current", **bucket: object) -> dict[str, Any]:
    return {"buckets": {"b": {"id": "b", "type": type_, "hostname": "desk7", "events": list(events), **bucket}}}


def parse(document: Any) -> Parsed:
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    parsed = named("activitywatch").parse(Chunk(data, 0, len(data), NOW_US))
    assert parsed.frame.height + parsed.rejected.height + parsed.skipped == parsed.lines
    return parsed


def rows(document: Any) -> list[dict[str, object]]:
    parsed = parse(document)
    assert parsed.rejected.is_empty()
    return [{name: value for name, value in row.items() if value is not None} for row in parsed.frame.rows(named=True)]


def test_a_page() -> None:
    document = export(event(url="https://Shop.example/a?q=1", title="private", incognito=False))
    (found,) = rows(document)
    assert json.dumps(document)[found.pop("line") :].startswith('{"id": 1, "timestamp"')
    assert found == {
        "ts_us": 1_760_000_000_482_000,
        "duration_us": 31_500_000,
        "device": "desk7",
        "url": "https://Shop.example/a?q=1",
        "host": "shop.example",
        "grade": "agent",
        "source": "activitywatch",
    }


def test_a_window_is_the_program_only() -> None:
    (found,) = rows(export(event(app="Writer", title="private"), type_="currentwindow"))
    assert {name: found.get(name) for name in ("user_agent", "url", "host", "grade")} == {
        "user_agent": "Writer",
        "url": None,
        "host": None,
        "grade": "agent",
    }


@pytest.mark.parametrize(
    ("type_", "data"),
    [
        ("afkstatus", {"status": "afk"}),
        ("app.editor.activity", {"file": "private.py"}),
        ("os.hid.input", {"presses": 3}),
        ("web.tab.current", {"url": "https://a.example/", "incognito": True}),
        ("web.tab.current", {"url": "about:newtab"}),
        ("web.tab.current", {"url": "file:///home/p0042/private.html"}),
    ],
)
def test_what_is_skipped(type_: str, data: dict[str, object]) -> None:
    parsed = parse(export(event(**data), type_=type_))
    assert (parsed.frame.height, parsed.rejected.height, parsed.skipped, parsed.lines) == (0, 0, 1, 1)


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        (7, "fields"),
        ({"timestamp": "2025-10-09T08:53:20Z"}, "fields"),
        (event(title="x"), "fields"),
        (event(url=7), "fields"),
        (event(url=""), "fields"),
        (event("yesterday", url="https://a.example/"), "time"),
        (event(None, url="https://a.example/"), "time"),
        (event("1999-10-09T08:53:20Z", url="https://a.example/"), "time"),
        (event("2095-10-09T08:53:20Z", url="https://a.example/"), "future"),
        (event(duration=1e9, url="https://a.example/"), "future"),
    ],
)
def test_events_that_cannot_be_read(odd: Any, reason: str) -> None:
    good = event(url="https://a.example/")
    parsed = parse(export(good, odd, good))
    assert parsed.rejected["reason"].to_list() == [reason]
    assert parsed.frame.height == 2


def test_an_event_that_cannot_be_read_is_on_the_line_on_which_it_begins() -> None:
    good = event(url="https://a.example/")
    data = json.dumps(export(good, event("yesterday", url="https://odd.example/"), good), indent=2).encode()
    (offset, line, _) = parse(data).rejected.row(0)
    assert data[offset:].startswith(b"{")
    assert data.splitlines()[line - 1].strip() == b"{"
    assert b"odd.example" in b"".join(data.splitlines()[line - 1 : line + 5])


@pytest.mark.parametrize("duration", [None, "long", -1, 10**400, []])
def test_a_duration_that_is_none_is_null(duration: object) -> None:
    assert "duration_us" not in rows(export(event(duration=duration, url="https://a.example/")))[0]


@pytest.mark.parametrize(
    "write",
    [
        lambda document: json.dumps(document).encode(),
        lambda document: json.dumps(document, ensure_ascii=False).encode(),
        lambda document: json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode(),
        lambda document: json.dumps(document, indent=2).replace("\n", "\r\n").encode(),
        lambda document: BOM_UTF8 + json.dumps(document).encode() + b"\n",
    ],
)
def test_every_way_of_writing_the_document(write) -> None:
    data = write(export(event(url="https://商店.example/é", title="é中"), event(url="https://b.example/")))
    parsed = parse(data)
    assert parsed.frame["url"].to_list() == ["https://商店.example/é", "https://b.example/"]
    assert [data[offset:][:1] for offset in parsed.frame["line"]] == [b"{", b"{"]
    assert named("activitywatch").sniff([line for line in data.split(b"\n") if line.strip()]) == 1


def test_the_order_of_the_members_is_free() -> None:
    bucket = export(event(url="https://a.example/"))["buckets"]["b"]
    backwards = {"version": 1, "buckets": {"b": dict(reversed(bucket.items()))}, "more": [1, {"x": []}]}
    assert rows(backwards)[0]["device"] == "desk7"


@pytest.mark.parametrize("document", [{"buckets": {}}, {}, export(), {"buckets": {"b": {}}}])
def test_nothing_was_recorded(document: Any) -> None:
    assert parse(document).lines == 0


def test_a_document_that_was_cut_off_gives_what_came_before() -> None:
    data = json.dumps(export(*[event(url="https://a.example/")] * 5)).encode()
    for cut in range(data.index(b'"events"') + 12, len(data) - 4, 7):
        parsed = parse(data[:cut])
        assert parsed.rejected["reason"].to_list() == ["fields"]
        assert parsed.frame.height == data[:cut].count(b"}}")


@pytest.mark.parametrize(
    "data", [b"", b"[]", b'{"buckets": []}', b'{"buckets": {"b": 7}}', b'{"buckets": ' + b"[" * 99_999]
)
def test_a_document_that_is_none(data: bytes) -> None:
    parsed = parse(data)
    assert (parsed.frame.height, parsed.rejected["reason"].to_list()) == (0, ["fields"])


def test_lone_surrogates_are_no_text() -> None:
    (found,) = rows(
        b'{"buckets":{"b":{"type":"currentwindow","events":[' + json.dumps(event(app="\ud800")).encode() + b"]}}}"
    )
    assert found["user_agent"] == "?"
