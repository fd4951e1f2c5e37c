"""Refused and then a way around, from lines of a real log format to what the analyst reads."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl
import pytest
from tests.trial_organisation import EVENING, quietly

from fairwatch.catalogue import Catalogue
from fairwatch.pipeline import trial_officers
from fairwatch.pipeline.answers import answer
from fairwatch.pipeline.ingest import Ingest
from fairwatch.pipeline.installation import Installation

MINUTE = 60
REFUSED, PASSED = "TCP_DENIED/403", "TCP_TUNNEL/200"


@cache
def host_of(category: str) -> str:
    sites = Catalogue.load().sites().values()
    return next(site.hosts[0] for site in sites if site.category == category and site.hosts)


def shown(installation: Installation, organisation: Path, *steps: tuple[int, str, str]) -> pl.DataFrame:
    """The sequences that the analyst sees when everybody who was online in the morning does these steps.

    Steps: minutes after ten o'clock in Shanghai, what the proxy did, and the category of the host.
    """
    fields = [line.split() for line in (organisation / "access.log").read_text().splitlines()]
    ten = next(time for one in fields if (time := int(float(one[0])) // 3600 * 3600) % 86400 == 2 * 3600)
    online = sorted({one[2] for one in fields if ten <= float(one[0]) < ten + 3600 and "text/html" in one})
    lines = [
        f"{ten + minutes * MINUTE}.000 20 {address} {result} 4000 CONNECT {host_of(category)}:443"
        f' - HIER_DIRECT/192.0.2.9 - 500 "-" "Mozilla/5.0 (X11; Linux x86_64) Chrome/142.0.0.0"'
        for minutes, result, category in steps
        for address in online
    ]
    made = installation.workspace.root / "made.log"
    made.write_text("\n".join(lines) + "\n", encoding="utf-8")
    Ingest(installation, EVENING).read(made, progress=quietly)
    analyst = trial_officers.sign_in(installation.workspace.root, "analyst")
    released = answer(installation, ["violations"], analyst, now=EVENING)[0]
    assert released.tables["findings"].frame.height
    return released.tables["circumvention"].frame


def test_refused_and_twenty_minutes_later_a_tunnel(fresh: Installation, organisation: Path) -> None:
    frame = shown(fresh, organisation, (5, REFUSED, "games"), (25, PASSED, "tunnel"))
    of_one = frame.filter(pl.col("subject") == frame["subject"][0]).sort("ts_us")
    assert of_one.select("step", "action", "blocked").rows() == [
        ("refused", "forbidden_app", 1),
        ("around", "tunnel", 0),
    ]
    assert frame.height == 2 * frame["subject"].n_unique()


@pytest.mark.parametrize(
    "steps",
    [
        [(5, PASSED, "games"), (25, PASSED, "tunnel")],
        [(5, REFUSED, "games"), (25, REFUSED, "tunnel")],
        [(5, PASSED, "tunnel"), (20, REFUSED, "games"), (35, PASSED, "tunnel")],
    ],
    ids=["nothing was refused", "the tunnel was refused as well", "the tunnel had been in use"],
)
def test_what_is_none(fresh: Installation, organisation: Path, steps: list[tuple[int, str, str]]) -> None:
    assert shown(fresh, organisation, *steps).is_empty()
