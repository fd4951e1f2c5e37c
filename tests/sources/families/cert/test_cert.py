"""What becomes of the records of the CERT tables."""

from __future__ import annotations

import pytest

from fairwatch.columns import FILE_METHODS
from fairwatch.errors import SourceError
from fairwatch.sources import named

BASE = "{X1D9-S0ES98JV-5357PWMI},10/09/2025 08:53:20,p0042,PC-0007"
LOGON = "id,date,user,pc,activity"
EMAIL_4 = "id,date,user,pc,to,cc,bcc,from,size,attachments,content"
EMAIL_5 = "id,date,user,pc,to,cc,bcc,from,activity,size,attachments,content"


@pytest.fixture
def record(parse):
    """The columns of one record under a header that are not null, besides those that every record has."""

    def record(format_: str, header: str, line: str) -> dict[str, object]:
        batch = parse(format_, header, f"{BASE},{line}")
        assert (batch.rejected.height, batch.skipped) == (0, 1)
        (found,) = batch.frame.rows(named=True)
        assert (found["ts_us"], found["account"], found["device"]) == (1_760_000_000_000_000, "p0042", "PC-0007")
        common = ("ts_us", "account", "device", "source", "line")
        return {name: value for name, value in found.items() if value is not None and name not in common}

    return record


@pytest.mark.parametrize(
    ("format_", "header", "line"),
    [
        ("cert-logon", LOGON, "Logon"),
        ("cert-logon", LOGON, "Logoff"),
        ("cert-device", LOGON, "Connect"),
        ("cert-device", "id,date,user,pc,file_tree,activity", r"R:\;R:\private,Connect"),
        ("cert-device", "id,date,user,pc,file_tree,activity", ",Disconnect"),
    ],
)
def test_logons_and_drives(record, format_: str, header: str, line: str) -> None:
    assert record(format_, header, line) == {"grade": "agent"}


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("id,date,user,pc,url,content", 'http://Shop.example/a.html,"private, words"'),
        ("id,date,user,pc,url,activity,content", 'http://Shop.example/a.html,WWW Visit,"private ""words"""'),
    ],
)
def test_http(record, header: str, line: str) -> None:
    assert record("cert-http", header, line) == {
        "url": "http://Shop.example/a.html",
        "host": "shop.example",
        "grade": "full_url",
    }


def test_sent_mail(record) -> None:
    line = (
        r"p0043@corp.example;a@Mail.example,b@c.example,,p0042@corp.example,Send,25830,C:\work\plan.doc(1);b.pdf(9),x"
    )
    assert record("cert-email", EMAIL_5, line) == {
        "host": "mail.example",
        "bytes_up": 25830,
        "file_name": "plan.doc",
        "grade": "agent",
    }


def test_received_mail_names_nobody(record) -> None:
    line = "p0042@corp.example,,,friend@mail.example,View,1200,plan.doc(12),x"
    assert record("cert-email", EMAIL_5, line) == {"bytes_down": 1200, "grade": "agent"}


def test_mail_of_release_4_counts_its_attachments(record) -> None:
    line = "p0043@corp.example,,friend@mail.example,p0042@corp.example,25830,2,x"
    assert record("cert-email", EMAIL_4, line) == {"host": "mail.example", "bytes_up": 25830, "grade": "agent"}


FILE_6 = "id,date,user,pc,filename,activity,to_removable_media,from_removable_media,content"


def test_up_to_release_5_a_file_was_copied_to_a_removable_drive(record) -> None:
    found = record("cert-file", "id,date,user,pc,filename,content", "plan.doc,private")
    assert found == {"file_name": "plan.doc", "method": "copy-to-drive", "grade": "agent"}


@pytest.mark.parametrize(
    ("line", "name", "method"),
    [
        (r"R:\p0042\plan.doc,File Copy,True,False,private", "plan.doc", "copy-to-drive"),
        (r"R:\plan.zip,File Write,True,False,private", "plan.zip", "write-to-drive"),
        (r"C:\p0042\plan.doc,File Copy,False,False,private", "plan.doc", "copy"),
        (r"C:\p0042\a.ZIP,File Write,False,False,private", "a.ZIP", "pack"),
        (r"C:\p0042\plan.doc,File Delete,False,False,private", "plan.doc", "delete"),
        (r"R:\plan.doc,File Delete,True,False,private", "plan.doc", "delete"),
    ],
)
def test_release_6_says_what_was_done_with_a_file(record, line: str, name: str, method: str) -> None:
    assert record("cert-file", FILE_6, line) == {"file_name": name, "method": method, "grade": "agent"}
    assert method in FILE_METHODS


@pytest.mark.parametrize(
    "line",
    [
        r"C:\plan.doc,File Open,False,False,private",
        r"C:\plan.doc,File Write,False,False,private",
        r"R:\plan.doc,File Open,True,False,private",
        r"C:\plan.doc,File Copy,False,True,private",
    ],
    ids=["opened", "saved", "opened on a drive", "copied from a drive"],
)
def test_that_somebody_worked_with_a_file_is_not_read(parse, line: str) -> None:
    batch = parse("cert-file", FILE_6, f"{BASE},{line}")
    assert (batch.frame.height, batch.rejected.height, batch.skipped) == (0, 0, 2)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (f"{BASE},Connect", "fields"),  # that is the table of drives
        (f"{BASE}", "fields"),
        (f"{BASE},Logon,more", "fields"),
        (f'{BASE},"Logon', "fields"),
        (f"{BASE},Logon".replace("10/09/2025", "13/09/2025"), "time"),
        (f"{BASE},Logon".replace("10/09/2025", "10/09/2095"), "future"),
    ],
)
def test_records_that_do_not_fit(parse, line: str, reason: str) -> None:
    batch = parse("cert-logon", LOGON, line)
    assert batch.rejected["reason"].to_list() == [reason]


def test_without_a_header_nothing_is_read(reasons_of) -> None:
    assert reasons_of("cert-logon", f"{BASE},Logon") == ["fields"]


def test_times_of_a_log_in_another_time_zone(parse) -> None:
    frame = parse("cert:logon@Asia/Shanghai", LOGON, f"{BASE},Logon").frame
    assert frame["ts_us"].to_list() == [1_760_000_000_000_000 - 8 * 3_600_000_000]
    assert frame["source"].to_list() == ["cert:logon@Asia/Shanghai"]


@pytest.mark.parametrize("definition", ["logon", "logon@", "logon@Beijing", "psychometric@UTC", ""])
def test_a_table_or_time_zone_that_does_not_exist_is_refused(definition: str) -> None:
    with pytest.raises(SourceError, match="--format cert:"):
        named(f"cert:{definition}")
