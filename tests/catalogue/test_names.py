"""Reports say "time on …": a site goes by the name that its users know, not by its host."""

from __future__ import annotations

import pytest

from fairwatch.catalogue import Catalogue, Site
from fairwatch.text import Text

CATALOGUE = Catalogue.load()

MOST = {
    # Their brand is their host: Booking.com, dict.cc, jobs.ch. Of a few nobody knows more than the host.
    "recruitment": 63,
    "reference": 24,
    "network_drive": 18,
    "infrastructure": 16,
    "games": 16,
    "shopping": 14,
    "tunnel": 13,
    "lifestyle": 12,
    "development": 11,
    "business": 11,
    "news": 11,
    "ai_assistant": 10,
    "webmail": 10,
    "travel": 8,
    "stocks": 8,
    "work": 8,
    "government": 7,
    "music": 5,
    "video": 3,
    "forum": 3,
    "sports": 3,
    "food_delivery": 2,
    "messaging": 2,
    "novels": 2,
    "search": 2,
    "social": 2,
    "education": 1,
    "remote_control": 1,
}
"""Sites of a category that may be named by their host; none where nothing is said. Only ever to be lowered."""


def named_by_host(site: Site) -> bool:
    """Whether the name in one of the languages is a host of the site, however it is spelled."""
    bare = {host.removeprefix("www.") for host in site.hosts}
    return any(name.lower().removeprefix("www.") in bare for name in (site.title.zh, site.title.en))


@pytest.mark.parametrize(
    ("zh", "en", "found"),
    [
        ("样例", "Sample", False),
        ("sample.example.com", "Sample", True),
        ("样例", "Sample.Example.com", True),
        ("样例", "www.sample.example.com", True),
    ],
)
def test_a_name_that_is_a_host_is_found_in_either_language(zh: str, en: str, found: bool) -> None:
    site = Site("sample", Text(zh, en), "shopping", ("www.sample.example.com",), (), "own.tsv:2")
    assert named_by_host(site) == found


@pytest.mark.parametrize("category", sorted(key for key, kind in CATALOGUE.kinds().items() if kind != "protected"))
def test_people_read_names_not_hosts(category: str) -> None:
    by_host = [site.where for site in CATALOGUE.sites().values() if site.category == category and named_by_host(site)]
    assert len(by_host) <= MOST.get(category, 0), by_host
