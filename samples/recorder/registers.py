"""The operator's files that fit the recording, and its truth."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from recorder.browser import View
from recorder.visits import PEOPLE, SITES, Person

TIME_ZONE = "Asia/Shanghai"
PURPOSES = ("traffic", "work-time", "departure-group", "departure-self", "leak", "violations")
PROXY_GRADES = {"http": "full_url", "https": "sni"}
"""What a log of the proxy shows of a page: of TLS a tunnel per host."""
ARCHIVE_GRADES = dict.fromkeys(PROXY_GRADES, "agent")
_BEFORE, _AFTER = dt.timedelta(hours=2), dt.timedelta(hours=4)


def write_registers(out: Path, now: dt.datetime, people: Sequence[Person] = PEOPLE) -> None:
    """Sites, people, a shift around ``now``, notices read a month ago, and one consent."""
    shift = shift_around(now)
    header = ("site", "zh", "en", "category", "hosts", "asset_hosts")
    (out / "sites.tsv").write_text("".join("\t".join(row) + "\n" for row in (header, *SITES)), encoding="utf-8")
    directory = [
        (
            person.id,
            person.account,
            "engineering",
            "",
            TIME_ZONE,
            f"{person.device}=company" * bool(person.device),
            "no",
        )
        for person in people
    ]
    _write(out / "people.csv", "person,accounts,department,roles,time_zone,devices,excluded", directory)
    hours = f"{shift[0]:%H:%M}-{shift[1]:%H:%M}"
    assigned = [("assign", "recording", person.id, "", "", "", "", "", "") for person in people]
    pattern = ("shift", "recording", "", "Mon-Sun", hours, "", "", "", "")
    _write(out / "schedule.csv", "record,shift,person,weekdays,hours,breaks,calendar,start,end", [pattern, *assigned])
    served, read = (shift[0].date() - dt.timedelta(days=days) for days in (40, 35))
    notices = [(person.id, purpose, "zh", served, read) for person in people for purpose in PURPOSES]
    _write(out / "notices.csv", "person,purpose,language,served_on,acknowledged_on", notices)
    _write(out / "consents.csv", "person,purpose,days", [("p9001", "departure-self", 90)])


def shift_around(now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """Start and end, in local whole hours, of a shift in which the recording lies."""
    start = (now.astimezone(ZoneInfo(TIME_ZONE)) - _BEFORE).replace(minute=0, second=0, microsecond=0)
    return start, start + _BEFORE + _AFTER


def write_truth(
    out: Path,
    views: Mapping[Person, Sequence[View]],
    now: dt.datetime,
    lines: int,
    grades: Mapping[str, str] = PROXY_GRADES,
) -> None:
    """``truth.json`` in the form of ``fairwatch.simulate.truth``, its tables as rows.

    ``grades``: scheme of a page -> how good the evidence of it is.
    """
    start, end = shift_around(now)
    day = start.date().isoformat()
    tables: dict[str, list[dict[str, Any]]] = {
        "people": [],
        "views": [],
        "visits": [],
        "submissions": [],
        "uploads": [],
    }
    tables |= {"seconds": [], "working": []}
    for person, own in views.items():
        rows = list(_views(person, own, day, grades))
        tables["people"].append(_person(person))
        tables["views"] += rows
        tables["visits"] += _visits(rows)
        tables["seconds"] += _seconds(rows)
        tables["working"].append({"person": person.id, "day": day, "seconds": (end - start).total_seconds()})
        for view, row in zip(own, rows, strict=True):
            sent = {"person": person.id, "ts_us": view.sent_us, "host": row["host"], "site": row["site"]}
            if view.step.action == "submit":
                tables["submissions"].append(sent)
            if view.step.action == "upload":
                more = {"day": day, "category": row["category"], "bytes_up": view.step.size}
                tables["uploads"].append(sent | more | {"planted": True, "working": True})
    accounts = {person.id: person.account or person.device for person in views}
    truth = {"recorded_on": day, "time_zone": TIME_ZONE, "lines": lines, "accounts": accounts, "tables": tables}
    (out / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _person(person: Person) -> dict[str, Any]:
    known = {"person": person.id, "department": "engineering", "notice": "noticed", "case": None}
    return known | {"excluded": False, "recruiter": False, "kiosk": False, "observable": True}


def _views(person: Person, views: Iterable[View], day: str, grades: Mapping[str, str]) -> Iterable[dict[str, Any]]:
    tunnels: set[str] = set()
    for view in views:
        url = urlsplit(view.step.url)
        host = str(url.hostname)
        site, category = _site(host)
        grade = grades[url.scheme]
        seen = grade != "sni" or host not in tunnels
        tunnels.add(host)
        times = {"day": day, "ts_us": view.start_us, "dwell_ms": (view.end_us - view.start_us) // 1000}
        where = {"host": host, "site": site, "category": category}
        yield {"person": person.id} | times | where | {"grade": grade, "seen": seen, "working": True}


def _site(host: str) -> tuple[str, str]:
    """Site and category of one of the invented hosts."""
    domain = ".".join(host.split(".")[-2:])
    return next((row[0], row[3]) for row in SITES if domain in row[4].split())


def _visits(views: Sequence[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    """One visit per site: the recording is shorter than the 30 minutes that end a visit."""
    for site in dict.fromkeys(view["site"] for view in views):
        own = [view for view in views if view["site"] == site]
        visit = {name: own[0][name] for name in ("person", "day", "site", "category")}
        end = own[-1]["ts_us"] + own[-1]["dwell_ms"] * 1000
        yield visit | {"start_us": own[0]["ts_us"], "end_us": end, "views": len(own)}


def _seconds(views: Sequence[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    for category in dict.fromkeys(view["category"] for view in views):
        own = [view for view in views if view["category"] == category]
        seconds = sum(view["dwell_ms"] for view in own) / 1000
        yield {"person": own[0]["person"], "day": own[0]["day"], "category": category, "seconds": seconds}


def _write(path: Path, header: str, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)
