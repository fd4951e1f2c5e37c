"""Faults that load fine but would mislead."""

from __future__ import annotations

from fairwatch.catalogue import Catalogue, Site, lint
from fairwatch.text import Text


def catalogue(category: str, hosts: tuple[str, ...], assets: tuple[str, ...] = ()) -> Catalogue:
    site = Site("sample", Text("样例", "Sample"), category, hosts, assets, "own.tsv:2")
    return Catalogue(Catalogue.load().categories(), [site])


def problems(category: str, hosts: tuple[str, ...], assets: tuple[str, ...] = ()) -> list[str]:
    return [problem.text.en for problem in lint(catalogue(category, hosts, assets))]


def test_a_good_site_has_no_problem() -> None:
    assert problems("shopping", ("example.com",), ("static.example.com",)) == []


def test_a_host_below_another_of_the_same_site_changes_nothing() -> None:
    assert problems("shopping", ("example.com", "www.example.com")) == [
        "www.example.com is redundant beside example.com"
    ]


def test_an_ordinary_host_below_an_asset_host_does_change_something() -> None:
    assert problems("shopping", ("shop.example.net",), ("example.net",)) == []


def test_a_public_suffix_would_swallow_strangers() -> None:
    assert problems("shopping", ("com.cn",)) == ["com.cn is a public suffix"]


def test_a_hospital_is_no_shop() -> None:
    (problem,) = lint(catalogue("shopping", ("first-hospital.example.com",)))
    assert "looks like health" in problem.text.en
    assert problem.where == "own.tsv:2"


def test_a_hospital_filed_as_health_is_fine() -> None:
    assert problems("health", ("first-hospital.example.com",)) == []
