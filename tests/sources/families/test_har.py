"""What becomes of the entries of an HTTP Archive."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from typing import Any

import pytest

from fairwatch.sources import Parsed, SourceError, named
from fairwatch.sources.format import Chunk

NOW_US = 1_800_000_000_000_000
URL = "https://Shop.example/a?q=1"


def entry(
    url: object = URL,
    *,
    started: object = "2025-10-09T08:53:20.482Z",
    time: object = 31.5,
    headers: dict[str, object] | None = None,
    mime: object = "text/html; charset=utf-8",
    request: dict[str, object] | None = None,
    response: dict[str, object] | None = None,
    **more: object,
) -> Any:
    sent = [{"name": name, "value": value} for name, value in (headers or {}).items()]
    return {
        "startedDateTime": started,
        "time": time,
        "request": {"method": "GET", "url": url, "headers": sent, **(request or {})},
        "response": {"status": 200, "content": {"size": 9, "mimeType": mime}, **(response or {})},
        **more,
    }


def archive(*entries: Any) -> dict[str, Any]:
    return {"log": {"version": "1.2", "creator": {"name": "x"}, "entries": list(entries)}}


def parse(document: Any, format_: str = "har") -> Parsed:
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    parsed = named(format_).parse(Chunk(data, 0, len(data), NOW_US))
    assert parsed.frame.height + parsed.rejected.height + parsed.skipped == parsed.lines
    return parsed


def told(document: Any, format_: str = "har") -> dict[str, object]:
    """The columns of the only entry that are not null."""
    parsed = parse(document, format_)
    assert parsed.rejected.is_empty()
    return {name: value for name, value in parsed.frame.row(0, named=True).items() if value is not None}


def test_a_page() -> None:
    document = archive(
        entry(
            headers={"User-Agent": "Mozilla/5.0", "referer": "https://news.example/", "Cookie": "private"},
            request={"headersSize": 120, "bodySize": 0},
            response={"headersSize": 200, "bodySize": 604},
        )
    )
    found = told(document)
    assert json.dumps(document)[found.pop("line") :].startswith('{"startedDateTime"')
    assert found == {
        "ts_us": 1_760_000_000_482_000,
        "duration_us": 31_500,
        "url": URL,
        "host": "shop.example",
        "method": "GET",
        "status": 200,
        "mime": "text/html",
        "bytes_up": 120,
        "bytes_down": 604 + 200,
        "referer": "https://news.example/",
        "user_agent": "Mozilla/5.0",
        "grade": "agent",
        "source": "har",
    }


def test_the_computer_is_the_one_that_is_named() -> None:
    found = told(archive(entry()), "har:desk7")
    assert (found["device"], found["source"]) == ("desk7", "har")
    assert "device" not in told(archive(entry()))


@pytest.mark.parametrize("nothing", ["har:", "har: "])
def test_a_computer_must_be_named_then(nothing: str) -> None:
    with pytest.raises(SourceError, match="no device is named"):
        named(nothing)


@pytest.mark.parametrize(
    ("message", "size"),
    [
        ({"headersSize": 200, "bodySize": 604}, 804),
        ({"headersSize": -1, "bodySize": 604}, 604),
        ({"bodySize": 604}, 604),
        ({"headersSize": 200, "bodySize": -1}, None),
        ({"headersSize": 200, "bodySize": -1, "_transferSize": 310}, 310),
        ({"headersSize": 200, "bodySize": 604, "_transferSize": -1}, 804),
        ({"headersSize": 200, "bodySize": "604"}, None),
        ({"bodySize": 10**400}, None),
        ({}, None),
    ],
)
def test_what_went_over_the_wire(message: dict[str, object], size: int | None) -> None:
    found = told(archive(entry(request=message, response=message)))
    assert (found.get("bytes_up"), found.get("bytes_down")) == (size, size)


def test_an_answer_that_never_came_has_no_status() -> None:
    for status in (0, -1, None):
        assert "status" not in told(archive(entry(response={"status": status})))


@pytest.mark.parametrize(
    ("headers", "more", "mime"),
    [
        ({}, {}, "text/html"),
        ({}, {"_resourceType": "document"}, "text/html"),
        ({}, {"_resourceType": "fetch"}, None),
        ({}, {"_resourceType": "other"}, None),
        ({"Sec-Fetch-Dest": "document"}, {}, "text/html"),
        ({"sec-fetch-dest": "empty"}, {}, None),
        ({"sec-fetch-dest": "iframe"}, {"_resourceType": "document"}, None),
    ],
)
def test_html_that_nobody_opened_has_no_type(headers: dict[str, object], more: dict[str, object], mime: str) -> None:
    assert told(archive(entry(headers=headers, **more))).get("mime") == mime


def test_whatever_else_was_fetched_keeps_its_type() -> None:
    assert told(archive(entry(mime="video/mp4", _resourceType="media")))["mime"] == "video/mp4"


def test_of_a_form_only_the_name_of_its_file_is_read() -> None:
    params = [{"name": "note", "value": "x"}, {"name": "f", "fileName": r"C:\private\plan.pdf"}, {"fileName": "b.txt"}]
    assert told(archive(entry(request={"postData": {"text": "x", "params": params}})))["file_name"] == "plan.pdf"
    for nothing in ({}, {"params": "x"}, {"params": [7, {"name": "note"}, {"fileName": ""}]}, "x"):
        assert "file_name" not in told(archive(entry(request={"postData": nothing})))


@pytest.mark.parametrize("url", ["data:text/html,x", "blob:https://a.example/1", "about:blank", "wss://a.example/"])
def test_other_addresses_are_skipped(url: str) -> None:
    parsed = parse(archive(entry(url)))
    assert (parsed.frame.height, parsed.rejected.height, parsed.skipped, parsed.lines) == (0, 0, 1, 1)


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        (7, "fields"),
        ({}, "fields"),
        ({"request": [URL]}, "fields"),
        (entry(None), "fields"),
        (entry(7), "fields"),
        (entry(""), "fields"),
        (entry(started="yesterday"), "time"),
        (entry(started=None), "time"),
        (entry(started="1999-10-09T08:53:20Z"), "time"),
        (entry(started="2095-10-09T08:53:20Z"), "future"),
        (entry(time=1e12), "future"),
    ],
)
def test_entries_that_cannot_be_read(odd: Any, reason: str) -> None:
    parsed = parse(archive(entry(), odd, entry()))
    assert parsed.rejected["reason"].to_list() == [reason]
    assert parsed.frame.height == 2


def test_an_entry_without_an_answer_is_read() -> None:
    unanswered = {"startedDateTime": "2025-10-09T08:53:20.482Z", "request": {"url": URL}, "response": None}
    assert told(archive(unanswered))["host"] == "shop.example"


@pytest.mark.parametrize(
    "write",
    [
        lambda document: json.dumps(document, ensure_ascii=False).encode(),
        lambda document: json.dumps(document, separators=(",", ":")).encode(),
        lambda document: json.dumps(document, indent=2).replace("\n", "\r\n").encode(),
        lambda document: BOM_UTF8 + json.dumps(document).encode() + b"\n",
    ],
)
def test_every_way_of_writing_the_archive(write) -> None:
    data = write(archive(entry("https://商店.example/é"), entry("https://b.example/")))
    parsed = parse(data)
    assert parsed.frame["url"].to_list() == ["https://商店.example/é", "https://b.example/"]
    assert [data[offset:][:1] for offset in parsed.frame["line"]] == [b"{", b"{"]
    assert named("har").sniff([line for line in data.split(b"\n") if line.strip()]) == 1


def test_an_archive_that_was_cut_off_gives_what_came_before() -> None:
    data = json.dumps(archive(*[entry()] * 5)).encode()
    for cut in range(data.index(b'"entries"') + 12, len(data) - 4, 97):
        parsed = parse(data[:cut])
        assert parsed.rejected["reason"].to_list() == ["fields"]
        assert parsed.frame.height == data[:cut].count(b"}}}")


@pytest.mark.parametrize("document", [{"log": {}}, {}, archive(), {"log": {"entries": []}}])
def test_nothing_was_recorded(document: Any) -> None:
    assert parse(document).lines == 0


@pytest.mark.parametrize("data", [b"", b"[]", b'{"log": 7}', b'{"log": {"entries": ' + b"[" * 99_999])
def test_a_document_that_is_none(data: bytes) -> None:
    parsed = parse(data)
    assert (parsed.frame.height, parsed.rejected["reason"].to_list()) == (0, ["fields"])


def test_other_json_with_a_log_in_it_is_no_archive() -> None:
    assert named("har").sniff([b'{"log": {"level": "info"}, "message": "x"}']) == 0
