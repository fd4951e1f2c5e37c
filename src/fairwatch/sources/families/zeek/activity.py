"""From the fields of the Zeek logs to the common columns. The client is who opened the connection."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from fairwatch.distinct import by_distinct
from fairwatch.sources.counts import status
from fairwatch.sources.families.zeek.smb_files import nobodys_business, smb_files
from fairwatch.sources.files import base_name, content_hash
from fairwatch.sources.hosts import asked_names
from fairwatch.sources.mail import destination
from fairwatch.sources.mime import mime_types
from fairwatch.sources.urls import host_column, named_or_address, requested

Columns = dict[str, pl.Series]

_CLIENT, _SERVER = pl.col("id.orig_h"), pl.col("id.resp_h")
_CONTACT = {"ts_us": pl.col("ts"), "address": _CLIENT}


def http(fields: pl.DataFrame) -> Columns:
    """Bodies only: Zeek does not count the bytes of headers. The user name in the log is the web site's, not ours."""
    found = fields.select(
        **_CONTACT,
        **requested(pl.col("method"), pl.col("uri"), pl.col("host"), _SERVER, pl.col("id.resp_p")),
        method=pl.col("method"),
        status=status(pl.col("status_code")),
        bytes_up=pl.col("request_body_len"),
        bytes_down=pl.col("response_body_len"),
        referer=pl.col("referrer"),
        user_agent=pl.col("user_agent"),
        # Only what was sent: with the name of what came back every download by POST would look like an upload.
        file_name=base_name(pl.col("orig_filenames")),
    ).to_dict()
    return host_column(found) | {"mime": by_distinct(fields["resp_mime_types"], mime_types).to_series()}


def ssl(fields: pl.DataFrame) -> Columns:
    """The name in the handshake; without one only the address is known."""
    return host_column(fields.select(**_CONTACT, **named_or_address(pl.col("server_name"), _SERVER, "sni")).to_dict())


def dns(fields: pl.DataFrame) -> Columns:
    found = fields.select(**_CONTACT, authority=pl.col("query"), duration_us=pl.col("rtt"), grade=pl.lit("dns"))
    return host_column(found.to_dict(), asked_names)


def files(fields: pl.DataFrame) -> Columns:
    """Before Zeek 5.1 the log named the two sides of a file by what they did, not by who opened the connection."""
    sent = pl.col("is_orig")
    client = pl.coalesce(_CLIENT, pl.when(sent).then("tx_hosts").when(~sent).then("rx_hosts"))
    server = pl.coalesce(_SERVER, pl.when(sent).then("rx_hosts").when(~sent).then("tx_hosts"))
    found = fields.select(
        **_CONTACT | {"address": client},
        **named_or_address(pl.lit(None, pl.String), server, "flow"),
        bytes_up=pl.when(sent).then("seen_bytes"),
        bytes_down=pl.when(~sent).then("seen_bytes"),
        duration_us=pl.col("duration"),
        file_name=base_name(pl.col("filename")),
        file_hash=content_hash(pl.col("sha256"), pl.col("sha1"), pl.col("md5")),
    ).to_dict()
    return host_column(found) | {"mime": by_distinct(fields["mime_type"], mime_types).to_series()}


def smtp(fields: pl.DataFrame) -> Columns:
    """Zeek does not log the size of a message, and names its files in ``files.log`` only."""
    found = fields.select(**_CONTACT, grade=pl.lit("flow")).to_dict()
    return found | {"host": destination(fields["rcptto"], fields["mailfrom"])}


def conn(fields: pl.DataFrame) -> Columns:
    return host_column(
        fields.select(
            **_CONTACT,
            **named_or_address(pl.lit(None, pl.String), _SERVER, "flow"),
            bytes_up=pl.col("orig_bytes"),
            bytes_down=pl.col("resp_bytes"),
            duration_us=pl.col("duration"),
        ).to_dict()
    )


ACTIVITIES: dict[str, Callable[[pl.DataFrame], Columns]] = {
    "http": http,
    "ssl": ssl,
    "dns": dns,
    "files": files,
    "smb_files": smb_files,
    "smtp": smtp,
    "conn": conn,
}

PASSED_OVER: dict[str, Callable[[pl.DataFrame], pl.Series]] = {"smb_files": nobodys_business}
"""Of some logs, which lines tell of no activity."""
