"""Postfix's syslog: one activity for each message delivered to one recipient, of whom only the domain is kept.

Postfix writes a message's story over several lines that share its queue id: who handed it in (smtpd), its size (qmgr),
each delivery (smtp, lmtp, local, …), its end (qmgr). They are joined within the part of the log that is parsed at once
(8 MiB); what was said before it is not known, and stays null. See https://www.postfix.org/OVERVIEW.html
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from fairwatch.sources.format import Chunk
from fairwatch.sources.hosts import hosts
from fairwatch.sources.line_format import DAY_US, LineFormat
from fairwatch.sources.lines import Lines
from fairwatch.sources.mail import domain
from fairwatch.sources.times import duration, local, stamps, zone_named
from fairwatch.text import Text

LINE = (
    r"^(?:<[0-9]{1,3}>)?(?P<stamp>[0-9]{4}-[0-9]{2}-[0-9]{2}T[^ ]+|[A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8}) "
    r"(?P<server>[^ ]+) (?P<daemon>[^ :\[]+)(?:\[[0-9]+\])?: (?P<message>.*)$"
)
DAEMON = r"^postfix(?:[-.][^/]*)?(?:/[A-Za-z0-9_-]+)+$"
"""``postfix/smtp``, with other instances and services ``postfix-out/submission/smtpd``."""

QUEUE_ID = r"^([0-9A-Za-z]{6,32}): "
HANDED_IN = QUEUE_ID + r"(?:client|uid)="
ADDRESS = r" client=[^ ]*\[([0-9A-Fa-f.:]+)\]"
LOGIN = r", sasl_username=([^,]+)"
SIZE = QUEUE_ID + r"from=<.*>, size=[0-9]{1,15}, nrcpt=[0-9]+"
REMOVED = QUEUE_ID + "removed$"
DELIVERY = (
    QUEUE_ID + r"to=<(?P<to>.*)>, relay=.*, (?:conn_use=[0-9]+, )?"
    r"delay=(?P<delay>[0-9.]+), delays=[0-9./]+, dsn=[0-9.]+, status=(?P<status>[a-z]+)"
)
ALIAS = ">, orig_to=<"
"""Behind this stands the address that the recipient's was made of."""
SENT = "sent"
"""The status of a message that arrived. A failed attempt is skipped: its message is still there, or nowhere."""

MONTH_DAY = "%Y %b %e %H:%M:%S"
MAIL_SHARE = 0.1
"""Other daemons log to the same file. This share of Postfix lines is enough to know a mail log by."""


class Postfix(LineFormat):
    """Postfix as syslog writes it down. RFC 3339 stamps say their zone; those of old syslog need to be told it."""

    def __init__(self, name: str, title: Text, zone: ZoneInfo | None = None) -> None:
        self.name = name
        self.title = title
        self._zone = zone

    def sniff(self, lines: Sequence[bytes]) -> float:
        texts = pl.Series([line.decode("utf-8", "replace") for line in lines], dtype=pl.String)
        daemons = texts.str.extract_groups(LINE).struct.field("daemon")
        ours = int(daemons.str.contains(DAEMON).sum()) / len(lines)
        return daemons.count() / len(lines) if ours >= MAIL_SHARE else ours

    def fields(self, lines: Lines, chunk: Chunk) -> pl.DataFrame:
        rows = np.flatnonzero(lines.regular)
        texts = pl.Series(lines.strings(rows), dtype=pl.String)
        told = (
            texts.str.extract_groups(LINE)
            .struct.unnest()
            .select(pl.Series("row", rows, dtype=pl.Int64), pl.all())
            .drop_nulls("message")
        )
        ours = told.filter(pl.col("daemon").str.contains(DAEMON)).with_columns(
            id=pl.col("message").str.extract(QUEUE_ID)
        )
        delivered, unclear = _deliveries(ours)
        passed = told.join(pl.concat([delivered.select("row"), unclear]), on="row", how="anti")
        return pl.concat(
            [
                _with_story(delivered, ours).with_columns(
                    ended=_moments(delivered["stamp"], self._zone, chunk.now_us), skip=pl.lit(value=False)
                ),
                passed.select("row", skip=pl.lit(value=True)),
            ],
            how="diagonal",
        ).sort("row")

    def activity(self, fields: pl.DataFrame) -> dict[str, pl.Series]:
        lasted = duration(pl.col("delay"))
        found = fields.select(
            # The stamp is that of the delivery, and the delay counts from when the message was handed in.
            ts_us=pl.col("ended") - lasted.fill_null(0),
            duration_us=lasted,
            address="address",
            account="account",
            bytes_up="size",
            blocked=pl.lit(value=False),
            grade=pl.lit("flow"),
            domain=domain(pl.col("to")),
        ).to_dict()
        return {"host": hosts(found.pop("domain")), **found}


