"""Where the installation keeps its data, as far as it says so or it can be seen (R34).

``region`` in ``fairwatch.toml`` or ``FAIRWATCH_REGION`` is the ISO 3166-1 code of the country in which folder and
database are. Without it, a folder and a database inside the organisation's own network are where the organisation is;
a database on a server with a public name might be anywhere, so it has to say where. The same holds for the engine that
rows are computed on: ``FAIRWATCH_ENGINE_REGION`` says where its machines are.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from fairwatch import workspace
from fairwatch.governance import database_url, documents

REGION = "FAIRWATCH_REGION"
ENGINE_REGION = "FAIRWATCH_ENGINE_REGION"
UNKNOWN = "??"
_OWN_NETWORK = ("localhost", "local", "internal", "lan", "intranet", "home.arpa")
"""Names that no public server has: RFC 6761, 6762, 8375, 9476, and what Kubernetes and old networks use."""


@dataclass(frozen=True, slots=True)
class Place:
    """Something that holds data, and the country in which it is; ``UNKNOWN`` when nobody said."""

    what: str
    region: str


def places() -> Iterator[Place]:
    """Where this installation's data are, as far as that is not simply where the organisation is."""
    declared = {os.environ.get(REGION, "").strip().upper(), _region_of_workspace()} - {""}
    for region in sorted(declared):
        yield Place("region", region)
    if not declared and not all(map(is_own_network, _database_hosts())):
        yield Place("database", UNKNOWN)


def of_engine(hosts: Iterable[str]) -> Iterator[Place]:
    """Where these machines are, as far as that is not simply where the organisation is."""
    declared = os.environ.get(ENGINE_REGION, "").strip().upper()
    for host in hosts:
        if declared:
            yield Place(f"engine {host}", declared)
        elif not is_own_network(host):
            yield Place(f"engine {host}", UNKNOWN)


def is_own_network(host: str) -> bool:
    """Whether a host name, address or socket can only be the organisation's own; an empty one is this machine."""
    if host.startswith(("/", "@")):
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.lower().endswith(tuple(f".{name}" for name in _OWN_NETWORK))


def is_inside(region: str, home: str) -> bool:
    """Whether a country belongs to the territory ``home``: itself, or an area of ``territories.yaml``."""
    return region == home or region in _areas().get(home, ())


@cache
def _areas() -> dict[str, tuple[str, ...]]:
    place = files("fairwatch.governance").joinpath("territories.yaml")
    document = documents.parse(place.read_text(encoding="utf-8"), "territories.yaml")
    return {area: document.strings(area) for area in document.data}


def _database_hosts() -> Iterator[str]:
    """Every host that the database connection may lead to, those that libpq takes from its own variables too."""
    url = os.environ.get(database_url.VARIABLE)
    if not url or url.startswith("sqlite:"):
        return
    settings = database_url.parse(url)
    options = settings["OPTIONS"]
    if options.get("service") or os.environ.get("PGSERVICE"):
        yield "named.in.a.service.file"  # a public name: it might be anywhere
    for found in (
        settings.get("HOST") or os.environ.get("PGHOST", ""),
        options.get("hostaddr") or os.environ.get("PGHOSTADDR", ""),
    ):
        yield from found.split(",")


def _region_of_workspace() -> str:
    place = Path(os.environ.get("FAIRWATCH_WORKSPACE", ""))
    if not (place / workspace.SETTINGS).is_file():
        return ""
    return workspace.open_workspace(place).region.strip().upper()
