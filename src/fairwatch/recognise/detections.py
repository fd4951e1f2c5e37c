"""An organisation's own Sigma rules, and SigmaHQ's: each hit is a named detection, whatever action the row has.

They load unchanged. What a rule asks for that no log of ours has, or that is never read, or that nobody may look for,
makes it one that does not run; ``Verdict`` says why and where. A detection never changes what a row counts as.
Reading logs looks for the rules of the published list only (``Detections.published``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Literal

import polars as pl
from sigma.types import SigmaType

from fairwatch.catalogue import Catalogue
from fairwatch.errors import ConfigError
from fairwatch.recognise.conditions import Compiler, Criterion, every
from fairwatch.recognise.correlations import Correlation, Known, correlation, title_of
from fairwatch.recognise.documents import OURS, CorrelationDocument, Document, Part, Unreadable, parts, parts_of
from fairwatch.recognise.fields import Field
from fairwatch.recognise.guarded import refuse_guarded
from fairwatch.recognise.patterns import Unsupported
from fairwatch.recognise.sigma_fields import host_fields, our_field
from fairwatch.rule_list import ListedRule, RuleList
from fairwatch.text import Text

Kind = Literal["recognition", "detection", "correlation", "unreadable"]

GRADES = {"proxy": ["full_url", "sni", "agent"], "webserver": ["full_url"], "dns": ["dns"]}
"""Sigma's log source categories that our logs have, and the rows that are like them."""

KEYWORDS = ("c-uri", "c-useragent", "cs-referrer")
"""Where a keyword is looked for: what a line of a web log has besides numbers. The line itself is gone by then."""

ATTACK_TAGS = ("attack", "cve")
"""Name spaces of tags that say which attack a rule is about: MITRE ATT&CK, and known weaknesses."""


