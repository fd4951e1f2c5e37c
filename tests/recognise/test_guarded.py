"""A rule that names what nobody may look for is no rule, however it is written."""

from __future__ import annotations

import pytest
from tests.recognise.activity import CATALOGUE
from tests.recognise.sigma_rules import RUNNING, rule

from fairwatch.errors import ConfigError
from fairwatch.recognise.guarded import refuse_guarded
from fairwatch.recognise.sigma_fields import host_fields


def refuse(text: str, *, attack: bool = True) -> None:
    refuse_guarded(text, "theirs.yml:1", CATALOGUE, attack=attack, hosts=host_fields())


def asking(*lines: str) -> str:
    return rule(detection="\n".join(["detection:", "  s:", *(f"    {line}" for line in lines), "  condition: s"]))


@pytest.mark.parametrize(
    ("line", "category"),
    [
        ("cs-host|endswith: .zhaopin.com", "recruitment"),
        ("cs-host|contains: zhaopin", "recruitment"),
        ("c-uri|contains: /job/apply", "recruitment"),
        ("c-uri|contains: '%E6%8B%9B%E8%81%98'", "recruitment"),
        ("c-uri|base64offset|contains: 51job.com", "recruitment"),
        (r"c-uri|re: 'https://(we|mail)\.51job\.com/.*'", "recruitment"),
        ("cs-host: ['a.example', 'my-union.example']", "union_legal"),
        ("cs-host: klinik-hospital.example", "health"),
        ("cs-referrer|contains: '://www.dating.example/'", "family"),
        ("c-uri|contains: 'https://mail.qq.com/'", "webmail"),
        ("fairwatch.category: health", "health"),
        ("fairwatch.category: recruitment", "recruitment"),
        ("fairwatch.site: zhaopin", "recruitment"),
        ("fairwatch.kind: protected", "protected"),
        ("fairwatch.kind: private", "private"),
    ],
)
def test_r18_r26_no_rule_names_a_guarded_category(line: str, category: str) -> None:
    with pytest.raises(ConfigError, match=rf"\b{category}\)?, which nobody may look for") as caught:
        refuse(asking(line))
    assert caught.value.where == "theirs.yml:1"


def test_a_title_is_read_too() -> None:
    """It is what the finding says, whatever the hosts of the rule are."""
    for title in ("title: Visits of the union", "title_zh: 求职网站\ntitle: X"):
        with pytest.raises(ConfigError):
            refuse(rule(title=title))


def test_no_rule_names_somebody() -> None:
    with pytest.raises(ConfigError, match="mail address"):
        refuse(asking("c-uri|contains: 'user=lin.wei@office.example'"))


def test_a_keyword_without_a_field_is_read_too() -> None:
    with pytest.raises(ConfigError, match="recruitment"):
        refuse(rule(detection="detection:\n  words:\n    - 'www.liepin.com'\n  condition: words"))


@pytest.mark.parametrize(
    "line", ["cs-host|endswith: .zhihu.com", "c-uri|contains: 'www.bilibili.com/video'", "fairwatch.category: news"]
)
def test_r25_only_a_rule_about_an_attack_may_name_an_ordinary_site(line: str) -> None:
    """Else it would tell who reads what; a site that is forbidden belongs on the list of forbidden apps."""
    with pytest.raises(ConfigError, match="an ordinary site"):
        refuse(asking(line), attack=False)
    refuse(asking(line), attack=True)


def test_remote_control_tunnels_and_work_may_be_named() -> None:
    for line in ("fairwatch.category: tunnel", "cs-host: www.teamviewer.com", "fairwatch.category: work"):
        refuse(asking(line), attack=False)


def test_rules_about_attacks_name_nothing_of_that_kind() -> None:
    """An injection says UNION SELECT and is no trade union."""
    for text in RUNNING:
        refuse(text, attack=False)
