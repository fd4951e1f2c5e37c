"""Faults in catalogue data that load fine but would mislead: ``lint(catalogue)`` finds them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from fairwatch.catalogue.catalogue import RECRUITMENT, Catalogue
from fairwatch.catalogue.public_suffix import registrable_domain
from fairwatch.catalogue.suffixes import longest_suffix
from fairwatch.catalogue.tables import Site, data, rows
from fairwatch.text import Text

WORD_COLUMNS = ("word", "in", "category")
EXCEPTION_COLUMNS = ("site", "check", "zh", "en")

_NOT_LATIN = re.compile("[\u0370-\u1dff\u2e80-\uffdc]")
"""Letters that an English name cannot have; punctuation and accented Latin letters are fine."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding with its place (``file:line``)."""

    where: str
    text: Text


def lint(catalogue: Catalogue | None = None) -> list[Problem]:
    """Dead and shadowed suffixes, whole public suffixes, misfiled sites, and names that are doubled or untranslated.

    Malformed rows, missing names and hosts or keys given twice never get here: they stop the catalogue from loading.
    """
    catalogue = catalogue or Catalogue.load()
    checks = (_dead, _too_wide, _misfiled, _shadowing, _untranslated)
    found = [problem for site in catalogue.sites().values() for check in checks for problem in check(site, catalogue)]
    return [*found, *_namesakes(catalogue)]


def _dead(site: Site, catalogue: Catalogue) -> Iterator[Problem]:  # noqa: ARG001 - all checks are called alike
    """Suffixes that change nothing because a shorter one of the same site says the same."""
    flags = dict.fromkeys(site.hosts, False) | dict.fromkeys(site.asset_hosts, True)
    for host, asset in flags.items():
        parent = longest_suffix(host.partition(".")[2], flags)
        if parent is not None and flags[parent] == asset:
            yield Problem(site.where, Text(f"{host} 多余，{parent} 已包含", f"{host} is redundant beside {parent}"))


def _too_wide(site: Site, catalogue: Catalogue) -> Iterator[Problem]:  # noqa: ARG001
    """Suffixes under which strangers register (``com.cn``): they would swallow everybody's sites."""
    for host in site.hosts + site.asset_hosts:
        if registrable_domain(host) is None:
            yield Problem(site.where, Text(f"{host} 是公共后缀", f"{host} is a public suffix"))


def _misfiled(site: Site, catalogue: Catalogue) -> Iterator[Problem]:
    """Sites whose host or name says "hospital", "bank", "job" … in a category that the gate would let pass."""
    if is_guarded(site.category, catalogue) or (site.key, "misfiled") in _exceptions():
        return
    parts = {part for host in site.hosts for part in re.split(r"[.-]", host)}
    names = set(re.findall(r"[a-z]+", site.title.en.lower()))
    says: dict[str, Callable[[str], bool]] = {
        "host": lambda word: word in parts,
        "name": lambda word: word in names,
        "zh": lambda word: word in site.title.zh,
    }
    for word, where, category in guarded_words():
        if says[where](word):
            yield Problem(
                site.where,
                Text(
                    f"「{site.title.zh}」含有「{word}」，似应归入 {category}",
                    f"{site.title.en} ({' '.join(site.hosts)}) contains “{word}” and looks like {category}",
                ),
            )


def _shadowing(site: Site, catalogue: Catalogue) -> Iterator[Problem]:
    """Hosts that take a part of a guarded site out of its category."""
    if is_guarded(site.category, catalogue) or (site.key, "shadow") in _exceptions():
        return
    for host in site.hosts + site.asset_hosts:
        above = catalogue.lookup(host.partition(".")[2])
        if above.site is not None and is_guarded(above.site.category, catalogue):
            yield Problem(
                site.where,
                Text(
                    f"{host} 在「{above.site.title.zh}」的 {above.suffix} 之下，却归入 {site.category}",
                    f"{host} lies below {above.suffix} of {above.site.title.en}, but is filed as {site.category}",
                ),
            )


def _untranslated(site: Site, catalogue: Catalogue) -> Iterator[Problem]:  # noqa: ARG001
    """English names in another script: the cell was filled, but not translated."""
    if _NOT_LATIN.search(site.title.en):
        yield Problem(site.where, Text(f"缺少英文名称：{site.title.en}", f"no English name: {site.title.en}"))


def _namesakes(catalogue: Catalogue) -> Iterator[Problem]:
    """Two sites of one category that people cannot tell apart: probably one site written down twice."""
    seen: dict[tuple[str, str, str], Site] = {}
    for site in catalogue.sites().values():
        for language, name in (("zh", site.title.zh), ("en", site.title.en)):
            before = seen.setdefault((site.category, language, name.lower()), site)
            if before is not site:
                text = Text(f"与 {before.key} 同名：{name}", f"the same name as {before.key}: {name}")
                yield Problem(site.where, text)


def is_guarded(category: str, catalogue: Catalogue) -> bool:
    """Whether the gate drops the category: protected, private, or job search, which belongs to departure purposes."""
    return category == RECRUITMENT or catalogue.kinds()[category] in ("protected", "private")


@cache
def guarded_words() -> list[tuple[str, str, str]]:
    """Words that speak of a guarded category: word, where it counts (host, name, zh), category."""
    return [(row["word"], row["in"], row["category"]) for _, row in rows(data() / "guarded_words.tsv", WORD_COLUMNS)]


@cache
def _exceptions() -> frozenset[tuple[str, str]]:
    found = rows(data() / "lint_exceptions.tsv", EXCEPTION_COLUMNS)
    return frozenset((row["site"], row["check"]) for _, row in found)
