"""What becomes of the fields of each log."""

from __future__ import annotations

import json
from typing import Any

import pytest


def record(**fields: object) -> str:
    base = {"ts": 1760000000.5, "id.orig_h": "10.0.0.7", "id.resp_h": "198.51.100.9", "id.resp_p": 80}
    return json.dumps(base | fields)


def http(**fields: object) -> str:
    return record(
        **{"trans_depth": 1, "request_body_len": 0, "tags": [], "method": "GET", "host": "a.example"} | fields
    )


def files(**fields: object) -> str:
    return record(**{"fuid": "F1", "seen_bytes": 900, "is_orig": True} | fields)


def smb(action: str, name: str, **fields: object) -> str:
    return record(**{"action": f"SMB::FILE_{action}", "name": name, "size": 900} | fields)


def smtp(*recipients: str, sender: str = "p0042@corp.example") -> str:
    return record(trans_depth=1, helo="desk7", mailfrom=sender, rcptto=recipients, subject="private")


def test_http(row) -> None:
    line = http(uri="/a?q=1", referrer="http://b.example/", user_agent="x", status_code=200, response_body_len=9)
    found = row("zeek-http-json", line)
    assert (found["url"], found["host"], found["grade"]) == ("http://a.example/a?q=1", "a.example", "full_url")
    assert (found["referer"], found["user_agent"], found["status"]) == ("http://b.example/", "x", 200)
    assert (found["bytes_up"], found["bytes_down"], found["blocked"]) == (0, 9, None)


@pytest.mark.parametrize(("status", "expected"), [(0, None), (404, 404), (99999, None)])
def test_http_status(row, status: int, expected: int | None) -> None:
    assert row("zeek-http-json", http(uri="/", status_code=status))["status"] == expected


def test_the_user_of_a_web_site_is_nobody_s_account(row) -> None:
    assert row("zeek-http-json", http(uri="/", username="p0042", password="x"))["account"] is None


def test_only_a_file_that_was_sent_has_its_name(row) -> None:
    found = row(
        "zeek-http-json", http(uri="/", orig_filenames=[r"C:\work\plan.pdf", "b"], resp_mime_types=["Text/HTML"])
    )
    assert (found["file_name"], found["mime"]) == ("plan.pdf", "text/html")
    assert row("zeek-http-json", http(uri="/", resp_filenames=["plan.pdf"]))["file_name"] is None


@pytest.mark.parametrize(
    ("name", "host", "grade"), [("Chat.example", "chat.example", "sni"), (None, "198.51.100.9", "flow")]
)
def test_ssl(row, name: str | None, host: str, grade: str) -> None:
    found = row("zeek-ssl-json", record(resumed=False, established=True, server_name=name))
    assert (found["host"], found["grade"], found["url"]) == (host, grade, None)


@pytest.mark.parametrize(
    ("query", "host"), [("Jobs.example", "jobs.example"), ("aGk=.T.example", "agk=.t.example"), (None, None)]
)
def test_dns(row, query: str | None, host: str | None) -> None:
    found = row("zeek-dns-json", record(AA=False, rejected=False, query=query, rtt=0.25))
    assert (found["host"], found["grade"], found["duration_us"]) == (host, "dns", 250_000)


@pytest.mark.parametrize(("sent", "up", "down"), [(True, 900, None), (False, None, 900), (None, None, None)])
def test_files_from_the_client_s_point_of_view(row, sent: bool | None, up: int | None, down: int | None) -> None:
    found = row("zeek-files-json", files(is_orig=sent, filename="x/plan.pdf"))
    assert (found["bytes_up"], found["bytes_down"], found["file_name"]) == (up, down, "plan.pdf")
    assert (found["address"], found["host"]) == ("10.0.0.7", "198.51.100.9")


