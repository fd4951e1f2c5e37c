"""The catalogue: categories, sites, and the answer to "whose host is this?"."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from fairwatch.catalogue.apps import AppMatcher
from fairwatch.catalogue.public_suffix import registrable_domain
from fairwatch.catalogue.suffixes import SuffixMatcher, longest_suffix
from fairwatch.catalogue.tables import (
    Category,
    Kind,
    Site,
    Subcategory,
    data,
    read_categories,
    read_own_sites,
    read_sites,
    read_subcategories,
)
from fairwatch.errors import ConfigError
from fairwatch.text import Text

RECRUITMENT = "recruitment"
CAMPUS = "campus"
"""Part of recruitment: boards for students and graduates."""

NO_SITES = frozenset({"roles.tsv", "departments.tsv"})
"""Files of an organisation's folder that are no sites (``work.py`` reads them)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the catalogue knows about one host. The site fields are None when the host is unknown."""

    host: str
    registrable_domain: str | None
    """The domain that somebody registered (public suffix plus one label); None for addresses."""
    suffix: str | None
    """The catalogue's suffix that matched."""
    site: Site | None
    category: Category | None
    asset: bool
    subcategory: Subcategory | None = None


class Catalogue:
    """Categories and sites, ours plus the organisation's own. Build it with :meth:`load`."""

    def __init__(
        self,
        categories: Mapping[str, Category],
        sites: Iterable[Site],
        subcategories: Mapping[tuple[str, str], Subcategory] | None = None,
    ) -> None:
        self._categories = dict(categories)
        self._subcategories = dict(subcategories or {})
        self._sites: dict[str, Site] = {}
        self._owners: dict[str, tuple[Site, bool]] = {}
        self._programs: dict[str, Site] = {}
        for site in sites:
            self._add(site)
        self._hosts, self._apps = self._matchers()

    @classmethod
    def load(cls, extra: Path | None = None) -> Catalogue:
        """Our own data, then every ``*.tsv`` of the folder ``extra`` in the order of their names.

        The organisation's files may add sites and take ordinary hosts over. They may never move a host out of a
        protected or private category or out of recruitment (R18: re-labelling would slip past the gate), and must
        not break the file format; both raise ``ConfigError`` with ``file:line``.
        """
        with _no_collection():
            folder = data()
            categories = read_categories(folder / "categories.tsv")
            ours = _our_sites(tuple(categories))
            catalogue = cls(categories, ours, read_subcategories(folder / "subcategories.tsv"))
            if extra is not None and extra.is_dir():
                own_files = sorted(file for file in extra.glob("*.tsv") if file.name not in NO_SITES)
                catalogue._take_over([site for file in own_files for site in read_own_sites(file)])
        return catalogue

    def categories(self) -> dict[str, Category]:
        """All categories by key, in the order in which they are shown."""
        return dict(self._categories)

    def subcategories(self) -> dict[tuple[str, str], Subcategory]:
        """All subcategories by (category, key), in the order in which they are shown."""
        return dict(self._subcategories)

    def kinds(self) -> dict[str, Kind]:
        """The kind of each category: ordinary, protected, private or infrastructure."""
        return {key: category.kind for key, category in self._categories.items()}

    def work_categories(self) -> frozenset[str]:
        """The categories that count as work unless the organisation says otherwise."""
        return frozenset(key for key, category in self._categories.items() if category.work)

    def sites(self) -> dict[str, Site]:
        """All sites by key."""
        return dict(self._sites)

    def campus_sites(self) -> frozenset[str]:
        """Keys of the sites of campus recruitment."""
        return frozenset(key for key, site in self._sites.items() if (site.category, site.sub) == (RECRUITMENT, CAMPUS))

    def title(self, site: str) -> Text:
        """The site's name; a key that is no longer in the catalogue is its own name."""
        known = self._sites.get(site)
        return known.title if known else Text(site, site)

    def classify(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with ``columns.SITE`` added: longest suffix wins; unknown hosts get null, null, False, False.

        Where the host is unknown or missing, the program that the user agent names decides, if the catalogue has it.
        Works on distinct hosts and user agents only and keeps the order of the rows. ``site`` and ``category`` are
        ``pl.Enum`` of all keys: one small integer per row instead of a string.
        """
        campus = pl.col("site").is_in(self._campus.implode()).fill_null(value=False)
        return self._apps.classify(self._hosts.classify(frame)).with_columns(campus=campus)

    def lookup(self, host: str) -> Entry:
        """Everything known about one host, for people who ask."""
        suffix = longest_suffix(host, self._owners)
        registrable = registrable_domain(host)
        if suffix is None:
            return Entry(host, registrable, None, None, None, asset=False)
        site, asset = self._owners[suffix]
        sub = self._subcategories.get((site.category, site.sub)) if site.sub else None
        return Entry(host, registrable, suffix, site, self._categories[site.category], asset, sub)

    def _add(self, site: Site) -> None:
        if site.category not in self._categories:
            raise ConfigError(
                Text(f"未知类别 {site.category}", f"unknown category {site.category}"),
                where=site.where,
                next_step=Text("可用类别见 fairwatch catalogue categories", "see `fairwatch catalogue categories`"),
            )
        if site.sub is not None and (site.category, site.sub) not in self._subcategories:
            known = " ".join(key for category, key in self._subcategories if category == site.category)
            raise ConfigError(
                Text(f"未知子类别 {site.sub}", f"unknown subcategory {site.sub}"),
                where=site.where,
                next_step=Text(f"可用子类别：{known}", f"subcategories: {known}"),
            )
        if site.key in self._categories:  # reports look both up by key
            raise ConfigError(
                Text(f"站点编号 {site.key} 与类别同名", f"the site key {site.key} is a category's"),
                where=site.where,
                next_step=Text("换一个编号", "choose another key"),
            )
        before = self._sites.get(site.key)
        if before is not None:
            raise _twice(Text(f"站点 {site.key} 重复", f"site {site.key} appears twice"), site, before)
        self._sites[site.key] = site
        for host, asset in _suffixes(site):
            if host in self._owners:
                raise _twice(Text(f"域名 {host} 重复", f"host {host} appears twice"), site, self._owners[host][0])
            self._owners[host] = (site, asset)
        for app in site.apps:
            if app in self._programs:
                raise _twice(Text(f"应用 {app} 重复", f"app {app} appears twice"), site, self._programs[app])
            self._programs[app] = site

    def _take_over(self, own: list[Site]) -> None:
        shipped, programs = dict(self._owners), dict(self._programs)
        for site in own:
            for app in site.apps:
                if app in programs:
                    self._refuse_moving(site, app, programs.pop(app))
                    del self._programs[app]
            for host, _ in _suffixes(site):
                self._refuse_relabelling(site, host, shipped)
                if host in shipped:
                    self._owners.pop(host, None)
                    del shipped[host]
            self._add(site)
        self._hosts, self._apps = self._matchers()

    def _refuse_relabelling(self, site: Site, host: str, shipped: Mapping[str, tuple[Site, bool]]) -> None:
        suffix = longest_suffix(host, shipped)
        if suffix is not None:
            self._refuse_moving(site, host, shipped[suffix][0])

    def _refuse_moving(self, site: Site, what: str, owner: Site) -> None:
        category = self._categories[owner.category]
        guarded = category.kind in ("protected", "private") or category.key == RECRUITMENT
        if guarded and site.category != category.key:
            raise ConfigError(
                Text(
                    f"{what} 属于「{category.title.zh}」，不得改为其他类别",
                    f"{what} belongs to “{category.title.en}” and must not be moved to another category",
                ),
                where=site.where,
                next_step=Text("删除该项，或保留原类别", "remove it, or keep its category"),
            )

    def _matchers(self) -> tuple[SuffixMatcher, AppMatcher]:
        sites, categories = pl.Enum(list(self._sites)), pl.Enum(list(self._categories))
        self._campus = pl.Series(sorted(self.campus_sites()), dtype=sites)
        hosts = {host: (site.key, site.category, asset) for host, (site, asset) in self._owners.items()}
        programs = {app: (site.key, site.category) for app, site in self._programs.items()}
        return (
            SuffixMatcher(hosts, sites=sites, categories=categories),
            AppMatcher(programs, sites=sites, categories=categories),
        )


@cache
def _our_sites(categories: tuple[str, ...]) -> tuple[Site, ...]:
    """Our own sites, read once: a program that serves one workspace after another loads many catalogues."""
    lists = {key: data() / "sites" / f"{key}.tsv" for key in categories}
    return tuple(site for key, file in lists.items() if file.is_file() for site in read_sites(file, key))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Build tens of thousands of objects that all stay, without the collector looking through them again and again.

    It took two thirds of the time that loading takes, and every command loads the catalogue.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _suffixes(site: Site) -> list[tuple[str, bool]]:
    """The site's suffixes with "is an asset host"."""
    return [(host, False) for host in site.hosts] + [(host, True) for host in site.asset_hosts]


def _twice(what: Text, site: Site, before: Site) -> ConfigError:
    return ConfigError(
        what,
        where=site.where,
        next_step=Text(f"首次出现于 {before.where}，请删除其一", f"first seen at {before.where}; remove one of them"),
    )
