"""What becomes of Suricata's events."""

from __future__ import annotations

import json

import pytest


def event(kind: str, **members: object) -> str:
    base = {
        "timestamp": "2025-10-09T08:53:20.482000+0000",
        "event_type": kind,
        "src_ip": "10.0.0.7",
        "src_port": 49152,
        "dest_ip": "198.51.100.9",
        "dest_port": 80,
    }
    return json.dumps(base | members)


HTTP = {
    "hostname": "Shop.example",
    "url": "/a?q=1",
    "http_method": "GET",
    "http_user_agent": "Mozilla/5.0",
    "http_refer": "http://news.example/",
    "http_content_type": "text/HTML; charset=utf-8",
    "status": 200,
    "length": 604,
}
POST = HTTP | {"http_method": "POST", "url": "/up"}
FROM_SERVER = {"src_ip": "198.51.100.9", "src_port": 80, "dest_ip": "10.0.0.7", "dest_port": 49152}
FILE = {"filename": "/up/plan.pdf", "size": 70000}


def told(found: dict[str, object]) -> dict[str, object]:
    """The columns that are not null, without those that every event has."""
    return {
        name: value for name, value in found.items() if value is not None and name not in ("ts_us", "source", "line")
    }


def test_http(row) -> None:
    found = row("suricata-eve", event("http", http=HTTP))
    assert found["ts_us"] == 1_760_000_000_482_000
    assert told(found) == {
        "address": "10.0.0.7",
        "host": "shop.example",
        "url": "http://Shop.example/a?q=1",
        "method": "GET",
        "status": 200,
        "bytes_down": 604,
        "mime": "text/html",
        "referer": "http://news.example/",
        "user_agent": "Mozilla/5.0",
        "grade": "full_url",
    }


def test_the_port_of_an_url_is_the_one_in_the_host_header(row) -> None:
    assert (
        row("suricata-eve", event("http", http=HTTP | {"http_port": 8080}))["url"] == "http://Shop.example:8080/a?q=1"
    )
    assert row("suricata-eve", event("http", http=HTTP, dest_port=8080))["url"] == "http://Shop.example/a?q=1"


def test_a_tunnel_shows_its_host_only(row) -> None:
    found = row("suricata-eve", event("http", http={"http_method": "CONNECT", "url": "Chat.example:443"}))
    assert (found["host"], found["url"], found["grade"]) == ("chat.example", None, "sni")


@pytest.mark.parametrize(("sni", "host", "grade"), [("A.example", "a.example", "sni"), (None, "198.51.100.9", "flow")])
def test_tls(row, sni: str | None, host: str, grade: str) -> None:
    assert told(row("suricata-eve", event("tls", tls={"sni": sni}))) == {
        "address": "10.0.0.7",
        "host": host,
        "grade": grade,
    }


@pytest.mark.parametrize(
    "dns",
    [
        {"type": "query", "rrname": "Jobs.example"},
        {"version": 3, "type": "request", "queries": [{"rrname": "Jobs.example", "rrtype": "A"}]},
    ],
)
def test_dns_queries(row, dns: dict[str, object]) -> None:
    found = row("suricata-eve", event("dns", dns=dns))
    assert (found["host"], found["grade"], found["address"]) == ("jobs.example", "dns", "10.0.0.7")


def test_a_query_with_data_in_its_labels(row) -> None:
    asked = {"type": "query", "rrname": "aGVsbG8gd29ybGQ=.T.example"}
    assert row("suricata-eve", event("dns", dns=asked))["host"] == "agvsbg8gd29ybgq=.t.example"


def test_smtp(row) -> None:
    members = {
        "smtp": {"mail_from": "<p0042@corp.example>", "rcpt_to": ["<p0043@corp.example>", "<friend@Mail.example>"]},
        "email": {"subject": "private", "attachment": ["work/plan.pdf", "b.txt"]},
    }
    assert told(row("suricata-eve", event("smtp", **members))) == {
        "address": "10.0.0.7",
        "host": "mail.example",
        "file_name": "plan.pdf",
        "grade": "flow",
    }


def test_a_file_that_was_sent(row) -> None:
    found = row("suricata-eve", event("fileinfo", http=POST, fileinfo=FILE))
    assert (found["bytes_up"], found["bytes_down"], found["file_name"]) == (70000, None, "plan.pdf")
    assert (found["url"], found["method"], found["grade"]) == ("http://Shop.example/up", "POST", "full_url")
    assert found["address"] == "10.0.0.7"


def test_the_digest_of_a_file(row) -> None:
    digests = {"md5": "ab" * 16, "sha256": "CD" * 32}
    assert row("suricata-eve", event("fileinfo", http=POST, fileinfo=FILE | digests))["file_hash"] == "cd" * 32


