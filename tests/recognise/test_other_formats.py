"""What was done according to logs that are no proxy's: real lines through the readers, the catalogue and the rules."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from tests.recognise.activity import CATALOGUE, RECOGNISER

from fairwatch import sources


def recognised(folder: Path, text: str, format: str) -> list[tuple[str | None, str]]:  # noqa: A002 - the CLI's name
    """Category and action of each row of a log."""
    log = folder / "log"
    log.write_text(text, encoding="utf-8")
    frame = pl.concat([batch.frame for batch in sources.read(log, format=format)])
    done = RECOGNISER.recognise(CATALOGUE.classify(frame))
    return done.select(pl.col("category").cast(pl.String), pl.col("action").cast(pl.String)).rows()


def activitywatch(**buckets: list[dict[str, str]]) -> str:
    types = {"web": "web.tab.current", "window": "currentwindow"}
    events = {
        name: [{"timestamp": "2026-03-02T09:00:00Z", "duration": 60.0, "data": data} for data in datas]
        for name, datas in buckets.items()
    }
    return json.dumps(
        {"buckets": {name: {"type": types[name], "hostname": "pc", "events": list_} for name, list_ in events.items()}}
    )


def test_activitywatch_sees_pages_and_programs(tmp_path: Path) -> None:
    log = activitywatch(
        web=[
            {"url": "https://www.zhihu.com/question/1"},
            {"url": "https://www.zhipin.com/web/geek/job?query=python"},
            {"url": "https://www.zhipin.com/job_detail/1a2b3c.html"},
            {"url": "https://unknown.example.com/"},
        ],
        window=[{"app": "cloudmusic.exe"}, {"app": "WeChat.exe"}, {"app": "TeamViewer.exe"}, {"app": "chrome.exe"}],
    )
    assert recognised(tmp_path, log, "activitywatch") == [
        ("social", "page_view"),
        ("recruitment", "job_search"),
        ("recruitment", "posting_view"),
        (None, "page_view"),
        ("music", "app_use"),
        ("messaging", "app_use"),
        ("remote_control", "remote_control"),
        (None, "app_use"),
    ]


POSTFIX = """\
2026-03-02T09:00:00+00:00 mx postfix/smtpd[1]: 4Fsm{n}: client=pc[192.0.2.7], sasl_method=PLAIN, sasl_username=p0042
2026-03-02T09:00:01+00:00 mx postfix/qmgr[2]: 4Fsm{n}: from=<p0042@office.example>, size={size}, nrcpt=1 (queue active)
2026-03-02T09:00:02+00:00 mx postfix/smtp[3]: 4Fsm{n}: to=<x@{to}>, relay=mx, delay=1, delays=1, dsn=2.0.0, status=sent
2026-03-02T09:00:03+00:00 mx postfix/qmgr[2]: 4Fsm{n}: removed
"""


@pytest.mark.parametrize(
    ("to", "size", "done"),
    [
        ("gmail.com", 400_000, ("webmail", "upload")),
        ("gmail.com", 4_000, ("webmail", "mail")),
        ("51job.com", 4_000, ("recruitment", "mail")),
        ("nordvpn.com", 4_000, ("tunnel", "mail")),
        ("partner.example", 400_000, (None, "upload")),
    ],
)
def test_a_mail_is_no_visit_of_its_recipients_site(tmp_path: Path, to: str, size: int, done: tuple[str, str]) -> None:
    """A message to a job board is no job search, one to a VPN provider no tunnel."""
    assert recognised(tmp_path, POSTFIX.format(n="AAAA01", size=size, to=to), "postfix") == [done]


def test_cert_tables(tmp_path: Path) -> None:
    head = "id,date,user,pc,"
    assert recognised(
        tmp_path, f"{head}filename,content\n{{1}},01/04/2026 08:12:30,p0042,PC-1,R:\\plan.doc,words\n", "cert-file"
    ) == [("removable_drive", "upload")]
    assert recognised(tmp_path, f"{head}activity\n{{1}},01/04/2026 08:12:30,p0042,PC-1,Connect\n", "cert-device") == [
        ("removable_drive", "removable_drive")
    ]
    assert recognised(
        tmp_path,
        f"{head}url,content\n{{1}},01/04/2026 08:12:30,p0042,PC-1,http://www.zhihu.com/question/1,w\n",
        "cert-http",
    ) == [("social", "page_view")]
    mail = f"{head}to,cc,bcc,from,activity,size,attachments,content\n"
    row = "{{1}},01/04/2026 08:12:30,p0042,PC-1,x@gmail.com,,,p0042@office.example,Send,3000,{},w\n"
    assert recognised(tmp_path, mail + row.format("plan.doc(2000)"), "cert-email") == [("webmail", "upload")]
    assert recognised(tmp_path, mail + row.format(""), "cert-email") == [("webmail", "mail")]


def eve(**event: object) -> str:
    base = {"timestamp": "2026-03-02T09:00:00.000000+0000", "src_ip": "192.0.2.7", "dest_ip": "198.51.100.1"}
    return json.dumps({**base, "src_port": 50000, "dest_port": 80, **event}) + "\n"


def test_suricata_tells_mail_files_and_connections_apart(tmp_path: Path) -> None:
    went = {"src_port": 50000, "dest_port": 21}
    came = {"src_port": 80, "dest_port": 50000, "src_ip": "198.51.100.1", "dest_ip": "192.0.2.7"}
    log = (
        eve(event_type="tls", tls={"sni": "www.zhihu.com"})
        + eve(event_type="smtp", smtp={"mail_from": "<p0042@office.example>", "rcpt_to": ["<x@jd.com>"]})
        + eve(
            event_type="smtp",
            smtp={"mail_from": "<p0042@office.example>", "rcpt_to": ["<x@gmail.com>"]},
            email={"attachment": ["plan.doc"]},
        )
        + eve(event_type="fileinfo", fileinfo={"filename": "plan.doc", "size": 9000}, **went)
        + eve(
            event_type="fileinfo",
            fileinfo={"filename": "/setup.exe", "size": 900000},
            http={"hostname": "www.zol.com.cn", "url": "/setup.exe", "http_method": "GET", "status": 200},
            **came,
        )
    )
    assert recognised(tmp_path, log, "suricata-eve") == [
        ("social", "connection"),
        ("shopping", "mail"),
        ("webmail", "upload"),
        (None, "upload"),
        ("news", "download"),
    ]


def test_zeek_files(tmp_path: Path) -> None:
    row = {"ts": 1772442000.0, "id.orig_h": "192.0.2.7", "id.resp_h": "198.51.100.1", "fuid": "F1", "uid": "C1"}
    row |= {"source": "SMB", "mime_type": "application/pdf", "seen_bytes": 9000, "duration": 0.1}
    log = "".join(json.dumps({**row, "is_orig": sent, "filename": "plan.pdf"}) + "\n" for sent in (True, False))
    assert recognised(tmp_path, log, "zeek-files-json") == [(None, "upload"), (None, "download")]


CERT_FILE = """\
id,date,user,pc,filename,activity,to_removable_media,from_removable_media,content
{A},03/02/2026 09:00:00,p0042,PC-7,C:\\p\\plan.doc,File Copy,False,False,x
{B},03/02/2026 09:01:00,p0042,PC-7,C:\\p\\plan.doc,File Open,False,False,x
{C},03/02/2026 09:02:00,p0042,PC-7,C:\\p\\a.zip,File Write,False,False,x
{D},03/02/2026 09:03:00,p0042,PC-7,R:\\a.zip,File Copy,True,False,x
{E},03/02/2026 09:04:00,p0042,PC-7,C:\\p\\plan.doc,File Delete,False,False,x
"""


def test_what_an_agent_saw_of_files_on_a_computer(tmp_path: Path) -> None:
    assert recognised(tmp_path, CERT_FILE, "cert-file") == [
        ("work", "collect"),
        ("work", "pack"),
        ("removable_drive", "upload"),
        ("work", "clean_up"),
    ]
