"""Mail deliveries out of the lines of a Postfix log."""

from __future__ import annotations

import datetime as dt

import pytest

from fairwatch.errors import SourceError
from fairwatch.sources import named

QUEUE_ID = "4F9D195432C"
SENT = "dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 9EFE470001)"


def line(daemon: str, message: str, stamp: str = "2025-10-09T16:53:20.482000+08:00", server: str = "mail") -> str:
    return f"{stamp} {server} {daemon}: {message}"


def story(message: str, daemon: str = "postfix/smtp[615]", queue_id: str = QUEUE_ID, **where: str) -> str:
    return line(daemon, f"{queue_id}: {message}", **where)


CLIENT = story("client=desk7.corp.example[10.0.0.7], sasl_method=PLAIN, sasl_username=p0042", "postfix/smtpd[612]")
SIZE = story("from=<p0042@corp.example>, size=17780, nrcpt=2 (queue active)", "postfix/qmgr[614]")
REMOVED = story("removed", "postfix/qmgr[614]")


def to(address: str, more: str = "", outcome: str = SENT, delay: str = "1.8") -> str:
    relay = f"relay=mx.mail.example[198.51.100.25]:25, delay={delay}, delays=0.2/0.03/0.72/0.81"
    return story(f"to=<{address}>, {more}{relay}, {outcome}")


@pytest.fixture
def deliveries(parse):
    def deliveries(*lines: str, format_: str = "postfix") -> list[dict[str, object]]:
        batch = parse(format_, *lines)
        assert batch.rejected.is_empty()
        return batch.frame.rows(named=True)

    return deliveries


def test_a_delivery_is_joined_with_what_was_said_of_its_message(deliveries) -> None:
    (found,) = deliveries(CLIENT, SIZE, to("friend@Mail.example"), REMOVED)
    assert {name: value for name, value in found.items() if value is not None} == {
        "ts_us": 1_760_000_000_482_000 - 1_800_000,  # handed in 1.8 s before it was delivered
        "duration_us": 1_800_000,
        "address": "10.0.0.7",
        "account": "p0042",
        "host": "mail.example",
        "bytes_up": 17780,
        "blocked": False,
        "grade": "flow",
        "source": "postfix",
        "line": len(CLIENT) + 1 + len(SIZE) + 1,
    }


def test_each_recipient_is_a_delivery(deliveries) -> None:
    found = deliveries(CLIENT, SIZE, to("a@x.example"), to("b@y.example", "orig_to=<c@z.example>, "), REMOVED)
    assert [(row["host"], row["bytes_up"], row["account"]) for row in found] == [
        ("x.example", 17780, "p0042"),
        ("y.example", 17780, "p0042"),
    ]


def test_messages_at_the_same_time_are_kept_apart(deliveries) -> None:
    other = [part.replace(QUEUE_ID, "4F9D1954999") for part in (CLIENT, SIZE, to("b@y.example"))]
    other[0] = other[0].replace("p0042", "p0043").replace("10.0.0.7", "2001:db8::7")
    found = deliveries(CLIENT, other[0], SIZE, other[1], other[2], to("a@x.example"))
    assert [(row["host"], row["account"], row["address"]) for row in found] == [
        ("y.example", "p0043", "2001:db8::7"),
        ("x.example", "p0042", "10.0.0.7"),
    ]


def test_queue_ids_of_different_servers_are_different(deliveries) -> None:
    (found,) = deliveries(CLIENT.replace(" mail ", " mail2 "), SIZE, to("a@x.example"))
    assert (found["account"], found["bytes_up"]) == (None, 17780)


@pytest.mark.parametrize(
    "between", [[REMOVED], [story("uid=0 from=<root>", "postfix/pickup[611]")], [story("client=localhost[127.0.0.1]")]]
)
def test_a_queue_id_that_is_used_again_inherits_no_account(deliveries, between: list[str]) -> None:
    (found,) = deliveries(CLIENT, *between, to("a@x.example"))
    assert found["account"] is None


def test_without_a_login_there_is_no_account(deliveries) -> None:
    (found,) = deliveries(story("client=unknown[10.0.0.7]", "postfix/smtpd[612]"), SIZE, to("a@x.example"))
    assert (found["address"], found["account"]) == ("10.0.0.7", None)


def test_what_was_said_before_the_log_began_is_null(deliveries) -> None:
    (found,) = deliveries(to("a@x.example"))
    assert [found[name] for name in ("address", "account", "bytes_up", "host")] == [None, None, None, "x.example"]


