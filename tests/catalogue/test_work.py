"""What is work for whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairwatch.catalogue import Catalogue
from fairwatch.catalogue.work import WorkByRole
from fairwatch.errors import ConfigError

CATALOGUE = Catalogue.load()
SHIPPED = WorkByRole.load(CATALOGUE)


def own(folder: Path, departments: str = "", roles: str = "") -> Path:
    if departments:
        (folder / "departments.tsv").write_text(f"department\troles\n{departments}\n", encoding="utf-8")
    if roles:
        (folder / "roles.tsv").write_text(f"role\tzh\ten\twork\n{roles}\n", encoding="utf-8")
    return folder


def test_everybodys_work_is_what_the_categories_say() -> None:
    assert SHIPPED.of().categories == CATALOGUE.work_categories()
    assert SHIPPED.of("no such department", ["no such role"]) == SHIPPED.of()


@pytest.mark.parametrize(
    ("role", "category"),
    [("marketing", "social"), ("marketing", "short_video"), ("recruiter", "recruitment"), ("pr", "news")],
)
def test_some_are_at_work_where_others_are_not(role: str, category: str) -> None:
    assert category in SHIPPED.of(roles=[role]).categories
    assert category not in SHIPPED.of().categories


def test_a_part_of_a_category_is_its_sites() -> None:
    work = SHIPPED.of(roles=["engineering"])
    assert {"v2ex", "heise"} <= work.sites
    assert "hupu" not in work.sites
    assert not {"forum", "news"} & work.categories


def test_a_department_has_the_functions_that_the_organisation_gives_it(tmp_path: Path) -> None:
    work = WorkByRole.load(CATALOGUE, own(tmp_path, "Press office\tpr design", "ours\t本单位\tOurs\tgames site:tieba"))
    assert {"news", "social"} <= work.of("Press office").categories
    assert "news" not in work.of("Production").categories
    assert (work.of(roles=["ours"]).categories - SHIPPED.of().categories, work.of(roles=["ours"]).sites) == (
        {"games"},
        {"tieba"},
    )


def test_the_table_says_only_what_departments_add(tmp_path: Path) -> None:
    table = WorkByRole.load(
        CATALOGUE, own(tmp_path, "Press office\tours", "ours\t本单位\tOurs\tnews site:tieba work")
    ).table()
    assert table.rows() == [("Press office", "news", None), ("Press office", None, "tieba")]
    assert SHIPPED.table().is_empty()


def test_files_about_roles_are_no_sites(tmp_path: Path) -> None:
    folder = own(tmp_path, "Press office\tpr", "ours\t本单位\tOurs\tnews")
    assert Catalogue.load(folder).sites().keys() == CATALOGUE.sites().keys()


@pytest.mark.parametrize("word", ["health", "messaging", "site:haodf", "site:wechat", "finance/bank", "infrastructure"])
def test_what_is_never_kept_is_nobodys_work(tmp_path: Path, word: str) -> None:
    """R18: otherwise a role would say of somebody that they deal with hospitals."""
    with pytest.raises(ConfigError, match="not kept") as fault:
        WorkByRole.load(CATALOGUE, own(tmp_path, roles=f"ours\t本单位\tOurs\t{word}"))
    assert str(fault.value.where).endswith("roles.tsv:2")


@pytest.mark.parametrize("word", ["sociable", "news/nosuch", "site:nosuch"])
def test_a_misspelt_word_names_its_line(tmp_path: Path, word: str) -> None:
    with pytest.raises(ConfigError, match="unknown category, site or function"):
        WorkByRole.load(CATALOGUE, own(tmp_path, roles=f"ours\t本单位\tOurs\t{word}"))


def test_an_unknown_function_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nosuch") as fault:
        WorkByRole.load(CATALOGUE, own(tmp_path, "Press office\tpr nosuch"))
    assert str(fault.value.where).endswith("departments.tsv:2")
