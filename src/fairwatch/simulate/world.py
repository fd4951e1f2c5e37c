"""The web the invented people move in: sites of the catalogue, invented unknown hosts, trackers, and their habits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from fairwatch.catalogue import Catalogue
from fairwatch.catalogue.catalogue import CAMPUS
from fairwatch.catalogue.tables import Site
from fairwatch.simulate.tables import rows, weights

UNKNOWN = "unknown"
INFRASTRUCTURE = "infrastructure"

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_INVENTED = [
    f"{first}{second}.example"
    for first in ("paper", "copper", "lemon", "cloud", "river")
    for second in ("kite", "lantern", "anchor", "garden", "violin", "harbour", "feather", "pebble")
]
_INVENTED_TRACKERS = ("metrics.inkwell-ads.example", "frames.inkwell-ads.example", "static.sailcloth-cdn.example")


@dataclass(frozen=True, slots=True)
class Habit:
    """One row of ``habits.tsv`` whose category has sites."""

    category: str
    shares: tuple[float, float, float]
    pages: float
    dwell_s: float
    spread: float
    embedded: float
    views: dict[str, float]
    stream: str
    tab: float


@dataclass(frozen=True, slots=True)
class Place:
    """One site with its hosts as numbers in ``World.hosts``. ``site`` is None for invented unknown sites."""

    site: str | None
    category: str
    pages: tuple[int, ...]
    assets: tuple[int, ...]
    campus: bool = False
    """A site of campus recruitment."""


@dataclass(frozen=True)
class World:
    """All hosts and sites. Build it with :func:`build`."""

    hosts: tuple[str, ...]
    places: tuple[Place, ...]
    trackers: tuple[int, ...]
    habits: tuple[Habit, ...]
    visible: npt.NDArray[np.bool_]
    """Per host: the proxy sees whole URLs (plain HTTP, or HTTPS that it decrypts)."""
    plain: npt.NDArray[np.bool_]
    """Per host: HTTP without TLS."""

    @cached_property
    def number(self) -> dict[str, int]:
        """Host -> its number."""
        return {host: number for number, host in enumerate(self.hosts)}

    @cached_property
    def places_of(self) -> dict[str, list[int]]:
        """Category -> numbers of its places, most popular first."""
        found: dict[str, list[int]] = {}
        for number, place in enumerate(self.places):
            found.setdefault(place.category, []).append(number)
        return found

    @cached_property
    def parts(self) -> tuple[Ints, Ints, Ints]:
        """Hosts from which the pages of a place take their parts: flat list, first position and count per place."""
        lists = [(*place.pages[:1], *place.assets) for place in self.places]
        counts = np.array([len(part) for part in lists], dtype=np.int64)
        return np.array([host for part in lists for host in part], dtype=np.int64), np.cumsum(counts) - counts, counts

    @cached_property
    def table(self) -> pl.DataFrame:
        """Per host, in the order of ``hosts``: name, server address, scheme and port as they stand in a log."""
        count = len(self.hosts)
        networks = ("198.51.100", "203.0.113", "192.0.2")  # RFC 5737: addresses for documentation
        return pl.DataFrame(
            {
                "name": self.hosts,
                "server": [f"{networks[number // 250 % 3]}.{number % 250 + 1}" for number in range(count)],
                "base": [
                    f"{'http' if self.plain[number] else 'https'}://{host}" for number, host in enumerate(self.hosts)
                ],
            }
        )


def build(https_visible: float, cased: Sequence[str], rng: np.random.Generator) -> World:
    """Choose the sites of each habit from the catalogue. ``https_visible``: share of sites whose HTTPS is decrypted.

    Sites of the categories ``cased`` are always decrypted unless ``https_visible`` is 0: an operator who looks for
    uploads and submissions must see them.
    """
    sites = Catalogue.load().sites()
    known = [habit for habit in _habits() if habit.category == UNKNOWN or any(_in(sites, habit.category))]
    wanted = {habit.category for habit in known} | {"remote_control", "tunnel", INFRASTRUCTURE}
    hosts = _Hosts()
    places = [hosts.place(site) for site in sites.values() if site.category in wanted]
    machines = {row["site"] for row in rows("machines")}
    trackers = [
        host
        for place in places
        if place.category == INFRASTRUCTURE and place.site not in machines
        for host in place.pages + place.assets
    ]
    places += [Place(None, UNKNOWN, (hosts.add(f"www.{name}"),), (hosts.add(f"static.{name}"),)) for name in _INVENTED]
    trackers += [hosts.add(name) for name in _INVENTED_TRACKERS]
    for row in rows("machines"):
        if row["host"]:
            hosts.add(row["host"])
    visible, plain = _sight(places, len(hosts.names), https_visible, cased, rng)
    return World(tuple(hosts.names), tuple(places), tuple(trackers), tuple(known), visible, plain)


class _Hosts:
    """Numbers host names in the order in which they are first seen."""

    def __init__(self) -> None:
        self.names: dict[str, int] = {}

    def add(self, host: str) -> int:
        return self.names.setdefault(host, len(self.names))

    def place(self, site: Site) -> Place:
        pages = tuple(self.add(_front(host)) for host in (site.hosts or site.asset_hosts)[:2])
        assets = tuple(self.add(host) for host in site.asset_hosts[:4])
        return Place(site.key, site.category, pages, assets, campus=site.sub == CAMPUS)


def _front(host: str) -> str:
    """The name a browser shows for a registered domain; a host below it stays as it is."""
    labels = host.split(".")
    registered = len(labels) == 2 or (len(labels) == 3 and labels[1] in {"com", "co", "org", "net", "gov", "edu"})
    return f"www.{host}" if registered else host


def _sight(
    places: Sequence[Place], hosts: int, share: float, cased: Sequence[str], rng: np.random.Generator
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    luck = rng.random((len(places), 2))
    visible, plain = np.ones(hosts, dtype=np.bool_), np.zeros(hosts, dtype=np.bool_)
    if share == 0:
        visible[:] = False
    for place, (sight, scheme) in zip(places, luck, strict=True):
        cleartext = scheme < 0.05 and place.category not in cased
        seen = cleartext or sight < share or (share > 0 and place.category in cased)
        for host in place.pages + place.assets:
            visible[host], plain[host] = seen, cleartext
    return visible, plain


def _in(sites: Mapping[str, Site], category: str) -> list[str]:
    return [key for key, site in sites.items() if site.category == category]


def _habits() -> list[Habit]:
    return [
        Habit(
            category=row["category"],
            shares=(float(row["work"]), float(row["pause"]), float(row["evening"])),
            pages=float(row["pages"]),
            dwell_s=float(row["dwell_s"]),
            spread=float(row["spread"]),
            embedded=float(row["embedded"]),
            views=weights(row["views"]),
            stream=row["stream"] or "",
            tab=float(row["tab"] or 0),
        )
        for row in rows("habits")
    ]
