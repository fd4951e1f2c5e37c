"""``fairwatch catalogue``: which site or app a host is."""

from __future__ import annotations

from pathlib import Path

from tests.command_line import run


def test_a_known_host() -> None:
    done = run("catalogue", "lookup", "v3-web.douyinvod.com")
    assert done.code == 0
    assert "short video" in done.out.lower()
    assert run("catalogue", "lookup", "v3-web.douyinvod.com", "--json").json()["category"] == "short_video"


def test_an_unknown_host_says_where_to_add_it() -> None:
    done = run("catalogue", "lookup", "nobody.example")
    assert done.code == 1
    assert "catalogue/" in done.out
    assert run("catalogue", "lookup", "nobody.example", "--json").json()["site"] is None


def test_an_organisations_own_sites_are_used(tmp_path: Path) -> None:
    own = tmp_path / "catalogue"
    own.mkdir()
    (own / "ours.tsv").write_text(
        "site\tzh\ten\tcategory\thosts\tasset_hosts\nteapot\t茶壶\tTeapot\twork\tteapot.example\t\n", encoding="utf-8"
    )
    found = run("catalogue", "lookup", "wiki.teapot.example", "-w", tmp_path, "--json").json()
    assert (found["site"], found["category"]) == ("teapot", "work")


def test_every_category_is_listed() -> None:
    listed = run("catalogue", "categories", "--json").json()
    assert {row["key"] for row in listed} >= {"recruitment", "health", "short_video", "work"}
    assert "recruitment" in run("catalogue", "categories").out


def test_our_own_data_has_no_faults() -> None:
    assert run("catalogue", "lint").code == 0
