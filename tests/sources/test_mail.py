"""Where a message went."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwatch.sources.mail import destination


def sent(recipients: list[str] | None, sender: str | None = "p0042@corp.example") -> str | None:
    return destination(pl.Series([recipients], dtype=pl.List(pl.String)), pl.Series([sender], dtype=pl.String)).item()


@pytest.mark.parametrize(
    ("recipients", "host"),
    [
        (["friend@Mail.example"], "mail.example"),
        (["<friend@mail.example>"], "mail.example"),
        (["F Riend <friend@mail.example>"], "mail.example"),
        (["p0043@corp.example", "friend@mail.example", "x@other.example"], "mail.example"),
        (["p0043@CORP.example"], "corp.example"),
        (['"a@b"@mail.example'], "mail.example"),
        (["root@[192.0.2.1]"], "192.0.2.1"),
        (["postmaster"], None),
        (["postmaster", "friend@mail.example"], "mail.example"),
        (["friend@mail example"], None),
        ([None, ""], None),
        ([], None),
        (None, None),
    ],
)
def test_destination(recipients: list[str] | None, host: str | None) -> None:
    assert sent(recipients) == host


def test_a_bounce_has_no_sender() -> None:
    assert sent(["friend@mail.example"], None) == "mail.example"
    assert sent(["friend@mail.example"], "<>") == "mail.example"


MESSAGES = st.lists(st.none() | st.lists(st.sampled_from(["a@x.example", "b@y.example", "c", None]), max_size=3))


@given(MESSAGES)
@settings(deadline=None, max_examples=50)
def test_every_message_keeps_its_row(messages: list[list[str] | None]) -> None:
    together = destination(
        pl.Series(messages, dtype=pl.List(pl.String)), pl.Series([None] * len(messages), dtype=pl.String)
    )
    assert together.to_list() == [sent(message, None) for message in messages]
