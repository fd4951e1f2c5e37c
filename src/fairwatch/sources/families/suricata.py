"""Suricata's EVE log: JSON lines of many event types, of which requests, TLS, name queries, files, mail and renaming
on shares are read."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import polars as pl

from fairwatch.distinct import by_distinct
from fairwatch.sources.counts import count, status
from fairwatch.sources.files import base_name, content_hash, renamed_by_a_person
from fairwatch.sources.format import Chunk
from fairwatch.sources.hosts import asked_names
from fairwatch.sources.json_lines import Schema, objects
from fairwatch.sources.line_format import LineFormat
from fairwatch.sources.lines import Lines
from fairwatch.sources.mail import destination
from fairwatch.sources.mime import mime_types
from fairwatch.sources.times import stamps
from fairwatch.sources.urls import host_column, named_or_address, requested
from fairwatch.text import Text

FIELDS: Schema = {
    "timestamp": pl.String,
    "event_type": pl.String,
    "src_ip": pl.String,
    "src_port": pl.Int64,
    "dest_ip": pl.String,
    "dest_port": pl.Int64,
    "http": pl.Struct(
        {
            "hostname": pl.String,
            "url": pl.String,
            "http_port": pl.Int64,
            "http_method": pl.String,
            "http_user_agent": pl.String,
            "http_refer": pl.String,
            "http_content_type": pl.String,
            "status": pl.Int64,
            "length": pl.Int64,
        }
    ),
    "tls": pl.Struct({"sni": pl.String}),
    "dns": pl.Struct({"type": pl.String, "rrname": pl.String, "queries": pl.List(pl.Struct({"rrname": pl.String}))}),
    "fileinfo": pl.Struct(
        {"filename": pl.String, "size": pl.Int64, "md5": pl.String, "sha1": pl.String, "sha256": pl.String}
    ),
    # Sender and recipients are read to find the recipients' domain, and dropped.
    "smtp": pl.Struct({"mail_from": pl.String, "rcpt_to": pl.List(pl.String)}),
    "email": pl.Struct({"attachment": pl.List(pl.String)}),
    "smb": pl.Struct({"status": pl.String, "rename": pl.Struct({"from": pl.String, "to": pl.String})}),
}
"""What is read of an event, https://docs.suricata.io/en/latest/output/eve/eve-json-format.html. No subject, no body."""

TYPES = ("http", "tls", "dns", "fileinfo", "smtp", "smb")
QUERIES = ("query", "request")
"""Names of the first half of a DNS transaction in versions 1 and 2, and 3; the answer is no second activity."""

DONE = "STATUS_SUCCESS"
"""What a file server answers to what it has done. Of shares only renaming is read; ``fileinfo`` tells what was sent."""

EPHEMERAL = 32768
"""Ports from here on are given to clients (Linux; Windows begins at 49152)."""


class Eve(LineFormat):
    name = "suricata-eve"
    title = Text("Suricata EVE 日志", "Suricata EVE")

    def sniff(self, lines: Sequence[bytes]) -> float:
        return sum(map(_is_event, lines)) / len(lines)

    def fields(self, lines: Lines, chunk: Chunk) -> pl.DataFrame:  # noqa: ARG002 - an event needs nothing before it
        events = objects(lines, np.flatnonzero(lines.regular), FIELDS)
        wanted = (
            pl.when(pl.col("event_type") == "dns")
            .then(_in("dns", "type").is_in(QUERIES))
            .when(pl.col("event_type") == "smb")
            .then((_in("smb", "status") == DONE) & renamed_by_a_person(_RENAMED_TO, _RENAMED_FROM))
            .otherwise(pl.col("event_type").is_in(TYPES))
        )
        return events.drop_nulls("event_type").with_columns(skip=~wanted.fill_null(value=False))

    def activity(self, fields: pl.DataFrame) -> dict[str, pl.Series]:
        parts = fields.with_row_index("number").partition_by("event_type", as_dict=True)
        read = [_READERS[str(kind)](events) for (kind,), events in parts.items()]
        if not read:
            return {"ts_us": pl.Series(dtype=pl.Int64)}
        whole = pl.concat([pl.DataFrame(columns) for columns in read], how="diagonal").sort("number")
        return whole.drop("number").to_dict()


def _is_event(line: bytes) -> bool:
    if not line.startswith(b"{"):
        return False
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(event, dict) and {"timestamp", "event_type"} <= set(event)


