"""Published lists of detection rules (R24): put on record, named by a purpose's wording, in force after a waiting time.

The wording of the purpose ``violations`` names the list by its hash. So another rule is another list, another wording,
and a new version that begins as a draft: assessed, consulted on, published and signed like any other change (R06).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from fairwatch import rule_list
from fairwatch.errors import ConfigError, Refused
from fairwatch.governance import clock
from fairwatch.governance.clock import microseconds, moment
from fairwatch.governance.models import Account, Device, Person, PublishedRuleList, PurposeVersion, State
from fairwatch.governance.scope import Scope
from fairwatch.governance.services.acting import acting
from fairwatch.rule_list import RuleList
from fairwatch.text import Text

_NAME = re.compile(r"[\w.:@-]+")
_SHORTEST_NAME = 3
"""Ids and accounts of fewer characters are in any text."""


@dataclass(frozen=True, slots=True)
class Publication:
    """One list in the public register."""

    content: RuleList
    published_on: dt.date
    in_force: bool
    """Whether a purpose that is active now was approved with it; from when it counts is ``content.effective_us``."""


def publish(content: RuleList, published_on: dt.date, *, actor: str, now: dt.datetime | None = None) -> None:
    """Put on record that staff were shown this list on that day. Published again it keeps its first day."""
    at = moment(now)
    with acting(actor, "publish detection rules", purpose="violations", now=now) as act:
        if not content.rules:
            raise ConfigError(
                Text("没有可以运行的检测规则", "there is no detection rule that runs"),
                next_step=Text("用 fairwatch rules check 查看原因", "see why with fairwatch rules check"),
            )
        if published_on > at.date() + dt.timedelta(days=1):  # somewhere on earth it already is
            raise Refused("E_LIST_UNPUBLISHED", where="published_on")
        _refuse_names(content)
        PublishedRuleList.objects.get_or_create(
            hash=content.hash,
            defaults={"content": content.as_json(), "published_on": published_on, "recorded_at": at},
        )
        act.counts = {"rules": len(content.rules), "correlations": len(content.correlations)}


def refuse_unpublished(scope: Scope) -> None:
    """Only the wording of ``violations`` may look for rules, and only for those of a list that is on record."""
    if scope.kind != "violations" and (scope.rule_list or {"detection", *rule_list.PART} & set(scope.columns)):
        raise Refused("E_PURPOSE_PROHIBITED", where=f"{scope.id} rule_list")
    if scope.rule_list and not PublishedRuleList.objects.filter(hash=scope.rule_list).exists():
        raise Refused("E_LIST_UNPUBLISHED", where="scope.rule_list")


def of(scope: Scope, notice_days: int) -> RuleList:
    """The list that the wording names, with the instant from which it counts; an empty one where it names none."""
    row = PublishedRuleList.objects.filter(hash=scope.rule_list).first() if scope.rule_list else None
    if row is None:
        return RuleList()
    begins = clock.midnight(clock.day_after_waiting(row.published_on, notice_days), scope.time_zone)
    return rule_list.from_json(row.content, microseconds(begins))


def published() -> list[Publication]:
    """Every list there is, the newest first. Everybody may read it."""
    active = PurposeVersion.objects.filter(purpose__key="violations", state=State.ACTIVE).first()
    named = active.scope.get("rule_list", "") if active else ""
    rows = PublishedRuleList.objects.order_by("-published_on", "-pk")
    return [Publication(rule_list.from_json(row.content), row.published_on, row.hash == named) for row in rows]


def titles() -> dict[str, Text]:
    """What the rules of every list are called, by id; of the same rule the newest list's name."""
    contents = PublishedRuleList.objects.order_by("published_on", "pk").values_list("content", flat=True)
    return {key: title for content in contents for key, title in rule_list.from_json(content).titles.items()}


def _refuse_names(content: RuleList) -> None:
    """No rule may name a person of the directory, a login name or a device: it would be a hidden list of suspects."""
    people = {name.lower() for model in (Account, Device) for name in model.objects.values_list("name", flat=True)}
    people |= {key.lower() for key in Person.objects.values_list("key", flat=True)}
    for one in content.entries:
        rule = yaml.safe_load(one.text)
        said = " ".join(str(rule.get(part, "")) for part in ("title", "title_zh", "description", "detection"))
        if not people.isdisjoint(_words(said)):
            raise ConfigError(
                Text(
                    "规则写有名册中的人员、账号或设备",
                    "the rule names a person, an account or a device of the directory",
                ),
                where=one.id,
                next_step=Text("规则只能说明做了什么，不能说明是谁", "a rule says what was done, never by whom"),
            )


def _words(text: str) -> Iterator[str]:
    """The words of a rule as names are written, whole and in parts."""
    for said in _NAME.findall(text.lower()):
        for word in (said, *re.split(r"[.:@]", said)):
            if len(word) >= _SHORTEST_NAME:
                yield word
