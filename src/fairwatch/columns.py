"""The columns that travel along the straight line: what each room adds, with types and units.

Missing is null, never a made-up value. Times are int64 UTC microseconds since 1970 so that every engine agrees on them.
"""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

GRADES = ("agent", "full_url", "sni", "dns", "flow")
"""How good the evidence is, best first."""

GRADE = pl.Enum(GRADES)

ACTIVITY: dict[str, pl.DataType | type[pl.DataType]] = {
    "ts_us": pl.Int64,  # start of the activity (logs that stamp the end: end minus duration)
    "address": pl.String,  # client address as logged
    "account": pl.String,  # login name as logged
    "device": pl.String,  # MAC address or host name as logged
    "host": pl.String,  # lower case, without port and trailing dot
    "url": pl.String,  # null for tunnels; seen by recognition in memory, never stored
    "method": pl.String,  # of a request; of a file on a computer what was done with it (FILE_METHODS)
    "status": pl.Int32,
    "bytes_up": pl.Int64,
    "bytes_down": pl.Int64,
    "duration_us": pl.Int64,
    "mime": pl.String,  # lower case, without parameters
    "referer": pl.String,
    "user_agent": pl.String,
    "file_name": pl.String,
    "file_hash": pl.String,  # MD5, SHA-1 or SHA-256 in lower-case hex; seen by the gate in memory, never stored
    "former_name": pl.String,  # what a renamed file was called; seen by the gate in memory, never stored
    "blocked": pl.Boolean,
    "grade": GRADE,
    "source": pl.String,  # name of the log format
    "line": pl.Int64,  # byte offset of the line in the decompressed log
}
"""What a reader in ``sources/`` produces, one row per good log line, in file order."""

CONTACT = ("ts_us", "address", "account", "device", "bytes_up", "bytes_down", "duration_us", "grade", "line")
"""The columns of ACTIVITY that say who was in contact and when, by what evidence and how much. Whether anybody may look
at the others, which say with whom and what was done, is decided by these alone."""

CONTENT = tuple(name for name in ACTIVITY if name not in CONTACT)

FILE_METHODS = ("copy", "pack", "rename", "delete", "copy-to-drive", "write-to-drive")
"""What an agent on a computer, or a sensor before a file server, says was done with a file. That one was opened or
saved is read by no source."""

OWNERSHIPS = ("company", "personal", "shared", "unknown")
OWNERSHIP = pl.Enum(OWNERSHIPS)

IDENTITY: dict[str, pl.DataType | type[pl.DataType]] = {
    "person": pl.Int32,  # row number in PolicySnapshot.states; null when unknown
    "ownership": OWNERSHIP,  # of the device behind the activity
}
"""What ``identity.resolve`` adds."""

SITE: dict[str, pl.DataType | type[pl.DataType]] = {
    "site": pl.String,  # site id of the catalogue (String, or Enum of all ids); null when the host is not known
    "category": pl.String,  # key of categories.tsv (String, or Enum of all keys); null when the host is not known
    "asset": pl.Boolean,  # a host that only serves pages' parts (CDN, images), never a page itself
    "campus": pl.Boolean,  # a site of campus recruitment; seen by the gate in memory, never stored
}
"""What ``catalogue.Catalogue.classify`` adds."""

ACTIONS = (
    "page_view",  # a person opened a page
    "job_search",  # searched for postings on a recruitment site, or read one
    "posting_view",  # of these: read one
    "resume_submission",  # sent a résumé
    "upload",  # sent a file or a large body; copied a file to a removable drive
    "download",  # received a file
    "mail",  # a message was sent; its host is the recipients' domain
    "post",  # published something
    "payment",  # ordered or paid
    "play",  # a game runs
    "ai_paste",  # sent much text to an AI assistant (16 to 64 KiB)
    "ai_paste_large",  # the same from 64 KiB
    "remote_control",
    "tunnel",  # VPN, proxy or anonymiser
    "forbidden_app",  # a host of an app on the published list
    "media",  # audio or video flowing
    "app_use",  # a program was in front, as an agent on the computer recorded it
    "removable_drive",  # one was connected or removed
    "collect",  # a file was copied on a computer
    "pack",  # an archive was written on a computer or a file server
    "rename",  # a file was renamed there
    "clean_up",  # a file was deleted there
    "connection",  # a connection of which only the host is seen (CONNECT, SNI, DNS, flow)
    "embedded",  # fetched by a page, not by the person
    "machine",  # telemetry, updates, agents: no person behind it
)
ACTION = pl.Enum(ACTIONS)