def _columns(events: pl.DataFrame, **columns: pl.Expr) -> dict[str, pl.Series]:
    """The given columns, and when and by whom: the client is who sent the first packet."""
    client = {"number": pl.col("number"), "address": pl.col("src_ip")}
    return {"ts_us": stamps(events["timestamp"]), **events.select(**client | columns).to_dict()}


def _in(member: str, name: str) -> pl.Expr:
    return pl.col(member).struct.field(name)


_RENAMED_TO, _RENAMED_FROM = (base_name(_in("smb", "rename").struct.field(name)) for name in ("to", "from"))


def _request(server: pl.Expr) -> dict[str, pl.Expr]:
    """What an event says of the HTTP transaction that it belongs to."""
    return requested(
        _in("http", "http_method"), _in("http", "url"), _in("http", "hostname"), server, _in("http", "http_port")
    ) | {
        "method": _in("http", "http_method"),
        "status": status(_in("http", "status")),
        "referer": _in("http", "http_refer"),
        "user_agent": _in("http", "http_user_agent"),
    }


def _http(events: pl.DataFrame) -> dict[str, pl.Series]:
    found = _columns(events, **_request(pl.col("dest_ip")), bytes_down=count(_in("http", "length")))
    types = events["http"].struct.field("http_content_type")
    return host_column(found) | {"mime": by_distinct(types, mime_types).to_series()}


def _tls(events: pl.DataFrame) -> dict[str, pl.Series]:
    return host_column(_columns(events, **named_or_address(_in("tls", "sni"), pl.col("dest_ip"), "sni")))


def _dns(events: pl.DataFrame) -> dict[str, pl.Series]:
    asked = pl.coalesce(_in("dns", "rrname"), _in("dns", "queries").list.first().struct.field("rrname"))
    return host_column(_columns(events, authority=asked, grade=pl.lit("dns")), asked_names)


def _smtp(events: pl.DataFrame) -> dict[str, pl.Series]:
    attached = base_name(_in("email", "attachment").list.first())
    return _columns(events, file_name=attached, grade=pl.lit("flow")) | {"host": _recipients(events)}


def _recipients(events: pl.DataFrame) -> pl.Series:
    smtp = events["smtp"].struct
    return destination(smtp.field("rcpt_to"), smtp.field("mail_from"))


def _fileinfo(events: pl.DataFrame) -> dict[str, pl.Series]:
    """A file goes from the source to the destination of its event, so the client is the one or the other.

    The server is the side whose port is lower, and too low to have been given to a client. A file that came by HTTP
    keeps its name and host only: an HTTP event has already told of the request, and counted its bytes.
    """
    source, target = pl.col("src_port"), pl.col("dest_port")
    known = (pl.min_horizontal(source, target) < EPHEMERAL) & (source != target)
    sent, came = known & (target < source), known & (source < target)
    server = pl.when(sent).then("dest_ip").when(came).then("src_ip")
    by_http = pl.col("http").is_not_null()
    size = count(_in("fileinfo", "size"))
    request = {
        name: pl.when(sent).then(value) if name != "authority" else value for name, value in _request(server).items()
    }
    found = _columns(
        events,
        **request | {"grade": pl.when(sent & by_http).then(request["grade"]).otherwise(pl.lit("flow"))},
        address=pl.when(sent).then("src_ip").when(came).then("dest_ip"),
        bytes_up=pl.when(sent).then(size),
        bytes_down=pl.when(came & ~by_http).then(size),
        file_name=base_name(_in("fileinfo", "filename")),
        file_hash=content_hash(*(_in("fileinfo", name) for name in ("sha256", "sha1", "md5"))),
    )
    named = host_column(found)
    mailed = _recipients(events)
    return named | {"host": mailed.zip_with(mailed.is_not_null(), named["host"])}


def _smb(events: pl.DataFrame) -> dict[str, pl.Series]:
    return host_column(
        _columns(
            events,
            **named_or_address(pl.lit(None, pl.String), pl.col("dest_ip"), "flow"),
            method=pl.lit("rename"),
            file_name=_RENAMED_TO,
            former_name=_RENAMED_FROM,
        )
    )


_READERS = {"http": _http, "tls": _tls, "dns": _dns, "fileinfo": _fileinfo, "smtp": _smtp, "smb": _smb}

FORMATS = (Eve(),)
