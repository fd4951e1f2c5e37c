"""Log lines within seconds of each other are one contact."""

from __future__ import annotations

import pytest
from tests.activity.conftest import numbered_evidence
from tests.activity.workday import connection, raw, us, view

from fairwatch.activity.contacts import contacts


def contacts_of(rows):
    return contacts(numbered_evidence(rows))


@pytest.fixture
def found(ask):
    """(seconds after nine, page seen, lines, bytes, seconds since the contact before) per contact."""

    def find(*rows):
        result = ask(contacts_of, raw(*rows)).sort("ts_us")
        return [
            (
                (one["ts_us"] - us("09:00")) / 1e6,
                one["page"],
                one["lines"],
                one["bytes"],
                one["interval_us"] and one["interval_us"] / 1e6,
            )
            for one in result.to_dicts()
        ]

    return find


def test_connections_within_five_seconds_of_each_other_are_one(found) -> None:
    rows = [connection(f"09:00:{second:02}", "daily", size=100) for second in (0, 1, 4, 8, 13, 40)]
    assert found(rows) == [(0, False, 4, 400, None), (13, False, 1, 100, 13), (40, False, 1, 100, 27)]


def test_every_page_view_is_a_contact_of_its_own(found) -> None:
    assert [at for at, *_ in found(view("09:00:00", "daily"), view("09:00:02", "daily"))] == [0, 2]


def test_the_tunnel_just_before_a_page_belongs_to_it(found) -> None:
    """A proxy that opens TLS logs CONNECT and then the request."""
    [(at, page, *_)] = found(
        connection("09:00:00", "daily"), connection("09:00:01", "daily"), view("09:00:02", "daily")
    )
    assert (at, page) == (2, True)


def test_pages_of_one_instant_are_one(found) -> None:
    assert len(found(view("09:00", "daily"), view("09:00", "daily", size=10))) == 1


def test_media_is_no_contact(found) -> None:
    assert found(view("09:00", "films"), view("09:00", "films") | {"action": "media", "ts_us": us("09:10")}) == [
        (0, True, 1, 40_000, None)
    ]


def test_sizes_may_be_unknown(found) -> None:
    assert found(connection("09:00", "daily", size=None)) == [(0, False, 1, 0, None)]
