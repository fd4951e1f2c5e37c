"""The web: the catalogue knows every host as the place it is used for, and sight follows the parameter."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from fairwatch.catalogue import Catalogue
from fairwatch.simulate.world import UNKNOWN, World, build

CASED = ("recruitment", "network_drive")


def world(https_visible: float) -> World:
    return build(https_visible, CASED, np.random.default_rng(5))


def test_the_catalogue_agrees_on_the_site_and_category_of_every_page_host() -> None:
    web = world(0.8)
    known = [
        (web.hosts[host], place.site, place.category) for place in web.places for host in place.pages if place.site
    ]
    frame = Catalogue.load().classify(pl.DataFrame({"host": [host for host, _, _ in known]}))
    assert frame["site"].to_list() == [site for _, site, _ in known]
    assert frame["category"].to_list() == [category for _, _, category in known]


def test_invented_hosts_are_unknown_to_the_catalogue() -> None:
    web = world(0.8)
    hosts = [web.hosts[host] for place in web.places if place.category == UNKNOWN for host in place.pages]
    frame = Catalogue.load().classify(pl.DataFrame({"host": hosts}))
    assert frame["site"].null_count() == len(hosts) > 20


def test_every_habit_has_places_and_working_time_never_means_games() -> None:
    web = world(0.8)
    assert all(web.places_of[habit.category] for habit in web.habits)
    assert next(habit.shares[0] for habit in web.habits if habit.category == "games") == 0


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_the_share_of_decrypted_sites_follows_the_parameter(share: float) -> None:
    web = world(share)
    tls = [place for place in web.places if not web.plain[place.pages[0]] and place.category not in CASED]
    seen = sum(bool(web.visible[place.pages[0]]) for place in tls) / len(tls)
    assert abs(seen - share) < 0.1


def test_sites_of_planted_cases_are_decrypted_unless_nothing_is() -> None:
    for share, expected in ((0.1, True), (0.0, False)):
        web = world(share)
        cased = [web.visible[host] for place in web.places if place.category in CASED for host in place.pages]
        assert set(map(bool, cased)) == {expected}
