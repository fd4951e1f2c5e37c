"""The operator's files that fit the invented organisation: people, schedule, notices, consents, DHCP leases."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fairwatch.simulate.organisation import NOTICED, RECENT, UNNOTICED, Absence, Organisation
from fairwatch.simulate.planted import CONSENTING
from fairwatch.simulate.shifts import TIME_ZONE, shifts

PURPOSES = ("traffic", "work-time", "departure-group", "departure-self", "leak", "violations")


@dataclass(frozen=True, slots=True)
class Lease:
    """One DHCP lease: address, client and validity in UTC seconds."""

    address: str
    mac: str
    name: str
    start_s: int
    end_s: int


def write_people(path: Path, organisation: Organisation) -> None:
    """``people.csv``; the last row registers the shared computers."""
    header = ("person", "accounts", "department", "roles", "time_zone", "devices", "excluded")
    rows = [
        (
            person.id,
            person.account,
            person.department,
            ";".join(person.roles),
            TIME_ZONE,
            f"{person.device}=company" if person.device else "",
            "yes" if person.excluded else "no",
        )
        for person in organisation.people
    ]
    kiosks = ";".join(f"{device}=shared" for device in organisation.kiosks)
    _write(path, header, [*rows, ("", "", "", "", "", kiosks, "no")])


def write_schedule(path: Path, organisation: Organisation) -> None:
    """``schedule.csv``: the shifts, who has which, leave and overtime in local time."""
    header = ("record", "shift", "person", "weekdays", "hours", "breaks", "calendar", "start", "end")
    patterns = [
        ("shift", shift.shift, "", shift.weekdays, shift.hours, shift.breaks, shift.calendar, "", "")
        for shift in shifts().values()
    ]
    assigned = [("assign", person.shift, person.id, "", "", "", "", "", "") for person in organisation.people]
    absences = [
        (absence.kind, "", organisation.people[absence.person].id, "", "", "", "", *_local(absence))
        for absence in organisation.absences
    ]
    _write(path, header, [*patterns, *assigned, *absences])


def write_notices(path: Path, organisation: Organisation, start: dt.date) -> None:
    """``notices.csv``: most acknowledged a month before ``start``; some not read, too recent, or never served."""
    rows = []
    for number, person in enumerate(organisation.people):
        if person.notice == UNNOTICED:
            continue
        served = start - dt.timedelta(days=4 if person.notice == RECENT else 45)
        read = served + dt.timedelta(days=1 if person.notice == RECENT else 2 + number % 9)
        known = person.notice in (NOTICED, RECENT)
        rows += [(person.id, purpose, "zh", served, read if known else "") for purpose in PURPOSES]
    _write(path, ("person", "purpose", "language", "served_on", "acknowledged_on"), rows)


def write_consents(path: Path, organisation: Organisation) -> None:
    """``consents.csv``: who opted into the departure analysis of their own use, and for how many days."""
    rows = [
        (organisation.people[index].id, "departure-self", 90)
        for kind in CONSENTING
        for index in organisation.planted(kind)
    ]
    _write(path, ("person", "purpose", "days"), sorted(rows))


def write_leases(path: Path, leases: Iterable[Lease]) -> None:
    """``dhcpd.leases`` of ISC dhcpd, in the order in which the leases began; times are UTC."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("# The format of this file is documented in the dhcpd.leases(5) manual page.\n\n")
        for lease in sorted(leases, key=lambda lease: (lease.start_s, lease.address)):
            file.write(
                f"lease {lease.address} {{\n"
                f"  starts {_isc(lease.start_s)};\n"
                f"  ends {_isc(lease.end_s)};\n"
                "  binding state active;\n"
                f"  hardware ethernet {lease.mac};\n"
                f'  client-hostname "{lease.name}";\n'
                "}\n"
            )


def _isc(second: int) -> str:
    """Weekday number (Sunday is 0), date and time, as dhcpd writes them."""
    instant = dt.datetime.fromtimestamp(second, dt.UTC)
    return f"{instant.isoweekday() % 7} {instant:%Y/%m/%d %H:%M:%S}"


def _local(absence: Absence) -> tuple[str, str]:
    midnight = dt.datetime.combine(absence.day, dt.time())
    start, end = (midnight + dt.timedelta(minutes=minute) for minute in (absence.start, absence.end))
    return f"{start:%Y-%m-%dT%H:%M}", f"{end:%Y-%m-%dT%H:%M}"


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
