"""Published lists of detection rules: on record, named by a wording, in force after the waiting time (R06, R24)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from tests.governance.sample import NOW
from tests.recognise.sigma_rules import AGENT, PROXY, rule

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance.clock import microseconds
from fairwatch.governance.models import AuditEntry, PublishedRuleList, Purpose, PurposeVersion
from fairwatch.governance.services import policy_proofs, purposes, rule_lists
from fairwatch.governance.services.snapshot import compile_snapshot
from fairwatch.rule_list import ListedRule, RuleList
from fairwatch.text import Text

Activate = Callable[..., None]
SHOWN = dt.date(2026, 8, 1)
IN_FORCE = microseconds(dt.datetime(2026, 8, 16, tzinfo=ZoneInfo("Asia/Shanghai")))
pytestmark = pytest.mark.usefixtures("organisation")


def listed(*texts: str) -> RuleList:
    return RuleList(
        tuple(
            ListedRule(f"r{number}", Text(f"规则 {number}", f"rule {number}"), "high", False, True, text)
            for number, text in enumerate(texts)
        )
    )


LIST, LONGER = listed(PROXY), listed(PROXY, AGENT)


def publish(content: RuleList = LIST, day: dt.date = SHOWN) -> RuleList:
    rule_lists.publish(content, day, actor="p0004", now=NOW)
    return content


def test_r24_a_list_is_in_force_after_the_notice_period_for_a_purpose_that_names_it(activate: Activate) -> None:
    publish()
    activate("violations")
    assert compile_snapshot(NOW).rule_list == RuleList(), "on record, and nobody has approved it"
    activate("violations", scope__rule_list=LIST.hash)
    found = compile_snapshot(NOW).rule_list
    assert (found.rules, found.hash, found.effective_us) == (LIST.rules, LIST.hash, IN_FORCE)
    assert found.titles["r0"] == rule_lists.titles()["r0"] == Text("规则 0", "rule 0")


def test_r24_a_list_that_is_not_on_record_cannot_be_named(activate: Activate) -> None:
    with pytest.raises(Refused, match="E_LIST_UNPUBLISHED"):
        activate("violations", scope__rule_list=LIST.hash)
    assert not Purpose.objects.exists()


def test_r06_another_rule_is_another_wording_and_a_new_version(activate: Activate) -> None:
    publish()
    publish(LONGER)
    activate("violations", scope__rule_list=LIST.hash)
    activate("violations", scope__rule_list=LONGER.hash)
    first, second = PurposeVersion.objects.order_by("number")
    assert first.scope_hash != second.scope_hash
    assert len(compile_snapshot(NOW).rule_list.rules) == 2
    assert [one.in_force for one in rule_lists.published()] == [True, False]


def test_r24_the_list_needs_its_purpose(activate: Activate) -> None:
    publish()
    activate("violations", scope__rule_list=LIST.hash)
    purposes.suspend("violations", by="p0005", reason="objection", now=NOW)
    assert compile_snapshot(NOW).rule_list == RuleList()


def test_no_other_purpose_can_look_for_rules(activate: Activate) -> None:
    publish()
    with pytest.raises(ConfigError):
        activate("work-time", scope__rule_list=LIST.hash)


def test_shown_in_the_future_or_nothing_at_all() -> None:
    with pytest.raises(Refused, match="E_LIST_UNPUBLISHED"):
        publish(day=dt.date(2026, 9, 5))
    with pytest.raises(ConfigError, match="no detection rule"):
        publish(RuleList())
    assert not PublishedRuleList.objects.exists()
    assert "refused" in AuditEntry.objects.values_list("outcome", flat=True)


def test_published_again_a_list_keeps_its_first_day() -> None:
    publish()
    publish(day=dt.date(2026, 8, 20))
    assert [one.published_on for one in rule_lists.published()] == [SHOWN]


@pytest.mark.parametrize("name", ["p0002", "wu.admin", "02:00:00:00:00:01", "PC3.example"])
def test_no_rule_names_somebody_of_the_directory(name: str) -> None:
    """It would be a hidden list of suspects."""
    asks = rule(detection=f"detection:\n  s:\n    c-uri|contains: 'https://a.example/{name}/x'\n  condition: s")
    for text in (asks, rule(title=f"title: What {name} did")):
        with pytest.raises(ConfigError, match="names a person"):
            publish(listed(text))


def test_the_author_of_a_rule_may_be_called_like_somebody() -> None:
    publish(listed(rule(title="title: Plain\nauthor: Lin")))


def test_r33_the_list_of_a_day_can_be_had_again(activate: Activate) -> None:
    publish()
    publish(LONGER)
    activate("violations", scope__rule_list=LIST.hash)
    then = compile_snapshot(NOW)
    activate("violations", scope__rule_list=LONGER.hash)
    again = policy_proofs.recall(then.hash)
    assert again is not None
    assert again.rule_list == then.rule_list
