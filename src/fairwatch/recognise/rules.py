"""A recognition rule: a Sigma rule whose ``fairwatch`` attribute says which action it recognises, with examples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Any

from fairwatch import columns
from fairwatch.errors import ConfigError
from fairwatch.recognise.conditions import Compiler, Criterion
from fairwatch.recognise.documents import Document, documents
from fairwatch.recognise.fields import Field
from fairwatch.text import Text

Example = dict[str, Any]
"""One activity by the names of Sigma's fields, for instance ``{c-uri: https://…, cs-method: GET}``."""

GIVEN = frozenset(
    {"c-uri", "cs-host", "cs-method", "cs-bytes", "sc-bytes", "sc-status", "cs-mime-type", "cs-referrer", "c-useragent"}
    | {"fairwatch.grade", "fairwatch.file", "fairwatch.blocked", "fairwatch.source"}
)
"""What an example may say. Site, category and the rest follow from the catalogue, as they do in operation."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One compiled rule."""

    id: str
    title: str
    action: str
    test: Criterion
    match: tuple[Example, ...]
    """Activities that must get the action."""
    no_match: tuple[Example, ...]
    """Activities that must not."""
    where: str
    """``file:line`` of the rule."""
    category: str | None = None
    """What a row becomes that has no category of its own: the destination class of something without a host."""


def read_rules(file: Traversable, fields: dict[str, Field]) -> Iterator[Rule]:
    """The rules of one file, in file order. Raises ``ConfigError`` with ``file:line``."""
    for document in documents(file):
        yield rule_of(document, fields)


def rule_of(document: Document, fields: dict[str, Field]) -> Rule:
    """The compiled rule of a document with a ``fairwatch`` attribute. Raises ``ConfigError`` with ``file:line``."""
    sigma = document.rule
    if sigma.logsource.category != "proxy":
        raise _wrong(document, "logsource", Text("logsource.category 应为 proxy", "logsource.category must be proxy"))
    if sigma.id is None:
        raise _wrong(document, "", Text("规则缺少 id（UUID）", "the rule has no id (a UUID)"))
    attribute = sigma.custom_attributes.get("fairwatch")
    ours: dict[str, Any] = attribute if isinstance(attribute, dict) else {}
    action = ours.get("action")
    if action not in columns.ACTIONS:
        known = " ".join(columns.ACTIONS)
        raise _wrong(
            document, "fairwatch", Text(f"fairwatch.action 应为：{known}", f"fairwatch.action must be: {known}")
        )
    category = ours.get("category")
    known_categories = fields["fairwatch.category"].values or frozenset()
    if category is not None and category not in known_categories:
        raise _wrong(document, "fairwatch", Text("fairwatch.category 不存在", "fairwatch.category does not exist"))
    match, no_match = _examples(document, ours.get("examples"))
    compiler = Compiler(fields, document.where("detection"))
    test = compiler.compile(document.condition)
    return Rule(str(sigma.id), sigma.title, action, test, match, no_match, document.where(), category)


def _examples(document: Document, examples: Any) -> tuple[tuple[Example, ...], tuple[Example, ...]]:
    """``match`` and ``no_match``; at least one of each, because a rule without a counter-example is a guess."""
    lists = examples if isinstance(examples, dict) else {}
    match, no_match = lists.get("match"), lists.get("no_match")
    if not (isinstance(match, list) and match and isinstance(no_match, list) and no_match):
        needed = Text("规则需要 match 与 no_match 示例", "the rule needs examples: match and no_match")
        raise _wrong(document, "fairwatch", needed)
    for example in [*match, *no_match]:
        if not isinstance(example, dict) or not set(example) <= GIVEN:
            known = " ".join(sorted(GIVEN))
            raise _wrong(document, "fairwatch", Text(f"示例只能含有：{known}", f"an example may say: {known}"))
    return tuple(match), tuple(no_match)


def _wrong(document: Document, key: str, what: Text) -> ConfigError:
    follow = Text("参见 docs/add-a-rule.md", "see docs/add-a-rule.md")
    return ConfigError(what, where=document.where(key), next_step=follow)
