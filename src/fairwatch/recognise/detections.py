"""An organisation's own Sigma rules, and SigmaHQ's: each hit is a named detection, whatever action the row has.

They load unchanged. What a rule asks for that no log of ours has, or that is never read, makes it one that does not
run; ``Verdict`` says why and where. A detection never changes what a row counts as.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

import polars as pl
from sigma.types import SigmaString, SigmaType

from fairwatch.errors import ConfigError
from fairwatch.recognise.conditions import Compiler, Criterion, every
from fairwatch.recognise.correlations import Correlation, correlation
from fairwatch.recognise.documents import OURS, CorrelationDocument, Document, Unreadable, parts
from fairwatch.recognise.fields import Field
from fairwatch.recognise.patterns import Unsupported
from fairwatch.text import Text

Kind = Literal["recognition", "detection", "correlation", "unreadable"]

GRADES = {"proxy": ["full_url", "sni", "agent"], "webserver": ["full_url"], "dns": ["dns"]}
"""Sigma's log source categories that our logs have, and the rows that are like them."""

KEYWORDS = ("c-uri", "c-useragent", "cs-referrer")
"""Where a keyword is looked for: what a line of a web log has besides numbers. The line itself is gone by then."""


@dataclass(frozen=True, slots=True)
class Detection:
    """One compiled detection rule."""

    id: str
    name: str | None
    """By which correlations refer to it, beside its id."""
    title: str
    level: str
    test: Criterion
    where: str
    """``file:line`` of the rule."""


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

    @classmethod
    def read(cls, sources: Iterable[Traversable], fields: dict[str, Field]) -> Detections:
        """Everything in the files but recognition rules; no fault stops it."""
        rules: dict[str, Detection] = {}
        verdicts: list[Verdict] = []
        asked: list[CorrelationDocument] = []
        for part in (part for file in sources for part in parts(file)):
            match part:
                case Unreadable(error=error, title=title):
                    verdicts.append(_no(error, title, "unreadable"))
                case CorrelationDocument():
                    asked.append(part)
                case Document() if OURS not in part.lines:
                    verdicts.append(_read(part, fields, rules))
                case _:
                    pass
        correlations: list[Correlation] = []
        known = {name: rule.id for rule in rules.values() for name in (rule.id, rule.name) if name}
        for document in asked:
            try:
                correlations.append(correlation(document, known))
                verdicts.append(Verdict(document.where, document.rule.title, "correlation"))
            except ConfigError as error:
                verdicts.append(_no(error, document.rule.title, "correlation"))
        return cls(tuple(rules.values()), tuple(correlations), tuple(verdicts))


def _read(document: Document, fields: dict[str, Field], rules: dict[str, Detection]) -> Verdict:
    title = document.rule.title
    try:
        rule = _detection(document, fields)
        if rule.id in rules:
            raise ConfigError(
                Text(f"规则编号 {rule.id} 重复", f"the rule id {rule.id} appears twice"), where=document.where()
            )
    except ConfigError as error:
        return _no(error, title, "detection")
    rules[rule.id] = rule
    return Verdict(document.where(), title, "detection")


def _no(error: ConfigError, title: str, kind: Kind) -> Verdict:
    return Verdict(error.where or "", title, kind, error.what, error.next_step)


def _detection(document: Document, fields: dict[str, Field]) -> Detection:
    sigma = document.rule
    category = sigma.logsource.category or ""
    if category not in GRADES:
        known = " ".join(GRADES)
        raise ConfigError(
            Text(
                f"日志类型「{category or '未写明'}」不在网络日志中",
                f"logs of {category or 'no category'} are none of ours",
            ),
            where=document.where("logsource"),
            next_step=Text(f"可用 logsource.category：{known}", f"logsource.category may be: {known}"),
        )

    def names(field: str, value: SigmaType, where: str) -> str:
        return _name(category, field, value, where)

    compiler = Compiler(fields, document.where("detection"), names=names, keywords=KEYWORDS)
    try:
        test = compiler.compile(document.condition)
    except Unsupported as error:
        raise ConfigError(
            Text(f"关键词应为：{error}", f"a keyword must be: {error}"), where=document.where("detection")
        ) from error
    seen = pl.col("fairwatch.grade").is_in(GRADES[category]).fill_null(value=False)
    level = sigma.level.name.lower() if sigma.level else "informational"
    return Detection(
        str(sigma.id or sigma.title),
        sigma.name,
        sigma.title,
        level,
        every([Criterion(seen, seen, None), test]),
        document.where(),
    )


def _name(category: str, field: str, value: SigmaType, where: str) -> str:
    """Our field for one of the category's. Raises ``ConfigError`` where there is none."""
    if field.startswith("fairwatch."):
        return field
    row = _table().get((category, field)) or _table().get(("*", field))
    if row is None or row[0] == "-":
        why = Text(row[1], row[2]) if row else Text("我们的日志没有这个字段", "our logs have no such field")
        known = " ".join(name for of, name in _table() if of == category and _table()[of, name][0] != "-")
        raise ConfigError(
            Text(f"字段 {field}：{why.zh}", f"field {field}: {why.en}"),
            where=where,
            next_step=Text(f"可用字段：{known}", f"known fields: {known}"),
        )
    begins = value.s[0] if isinstance(value, SigmaString) and value.s else ""
    local = row[0] == "c-uri" and isinstance(begins, str) and begins.startswith("/")
    return "c-uri-path" if local else row[0]


@cache
def _table() -> dict[tuple[str, str], tuple[str, str, str]]:
    return {(category, field): (ours, zh, en) for category, field, ours, zh, en in _rows()}


def _rows() -> Iterator[list[str]]:
    text = (files("fairwatch.recognise") / "sigma_fields.tsv").read_text(encoding="utf-8")
    for line in [line for line in text.splitlines() if line and not line.startswith("#")][1:]:
        cells = line.split("\t")
        yield cells + [""] * (5 - len(cells))
