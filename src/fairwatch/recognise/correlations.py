"""Sigma correlations that what is kept can bear out: how many hits or different values, together, or in order.

Each groups by the person. Where its span is a day or less, the gate keeps the instants of the hits that it counts until
their day is rolled up, and keyed fingerprints of what else it groups by or counts: never a value. A longer one counts
in quarter hours. What asks for more (sums, so few, all people together) does not run, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from sigma.correlations import SigmaCorrelationCondition, SigmaCorrelationRule, SigmaRuleReference
from sigma.rule import SigmaRule
from sigma.types import SigmaString

from fairwatch.errors import ConfigError
from fairwatch.recognise.documents import CorrelationDocument
from fairwatch.recognise.fields import Field
from fairwatch.recognise.sigma_fields import our_field
from fairwatch.rule_list import LONGEST_US, QUARTER_US, ListedCorrelation
from fairwatch.text import Text

PERSON: Final = frozenset(
    {"user", "User", "cs-username", "username", "user.name", "src_user", "subject"}
    | {"c-ip", "src_ip", "src.ip", "source.ip", "client_ip"}
)
"""What rules call the person. An address is somebody by the time that a row is kept."""

_KINDS = {"EVENT_COUNT", "VALUE_COUNT", "TEMPORAL", "TEMPORAL_ORDERED"}
_COUNTS = {"EVENT_COUNT", "VALUE_COUNT"}
_LEAST = {"GTE": 0, "GT": 1}
"""Operators of counts, and what they add to the number. What may not be kept is missing from every count, so it is
known that there were so many, never that there were so few or no more."""


class Known(NamedTuple):
    """A detection rule that runs, as correlations see it."""

    id: str
    log: str
    """Its log source category, which says what the fields are called."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What a hit of one rule is looked at for, by the names of our fields."""

    rule: str
    value: tuple[str, ...]
    """What is counted; empty where hits are."""
    groups: tuple[str, ...]
    """What is grouped by beside the person."""


@dataclass(frozen=True, slots=True)
class Correlation:
    """A correlation as it is published, and what reading logs has to do for it."""

    listed: ListedCorrelation
    watched: tuple[Watched, ...]


def title_of(sigma: SigmaRule | SigmaCorrelationRule) -> Text:
    """The rule's title; in Chinese that of its attribute ``title_zh``, where it has one."""
    return Text(str(sigma.custom_attributes.get("title_zh") or sigma.title), sigma.title)


def correlation(document: CorrelationDocument, known: Mapping[str, Known], fields: Mapping[str, Field]) -> Correlation:
    """A correlation of rules that run; ``known``: by name and id. Raises ``ConfigError``."""
    sigma, where = document.rule, document.where
    kind = sigma.type.name
    if kind not in _KINDS:
        raise _unsupported(kind.lower(), where)
    if not isinstance(sigma.condition, SigmaCorrelationCondition):
        raise _unsupported("condition: … and not …", where)
    operator = sigma.condition.op.name
    if kind in _COUNTS and operator not in _LEAST:
        raise _only_at_least(operator.lower(), where)
    if sigma.id is None:
        raise ConfigError(Text("规则缺少 id（UUID）", "the rule has no id (a UUID)"), where=where)
    watched = tuple(_watched(sigma, one, known, fields, where) for one in sigma.rules or ())
    rules = tuple(one.rule for one in watched)
    span_us = sigma.timespan.seconds * 1_000_000
    shortest = QUARTER_US * (len(rules) if kind == "TEMPORAL_ORDERED" else 1)
    fingerprints = any(one.value or one.groups for one in watched)
    if fingerprints and span_us > LONGEST_US:
        raise _too_long(where)
    listed = ListedCorrelation(
        str(sigma.id),
        title_of(sigma),
        sigma.level.name.lower() if sigma.level else "informational",
        kind.lower(),
        rules,
        span_us,
        int(sigma.condition.count) + _LEAST[operator] if kind in _COUNTS else len(set(rules)),
        document.text,
        instants_only=fingerprints or span_us < shortest,
    )
    return Correlation(listed, tuple(dict.fromkeys(watched)))


