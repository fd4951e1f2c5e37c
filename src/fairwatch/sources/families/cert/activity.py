"""From the columns of the CERT tables to the common ones. They were recorded on the computers themselves."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from fairwatch.sources.counts import count
from fairwatch.sources.files import base_name, is_archive
from fairwatch.sources.hosts import authority, hosts
from fairwatch.sources.mail import destination

Columns = dict[str, pl.Series]

DATE = "%m/%d/%Y %H:%M:%S"
RECEIVED = ("View", "Receive")
"""What releases 5 and 6 call a mail that somebody else has sent."""

_DONE = pl.col("activity").str.to_lowercase().str.strip_prefix("file ")
_TO_DRIVE, _FROM_DRIVE = (
    (pl.col(f"{way}_removable_media").str.to_lowercase() == "true").fill_null(value=False) for way in ("to", "from")
)
_COPIES = ("copy", "write")


def logon(fields: pl.DataFrame) -> Columns:
    """Somebody was at a computer; logging off is the same evidence. Nothing is made of the time in between (R15)."""
    return _agent(fields)


def device(fields: pl.DataFrame) -> Columns:
    """A drive was connected or removed. Its folders (``file_tree``) are not read: they are no files that were moved."""
    return _agent(fields)


def http(fields: pl.DataFrame) -> Columns:
    """Whether something was uploaded is known from release 6 on, but not by which method, so the method is null."""
    url = pl.col("url")
    found = fields.select(url=url, authority=authority(url)).to_dict()
    grade = pl.when(url.is_not_null()).then(pl.lit("full_url")).otherwise(pl.lit("flow"))
    return {
        "url": found["url"],
        "host": hosts(found["authority"]),
        "grade": fields.select(grade=grade)["grade"],
    }


def email(fields: pl.DataFrame) -> Columns:
    """Sent mail goes to its recipients' domain. Whose domain a received one came from is nobody's business."""
    received = pl.col("activity").is_in(RECEIVED).fill_null(value=False)
    size = count(pl.col("size"))
    # Up to release 4 the column counts the attachments, from release 5 on it names them: a.doc(1234);b.pdf(99)
    attached = pl.col("attachments").str.extract(r"^([^;]*)\([0-9]+\)(?:;|$)")
    found = fields.select(
        bytes_up=pl.when(~received).then(size),
        bytes_down=pl.when(received).then(size),
        file_name=pl.when(~received).then(base_name(attached)),
    ).to_dict()
    addressed = fields.select(
        to=pl.when(~received).then(pl.concat_str("to", "cc", "bcc", separator=";", ignore_nulls=True).str.split(";"))
    )["to"]
    return _agent(fields) | found | {"host": destination(addressed, fields["from"])}


def file(fields: pl.DataFrame) -> Columns:
    """Up to release 5 every record is a copy to a removable drive; release 6 says what was done, and where to."""
    name = base_name(pl.col("filename"))
    found = fields.select(
        file_name=name,
        method=pl.when(_DONE.is_null())
        .then(pl.lit("copy-to-drive"))
        .when(_TO_DRIVE & _DONE.is_in(_COPIES))
        .then(_DONE + "-to-drive")
        .when(_DONE.is_in(_COPIES) & is_archive(name))
        .then(pl.lit("pack"))
        .otherwise(_DONE),
    ).to_dict()
    return _agent(fields) | found


def nobodys_business(fields: pl.DataFrame) -> pl.Series:
    """Files that were opened, saved or read from a drive: whoever works does that all day. Only an archive counts."""
    saved = (_DONE == "write") & ~_TO_DRIVE & ~is_archive(base_name(pl.col("filename")))
    passed = ~_DONE.is_in([*_COPIES, "delete"]) | saved | (_FROM_DRIVE & _DONE.is_in(_COPIES))
    return fields.select(passed=passed.fill_null(value=False)).to_series()


def _agent(fields: pl.DataFrame) -> Columns:
    return {"grade": pl.Series(["agent"]).new_from_index(0, len(fields))}


ACTIVITIES: dict[str, Callable[[pl.DataFrame], Columns]] = {
    "logon": logon,
    "device": device,
    "http": http,
    "email": email,
    "file": file,
}
