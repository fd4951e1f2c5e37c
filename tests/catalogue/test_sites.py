"""The data itself: every category is filled, and the lists that the law depends on are strong."""

from __future__ import annotations

from collections import Counter

import pytest

from fairwatch.catalogue import Catalogue, lint

CATALOGUE = Catalogue.load()
COUNT = Counter(site.category for site in CATALOGUE.sites().values())


DIVIDED = {category for category, _ in CATALOGUE.subcategories()}


WITHOUT_HOSTS = {"removable_drive", "elsewhere"}  # destinations that recognition and the gate name


@pytest.mark.parametrize("category", sorted(set(CATALOGUE.categories()) - WITHOUT_HOSTS))
def test_every_category_has_real_entries(category: str) -> None:
    assert COUNT[category] >= 15


def test_the_catalogue_is_large() -> None:
    assert COUNT.total() >= 3_000


@pytest.mark.parametrize(
    ("category", "least"),
    [
        ("recruitment", 1_000),
        ("health", 350),
        ("religion", 150),
        ("union_legal", 280),
        ("politics", 200),
        ("finance", 600),
        ("family", 200),
        ("whistleblowing", 100),
        ("minors", 120),
        ("webmail", 100),
        ("messaging", 80),
        ("network_drive", 150),
        ("infrastructure", 500),
    ],
)
def test_the_lists_that_the_law_depends_on_are_long(category: str, least: int) -> None:
    assert COUNT[category] >= least


def test_every_site_of_a_divided_category_has_its_part() -> None:
    assert [site.where for site in CATALOGUE.sites().values() if (site.sub is None) == (site.category in DIVIDED)] == []


def test_every_part_is_used() -> None:
    used = {(site.category, site.sub) for site in CATALOGUE.sites().values()}
    assert set(CATALOGUE.subcategories()) - used == set()


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
        # one regional board for each part of China, public services, campuses, and countries of every continent
        "www.gdrc.com",
        "www.zjrc.com",
        "www.qlrc.com",
        "www.hbsc.cn",
        "www.huibo.com",
        "www.gxrc.com",
        "www.ynhr.com",
        "www.nxrc.com.cn",
        "www.iguopin.com",
        "career.buaa.edu.cn",
        "example.bysjy.com.cn",
        "hellowork.mhlw.go.jp",
        "www.arbeitsagentur.de",
        "www.jobbank.gc.ca",
        "www.vagas.com.br",
        "www.careers24.com",
        "www.rozee.pk",
        "www.bizreach.jp",
        "www.jobplanet.co.kr",
        "example.brassring.com",
        "recruiting2.ultipro.com",
        "example.gupy.io",
        "jobs.siemens.com",
        "www.jobscan.co",
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
        ("www.jsph.org.cn", "health"),
        ("wsjkw.sc.gov.cn", "health"),
        ("hrss.gd.gov.cn", "union_legal"),
        ("www.gdl.de", "union_legal"),
        ("www.bankofchangsha.com", "finance"),
        ("www.policybazaar.com", "finance"),
        ("www.mumsnet.com", "family"),
        ("www.icac.org.hk", "whistleblowing"),
        ("www.hopefulexample.whispli.com", "whistleblowing"),
        ("www.freedomhouse.org", "politics"),
        ("www.sefaria.org", "religion"),
        ("www.ixl.com", "minors"),
    ],
)
def test_protected_hosts_are_known_so_that_the_gate_can_drop_them(host: str, category: str) -> None:
    entry = CATALOGUE.lookup(host)
    assert entry.category is not None
    assert (entry.category.key, entry.category.kind) == (category, "protected")
