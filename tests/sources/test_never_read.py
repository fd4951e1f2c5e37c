"""What a log says beyond the columns ends at the door: no text of it is in any of them."""

from __future__ import annotations

import pytest

from fairwatch.sources import formats, named
from fairwatch.sources.format import Chunk

PRIVATE = (
    "private",  # subjects, titles, contents, folders
    "hunter2",  # passwords
    "siteuser",  # user names of web sites
    "secret.example",  # pages in private windows
    "friend@",
    "p0043",  # recipients
    "@corp.example",  # senders
    "afk",
)
"""What the samples hold in fields that are never read."""


def texts(log: bytes, name: str) -> list[str]:
    """Every text in every column of a log; the account is where a person's login name belongs."""
    frame = named(name).parse(Chunk(log, 0, len(log), 1_800_000_000_000_000)).frame.drop("account", "source")
    return [str(value) for row in frame.rows() for value in row if value is not None]


@pytest.mark.parametrize("name", formats())
def test_no_column_holds_what_is_not_to_be_read(samples, name: str) -> None:
    assert not [text for text in texts(samples[name], name) if any(word in text for word in PRIVATE)]


@pytest.mark.parametrize("name", ["zeek-smtp", "zeek-smtp-json", "suricata-eve", "postfix", "cert-email"])
def test_of_a_mail_only_the_domain_it_went_to_remains(samples, name: str) -> None:
    assert "mail.example" in texts(samples[name], name)
    assert not [text for text in texts(samples[name], name) if "@" in text]


def test_the_samples_hold_what_is_looked_for(samples) -> None:
    everything = b"".join(samples.values()).decode()
    assert [word for word in PRIVATE if word not in everything] == []
