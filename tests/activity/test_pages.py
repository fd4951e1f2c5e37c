"""What counts as a page view of a person."""

from __future__ import annotations

import pytest
from tests.activity.workday import connection, media, raw, row, sign, train, us, view

from fairwatch.activity import page_views


@pytest.fixture
def found(ask):
    """(site, minutes after nine) per page view."""

    def find(*rows) -> list[tuple[str, float]]:
        pages = ask(page_views, raw(*rows)).sort("ts_us").to_dicts()
        return [(one["site"], (one["ts_us"] - us("09:00")) / 60e6) for one in pages]

    return find


def test_a_page_and_not_what_it_fetches_or_plays(found) -> None:
    rows = view("09:00", "films"), sign("09:02", "films"), media("09:00:05", "films", minutes=5)
    assert found(*rows) == [("films", 0)]


def test_a_submission_is_no_page_view(found) -> None:
    assert found(view("09:00", "jobs"), row("09:03", "jobs", "resume_submission")) == [("jobs", 0)]


def test_a_tab_that_reloads_itself_is_nobodys(found) -> None:
    """Of a run of four only the first may have been a person's."""
    reloads = train("09:02", "daily", every=300, times=4, jitter=(0, 0.4, 0.1), make=view, size=30_000)
    reloads = [one | {"bytes_down": (30_000, 90_000)[number % 2]} for number, one in enumerate(reloads)]
    assert found(view("09:00", "daily"), reloads, view("09:20", "wiki")) == [("daily", 0), ("daily", 2), ("wiki", 20)]


def test_of_hosts_alone_a_page_load_counts_and_a_refresh_does_not(found) -> None:
    load, refresh = connection("09:00", "daily", size=400_000), connection("09:07:10", "daily", size=900)
    assert found(load, refresh) == [("daily", 0)]


def test_the_empty_connection_that_a_decrypting_proxy_logs_is_no_page(found) -> None:
    assert found(connection("09:00", "daily", size=0), view("09:10", "daily")) == [("daily", 10)]
