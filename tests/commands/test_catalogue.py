"""``fairwatch catalogue``: which site or app a host is."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.command_line import run


def test_a_known_host() -> None:
    done = run("catalogue", "lookup", "v3-web.douyinvod.com")
    assert done.code == 0
    assert "short video" in done.out.lower()
    assert run("catalogue", "lookup", "v3-web.douyinvod.com", "--json").json()["category"] == "short_video"


@pytest.mark.parametrize(
    "typed", ["www.zhipin.com", "https://www.zhipin.com/web/geek?x=1#y", "WWW.zhipin.com:443", "//www.zhipin.com/web"]
)
def test_an_address_stands_for_its_host(typed: str) -> None:
    done = run("catalogue", "lookup", typed)
    assert done.code == 0
    assert done.out.startswith("www.zhipin.com: BOSS Zhipin (Recruitment")
    assert "geek" not in done.out


@pytest.mark.parametrize("typed", ["https://", "http://[::1", "//"])
def test_an_address_without_a_host(typed: str) -> None:
    done = run("catalogue", "lookup", typed)
    assert done.code == 1
    assert "no host name" in done.err


@pytest.mark.parametrize(
    ("host", "said", "work"),
    [
        ("github.com", "Work for everybody", True),
        ("www.zhipin.com", "Not work, except for these functions (`fairwatch catalogue roles`): recruiter hr", False),
        ("mail.qq.com", "it can be no work", False),
    ],
)
def test_for_whom_a_site_is_work(host: str, said: str, work: bool) -> None:
    assert said in run("catalogue", "lookup", host).out
    assert run("catalogue", "lookup", host, "--json").json()["work"] is work


def test_departments_for_which_a_site_is_work(tmp_path: Path) -> None:
    (tmp_path / "catalogue").mkdir()
    departments = "department\troles\npeople\trecruiter\nsales\tsales\n"
    (tmp_path / "catalogue" / "departments.tsv").write_text(departments, encoding="utf-8")
    found = run("catalogue", "lookup", "www.zhipin.com", "-w", tmp_path, "--json").json()
    assert found["work_for"] == {"functions": ["recruiter", "hr"], "departments": ["people"]}
    assert "departments: people" in run("catalogue", "lookup", "www.zhipin.com", "-w", tmp_path).out


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


def test_functions_and_what_is_work_for_them() -> None:
    marketing = next(role for role in run("catalogue", "roles", "--json").json() if role["role"] == "marketing")
    assert {"social", "short_video"} <= set(marketing["categories"])
    assert "marketing" in run("catalogue", "roles").out


def test_lint_reports_what_does_not_load_and_rules_that_wait_in_vain(tmp_path: Path) -> None:
    assert run("catalogue", "lint").code == 0
    (tmp_path / "catalogue").mkdir()
    (tmp_path / "rules").mkdir()
    own = tmp_path / "catalogue" / "sites.tsv"
    own.write_text("site\tzh\ten\tcategory\thosts\tasset_hosts\nx\t\tX\twork\tx.example\t\n", encoding="utf-8")
    done = run("catalogue", "lint", "-w", tmp_path, "--json")
    assert done.code == 1
    assert [problem["where"].endswith("sites.tsv:2") for problem in done.json()] == [True]
    own.unlink()
    (tmp_path / "rules" / "own.yml").write_text(DEAD_RULE, encoding="utf-8")
    (problem,) = run("catalogue", "lint", "-w", tmp_path, "--json").json()
    assert problem["where"].endswith("own.yml:8")
    assert "no-such-site" in problem["en"]


DEAD_RULE = """\
title: An order on a site that is gone
id: 3f1c1d8e-5a3c-4f6e-9a53-0d5f5a4f1a02
status: test
logsource:
  category: proxy
detection:
  order:
    fairwatch.site: no-such-site
    cs-method: POST
  condition: order
fairwatch:
  action: machine
  examples:
    match:
      - {c-uri: "https://www.shop.example/order", cs-method: POST}
    no_match:
      - {c-uri: "https://www.shop.example/order", cs-method: GET}
"""
