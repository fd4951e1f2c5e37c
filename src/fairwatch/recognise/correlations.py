"""Sigma correlations that what is kept can bear out: how many hits of one person, together, or in order.

A kept hit says whose, in which quarter of an hour, and of which rule; nothing else. So a correlation groups by the
person, and its span is a quarter of an hour or more. What asks for more (how many different hosts, a minute, all people
together) does not run, and says so. The analysis of detections evaluates them (``fairwatch.analyses.correlated``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sigma.correlations import SigmaCorrelationCondition, SigmaCorrelationRule, SigmaRuleReference
from sigma.rule import SigmaRule

from fairwatch.errors import ConfigError
from fairwatch.recognise.documents import CorrelationDocument
from fairwatch.rule_list import QUARTER_US, ListedCorrelation
from fairwatch.text import Text

PERSON: Final = ("user", "User", "cs-username", "username", "c-ip", "src_ip", "src.ip", "client_ip", "subject")
"""What rules call the person. An address is somebody by the time that a row is kept."""

_KINDS = {"EVENT_COUNT", "TEMPORAL", "TEMPORAL_ORDERED"}
_LEAST = {"GTE": 0, "GT": 1}
"""Operators of counts, and what they add to the number: quarter hours can show that there were so many, not so few."""


def title_of(sigma: SigmaRule | SigmaCorrelationRule) -> Text:
    """The rule's title; in Chinese that of its attribute ``title_zh``, where it has one."""
    return Text(str(sigma.custom_attributes.get("title_zh") or sigma.title), sigma.title)


def correlation(document: CorrelationDocument, known: Mapping[str, str]) -> ListedCorrelation:
    """A correlation of rules that run; ``known`` are their names and ids -> id. Raises ``ConfigError``."""
    sigma, where = document.rule, document.where
    kind = sigma.type.name
    if kind not in _KINDS:
        raise _unsupported(kind.lower(), where)
    if not isinstance(sigma.condition, SigmaCorrelationCondition):
        raise _unsupported("condition: … and not …", where)
    operator = sigma.condition.op.name
    if kind == "EVENT_COUNT" and operator not in _LEAST:
        raise _unsupported(f"condition: {operator.lower()}", where)
    if sigma.id is None:
        raise ConfigError(Text("规则缺少 id（UUID）", "the rule has no id (a UUID)"), where=where)
    rules = tuple(_resolved(reference, known, where) for reference in sigma.rules or ())
    _refuse_other_groups(sigma, where)
    span_us = sigma.timespan.seconds * 1_000_000
    shortest = QUARTER_US * (len(rules) if kind == "TEMPORAL_ORDERED" else 1)
    if span_us < shortest:
        minutes = shortest // 60_000_000
        raise ConfigError(
            Text(
                f"时间跨度短于 {minutes} 分钟：命中只按刻钟保存",
                f"the time span is shorter than {minutes} minutes, and hits are kept by quarter hours",
            ),
            where=where,
            next_step=Text(f"timespan 至少 {minutes}m", f"let timespan be {minutes}m or more"),
        )
    least = int(sigma.condition.count) + _LEAST.get(operator, 0) if kind == "EVENT_COUNT" else len(set(rules))
    level = sigma.level.name.lower() if sigma.level else "informational"
    return ListedCorrelation(str(sigma.id), title_of(sigma), level, kind.lower(), rules, span_us, least, document.text)


def _resolved(reference: SigmaRuleReference, known: Mapping[str, str], where: str) -> str:
    if reference.reference in known:
        return known[reference.reference]
    raise ConfigError(
        Text(
            f"所引用的规则 {reference.reference} 不存在或不能运行",
            f"the rule {reference.reference} is missing or does not run",
        ),
        where=where,
        next_step=Text("关联只能引用可以运行的检测规则", "a correlation can only refer to detection rules that run"),
    )


def _refuse_other_groups(sigma: SigmaCorrelationRule, where: str) -> None:
    """What the correlation groups by must be the person, under whatever name."""
    groups = sigma.group_by or []
    for name in groups:
        alias = sigma.aliases.aliases.get(name)
        if not {*alias.mapping.values()} <= set(PERSON) if alias else name not in PERSON:
            raise _not_by(name, where)
    if not groups:
        raise _not_by(str(Text("全体", "everybody")), where)


def _not_by(name: str, where: str) -> ConfigError:
    return ConfigError(
        Text(
            f"不能按 {name} 关联：一次命中只记下是谁", f"cannot correlate by {name}: of a hit only the person is kept"
        ),
        where=where,
        next_step=Text("写成 group-by: [user]", "write group-by: [user]"),
    )


def _unsupported(what: str, where: str) -> ConfigError:
    return ConfigError(
        Text(
            f"不支持的关联：{what}；一次命中只记下是谁、在哪一刻钟、命中哪条规则",
            f"this kind of correlation is not supported: {what}. Of a hit the person, the quarter hour and the rule are"
            " kept, and nothing else",
        ),
        where=where,
        next_step=Text(
            f"可用：{' '.join(sorted(_KINDS)).lower()}，条件 gte 或 gt",
            f"possible: {' '.join(sorted(_KINDS)).lower()}, with gte or gt",
        ),
    )