@dataclass(frozen=True, slots=True)
class Detection:
    """One compiled detection rule."""

    id: str
    name: str | None
    """By which correlations refer to it, beside its id."""
    title: Text
    log: str
    """Its log source category, one of ``GRADES``."""
    level: str
    attack: bool
    """Whether its tags name an attack."""
    text: str
    """The rule as written."""
    tests: tuple[Criterion, ...]
    """One of them must be true of a row."""
    where: str
    """``file:line`` of the rule."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One of the alternatives of a detection rule."""

    rule: str
    """Its id."""
    test: Criterion


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a rule runs, and if not, why."""

    where: str
    title: str
    kind: Kind
    why_not: Text | None = None
    next_step: Text | None = None

    @property
    def runs(self) -> bool:
        """Whether it runs here."""
        return self.why_not is None


@dataclass(frozen=True, slots=True)
class Detections:
    """The detection rules of some files that run, and the verdict on every rule that is no recognition rule."""

    rules: tuple[Detection, ...]
    correlations: tuple[Correlation, ...]
    verdicts: tuple[Verdict, ...]
    silent: frozenset[str] = frozenset()
    """Ids of the rules whose hits count only in correlations."""

    @classmethod
    def read(cls, sources: Iterable[Traversable], fields: dict[str, Field], catalogue: Catalogue) -> Detections:
        """Everything in the files but recognition rules; no fault stops it."""
        return cls._of((part for file in sources for part in parts(file)), fields, catalogue)

    @classmethod
    def published(cls, listed: RuleList, fields: dict[str, Field], catalogue: Catalogue) -> Detections:
        """The rules of the published list, compiled anew: what this catalogue forbids to look for is left out."""
        return cls._of((part for one in listed.entries for part in parts_of(one.text, one.id)), fields, catalogue)

    @classmethod
    def _of(cls, documents: Iterable[Part], fields: dict[str, Field], catalogue: Catalogue) -> Detections:
        rules: dict[str, Detection] = {}
        verdicts: list[Verdict] = []
        asked: list[CorrelationDocument] = []
        for part in documents:
            match part:
                case Unreadable(error=error, title=title):
                    verdicts.append(_no(error, title, "unreadable"))
                case CorrelationDocument():
                    asked.append(part)
                case Document() if OURS not in part.lines:
                    verdicts.append(_read(part, fields, catalogue, rules))
                case _:
                    pass
        correlations: list[Correlation] = []
        silent: set[str] = set()
        known = {name: Known(rule.id, rule.log) for rule in rules.values() for name in (rule.id, rule.name) if name}
        for document in asked:
            try:
                refuse_guarded(document.text, document.where, catalogue, attack=False)
                made = correlation(document, known, fields)
                _refuse_twin(made.listed.id, {*rules, *(one.listed.id for one in correlations)}, document.where)
                correlations.append(made)
                verdicts.append(Verdict(document.where, document.rule.title, "correlation"))
            except ConfigError as error:
                verdicts.append(_no(error, document.rule.title, "correlation"))
            else:
                silent |= set() if document.rule.generate else set(made.listed.rules)
        return cls(tuple(rules.values()), tuple(correlations), tuple(verdicts), frozenset(silent))

    def listed(self, *, attacks_everywhere: bool) -> RuleList:
        """All that runs, as a list to publish, in the order of ids."""
        return RuleList(
            tuple(
                ListedRule(rule.id, rule.title, rule.level, rule.attack, rule.id not in self.silent, rule.text)
                for rule in sorted(self.rules, key=lambda rule: rule.id)
            ),
            tuple(sorted((one.listed for one in self.correlations), key=lambda one: one.id)),
            attacks_everywhere,
        )


def _read(document: Document, fields: dict[str, Field], catalogue: Catalogue, rules: dict[str, Detection]) -> Verdict:
    title = document.rule.title
    try:
        rule = _detection(document, fields)
        where = document.where("detection")
        refuse_guarded(document.text, where, catalogue, attack=rule.attack, hosts=host_fields())
        _refuse_twin(rule.id, rules, document.where())
    except ConfigError as error:
        return _no(error, title, "detection")
    rules[rule.id] = rule
    return Verdict(document.where(), title, "detection")


def _refuse_twin(name: str, known: Collection[str], where: str) -> None:
    if name in known:
        raise ConfigError(Text(f"规则编号 {name} 重复", f"the rule id {name} appears twice"), where=where)


def _no(error: ConfigError, title: str, kind: Kind) -> Verdict:
    return Verdict(error.where or "", title, kind, error.what, error.next_step)


def _detection(document: Document, fields: dict[str, Field]) -> Detection:
    sigma = document.rule
    category = sigma.logsource.category or ""
    if category not in GRADES:
        known = " ".join(GRADES)
        more = " ".join(filter(None, (sigma.logsource.product, sigma.logsource.service)))
        raise ConfigError(
            Text(
                f"日志类型「{category or '未写明'}」{more and f'（{more}）'}不在网络日志中",
                f"logs of {category or 'no category'}{more and f' ({more})'} are none of ours",
            ),
            where=document.where("logsource"),
            next_step=Text(f"可用 logsource.category：{known}", f"logsource.category may be: {known}"),
        )

    def names(field: str, value: SigmaType, where: str) -> str:
        return our_field(category, field, value, where)

    compiler = Compiler(fields, document.where("detection"), names=names, keywords=KEYWORDS)
    try:
        branches = compiler.branches(document.condition)
    except Unsupported as error:
        raise ConfigError(
            Text(f"关键词应为：{error}", f"a keyword must be: {error}"), where=document.where("detection")
        ) from error
    seen = pl.col("fairwatch.grade").is_in(GRADES[category]).fill_null(value=False)
    if sigma.id is None:
        raise ConfigError(
            Text("规则缺少 id（UUID），命中无从记名", "the rule has no id (a UUID) for its hits to be called by"),
            where=document.where(),
            next_step=Text("加一个 id", "give it an id"),
        )
    return Detection(
        str(sigma.id),
        sigma.name,
        title_of(sigma),
        category,
        sigma.level.name.lower() if sigma.level else "informational",
        any(tag.namespace in ATTACK_TAGS for tag in sigma.tags),
        document.text,
        tuple(every([Criterion(seen, seen, None), branch]) for branch in branches),
        document.where(),
    )