@pytest.mark.parametrize(
    ("digests", "expected"),
    [
        ({"md5": "AB" * 16}, "ab" * 16),
        ({"md5": "ab" * 16, "sha1": "cd" * 20}, "cd" * 20),
        ({"md5": "ab" * 16, "sha1": "cd" * 20, "sha256": "ef" * 32}, "ef" * 32),
        ({"md5": "ab" * 16, "sha1": "truncated"}, "ab" * 16),
        ({}, None),
    ],
)
def test_the_best_digest_of_a_file(row, digests: dict[str, str], expected: str | None) -> None:
    assert row("zeek-files-json", files(**digests))["file_hash"] == expected


@pytest.mark.parametrize(
    ("sent", "address", "host"),
    [(True, "10.0.0.7", "198.51.100.9"), (False, "198.51.100.9", "10.0.0.7"), (None, None, None)],
)
def test_files_of_older_versions_name_sender_and_receiver(row, sent: bool | None, address: Any, host: Any) -> None:
    old = {"id.orig_h": None, "id.resp_h": None, "tx_hosts": ["10.0.0.7"], "rx_hosts": ["198.51.100.9"]}
    found = row("zeek-files-json", files(is_orig=sent, **old))
    assert (found["address"], found["host"]) == (address, host)


def test_smtp_keeps_the_domain_that_a_mail_went_to(row) -> None:
    found = row("zeek-smtp-json", smtp("p0043@corp.example", "friend@Mail.example"))
    assert (found["host"], found["grade"], found["account"]) == ("mail.example", "flow", None)


def test_conn_by_ipv6(row) -> None:
    found = row("zeek-conn-json", record(proto="tcp", missed_bytes=0, **{"id.resp_h": "2001:DB8::9"}))
    assert (found["host"], found["bytes_up"]) == ("2001:db8::9", None)


@pytest.mark.parametrize(("action", "method"), [("READ", None), ("DELETE", "delete")])
def test_what_was_done_with_a_file_on_a_share(row, action: str, method: str | None) -> None:
    found = row("zeek-smb_files-json", smb(action, r"secret\plan.docx", prev_name=r"secret\draft.docx"))
    assert (found["file_name"], found["method"], found["former_name"]) == ("plan.docx", method, None)
    assert (found["address"], found["host"], found["grade"]) == ("10.0.0.7", "198.51.100.9", "flow")
    assert (found["bytes_up"], found["bytes_down"]) == (None, None), "files.log tells how much was transferred"


def test_a_renamed_file_has_the_name_it_had(row) -> None:
    found = row("zeek-smb_files-json", smb("RENAME", r"b\holiday.jpg", prev_name=r"a\plan.docx"))
    assert (found["method"], found["file_name"], found["former_name"]) == ("rename", "holiday.jpg", "plan.docx")


@pytest.mark.parametrize("archive", ["plans.zip", "PLANS.7Z", "plans.tar.gz"])
def test_only_an_archive_that_was_written_counts(row, parse, archive: str) -> None:
    assert row("zeek-smb_files-json", smb("WRITE", archive))["method"] == "pack"
    assert passed_over(parse, smb("WRITE", "plan.docx"))


@pytest.mark.parametrize(
    "line",
    [
        *(smb(action, "plan.docx") for action in ("OPEN", "CLOSE", "SET_ATTRIBUTE", "RENAME")),
        record(action="SMB::PIPE_WRITE", name="srvsvc", size=0),
        smb("RENAME", r"b\plan.docx", prev_name=r"a\plan.docx"),
        smb("RENAME", "~WRL0001.tmp", prev_name="plan.docx"),
        smb("RENAME", "plan.xlsx", prev_name="3F2A1B00"),
        smb("READ", "").replace('"name": "", ', ""),
    ],
    ids=[
        *("opened", "closed", "touched", "renamed from nobody knows what", "a pipe", "moved"),
        *("saved by Word", "saved by Excel", "without a name"),
    ],
)
def test_what_is_nobody_s_business_on_a_share(parse, line: str) -> None:
    assert passed_over(parse, line)


def passed_over(parse, line: str) -> bool:
    batch = parse("zeek-smb_files-json", line)
    return batch.skipped == 1 and batch.frame.is_empty() and batch.rejected.is_empty()
