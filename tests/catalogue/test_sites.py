"""The data itself: every category is filled, and the lists that the law depends on are strong."""

from __future__ import annotations

from collections import Counter

import pytest

from fairwatch.catalogue import Catalogue, lint

CATALOGUE = Catalogue.load()
COUNT = Counter(site.category for site in CATALOGUE.sites().values())


@pytest.mark.parametrize("category", CATALOGUE.categories())
def test_every_category_has_real_entries(category: str) -> None:
    assert COUNT[category] >= 15


@pytest.mark.parametrize(("category", "least"), [("recruitment", 150), ("infrastructure", 100), ("finance", 60)])
def test_the_important_lists_are_long(category: str, least: int) -> None:
    assert COUNT[category] >= least


def test_the_data_are_clean() -> None:
    assert [f"{problem.where}: {problem.text.en}" for problem in lint(CATALOGUE)] == []


@pytest.mark.parametrize(
    "host",
    [
        "www.51job.com",
        "www.zhaopin.com",
        "www.zhipin.com",
        "www.liepin.com",
        "www.lagou.com",
        "www.linkedin.com",
        "de.indeed.com",
        "www.glassdoor.com",
        "maimai.cn",
        "www.yingjiesheng.com",
        "www.shixiseng.com",
        "www.nowcoder.com",
        "www.ncss.cn",
        "boards.greenhouse.io",
        "jobs.lever.co",
        "example.zhiye.com",
        "example.italent.cn",
        "jobs.smartrecruiters.com",
        "careers-example.icims.com",
        "careers.tencent.com",
    ],
)
def test_looking_for_a_job_is_known_for_what_it_is(host: str) -> None:
    entry = CATALOGUE.lookup(host)
    assert entry.category is not None
    assert entry.category.key == "recruitment"


@pytest.mark.parametrize(
    ("host", "category"),
    [
        ("www.haodf.com", "health"),
        ("www.nhs.uk", "health"),
        ("www.acftu.org", "union_legal"),
        ("tiaojie.12333.gov.cn", "union_legal"),
        ("www.igmetall.de", "union_legal"),
        ("www.12388.gov.cn", "whistleblowing"),
        ("www.icbc.com.cn", "finance"),
        ("etax.beijing.chinatax.gov.cn", "finance"),
        ("www.zhenai.com", "family"),
        ("www.chinabuddhism.com.cn", "religion"),
        ("www.spd.de", "politics"),
        ("www.zuoyebang.com", "minors"),
    ],
)
def test_protected_hosts_are_known_so_that_the_gate_can_drop_them(host: str, category: str) -> None:
    entry = CATALOGUE.lookup(host)
    assert entry.category is not None
    assert (entry.category.key, entry.category.kind) == (category, "protected")