BROADER = {
    "posting_view": "job_search",
    "download": "embedded",
    "post": "embedded",
    "payment": "embedded",
    "play": "embedded",
    "ai_paste": "embedded",
    "ai_paste_large": "upload",
    "rename": "pack",
}
"""What an action is called for whoever does not name it itself. Recognition only ever refines a row of the broader
action, so a purpose that does not name the finer one keeps what it would keep if there were none."""


def called(action: str, named: Collection[str]) -> str:
    """The action by the name that one of ``named`` is, itself or its broader one; else its own."""
    broader = BROADER.get(action)
    return broader if broader is not None and broader in named and action not in named else action


RECOGNISED: dict[str, pl.DataType | type[pl.DataType]] = {
    "action": ACTION,
}
"""What ``recognise.recognise`` adds.

It may move ``site`` and ``category`` of an embedded request, media or an upload to its page's, and gives a category to
what has no host (a removable drive).
"""

DETECTED: dict[str, pl.DataType | type[pl.DataType]] = {
    "detections": pl.List(pl.String),  # ids of the rules of the published list that the line hits; null: none
    # of these hits, those that a published correlation counts; what it counts by is seen by the gate in memory
    "correlated": pl.List(pl.Struct(dict.fromkeys(("rule", "correlation", "value", "group"), pl.String))),
}
"""What ``recognise.recognise`` adds where a list of detection rules is published."""

STORED: dict[str, pl.DataType | type[pl.DataType]] = {
    "day": pl.Date,  # partition: the local day on which the person's shift began
    "subject": pl.String,  # pseudonym under this purpose
    "department": pl.String,  # at that time
    "ts_us": pl.Int64,  # grain "event" only
    "bucket_us": pl.Int64,  # grain "quarter_hour" only: ts_us floored to 15 minutes
    "span_start_us": pl.Int64,  # the working interval around the event, so that time can be clipped without the roster
    "span_end_us": pl.Int64,
    "site": pl.String,
    "category": pl.String,
    "action": pl.String,
    "duration_us": pl.Int64,  # clipped to the working interval
    "bytes_up": pl.Int64,
    "bytes_down": pl.Int64,
    "requests": pl.Int64,  # number of log lines summed into the row (1 for grain "event")
    "blocked": pl.Int64,  # of these, refused by the proxy
    "registered": pl.Boolean,  # the file is a registered confidential one
    "device_class": pl.String,  # whose computer it came from: the company's, or one that is shared
    "file": pl.String,  # which one: its id in the register, never its name; null of any other file
    "new_name_hash": pl.String,  # of a registered file that was renamed: keyed hash of its new name; in no roll-up
    "grade": pl.String,
    "detection": pl.String,  # id of a published rule: such a row says that it was hit, and nothing of where or what
    "correlation": pl.String,  # id of a published correlation that counts the hit; such a row goes when it has
    "hit_us": pl.Int64,  # of such a row: when
    "hit_value": pl.String,  # fingerprint of what the correlation counts, by the purpose's key, for this person alone
    "hit_group": pl.String,  # and of what it groups by beside the person
}
"""Every column a purpose may keep. No address, account, host, URL, referer, user agent or file name is among them."""

QUOTA = "quota"
"""``action`` of rows about what a quota limits (``Purpose.quotas``). The gate says so; no rule can."""

INSIDE = frozenset({"work"})
"""Categories of the organisation's own places: a file that is sent there has not left it."""

EVERY_US = {"media": 60_000_000, "embedded": 10_000_000}
"""Of these actions an event purpose keeps one row for a person, site and that many µs of the clock: when the first
began and how long until the last ended. Nothing is known of the single pieces of a film or of a page."""
