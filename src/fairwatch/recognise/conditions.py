"""A Sigma condition as polars expressions: what decides it, and what it needs at least."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import polars as pl
from sigma.conditions import (
    ConditionAND,
    ConditionFieldEqualsValueExpression,
    ConditionNOT,
    ConditionOR,
    ConditionValueExpression,
)
from sigma.exceptions import SigmaRuleLocation
from sigma.types import SigmaFieldReference, SigmaString, SigmaType

from fairwatch.errors import ConfigError
from fairwatch.recognise.fields import Field
from fairwatch.recognise.patterns import Unsupported, contained, contains, contains_any, matches, matches_field, part_of
from fairwatch.text import Text


@dataclass(frozen=True, slots=True)
class Criterion:
    """A condition in parts, so that the mass of the rows is decided without looking at them one by one."""

    whole: pl.Expr
    """The condition itself, over profile and row fields."""
    guard: pl.Expr | None
    """What must hold, over profile fields only; None when profiles exclude nothing."""
    rest: pl.Expr | None
    """What remains to be looked at where the guard holds; None when the guard says it all."""
    numbers: pl.Expr | None = None
    """What must hold of the row's numbers; comparing them first spares many looks at URLs. None: anything may."""
    texts: tuple[str, frozenset[str]] | None = None
    """A field and texts in lower case, one of which it must contain. None: nothing of the kind is known."""


Names = Callable[[str, SigmaType, str], str]
"""Our field for one of the rule's, the value that it is compared with, and the place; may raise ``ConfigError``."""


FEW = 4
"""From so many texts on, one pass for all of them is faster than one for each."""


class Compiler:
    """Compiles one rule's parsed condition; errors name the rule's file and line."""

    def __init__(
        self,
        fields: dict[str, Field],
        where: str,
        *,
        names: Names = lambda name, _value, _where: name,
        keywords: Sequence[str] = (),
    ) -> None:
        """``names`` translates the rule's fields to ours; ``keywords``: fields in which a keyword may be found."""
        self._fields = fields
        self._where = where
        self._names = names
        self._keywords = keywords

    def compile(self, condition: object) -> Criterion:
        """The test for a node of pySigma's condition tree. Raises ``ConfigError``."""
        match condition:
            case ConditionAND(args=parts):
                return every([self.compile(part) for part in parts])
            case ConditionOR(args=parts):
                return _any(self._alternatives(parts))
            case ConditionNOT(args=[part]):
                return _not(self.compile(part))
            case ConditionFieldEqualsValueExpression():
                return self._leaf(condition)
            case ConditionValueExpression() if self._keywords:
                tests = [contains(name, condition.value) for name in self._keywords]
                found = pl.any_horizontal(tests)
                return Criterion(found, None, found)
            case _:
                raise ConfigError(
                    Text("规则含有没有字段名的关键词", "the rule has a keyword without a field"),
                    where=self._where,
                    next_step=Text("写成「字段: 值」", "write it as “field: value”"),
                )

    def branches(self, condition: object) -> list[Criterion]:
        """The alternatives of which a condition consists, as far as it says “or” on its outside: each has a guard."""
        match condition:
            case ConditionOR(args=parts):
                return self._alternatives([one for part in parts for one in _outside(part)])
            case _:
                return [self.compile(condition)]

    def _alternatives(self, parts: Sequence[object]) -> list[Criterion]:
        """The tests of some alternatives; all the texts that one field may contain are looked for in one pass."""
        together: dict[str, list[ConditionFieldEqualsValueExpression]] = {}
        others = []
        for part in parts:
            if isinstance(part, ConditionFieldEqualsValueExpression) and contained(part.value) is not None:
                together.setdefault(self._names(part.field, part.value, self._place(part.source)), []).append(part)
            else:
                others.append(part)
        tests = [self.compile(part) for part in others]
        for name, leaves in together.items():
            field = self._fields.get(name)
            if len(leaves) < FEW or field is None or field.kind != "text":
                tests += map(self._leaf, leaves)
                continue
            texts = frozenset(text for leaf in leaves if (text := contained(leaf.value)))
            test = contains_any(name, texts)
            tests.append(
                Criterion(test, test, None) if field.profile else Criterion(test, None, test, None, (name, texts))
            )
        return tests

    def _leaf(self, condition: ConditionFieldEqualsValueExpression) -> Criterion:
        value, where = condition.value, self._place(condition.source)
        name = self._names(condition.field, value, where)
        field = self._field(name, where)
        _check_value(name, field, value, where)
        try:
            if isinstance(value, SigmaFieldReference):
                other = self._names(value.field, value, where)
                test = matches_field(name, field, other, self._field(other, where), value)
                return Criterion(test, None, test)
            test = matches(name, field, value)
        except Unsupported as expected:
            raise ConfigError(
                Text(f"字段 {name} 的取值类型不对", f"the value does not fit the field {name}"),
                where=where,
                next_step=Text(f"应为：{expected}", f"expected: {expected}"),
            ) from expected
        if field.profile:
            return Criterion(test, test, None)
        if field.kind == "number":
            return Criterion(test, None, test, numbers=test)
        text = part_of(value) if field.kind == "text" else None
        return Criterion(test, None, test, texts=(name, frozenset({text})) if text else None)

    def _field(self, name: str, where: str) -> Field:
        if name in self._fields:
            return self._fields[name]
        raise ConfigError(
            Text(f"未知字段 {name}", f"unknown field {name}"),
            where=where,
            next_step=Text(f"可用字段：{' '.join(self._fields)}", f"known fields: {' '.join(self._fields)}"),
        )

    def _place(self, source: SigmaRuleLocation | None) -> str:
        return f"{source.path}:{source.line}" if source and source.line else self._where


