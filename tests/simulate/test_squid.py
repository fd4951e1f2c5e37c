"""Lines as Squid writes them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from fairwatch.simulate.request import complete
from fairwatch.simulate.squid import Actors, Log, lines
from fairwatch.simulate.wire import CONNECT, PATHS, TUNNEL, UNAUTHENTICATED
from fairwatch.simulate.world import build

NATIVE = re.compile(
    r"\d{10}\.\d{3} [ \d]{5}\d+ [\d.]+ [A-Z_]+/\d{3} \d+ [A-Z]+ \S+ \S+ (HIER_NONE/-|HIER_DIRECT/[\d.]+) \S+"
)
EXTENDED = re.compile(NATIVE.pattern + r' \d+ "[^"]*" "[^"]*"')
WORLD = build(1.0, (), np.random.default_rng(1))
ACTORS = Actors(
    address=pl.Series(["10.20.0.10"]),
    moved_at=pl.Series([1_000_000_000_000]),
    moved_back=pl.Series([1_000_000_100_000]),
    moved_to=pl.Series(["10.20.0.99"]),
    account=pl.Series(["u0001"]),
    user_agent=pl.Series(["Browser/1.0"]),
)


def request(**columns: int) -> pl.DataFrame:
    known = {"actor": 0, "start_ms": 1_772_413_200_123, "took_ms": 45, "host": 3, "path": PATHS["article"], "number": 7}
    rest = {"bytes_down": 1234, "bytes_up": 500}
    return complete(pl.DataFrame({name: [value] for name, value in (known | rest | columns).items()}))


def line(format_: str = "squid-fairwatch", **columns: int) -> str:
    return str(lines(request(**columns), WORLD, ACTORS, format_)["line"][0])  # type: ignore[arg-type]


def test_a_line_is_stamped_with_the_end_and_padded_like_squid() -> None:
    host = WORLD.hosts[3]
    scheme = "http" if WORLD.plain[3] else "https"
    expected = (
        f"1772413200.168     45 10.20.0.10 TCP_MISS/200 1234 GET {scheme}://{host}/article/7.html u0001 HIER_DIRECT/"
    )
    assert line("squid").startswith(expected)
    assert line("squid").endswith(" text/html")
    assert line().endswith(' text/html 500 "-" "Browser/1.0"')


def test_a_tunnel_shows_only_host_and_port() -> None:
    assert f" TCP_TUNNEL/200 1234 CONNECT {WORLD.hosts[3]}:443 u0001 " in line(method=CONNECT, result=TUNNEL)


def test_a_demand_for_a_login_has_no_account_and_is_html() -> None:
    assert " - HIER_NONE/- text/html " in line(method=CONNECT, result=UNAUTHENTICATED)


def test_software_has_its_own_name_and_no_login() -> None:
    assert re.search(r' - HIER_DIRECT/\S+ \S+ 500 "-" "BluePebble-AV/', line(machine=0))


def test_the_referer_is_whole_on_its_own_host_and_an_origin_elsewhere() -> None:
    own = line(ref_host=3, ref_path=PATHS["list"], ref_number=5)
    other = line(ref_host=4, ref_path=PATHS["list"], ref_number=5)
    assert f'{WORLD.hosts[3]}/list/5" "' in own
    assert f'{WORLD.hosts[4]}/" "' in other


def test_the_address_is_that_of_the_start_of_the_request() -> None:
    addresses = [line(start_ms=1_000_000_000_000 + offset).split()[2] for offset in (-1, 0, 99_999, 100_000)]
    assert addresses == ["10.20.0.10", "10.20.0.99", "10.20.0.99", "10.20.0.10"]


def written(*steps: Callable[[Log], None]) -> list[str]:
    file = io.BytesIO()
    log = Log(file, "squid")
    for step in steps:
        step(log)
    return [line[:14] for line in file.getvalue().decode().splitlines()]


def test_a_log_is_in_the_order_of_ends_and_keeps_what_is_not_due() -> None:
    def add(start: int, took: int) -> Callable[[Log], None]:
        return lambda log: log.add(request(start_ms=1_772_413_200_000 + start, took_ms=took), WORLD, ACTORS)

    stamps = written(
        add(0, 9_000), add(1_000, 10), lambda log: log.write(1_772_413_205_000), add(5_000, 1), lambda log: log.write()
    )
    assert stamps == ["1772413201.010", "1772413205.001", "1772413209.000"]


@pytest.mark.parametrize("place", range(3))
def test_every_line_of_a_simulation_is_well_formed(log: list[str], place: int) -> None:
    assert [line for line in log[place::3] if not EXTENDED.fullmatch(line)] == []