def test_a_file_that_came_by_http_was_counted_by_the_event_of_its_request(row) -> None:
    found = row("suricata-eve", event("fileinfo", http=POST, fileinfo=FILE, **FROM_SERVER))
    assert told(found) == {
        "address": "10.0.0.7",
        "host": "shop.example",
        "file_name": "plan.pdf",
        "grade": "flow",
    }


def test_a_file_that_came_from_a_share(row) -> None:
    found = row("suricata-eve", event("fileinfo", fileinfo=FILE, **FROM_SERVER | {"src_port": 445}))
    assert (found["address"], found["host"], found["bytes_down"]) == ("10.0.0.7", "198.51.100.9", 70000)


def test_an_attached_file_goes_to_the_recipients_domain(row) -> None:
    smtp = {"mail_from": "<p0042@corp.example>", "rcpt_to": ["<friend@mail.example>"]}
    found = row("suricata-eve", event("fileinfo", dest_port=25, smtp=smtp, fileinfo=FILE))
    assert (found["host"], found["bytes_up"], found["file_name"]) == ("mail.example", 70000, "plan.pdf")


@pytest.mark.parametrize("ports", [(49152, 50000), (80, 80), (None, 80)])
def test_a_file_between_ports_that_do_not_tell_belongs_to_nobody(row, ports: tuple[int | None, int]) -> None:
    found = row("suricata-eve", event("fileinfo", fileinfo=FILE, src_port=ports[0], dest_port=ports[1]))
    assert [found[name] for name in ("address", "host", "bytes_up", "bytes_down")] == [None] * 4


@pytest.mark.parametrize(
    "line",
    [
        event("flow", flow={"bytes_toserver": 9}),
        event("alert", alert={"action": "allowed"}, http=HTTP),
        event("stats"),
        event("dns", dns={"type": "answer", "rrname": "a.example"}),
        event("dns", dns={"version": 3, "type": "response"}),
        event("dns"),
    ],
)
def test_other_events_are_skipped(parse, line: str) -> None:
    batch = parse("suricata-eve", line)
    assert (batch.frame.height, batch.rejected.height, batch.skipped) == (0, 0, 1)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "fields"),
        ('{"timestamp":"2025-10-09T08:53:20+0000"}', "fields"),
        (event("http", timestamp="2025-10-09T08:53:20", http=HTTP), "time"),
        (event("http", timestamp=None, http=HTTP), "time"),
        (event("http", timestamp="2095-10-09T08:53:20Z", http=HTTP), "future"),
    ],
)
def test_events_that_cannot_be_read(reasons_of, line: str, reason: str) -> None:
    assert reasons_of("suricata-eve", line) == [reason]


@pytest.mark.parametrize("kind", ["http", "tls", "dns", "fileinfo", "smtp"])
def test_an_event_that_says_nothing_of_its_kind(parse, kind: str) -> None:
    line = event(kind, **{kind: {"type": "query"} if kind == "dns" else None})
    assert parse("suricata-eve", line).frame.height == 1


def test_events_keep_the_order_of_the_log(parse) -> None:
    lines = [event("tls", tls={"sni": "b.example"}), event("stats"), event("http", http=HTTP), event("tls", tls={})]
    frame = parse("suricata-eve", *lines).frame
    assert frame["host"].to_list() == ["b.example", "shop.example", "198.51.100.9"]
    assert frame["line"].is_sorted()


def test_numbers_out_of_range_are_null(row) -> None:
    found = row("suricata-eve", event("http", http=HTTP | {"status": 10**12, "length": -1}))
    assert (found["status"], found["bytes_down"]) == (None, None)


RENAME = {"from": "a\\plan.docx", "to": "b\\holiday.jpg"}


def test_a_file_that_was_renamed_on_a_share(row) -> None:
    found = row("suricata-eve", event("smb", smb={"status": "STATUS_SUCCESS", "rename": RENAME}))
    assert told(found) == {
        "address": "10.0.0.7",
        "host": "198.51.100.9",
        "method": "rename",
        "file_name": "holiday.jpg",
        "former_name": "plan.docx",
        "grade": "flow",
    }


@pytest.mark.parametrize(
    "smb",
    [
        {"status": "STATUS_SUCCESS", "filename": "plan.docx", "disposition": "FILE_OPEN"},
        {"status": "STATUS_ACCESS_DENIED", "rename": RENAME},
        {"status": "STATUS_SUCCESS", "rename": RENAME | {"to": "plan.docx"}},
        {"status": "STATUS_SUCCESS", "rename": RENAME | {"to": "~WRL0001.tmp"}},
    ],
    ids=["opened", "refused", "moved", "saved by Word"],
)
def test_nothing_else_is_read_of_shares(parse, smb: dict[str, object]) -> None:
    batch = parse("suricata-eve", event("smb", smb=smb))
    assert (batch.skipped, batch.frame.height, batch.rejected.height) == (1, 0, 0)
