"""The catalogue as a whole: our data, and an organisation's files on top."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from fairwatch.catalogue import Catalogue
from fairwatch.errors import ConfigError

HEADER = "site\tzh\ten\tcategory\thosts\tasset_hosts\n"


def own(folder: Path, *rows: str) -> Path:
    (folder / "own.tsv").write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("host", "site", "category", "asset"),
    [
        ("www.zhipin.com", "bosszhipin", "recruitment", False),
        ("static.zhipin.com", "bosszhipin", "recruitment", True),
        ("job.58.com", "58job", "recruitment", False),
        ("bj.58.com", "58", "lifestyle", False),
        ("v26-web.douyinvod.com", "douyin", "short_video", True),
        ("mail.google.com", "gmail", "webmail", False),
        ("www.google.com", "google", "search", False),
        ("tieba.baidu.com", "tieba", "forum", False),
        ("hm.baidu.com", "baidu-tongji", "infrastructure", False),
        ("work.weixin.qq.com", "wecom", "work", False),
        ("wx.qq.com", "wechat", "messaging", False),
        ("example.wd3.myworkdayjobs.com", "workday-jobs", "recruitment", False),
        ("example.mokahr.com", "mokahr", "recruitment", False),
        ("www.12348.gov.cn", "12348", "union_legal", False),
        ("ocsp.digicert.com", "digicert", "infrastructure", False),
    ],
)
def test_well_known_hosts(host: str, site: str, category: str, asset: bool) -> None:
    entry = Catalogue.load().lookup(host)
    assert entry.site is not None
    assert entry.category is not None
    assert (entry.site.key, entry.category.key, entry.asset) == (site, category, asset)


def test_an_unknown_host_is_nobodys() -> None:
    entry = Catalogue.load().lookup("a.b.example.co.uk")
    assert (entry.site, entry.category, entry.suffix, entry.asset) == (None, None, None, False)
    assert entry.registrable_domain == "example.co.uk"
    assert Catalogue.load().lookup("10.0.0.1").registrable_domain is None


def test_boards_for_students_are_marked_by_host_and_by_app() -> None:
    hosts = ["www.nowcoder.com", "www.zhipin.com", "campus.alibaba.com", None, "unknown.example", None]
    agents = [None, None, None, "com.nowcoder.app.florida/3", None, None]
    found = Catalogue.load().classify(pl.DataFrame({"host": hosts, "user_agent": agents}))
    assert found["campus"].to_list() == [True, False, False, True, False, False]


def test_site_and_category_are_enums_of_all_keys() -> None:
    catalogue = Catalogue.load()
    classified = catalogue.classify(pl.DataFrame({"host": ["www.zhihu.com"]}))
    assert classified.schema["site"] == pl.Enum(list(catalogue.sites()))
    assert classified.schema["category"] == pl.Enum(list(catalogue.categories()))


def test_kinds_and_work() -> None:
    catalogue = Catalogue.load()
    assert {"search", "reference", "development", "work"} <= catalogue.work_categories()
    assert not {"recruitment", "short_video", "health", "webmail"} & catalogue.work_categories()
    assert catalogue.kinds()["health"] == "protected"
    assert catalogue.kinds()["webmail"] == "private"


def test_a_site_that_left_the_catalogue_is_its_own_name() -> None:
    assert Catalogue.load().title("gone").en == "gone"
    assert Catalogue.load().title("zhihu").zh == "知乎"


def test_an_organisation_adds_its_own_sites(tmp_path: Path) -> None:
    folder = own(tmp_path, "intranet\t内网\tIntranet\twork\tintranet.example.com\t")
    entry = Catalogue.load(folder).lookup("wiki.intranet.example.com")
    assert entry.site is not None
    assert entry.site.category == "work"


def test_an_organisation_takes_an_ordinary_host_over(tmp_path: Path) -> None:
    catalogue = Catalogue.load(own(tmp_path, "our-zhihu\t我们的知乎号\tOur Zhihu\twork\tzhihu.com\t"))
    classified = catalogue.classify(pl.DataFrame({"host": ["www.zhihu.com"]}))
    assert classified.select("site", "category").row(0) == ("our-zhihu", "work")


@pytest.mark.parametrize(
    "host", ["acftu.org", "shop.haodf.com", "mail.qq.com", "zhipin.com", "careers.zhipin.com", "12388.gov.cn"]
)
def test_nobody_relabels_a_guarded_host(tmp_path: Path, host: str) -> None:
    """R18: a hospital filed under "shopping" would slip past the gate."""
    with pytest.raises(ConfigError, match="must not be moved") as fault:
        Catalogue.load(own(tmp_path, f"trick\t伪装\tTrick\tshopping\t{host}\t"))
    assert str(fault.value.where).endswith("own.tsv:2")


def test_a_guarded_host_may_be_named_within_its_category(tmp_path: Path) -> None:
    catalogue = Catalogue.load(own(tmp_path, "our-clinic\t职工医院\tOur clinic\thealth\tclinic.haodf.com\t"))
    entry = catalogue.lookup("clinic.haodf.com")
    assert entry.site is not None
    assert entry.site.key == "our-clinic"


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (["a\t甲\tA\tunheard\ta.example.com\t"], "unknown category"),
        (["a\t甲\tA\twork\ta.example.com\t\tunheard"], "cells instead"),
        (["zhihu\t知乎\tZhihu\twork\ta.example.com\t"], "appears twice"),
        (["news\t新闻\tNews\twork\ta.example.com\t"], "a category's"),
        (["a\t甲\tA\twork\ta.example.com\t", "b\t乙\tB\twork\ta.example.com\t"], "appears twice"),
    ],
)
def test_a_mistake_in_own_files_names_its_line(tmp_path: Path, rows: list[str], problem: str) -> None:
    with pytest.raises(ConfigError, match=problem) as fault:
        Catalogue.load(own(tmp_path, *rows))
    assert str(fault.value.where).endswith(f"own.tsv:{len(rows) + 1}")


def test_an_own_site_may_name_its_part(tmp_path: Path) -> None:
    header = HEADER.replace("\n", "\tsub\n")
    row = "a\t甲\tA\twork\ta.example.com\t\t{}\n"
    (tmp_path / "own.tsv").write_text(header + row.format("office"), encoding="utf-8")
    entry = Catalogue.load(tmp_path).lookup("www.a.example.com")
    assert entry.subcategory is not None
    assert entry.subcategory.title.zh == "文档办公"
    (tmp_path / "own.tsv").write_text(header + row.format("unheard"), encoding="utf-8")
    with pytest.raises(ConfigError, match="unknown subcategory") as fault:
        Catalogue.load(tmp_path)
    assert str(fault.value.where).endswith("own.tsv:2")


def test_a_missing_folder_adds_nothing(tmp_path: Path) -> None:
    assert Catalogue.load(tmp_path / "none").sites() == Catalogue.load().sites()