def _watched(
    sigma: SigmaCorrelationRule,
    reference: SigmaRuleReference,
    known: Mapping[str, Known],
    fields: Mapping[str, Field],
    where: str,
) -> Watched:
    """What a hit of one of the rules is looked at for."""
    rule = known.get(reference.reference)
    if rule is None:
        raise _missing(reference.reference, where)
    named = [(group, _called(sigma, group, reference)) for group in sigma.group_by or ()]
    if not any(field in PERSON for _, field in named):
        raise _not_by(str(Text("全体", "everybody")) if not named else ", ".join(group for group, _ in named), where)
    groups = tuple(_field(field, rule, fields, where) for _, field in named if field not in PERSON)
    asked = getattr(sigma.condition, "fieldref", None) if sigma.type.name == "VALUE_COUNT" else None
    values = [asked] if isinstance(asked, str) else asked or []
    value = tuple(_field(_called(sigma, one, reference), rule, fields, where) for one in values)
    return Watched(rule.id, value, groups)


def _called(sigma: SigmaCorrelationRule, name: str, reference: SigmaRuleReference) -> str:
    """What a field of the correlation is called in one of its rules."""
    alias = sigma.aliases.aliases.get(name)
    return alias.mapping.get(reference, name) if alias else name


def _field(name: str, rule: Known, fields: Mapping[str, Field], where: str) -> str:
    """Our field whose values are told apart; one with few values, or none of ours, is refused."""
    ours = our_field(rule.log, name, SigmaString("*"), where)
    if ours not in fields or fields[ours].profile:
        raise ConfigError(
            Text(f"不能按 {name} 关联或计数", f"cannot correlate by {name}, or count its values"),
            where=where,
            next_step=Text(
                "可用：cs-host、c-uri、c-useragent 等", "possible are cs-host, c-uri, c-useragent and others"
            ),
        )
    return ours


def _missing(name: str, where: str) -> ConfigError:
    return ConfigError(
        Text(f"所引用的规则 {name} 不存在或不能运行", f"the rule {name} is missing or does not run"),
        where=where,
        next_step=Text("关联只能引用可以运行的检测规则", "a correlation can only refer to detection rules that run"),
    )


def _not_by(name: str, where: str) -> ConfigError:
    return ConfigError(
        Text(
            f"不能按 {name} 关联：关联总是按人，不能把多人放在一起",
            f"cannot correlate by {name}: hits of different people are never put together",
        ),
        where=where,
        next_step=Text(
            "写成 group-by: [user]，可再加其他字段", "write group-by: [user]; other fields may stand beside it"
        ),
    )


def _too_long(where: str) -> ConfigError:
    return ConfigError(
        Text(
            "计数不同的值，或在人之外再分组，时间跨度最长 24 小时：指纹随原始行一起删除",
            "different values, and groups beside the person, are counted within 24 hours at most: their fingerprints go"
            " with the raw rows",
        ),
        where=where,
        next_step=Text("timespan 不超过 24h", "let timespan be 24h or less"),
    )


def _only_at_least(operator: str, where: str) -> ConfigError:
    return ConfigError(
        Text(
            f"不支持的关联：condition: {operator}；不得采集的行不在计数之内，只能知道至少有多少",
            f"this kind of correlation is not supported: condition: {operator}. Lines that may not be kept are in no"
            " count, so only that there were at least so many is known",
        ),
        where=where,
        next_step=Text("条件写 gte 或 gt", "let the condition be gte or gt"),
    )


def _unsupported(what: str, where: str) -> ConfigError:
    kinds = " ".join(sorted(_KINDS)).lower()
    return ConfigError(
        Text(f"不支持的关联：{what}", f"this kind of correlation is not supported: {what}"),
        where=where,
        next_step=Text(f"可用：{kinds}，条件 gte 或 gt", f"possible: {kinds}, with gte or gt"),
    )
