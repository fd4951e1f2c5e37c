"""Faults in catalogue data that load fine but would mislead: ``lint(catalogue)`` finds them."""

from __future__ import annotations

from dataclasses import dataclass

from fairwatch.catalogue.catalogue import Catalogue
from fairwatch.catalogue.public_suffix import registrable_domain
from fairwatch.catalogue.suffixes import longest_suffix
from fairwatch.catalogue.tables import Site, data, rows
from fairwatch.text import Text

TOKEN_COLUMNS = ("token", "category", "except")


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding with its place (``file:line``)."""

    where: str
    text: Text


def lint(catalogue: Catalogue | None = None) -> list[Problem]:
    """Dead suffixes, whole public suffixes, and protected sites filed under another category.

    Malformed rows, missing names and duplicates never get here: they stop the catalogue from loading.
    """
    catalogue = catalogue or Catalogue.load()
    sites = catalogue.sites().values()
    return [problem for site in sites for problem in [*_dead(site), *_too_wide(site), *_misfiled(site, catalogue)]]


def _dead(site: Site) -> list[Problem]:
    """Suffixes that change nothing because a shorter one of the same site says the same."""
    flags = dict.fromkeys(site.hosts, False) | dict.fromkeys(site.asset_hosts, True)
    problems = []
    for host, asset in flags.items():
        parent = longest_suffix(host.partition(".")[2], flags)
        if parent is not None and flags[parent] == asset:
            problems.append(
                Problem(site.where, Text(f"{host} 多余，{parent} 已包含", f"{host} is redundant beside {parent}"))
            )
    return problems


def _too_wide(site: Site) -> list[Problem]:
    """Suffixes under which strangers register (``com.cn``): they would swallow everybody's sites."""
    return [
        Problem(site.where, Text(f"{host} 是公共后缀", f"{host} is a public suffix"))
        for host in site.hosts + site.asset_hosts
        if registrable_domain(host) is None
    ]


def _misfiled(site: Site, catalogue: Catalogue) -> list[Problem]:
    """Hosts whose words say "hospital", "bank", "union" … in a category that the gate would let pass."""
    kind = catalogue.categories()[site.category].kind
    if kind in ("protected", "private"):
        return []
    problems = []
    for _, row in rows(data() / "protected_tokens.tsv", TOKEN_COLUMNS):
        for host in site.hosts:
            words = host.replace("-", ".").split(".")
            if row["token"] in words and host not in row["except"].split():
                text = Text(
                    f"{host} 含有「{row['token']}」，似应归入 {row['category']}",
                    f"{host} contains “{row['token']}” and looks like {row['category']}",
                )
                problems.append(Problem(site.where, text))
    return problems
