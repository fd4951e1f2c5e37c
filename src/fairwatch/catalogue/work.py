"""What is work for whom: the categories' own answer, and what a department's functions add to it.

A marketing department is at work on short videos, a recruiter on job boards. Functions are ``roles.tsv``; which
department has which is the organisation's to say, in its folder ``catalogue/``: ``departments.tsv``, and ``roles.tsv``
for functions of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

import polars as pl

from fairwatch.catalogue.catalogue import Catalogue
from fairwatch.catalogue.tables import data, rows
from fairwatch.errors import ConfigError
from fairwatch.text import Text

ROLE_COLUMNS = ("role", "zh", "en", "work")
DEPARTMENT_COLUMNS = ("department", "roles")
SITE = "site:"


@dataclass(frozen=True, slots=True)
class Work:
    """What counts as work: whole categories, and single sites of others."""

    categories: frozenset[str]
    sites: frozenset[str] = frozenset()

    def __or__(self, other: Work) -> Work:
        return Work(self.categories | other.categories, self.sites | other.sites)


@dataclass(frozen=True, slots=True)
class Role:
    """One row of ``roles.tsv``: a function of people or departments, and what it adds to everybody's work."""

    key: str
    title: Text
    work: Work
    where: str


class WorkByRole:
    """The organisation's answer to "is this work?". Build it with :meth:`load`."""

    def __init__(self, everybody: Work, roles: Mapping[str, Role], departments: Mapping[str, frozenset[str]]) -> None:
        self._everybody = everybody
        self._roles = dict(roles)
        self._departments = dict(departments)

    @classmethod
    def load(cls, catalogue: Catalogue, extra: Path | None = None) -> WorkByRole:
        """Our functions, then ``roles.tsv`` and ``departments.tsv`` of the folder ``extra`` where it has them.

        Raises ``ConfigError`` with ``file:line`` for an unknown category, subcategory, site or function, and for a
        guarded category: nobody's work is kept of what the gate must drop (R18).
        """
        roles = {role.key: role for role in _read_roles(data() / "roles.tsv", catalogue)}
        departments: dict[str, frozenset[str]] = {}
        if extra is not None:
            if (extra / "roles.tsv").is_file():
                roles |= {role.key: role for role in _read_roles(extra / "roles.tsv", catalogue)}
            if (extra / "departments.tsv").is_file():
                departments = _read_departments(extra / "departments.tsv", roles)
        return cls(Work(catalogue.work_categories()), roles, departments)

    def roles(self) -> dict[str, Role]:
        """All functions by key, in the order in which they are shown."""
        return dict(self._roles)

    def of(self, department: str | None = None, roles: Iterable[str] = ()) -> Work:
        """What is work for somebody of the department who has the roles; unknown ones add nothing."""
        work = self._everybody
        for key in self._departments.get(department or "", frozenset()).union(roles):
            if key in self._roles:
                work |= self._roles[key].work
        return work

    def table(self) -> pl.DataFrame:
        """``department``, ``category``, ``site``: what is work in a department beside everybody's work.

        One row per category (``site`` null) or single site (``category`` null). To leave it out of non-work time,
        anti-join the rows of an analysis on department and category, then on department and site.
        """
        found = [
            (department, category, site)
            for department in self._departments
            for work in [self.of(department)]
            for category, site in [
                *((name, None) for name in sorted(work.categories - self._everybody.categories)),
                *((None, name) for name in sorted(work.sites)),
            ]
        ]
        schema = dict.fromkeys(("department", "category", "site"), pl.String)
        return pl.DataFrame(found, schema=schema, orient="row")


def _read_roles(file: Traversable, catalogue: Catalogue) -> list[Role]:
    return [
        Role(row["role"], Text(row["zh"], row["en"]), _work(row["work"].split(), catalogue, where), where)
        for where, row in rows(file, ROLE_COLUMNS)
    ]


def _work(words: list[str], catalogue: Catalogue, where: str) -> Work:
    categories, sites = set(), set()
    for word in words:
        category, _, sub = word.partition("/")
        if word.startswith(SITE):
            sites.add(_site(word.removeprefix(SITE), catalogue, where))
        elif _is_ordinary(category, catalogue, where) and not sub:
            categories.add(category)
        elif (category, sub) in catalogue.subcategories():
            sites |= {key for key, site in catalogue.sites().items() if (site.category, site.sub) == (category, sub)}
        else:
            raise _unknown(word, where)
    return Work(frozenset(categories), frozenset(sites))


def _site(key: str, catalogue: Catalogue, where: str) -> str:
    site = catalogue.sites().get(key)
    if site is None:
        raise _unknown(key, where)
    _is_ordinary(site.category, catalogue, where)
    return key


def _is_ordinary(category: str, catalogue: Catalogue, where: str) -> bool:
    known = catalogue.categories().get(category)
    if known is None:
        raise _unknown(category, where)
    if known.kind != "ordinary":
        raise ConfigError(
            Text(f"「{known.title.zh}」不记录，不能算作工作", f"“{known.title.en}” is not kept and can be no work"),
            where=where,
            next_step=Text("删除该类别", "remove the category"),
        )
    return True


def _read_departments(file: Path, roles: Mapping[str, Role]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for where, row in rows(file, DEPARTMENT_COLUMNS):
        names = frozenset(row["roles"].split())
        for name in sorted(names - set(roles)):
            raise _unknown(name, where)
        found[row["department"]] = found.get(row["department"], frozenset()) | names
    return found


def _unknown(word: str, where: str) -> ConfigError:
    return ConfigError(
        Text(f"未知类别、站点或职能：{word}", f"unknown category, site or function: {word}"),
        where=where,
        next_step=Text(
            "见 fairwatch catalogue categories 和 roles", "see `fairwatch catalogue categories` and `roles`"
        ),
    )