def _outside(condition: object) -> list[object]:
    """The alternatives of a condition that is one of alternatives, or the condition itself."""
    if not isinstance(condition, ConditionOR):
        return [condition]
    return [one for part in condition.args for one in _outside(part)]


def _check_value(name: str, field: Field, value: SigmaType, where: str) -> None:
    """Refuse a plain string that the field never has (a misspelt category would silently match nothing)."""
    if field.values is None or not isinstance(value, SigmaString) or value.contains_special():
        return
    if str(value) not in field.values:
        known = " ".join(sorted(field.values)) if len(field.values) < 50 else ""
        raise ConfigError(
            Text(f"{name} 没有取值 {value}", f"{name} is never {value}"),
            where=where,
            next_step=Text(
                f"可用取值：{known}" if known else "查看目录中的编号",
                f"known values: {known}" if known else "look the key up in the catalogue",
            ),
        )


def every(tests: list[Criterion]) -> Criterion:
    """All of the conditions together."""
    guards = [test.guard for test in tests if test.guard is not None]
    rests = [test.rest for test in tests if test.rest is not None]
    numbers = [test.numbers for test in tests if test.numbers is not None]
    texts = [test.texts for test in tests if test.texts is not None]
    return Criterion(
        _and(test.whole for test in tests),
        _and(guards) if guards else None,
        _and(rests) if rests else None,
        _and(numbers) if numbers else None,
        texts[0] if texts else None,
    )


def _any(tests: list[Criterion]) -> Criterion:
    whole = pl.any_horizontal(test.whole for test in tests)
    guards = [test.guard for test in tests if test.guard is not None]
    guard = pl.any_horizontal(guards) if len(guards) == len(tests) else None
    rest = None if all(test.rest is None for test in tests) else whole
    texts = [test.texts for test in tests if test.texts is not None]
    same_field = len(texts) == len(tests) and len({name for name, _ in texts}) == 1
    either = (texts[0][0], frozenset[str]().union(*(few for _, few in texts))) if same_field else None
    return Criterion(whole, guard, rest, texts=either)


def _not(test: Criterion) -> Criterion:
    whole = ~test.whole
    # A guard is only necessary, so its opposite says something only where the guard was the whole condition.
    return Criterion(whole, whole, None) if test.rest is None else Criterion(whole, None, whole)


def _and(tests: Iterable[pl.Expr]) -> pl.Expr:
    return pl.all_horizontal(tests)
