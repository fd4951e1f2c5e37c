"""What no rule may look for: job search, protected categories, private mail, people, and who uses which ordinary site.

The gate drops what it knows to be of such a category, whatever a rule says; so a rule needs no exception for it. This
finds rules that name one, so that they are on no list: a site of the catalogue, a category, a word that speaks of one
(``guarded_words.tsv``), or somebody's mail address. Encoded values are seen, because the rule as written is looked at.
A name that only this organisation knows is found by governance, which has the directory.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any
from urllib.parse import unquote

import yaml

from fairwatch import columns
from fairwatch.catalogue import Catalogue, guarded_words, is_guarded
from fairwatch.catalogue.catalogue import RECRUITMENT
from fairwatch.errors import ConfigError
from fairwatch.text import Text

_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)+")
_WORD = re.compile(r"[a-z0-9]+")
_SOMEBODY = re.compile(r"[\w.+-]+@[\w-]+\.\w")
_ESCAPED = re.compile(r"\\(?=\W)")
_TITLE = "title"
_KINDS = ("protected", "private")

SECURITY = frozenset({"remote_control", "tunnel"})
"""Categories that are looked for as such; which other site somebody uses is kept from everybody else (R25)."""


def refuse_guarded(text: str, where: str, catalogue: Catalogue, *, attack: bool, hosts: Collection[str] = ()) -> None:
    """Raise ``ConfigError`` when the rule of this YAML text names what nobody may look for.

    ``where``: its place; ``attack``: whether it is about one; ``hosts``: names of the fields whose values are hosts.
    """
    rule = yaml.safe_load(text)
    titles = ((_TITLE, str(rule[name])) for name in rule if str(name).startswith(_TITLE))
    for field, said in (*titles, *_values(rule.get("detection"))):
        plain = unquote(_ESCAPED.sub("", said)).lower()
        if _SOMEBODY.search(plain):
            raise ConfigError(
                Text("规则写有某人的邮箱地址", "the rule names somebody's mail address"),
                where=where,
                next_step=Text("规则只能说明做了什么，不能说明是谁", "a rule says what was done, never by whom"),
            )
        sites = [*_keys(field, plain, catalogue), *_sites(plain, catalogue)]
        kind = _TITLE if field == _TITLE else "host" if field.partition("|")[0] in hosts else ""
        guarded = (one for one in sites if one[1] in _KINDS or is_guarded(one[1], catalogue))
        for word, category in (*guarded, *_words(plain, kind)):
            raise _guarded(word, _named(category, catalogue), where)
        for site, category in sites:
            if not attack and category not in SECURITY | columns.INSIDE and catalogue.kinds()[category] == "ordinary":
                raise _ordinary(site, category, where)


def _named(category: str, catalogue: Catalogue) -> Text:
    """A category, or one of ``_KINDS``, as people call it and by its key."""
    known = catalogue.categories().get(category)
    if known is None:
        return Text(category, category)
    return Text(f"{known.title.zh}（{category}）", f"{known.title.en} ({category})")


def _guarded(word: str, named: Text, where: str) -> ConfigError:
    return ConfigError(
        Text(
            f"规则中的「{word}」属于任何人都不得查找的类别：{named.zh}",
            f"“{word}” speaks of {named.en}, which nobody may look for",
        ),
        where=where,
        next_step=Text(
            "删去该规则；例外也不必写，进门处本来就丢弃这些内容",
            "leave the rule out; exceptions need not be written either, the gate drops such lines anyway",
        ),
    )


def _ordinary(site: str, category: str, where: str) -> ConfigError:
    return ConfigError(
        Text(
            f"规则查找的是普通站点 {site}（{category}）的使用，而不是攻击",
            f"the rule looks for the use of an ordinary site, {site} ({category}), and not for an attack",
        ),
        where=where,
        next_step=Text(
            "禁用的站点写入违规应用清单；针对攻击的规则加上标签 attack.… 或 cve.…",
            "a forbidden site belongs on the list of forbidden apps; tag a rule about an attack attack.… or cve.…",
        ),
    )


def _values(part: Any, field: str = "") -> Iterator[tuple[str, str]]:
    """Every value of a ``detection`` with the field that it is of, as written."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name != "condition":
                yield from _values(value, str(name))
    elif isinstance(part, list):
        for value in part:
            yield from _values(value, field)
    elif part is not None:
        yield field, str(part)


def _keys(field: str, text: str, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Keys of the catalogue in our own fields: a category, a site, or a kind of categories."""
    if not field.startswith("fairwatch."):
        return
    site = catalogue.sites().get(text)
    for category in (text, site.category if site else ""):
        if category in catalogue.categories():
            yield text, category
    if text in _KINDS:
        yield text, text


def _sites(text: str, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    for host in _HOST.findall(text):
        category = catalogue.lookup(host).category
        if category is not None:
            yield host, category.key


def _words(text: str, kind: str) -> Iterator[tuple[str, str]]:
    """Words of guarded categories. Of paths and agents only job search counts: UNION SELECT is no trade union."""
    latin = set(_WORD.findall(text))
    of_hosts = latin if kind == "host" else {part for host in _HOST.findall(text) for part in _WORD.findall(host)}
    for word, where, category in guarded_words():
        if where == "zh":
            said = word in text
        elif where == "name":
            said = kind == _TITLE and word in latin
        else:
            said = word in of_hosts or (category == RECRUITMENT and word in latin)
        if said:
            yield word, category