def _deliveries(ours: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The deliveries, and ``row`` of the lines that can be read in two ways.

    Somebody may write to an address that looks like the rest of a line, to hide where the message really went.
    """
    lines = ours.filter(pl.col("message").str.contains(" status=", literal=True))
    longest = lines.select(pl.col("message").str.extract_groups(DELIVERY)).unnest("message")
    shortest = lines.select(pl.col("message").str.extract_groups(DELIVERY.replace(".*", ".*?"))).unnest("message")
    names = ["to", "delay", "status"]
    alike = [longest[name].eq_missing(shortest[name]) for name in names]
    to = pl.col("to").str.splitn(ALIAS, 2).struct
    odd_alias = to.field("field_1").is_not_null() & pl.col("to").str.contains(f'"|{ALIAS}.*{ALIAS}')
    found = lines.with_columns(longest.select(names)).with_columns(
        clear=pl.all_horizontal(*alike, ~odd_alias.fill_null(value=False)), to=to.field("field_0")
    )
    sent = found.filter(pl.col("clear") & (pl.col("status") == SENT))
    return sent.select("row", "stamp", "server", "id", "to", "delay"), found.filter(~pl.col("clear")).select("row")


def _with_story(delivered: pl.DataFrame, ours: pl.DataFrame) -> pl.DataFrame:
    """The deliveries with ``address``, ``account`` and ``size``, as said since their queue id was last given out."""
    message = pl.col("message")
    removed = message.str.contains(REMOVED)
    handed_in, sized = message.str.contains(HANDED_IN), message.str.contains(SIZE)
    origins = ours.filter(handed_in | removed).select(
        "row", "server", "id", address=message.str.extract(ADDRESS), account=message.str.extract(LOGIN)
    )
    sizes = ours.filter(sized | removed).select(
        "row", "server", "id", size=message.str.extract(r".*>, size=([0-9]+)").cast(pl.Int64)
    )
    for said in (origins, sizes):
        delivered = delivered.join_asof(said, on="row", by=["server", "id"], check_sortedness=False)
    return delivered


def _moments(written: pl.Series, zone: ZoneInfo | None, now_us: int) -> pl.Series:
    """When the lines were written. Old syslog leaves the year out: it is the last one that is not in the future."""
    moments = stamps(written)
    if zone is None or not moments.has_nulls():
        return moments
    latest = now_us + DAY_US
    year = dt.datetime.fromtimestamp(latest / 1e6, zone).year
    this, last = (local(f"{number} " + written, MONTH_DAY, zone) for number in (year, year - 1))
    old = this.zip_with((this <= latest).fill_null(value=False), last)
    return moments.zip_with(moments.is_not_null(), old)


def custom(definition: str) -> Postfix:
    """Postfix under an old syslog, whose stamps are in this time zone: ``postfix:Asia/Shanghai``."""
    return Postfix(
        f"postfix:{definition}",
        Text(f"Postfix 邮件日志（{definition}）", f"Postfix mail log ({definition})"),
        zone_named(definition, where="--format postfix:"),
    )


CUSTOM = Text("postfix:<时区>", "postfix:<time zone>")

FORMATS = (Postfix("postfix", Text("Postfix 邮件日志", "Postfix mail log")),)