@pytest.mark.parametrize(
    "other",
    [
        line("dovecot", "imap-login: Login: user=<p0042>, method=PLAIN"),
        line("CRON[17]", "(root) CMD (true)"),
        line("postfix/smtpd[612]", "connect from desk7.corp.example[10.0.0.7]"),
        line("postfix/smtpd[612]", "NOQUEUE: reject: RCPT from a.example[192.0.2.1]: 554 no; from=<a@b> to=<c@d>"),
        story("message-id=<m1@corp.example>", "postfix/cleanup[613]"),
        to("a@x.example", outcome="dsn=4.4.1, status=deferred (connection timed out)"),
        to("a@x.example", outcome="dsn=5.1.1, status=bounced (no such user)"),
        line("other/smtp[615]", f"{QUEUE_ID}: to=<a@x.example>, relay=b, delay=1, delays=1/0/0/0, {SENT}"),
    ],
)
def test_other_lines_are_skipped(parse, other: str) -> None:
    batch = parse("postfix", other, to("b@y.example"))
    assert (batch.frame.height, batch.rejected.height, batch.skipped) == (1, 0, 1)


@pytest.mark.parametrize("daemon", ["postfix/smtp[1]", "postfix/relay/smtp[1]", "postfix-out/lmtp[1]", "postfix/local"])
def test_every_instance_and_agent_delivers(deliveries, daemon: str) -> None:
    message = to("a@x.example").partition(": ")[2]
    assert deliveries(line(daemon, message))[0]["host"] == "x.example"


@pytest.mark.parametrize(
    "address",
    [
        f'"x@corp.example>, relay=m, delay=1, delays=0/0/0/0, {SENT}"@evil.example',
        '"x@corp.example>, orig_to=<y"@evil.example',
    ],
)
def test_an_address_that_imitates_the_rest_of_a_line_is_quarantined(reasons_of, address: str) -> None:
    assert reasons_of("postfix", to(address)) == ["fields"]


def test_a_line_that_is_no_syslog_is_quarantined(reasons_of) -> None:
    assert reasons_of("postfix", "to=<a@x.example>") == ["fields"]


OLD = "Oct  9 16:53:20"


def test_old_stamps_need_a_time_zone(reasons_of) -> None:
    assert reasons_of("postfix", to("a@x.example").replace("2025-10-09T16:53:20.482000+08:00", OLD)) == ["time"]


@pytest.mark.parametrize(
    ("stamp", "utc"),
    [
        (OLD, dt.datetime(2026, 10, 9, 8, 53, 20, tzinfo=dt.UTC)),  # now is January 2027
        ("Jan 14 16:53:20", dt.datetime(2027, 1, 14, 8, 53, 20, tzinfo=dt.UTC)),
        ("Jan 20 16:53:20", dt.datetime(2026, 1, 20, 8, 53, 20, tzinfo=dt.UTC)),
        ("2025-10-09T08:53:20+00:00", dt.datetime(2025, 10, 9, 8, 53, 20, tzinfo=dt.UTC)),
        ("<22>Oct 19 16:53:20", dt.datetime(2026, 10, 19, 8, 53, 20, tzinfo=dt.UTC)),
    ],
)
def test_stamps_in_a_time_zone(deliveries, stamp: str, utc: dt.datetime) -> None:
    written = to("a@x.example", delay="0").replace("2025-10-09T16:53:20.482000+08:00", stamp)
    (found,) = deliveries(written, format_="postfix:Asia/Shanghai")
    assert found["ts_us"] == int(utc.timestamp()) * 1_000_000
    assert found["source"] == "postfix:Asia/Shanghai"


def test_a_day_that_no_recent_year_has(reasons_of) -> None:
    written = to("a@x.example").replace("2025-10-09T16:53:20.482000+08:00", "Feb 29 16:53:20")
    assert reasons_of("postfix:Asia/Shanghai", written) == ["time"]


def test_an_unknown_time_zone_is_refused() -> None:
    with pytest.raises(SourceError, match="no such time zone"):
        named("postfix:Beijing")


def test_a_log_of_many_daemons_is_still_a_mail_log() -> None:
    others = [line("dovecot", "imap-login: Login").encode()] * 8
    assert named("postfix").sniff([*others, CLIENT.encode()]) == 1
    assert named("postfix").sniff([*others, *others, CLIENT.encode()]) < 0.5
