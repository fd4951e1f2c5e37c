"""Faults that load fine but would mislead."""

from __future__ import annotations

import pytest

from fairwatch.catalogue import Catalogue, Site, lint
from fairwatch.catalogue.lint import EXCEPTION_COLUMNS, WORD_COLUMNS
from fairwatch.catalogue.tables import data, rows
from fairwatch.text import Text

SHIPPED = Catalogue.load()


def site(
    category: str, hosts: str, assets: str = "", zh: str = "样例", en: str = "Sample", key: str = "sample"
) -> Site:
    return Site(key, Text(zh, en), category, tuple(hosts.split()), tuple(assets.split()), "own.tsv:2")


def problems(*sites: Site) -> list[str]:
    return [problem.text.en for problem in lint(Catalogue(SHIPPED.categories(), sites))]


def test_a_good_site_has_no_problem() -> None:
    assert problems(site("shopping", "example.com", "static.example.com")) == []


def test_a_host_below_another_of_the_same_site_changes_nothing() -> None:
    assert problems(site("shopping", "example.com www.example.com")) == [
        "www.example.com is redundant beside example.com"
    ]


def test_an_ordinary_host_below_an_asset_host_does_change_something() -> None:
    assert problems(site("shopping", "shop.example.net", "example.net")) == []


def test_a_public_suffix_would_swallow_strangers() -> None:
    assert problems(site("shopping", "com.cn")) == ["com.cn is a public suffix"]


@pytest.mark.parametrize(
    ("misfiled", "category"),
    [
        (site("shopping", "first-hospital.example.com"), "health"),
        (site("video", "films.example.com", zh="某某医院"), "health"),
        (site("video", "films.example.com", en="St Example Hospital"), "health"),
        (site("games", "zhaopin.example.com"), "recruitment"),
        (site("video", "fun.example.com", zh="某地人才网"), "recruitment"),
        (site("video", "fun.example.com", en="Example Jobs"), "recruitment"),
        (site("infrastructure", "gonghui.example.com"), "union_legal"),
        (site("news", "a.example.com", zh="某某劳动仲裁"), "union_legal"),
        (site("lifestyle", "a.example.com", zh="某某银行"), "finance"),
        (site("social", "dating.example.com"), "family"),
        (site("government", "jubao.example.com"), "whistleblowing"),
    ],
)
def test_a_hospital_is_no_shop_and_a_job_board_no_game(misfiled: Site, category: str) -> None:
    (problem, *_) = lint(Catalogue(SHIPPED.categories(), [misfiled]))
    assert f"looks like {category}" in problem.text.en
    assert problem.where == "own.tsv:2"


@pytest.mark.parametrize("category", ["health", "recruitment", "messaging"])
def test_what_is_guarded_already_may_have_any_name(category: str) -> None:
    """The gate drops it, or admits it to departure purposes alone, whatever it is called."""
    assert problems(site(category, "first-hospital.example.com", zh="某某医院招聘")) == []


def test_a_word_counts_only_as_a_whole_part_of_the_host() -> None:
    assert problems(site("shopping", "jobsfoto.example.com")) == []


def test_a_shop_below_a_hospital_slips_out_of_its_protection() -> None:
    hospital = site("health", "clinic.example.com", key="clinic", zh="甲", en="A")
    shop = site("shopping", "shop.clinic.example.com", zh="乙", en="B")
    shadow = [text for text in problems(hospital, shop) if "lies below" in text]
    assert shadow == ["shop.clinic.example.com lies below clinic.example.com of A, but is filed as shopping"]


def test_a_hospital_below_a_portal_is_only_well_protected() -> None:
    portal = site("news", "example.com", key="portal", zh="甲", en="A")
    hospital = site("health", "health.example.com", zh="乙", en="B")
    assert problems(portal, hospital) == []


def test_two_sites_of_one_name_are_probably_one() -> None:
    twice = problems(site("news", "a.example.com", key="a"), site("news", "b.example.com", key="b", zh="另一名"))
    assert twice == ["the same name as a: Sample"]


def test_sites_of_different_categories_may_share_a_name() -> None:
    assert problems(site("business", "a.example.com", key="a"), site("games", "b.example.com", key="b")) == []


def test_an_english_name_in_chinese_is_none() -> None:
    assert problems(site("news", "a.example.com", en="样例")) == ["no English name: 样例"]
    assert problems(site("news", "a.example.com", en="L’Exemple – Überall")) == []


def test_every_word_and_exception_names_what_there_is() -> None:
    for where, row in rows(data() / "guarded_words.tsv", WORD_COLUMNS):
        guarded = row["category"] == "recruitment" or SHIPPED.kinds()[row["category"]] == "protected"
        assert guarded, where
        assert row["in"] in {"host", "name", "zh"}, where
    for where, row in rows(data() / "lint_exceptions.tsv", EXCEPTION_COLUMNS):
        assert row["site"] in SHIPPED.sites(), where
        assert row["check"] in {"misfiled", "shadow"}, where
        assert row["zh"], where
        assert row["en"], where
