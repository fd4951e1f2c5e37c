"""Reading the TSV files: every fault names file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairwatch.catalogue.tables import read_categories, read_own_sites, read_sites
from fairwatch.errors import ConfigError

HEADER = "site\tzh\ten\thosts\tasset_hosts\n"


def write(folder: Path, text: str, name: str = "sites.tsv") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_a_row_becomes_a_site(tmp_path: Path) -> None:
    file = write(tmp_path, f"# comment\n{HEADER}shop\t商店\tShop\texample.com example.cn\tstatic.example.com\n")
    (site,) = read_sites(file, "shopping")
    assert (site.key, site.title.zh, site.title.en, site.category) == ("shop", "商店", "Shop", "shopping")
    assert site.hosts == ("example.com", "example.cn")
    assert site.asset_hosts == ("static.example.com",)
    assert site.where == f"{file}:3"


def test_a_file_may_have_further_columns(tmp_path: Path) -> None:
    header = HEADER.replace("\n", "\tsub\tapps\n")
    (site,) = read_sites(write(tmp_path, f"{header}shop\t商店\tShop\texample.com\t\tmall\tshop shopapp\n"), "shopping")
    assert (site.sub, site.apps) == ("mall", ("shop", "shopapp"))
    (site,) = read_sites(write(tmp_path, f"{header}shop\t商店\tShop\texample.com\n"), "shopping")
    assert (site.sub, site.apps) == (None, ())


def test_an_editor_may_strip_trailing_tabs(tmp_path: Path) -> None:
    (site,) = read_sites(write(tmp_path, f"{HEADER}shop\t商店\tShop\texample.com\n"), "shopping")
    assert site.asset_hosts == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("site\thosts\n", 1),
        (HEADER.replace("\n", "\tcolour\n"), 1),
        (HEADER.replace("\n", "\tapps\tsub\n"), 1),
        (f"{HEADER}shop\t商店\tShop\texample.com\t\textra\n", 2),
        (f"{HEADER}Shop!\t商店\tShop\texample.com\t\n", 2),
        (f"{HEADER}shop\t\tShop\texample.com\t\n", 2),
        (f"{HEADER}\nshop\t商店\t\texample.com\t\n", 3),
        (f"{HEADER}shop\t商店\tShop\t\t\n", 2),
        (f"{HEADER}shop\t商店\tShop\thttps://example.com\t\n", 2),
        (f"{HEADER}shop\t商店\tShop\t*.example.com\t\n", 2),
        (f"{HEADER}shop\t商店\tShop\t10.0.0.1\t\n", 2),
        (f"{HEADER}shop\t商店\tShop\tEXAMPLE.com\t\n", 2),
        (f"{HEADER}shop\t商店\tShop\tcom\t\n", 2),
    ],
)
def test_a_fault_names_its_line(tmp_path: Path, text: str, line: int) -> None:
    file = write(tmp_path, text)
    with pytest.raises(ConfigError) as fault:
        list(read_sites(file, "shopping"))
    assert fault.value.where == f"{file}:{line}"


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "sites.tsv"
    file.write_bytes("site\t商店\n".encode("gbk"))
    with pytest.raises(ConfigError, match="UTF-8"):
        list(read_own_sites(file))


@pytest.mark.parametrize("row", ["news\t新闻\tNews\tunheard\tno", "news\t新闻\tNews\tordinary\tmaybe"])
def test_an_unknown_kind_is_refused(tmp_path: Path, row: str) -> None:
    with pytest.raises(ConfigError):
        read_categories(write(tmp_path, f"key\tzh\ten\tkind\twork\n{row}\n"))


def test_a_category_appears_once(tmp_path: Path) -> None:
    row = "news\t新闻\tNews\tordinary\tno\n"
    with pytest.raises(ConfigError) as fault:
        read_categories(write(tmp_path, f"key\tzh\ten\tkind\twork\n{row}{row}"))
    assert str(fault.value.where).endswith(":3")
