"""The whole simulation against its own raw log, counted here without any of the product's code."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from fairwatch.simulate import Summary, Truth, generate

MONDAY = dt.date(2026, 3, 2)


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def small(folder: Path, seed: int = 3, **more: object) -> dict[str, str]:
    generate(folder, people=30, days=1, seed=seed, start=MONDAY, **more)  # type: ignore[arg-type]
    return digests(folder)


def test_the_same_seed_makes_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    first, again, other = small(tmp_path / "a"), small(tmp_path / "b"), small(tmp_path / "c", seed=4)
    assert first == again
    assert first["access.log"] != other["access.log"]


def test_everything_is_written(simulated: Summary) -> None:
    registers = {"people.csv", "schedule.csv", "notices.csv", "consents.csv", "dhcpd.leases"}
    assert registers | {"access.log", "truth.json", "truth_views.csv"} <= {
        path.name for path in simulated.folder.iterdir()
    }


def test_the_log_is_sorted_by_end_and_counted(simulated: Summary, log: list[str]) -> None:
    stamps = [line[:14] for line in log]
    assert stamps == sorted(stamps)
    assert len(log) == simulated.lines > 40_000


def test_every_seen_page_view_of_the_truth_is_in_the_log(truth: Truth, log: list[str]) -> None:
    logged = {(start_ms(fields), host(fields[6])) for fields in map(str.split, log) if fields[3][:4] != "NONE"}
    seen = truth.views.filter("seen").select(pl.col("ts_us") // 1000, "host")
    missing = [view for view in seen.iter_rows() if view not in logged]
    assert missing == []
    assert len(seen) > 1000


def test_the_leavers_visits_and_submissions_are_in_the_log(simulated: Summary, truth: Truth, log: list[str]) -> None:
    """A naive count: recruitment pages of this person in working hours, half an hour of silence between visits."""
    leaver = truth.case("leaver")[0]
    hosts = {visit["host"] for visit in leaver["visits"]}
    own = [
        fields
        for fields in map(str.split, log)
        if host(fields[6]) in hosts and is_of(leaver["person"], fields, simulated)
    ]
    pages = [f for f in own if f[3].endswith("/200") and f[5] == "GET" and f[9] == "text/html" and at_work(start_ms(f))]
    visits = 0
    latest: dict[str, int] = {}
    for fields in sorted(pages, key=start_ms):
        name, at = host(fields[6]), start_ms(fields)
        visits += at - latest.get(name, 0) > 30 * 60_000
        latest[name] = at
    sent = [
        f for f in own if f[5] == "POST" and re.search(r"/resume/deliver|/job/apply", f[6]) and f[3].endswith("/200")
    ]
    assert (visits, len(sent)) == (23, 9)
    searches = [f for f in pages if re.search(r"search|job|zhaopin|position", f[6].split("/", 3)[3])]
    assert len(searches) == sum(visit["searches"] for visit in leaver["visits"])


def test_phones_and_kiosks_are_in_the_log_without_and_with_a_login(log: list[str]) -> None:
    fields = [line.split() for line in log]
    phones = [f for f in fields if f[2].startswith("10.30.")]
    kiosks = [f for f in fields if f[2].startswith("10.21.")]
    assert {f[7] for f in phones} == {"-"}
    assert len({f[7] for f in kiosks} - {"-"}) > 1


def test_some_computers_change_their_address_at_mid_day_and_are_seen_under_both(
    simulated: Summary, log: list[str]
) -> None:
    """Whoever takes an address for a person gets these wrong."""
    people = (simulated.folder / "people.csv").read_text(encoding="utf-8").splitlines()[1:-1]
    leases = {row.split(",")[0]: held(row.split(",")[0], simulated.folder) for row in people if "02:fa:" in row}
    movers = {person: spans for person, spans in leases.items() if len({address for address, _, _ in spans}) > 1}
    assert len(movers) >= 2
    seen = {(fields[2], start_ms(fields) // 1000 // 60) for fields in map(str.split, log)}
    for spans in movers.values():
        assert all(
            any((address, minute) in seen for minute in range(start // 60, end // 60))
            for address, start, end in spans
            if dt.datetime.fromtimestamp(start, ZoneInfo("Asia/Shanghai")).hour != 0
        )


def test_nothing_is_decrypted_when_nothing_is_to_be_seen(tmp_path: Path) -> None:
    small(tmp_path / "out", https_visible=0.0)
    log = (tmp_path / "out" / "access.log").read_text(encoding="utf-8")
    assert "https://" not in re.sub(r'"[^"]*"', "", log)
    assert "TCP_TUNNEL/200" in log


def test_the_native_format_is_the_same_log_without_the_last_three_fields(tmp_path: Path) -> None:
    small(tmp_path / "native", format="squid")
    small(tmp_path / "extended")
    native, extended = ((tmp_path / name / "access.log").read_text(encoding="utf-8") for name in ("native", "extended"))
    assert re.sub(r' \d+ "[^"]*" "[^"]*"$', "", extended, flags=re.M) == native


def test_progress_runs_to_one(tmp_path: Path) -> None:
    shares: list[float] = []
    generate(tmp_path, people=30, days=1, seed=1, start=MONDAY, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)


def host(url: str) -> str:
    """Host of a URL or of ``host:port``."""
    return url.rsplit("//", maxsplit=1)[-1].split("/", maxsplit=1)[0].split(":", maxsplit=1)[0]


def start_ms(fields: list[str]) -> int:
    return int(fields[0].replace(".", "")) - int(fields[1])


def at_work(ms: int) -> bool:
    local = dt.datetime.fromtimestamp(ms / 1000, ZoneInfo("Asia/Shanghai"))
    return 9 <= local.hour < 18 and local.hour != 12


def is_of(person: str, fields: list[str], simulated: Summary) -> bool:
    """Whether the login name is the person's, or there is none and the address was leased to their computer."""
    if fields[7] != "-":
        return fields[7] == person.replace("p", "u")
    return any(
        address == fields[2] and start <= start_ms(fields) // 1000 < end
        for address, start, end in held(person, simulated.folder)
    )


def held(person: str, folder: Path) -> list[tuple[str, int, int]]:
    """Addresses of the person's computer with the seconds in which it had them."""
    row = next(
        row for row in (folder / "people.csv").read_text(encoding="utf-8").splitlines() if row.startswith(person)
    )
    device = row.split(",")[5].split("=")[0]
    if "." in device:
        return [(device, 0, 1 << 40)]
    text = (folder / "dhcpd.leases").read_text(encoding="utf-8")
    pattern = r"lease (\S+) \{\s+starts \d (.+);\s+ends \d (.+);\s+binding state active;\s+hardware ethernet (\S+);"
    found = re.findall(pattern, text)
    return [(address, second(start), second(end)) for address, start, end, mac in found if mac == device]


def second(text: str) -> int:
    return int(dt.datetime.strptime(text, "%Y/%m/%d %H:%M:%S").replace(tzinfo=dt.UTC).timestamp())
