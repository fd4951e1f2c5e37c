"""What changes in the middle of a day: a line is judged by what was true when it was written, however late it is read.

A small office, real log lines, the whole way into the lake. Each test changes something at noon, reads the log in the
evening, and looks at what was stored of whom.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from tests.governance.sample import PEOPLE_HEADER, SCHEDULE_HEADER, dossier
from tests.trial_organisation import quietly, workspaces_of_their_own

from fairwatch.engine import connect
from fairwatch.pipeline import upkeep
from fairwatch.pipeline.ingest import Ingest
from fairwatch.pipeline.installation import Installation, create, open_installation

pytestmark = pytest.mark.e2e

ANN, BEN = "p0001", "p0002"
LAPTOP = "10.0.0.5"
TUESDAY = "2026-09-01"
IMPORTED = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
NOON, EVENING = (dt.datetime.fromisoformat(f"{TUESDAY}T{hour}:00+08:00") for hour in (12, 22))
OFFICERS = "p0003,he,Human Resources,hr,Asia/Shanghai,,no\np0004,guo,Legal,dpo,Asia/Shanghai,,no\n"
OFFICERS += "p0005,luo,Works,union,Asia/Shanghai,,no\n"


def people(**changes: str) -> str:
    """Ann and Ben of Sales: Ann logs in, Ben has the laptop. ``ann``, ``ben``: another line for one of them."""
    ann = changes.get("ann", "p0001,ann,Sales,,Asia/Shanghai,,no")
    ben = changes.get("ben", f"p0002,ben,Sales,,Asia/Shanghai,{LAPTOP}=company,no")
    return f"{PEOPLE_HEADER}\n{ann}\n{ben}\n{OFFICERS}"


def schedule(**changes: str) -> str:
    """Both work from nine to six. ``shifts``: more lines; ``ann``: the name of Ann's shift."""
    return (
        f"{SCHEDULE_HEADER}\nshift,day,,Mon-Fri,09:00-18:00,,,,\n{changes.get('shifts', '')}"
        f"assign,{changes.get('ann', 'day')},p0001,,,,,,\nassign,{changes.get('ben', 'day')},p0002,,,,,,\n"
    )


NIGHTS = schedule(shifts="shift,night,,Mon-Sun,20:00-06:00,,,,\n", ann="night", ben="night")
LEAP_YEAR = {
    "sponsor__submitted_on": dt.date(2023, 10, 1),
    "assessment__signed_on": dt.date(2023, 10, 2),
    "consultation__opened_on": dt.date(2023, 10, 9),
    "consultation__closed_on": dt.date(2023, 11, 10),
    "scope__until": dt.date(2024, 6, 30),
    "basis__rulebook__published_on": dt.date(2024, 1, 7),
    "publication__published_on": dt.date(2024, 1, 7),
    "keys__dpo__signed_on": dt.date(2024, 1, 22),
    "keys__union__signed_on": dt.date(2024, 1, 23),
}
"""The procedure of ``work-time``, published in January 2024."""
SPRING = {
    "scope__until": dt.date(2026, 12, 31),
    "sponsor__submitted_on": dt.date(2026, 1, 2),
    "assessment__signed_on": dt.date(2026, 1, 4),
    "consultation__opened_on": dt.date(2026, 1, 5),
    "consultation__closed_on": dt.date(2026, 2, 3),
    "basis__rulebook__published_on": dt.date(2026, 2, 4),
    "publication__published_on": dt.date(2026, 2, 4),
    "keys__dpo__signed_on": dt.date(2026, 2, 19),
    "keys__union__signed_on": dt.date(2026, 2, 20),
}
"""The same in the winter before."""


def local(time: str, zone: str = "+08:00", day: str = TUESDAY) -> float:
    """Seconds since 1970 of a wall time."""
    return dt.datetime.fromisoformat(f"{day}T{time}{zone}").timestamp()


def line(at: float, *, account: str = "-", address: str = LAPTOP, host: str = "www.zhibo8.com") -> str:
    """Somebody opens a page about sports; Squid writes down when the answer was complete."""
    request = f"{address} TCP_MISS/200 9000 GET http://{host}/ {account} HIER_DIRECT/192.0.2.9 text/html 300"
    return f'{at + 0.12:.3f} 120 {request} "-" "Mozilla/5.0"\n'


@dataclass
class Office:
    """An installation under the whole procedure, and what its lake says."""

    installation: Installation
    folder: Path

    def write(self, name: str, text: str) -> Path:
        file = self.folder / name
        file.write_text(text, encoding="utf-8")
        return file

    def people(self, text: str, now: dt.datetime) -> None:
        from fairwatch.governance.services import directory

        directory.import_people(self.write("people.csv", text), now=now)

    def schedule(self, text: str, now: dt.datetime) -> None:
        from fairwatch.governance.services import schedules

        schedules.import_schedule(self.write("schedule.csv", text), now=now)

    def activate(self, purpose: str, now: dt.datetime, **changes: Any) -> None:
        from fairwatch.governance.services import purposes

        file = self.write(f"{purpose}.yaml", yaml.safe_dump(dossier(purpose, **changes), allow_unicode=True))
        purposes.activate(purpose, file, "p0004", now=now)

    def notices(self, *rows: str, now: dt.datetime = EVENING) -> None:
        from fairwatch.governance.services import notices

        text = "\n".join(["person,purpose,language,served_on,acknowledged_on", *rows, ""])
        notices.import_notices(self.write("notices.csv", text), now=now)

    def roll_up(self, now: dt.datetime) -> None:
        with connect() as engine:
            upkeep.roll_up(self.installation.lake, engine, self.installation.policy(now))

    def read(self, *lines: str, now: dt.datetime = EVENING, purpose: str = "work-time") -> list[tuple[Any, ...]]:
        """(person, hour in Shanghai, department) of what is stored of this log, in order."""
        log = self.write("access.log", "".join(lines))
        report = Ingest(self.installation, now).read(log, format="squid-fairwatch", complete=True, progress=quietly)
        assert (report.fault, report.rejected) == (None, {})
        names = {self.installation.policy(now).purpose(purpose).pseudonym(one): one for one in (ANN, BEN)}
        rows = self.stored(purpose).with_columns(
            person=pl.col("subject").replace_strict(names),
            hour=pl.from_epoch("ts_us", "us").dt.convert_time_zone("Asia/Shanghai").dt.hour(),
        )
        return rows.sort("ts_us").select("person", "hour", "department").rows()

    def stored(self, purpose: str = "work-time") -> pl.DataFrame:
        """Raw rows, none when there is no table yet."""
        if "raw" not in self.installation.lake.tables(purpose):
            return pl.DataFrame(schema={"subject": pl.String, "ts_us": pl.Int64, "department": pl.String})
        return self.installation.lake.read(purpose, "raw")


Start = Callable[..., Office]


def fill(
    made: Office, *told: str, staff: str = people(), roster: str = schedule(), now: dt.datetime = NOON, **dates: Any
) -> Office:
    """An office with these notices; ``dates``: changes of the dossier of ``work-time``."""
    imported = min(IMPORTED, now - dt.timedelta(days=60))
    made.people(staff, imported)
    made.schedule(roster, imported)
    made.activate("work-time", now, **dates)
    made.notices(*told, now=now)
    return made


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Path:
    """To copy: a workspace with nothing in it."""
    root = tmp_path_factory.mktemp("empty") / "workspace"
    with workspaces_of_their_own(django_db_blocker):
        create(root, "cn")
    return root


@pytest.fixture(scope="module")
def filled(empty: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Path:
    """To copy: both were told of ``work-time`` long ago."""
    folder = tmp_path_factory.mktemp("filled")
    shutil.copytree(empty, folder / "workspace")
    with workspaces_of_their_own(django_db_blocker):
        made = Office(open_installation(folder / "workspace"), folder)
        fill(made, *(f"{person},work-time,zh,2026-07-07,2026-07-08" for person in (ANN, BEN)))
    return folder / "workspace"


@pytest.fixture
def started(empty: Path, governed: None, tmp_path: Path) -> Start:
    """``started(*notices, …)``: an office as ``fill`` makes it."""

    def start(*told: str, **changes: Any) -> Office:
        shutil.copytree(empty, tmp_path / "workspace")
        return fill(Office(open_installation(tmp_path / "workspace"), tmp_path), *told, **changes)

    return start


@pytest.fixture
def office(filled: Path, governed: None, tmp_path: Path) -> Office:
    """Both were told of ``work-time`` long ago."""
    shutil.copytree(filled, tmp_path / "workspace")
    return Office(open_installation(tmp_path / "workspace"), tmp_path)


MORNING, AFTERNOON = line(local("10:00")), line(local("14:00"))


def test_nothing_changes_and_all_of_it_is_the_laptops_owners(office: Office) -> None:
    assert office.read(MORNING, AFTERNOON) == [(BEN, 10, "Sales"), (BEN, 14, "Sales")]


class TestDevice:
    """A laptop in the middle of a day."""

    def test_it_is_handed_over_and_nobody_answers_for_what_the_other_did(self, office: Office) -> None:
        office.people(
            people(ann=f"p0001,ann,Sales,,Asia/Shanghai,{LAPTOP}=company,no", ben="p0002,ben,Sales,,Asia/Shanghai,,no"),
            NOON,
        )
        assert office.read(MORNING, AFTERNOON) == [(BEN, 10, "Sales"), (ANN, 14, "Sales")]

    def test_it_goes_round_and_comes_back(self, office: Office) -> None:
        handed = people(
            ann=f"p0001,ann,Sales,,Asia/Shanghai,{LAPTOP}=company,no", ben="p0002,ben,Sales,,Asia/Shanghai,,no"
        )
        office.people(handed, NOON)
        office.people(people(), NOON + dt.timedelta(hours=3))
        rows = office.read(MORNING, AFTERNOON, line(local("16:00")))
        assert [person for person, _, _ in rows] == [BEN, ANN, BEN]

    def test_a_private_phone_that_becomes_the_companys_was_private_in_the_morning(self, office: Office) -> None:
        phone, by_phone = "10.0.0.9", [line(local(time), address="10.0.0.9") for time in ("10:00", "14:00")]
        office.people(people(ann=f"p0001,ann,Sales,,Asia/Shanghai,{phone}=personal,no"), IMPORTED)
        office.people(people(ann=f"p0001,ann,Sales,,Asia/Shanghai,{phone}=company,no"), NOON)
        assert office.read(*by_phone) == [(ANN, 14, "Sales")]

    def test_one_that_turns_out_to_be_private_was_so_in_the_morning(self, office: Office) -> None:
        office.people(people(ben=f"p0002,ben,Sales,,Asia/Shanghai,{LAPTOP}=personal,no"), NOON)
        assert office.read(MORNING, AFTERNOON) == []

    def test_one_that_nobody_knew_in_the_morning_is_nobodys_then(self, office: Office) -> None:
        new = "10.0.0.7"
        office.people(people(ann=f"p0001,ann,Sales,,Asia/Shanghai,{new}=company,no"), NOON)
        assert office.read(*(line(local(time), address=new) for time in ("10:00", "14:00"))) == [(ANN, 14, "Sales")]

    def test_its_former_owner_has_left_and_is_observed_no_more(self, office: Office) -> None:
        left = people(ann=f"p0001,ann,Sales,,Asia/Shanghai,{LAPTOP}=company,no")
        office.people("\n".join(row for row in left.splitlines() if not row.startswith(BEN)) + "\n", NOON)
        assert office.read(MORNING, AFTERNOON) == [(ANN, 14, "Sales")]

    def test_a_login_name_that_passes_on_takes_nothing_with_it(self, office: Office) -> None:
        as_ann = [line(local(time), account="ann") for time in ("10:00", "14:00")]
        office.people(
            people(
                ann="p0001,,Sales,,Asia/Shanghai,,no", ben=f"p0002,ben;ann,Sales,,Asia/Shanghai,{LAPTOP}=company,no"
            ),
            NOON,
        )
        assert office.read(*as_ann) == [(ANN, 10, "Sales"), (BEN, 14, "Sales")]


class TestPerson:
    """Somebody's department, shift or age in the middle of a day."""

    def test_who_moves_is_counted_where_they_were(self, office: Office) -> None:
        office.people(people(ben=f"p0002,ben,Works,,Asia/Shanghai,{LAPTOP}=company,no"), NOON)
        assert office.read(MORNING, AFTERNOON) == [(BEN, 10, "Sales"), (BEN, 14, "Works")]

    def test_who_moves_into_a_population_belongs_to_it_from_then_on(self, started: Start) -> None:
        made = started(f"{BEN},work-time,zh,2026-07-07,2026-07-08", scope__departments=["Works"])
        made.people(people(ben=f"p0002,ben,Works,,Asia/Shanghai,{LAPTOP}=company,no"), NOON)
        assert made.read(MORNING, AFTERNOON) == [(BEN, 14, "Works")]

    def test_who_moves_out_of_it_was_in_it_in_the_morning(self, started: Start) -> None:
        made = started(f"{BEN},work-time,zh,2026-07-07,2026-07-08", scope__departments=["Sales"])
        made.people(people(ben=f"p0002,ben,Works,,Asia/Shanghai,{LAPTOP}=company,no"), NOON)
        assert made.read(MORNING, AFTERNOON) == [(BEN, 10, "Sales")]

    def test_who_comes_of_age_at_noon_was_a_minor_in_the_morning(self, office: Office) -> None:
        minor = people(ben=f"p0002,ben,Sales,,Asia/Shanghai,{LAPTOP}=company,yes")
        office.people(minor, IMPORTED)
        office.people(people(), NOON)
        assert office.read(MORNING, AFTERNOON) == [(BEN, 14, "Sales")]

    def test_who_is_found_to_be_a_minor_was_one_in_the_morning(self, office: Office) -> None:
        office.people(people(ben=f"p0002,ben,Sales,,Asia/Shanghai,{LAPTOP}=company,yes"), NOON)
        assert office.read(MORNING, AFTERNOON) == []

    def test_a_new_shift_opens_no_hours_that_are_over(self, office: Office) -> None:
        early = "shift,early,,Mon-Fri,06:00-18:00,,,,\n"
        office.schedule(schedule(shifts=early, ben="early"), NOON)
        log = [line(local(time)) for time in ("07:00", "10:00", "14:00")]
        assert [hour for _, hour, _ in office.read(*log)] == [10, 14]

    def test_nor_does_a_change_of_the_shift_itself(self, office: Office) -> None:
        office.schedule(schedule().replace("09:00-18:00", "06:00-18:00"), NOON)
        log = [line(local(time)) for time in ("07:00", "10:00", "14:00")]
        assert [hour for _, hour, _ in office.read(*log)] == [14]

    def test_leave_that_begins_at_noon_leaves_the_morning(self, office: Office) -> None:
        office.schedule(f"{schedule()}leave,,p0002,,,,,{TUESDAY}T12:00,{TUESDAY}T18:00\n", NOON)
        assert [hour for _, hour, _ in office.read(MORNING, AFTERNOON)] == [10]


class TestConsentAndNotice:
    """What somebody was told and agreed to in the middle of a day."""

    SEARCHES = tuple(line(local(time), host="www.zhaopin.com") for time in ("10:00", "14:00", "16:00"))

    @pytest.fixture
    def asked(self, office: Office) -> Office:
        office.activate("departure-self", NOON)
        office.notices(f"{BEN},departure-self,zh,2026-07-07,2026-07-08")
        return office

    def test_consent_at_noon_opens_the_afternoon(self, asked: Office) -> None:
        from fairwatch.governance.services import consents

        consents.give(BEN, "departure-self", 30, now=NOON)
        assert [hour for _, hour, _ in asked.read(*self.SEARCHES, purpose="departure-self")] == [14, 16]

    def test_r10_after_a_withdrawal_nothing_of_before_comes_in_any_more(self, asked: Office) -> None:
        from fairwatch.governance.services import consents

        consents.give(BEN, "departure-self", 30, now=NOON)
        consents.withdraw(BEN, "departure-self", now=NOON + dt.timedelta(hours=3))
        assert asked.read(*self.SEARCHES, purpose="departure-self") == []

    def test_given_once_more_it_opens_what_comes_after(self, asked: Office) -> None:
        from fairwatch.governance.services import consents

        consents.give(BEN, "departure-self", 30, now=NOON)
        consents.withdraw(BEN, "departure-self", now=NOON + dt.timedelta(hours=1))
        consents.give(BEN, "departure-self", 30, now=NOON + dt.timedelta(hours=3))
        assert [hour for _, hour, _ in asked.read(*self.SEARCHES, purpose="departure-self")] == [16]

    def test_r08_a_notice_takes_effect_in_the_middle_of_a_night_shift(self, started: Start) -> None:
        made = started(f"{BEN},work-time,zh,2026-08-18,2026-08-18", roster=NIGHTS)
        log = line(local("23:30")), line(local("00:30", day="2026-09-02"))
        assert made.read(*log, now=EVENING + dt.timedelta(days=1)) == [(BEN, 0, "Sales")]
        assert made.stored()["day"].to_list() == [dt.date(2026, 9, 1)]


class TestClock:
    """Days that are longer or shorter than others, and one that is hardly ever there."""

    def test_r14_a_night_is_one_day_even_when_it_was_rolled_up_at_midnight(self, started: Start) -> None:
        made = started(f"{BEN},work-time,zh,2026-07-07,2026-07-08", roster=NIGHTS)
        evening = [line(local(time)) for time in ("19:00", "22:00")]
        night = [line(local(time, day="2026-09-02")) for time in ("01:00", "07:00")]
        assert [hour for _, hour, _ in made.read(*evening, now=NOON + dt.timedelta(hours=13))] == [22]
        made.roll_up(NOON + dt.timedelta(hours=13))
        assert [hour for _, hour, _ in made.read(*evening, *night, now=EVENING + dt.timedelta(days=1))] == [22, 1]
        made.roll_up(EVENING + dt.timedelta(days=1))
        visits = made.installation.lake.read("work-time", "visits").sort("start_us")
        assert visits["day"].to_list() == [dt.date(2026, 9, 1)] * 2

    @pytest.mark.parametrize(
        ("sunday", "utc_hours", "dates"),
        [("2026-03-29", [21, 22, 23, 0, 1, 2, 3], SPRING), ("2026-10-25", [20, 21, 22, 23, 0, 1, 2, 3, 4], {})],
        ids=["the clock is put forward", "the clock is put back"],
    )
    def test_r14_a_night_shift_in_berlin_is_as_long_as_it_really_is(
        self, started: Start, sunday: str, utc_hours: list[int], dates: dict[str, Any]
    ) -> None:
        read_on = dt.datetime.fromisoformat(f"{sunday}T20:00+00:00")
        served = (read_on - dt.timedelta(days=16)).date()
        berlin = people(ben=f"p0002,ben,Sales,,Europe/Berlin,{LAPTOP}=company,no")
        nights = NIGHTS.replace("20:00-06:00", "22:00-06:00")
        made = started(f"{BEN},work-time,zh,{served},{served}", staff=berlin, roster=nights, now=read_on, **dates)
        begin = read_on.timestamp() - 26 * 3600
        log = [line(begin + half * 1800 + 900) for half in range(24)]  # from 18:15 to 05:45 UTC
        assert len(made.read(*log, now=read_on)) == 2 * len(utc_hours)
        instants = made.stored().sort("ts_us")["ts_us"]
        assert pl.from_epoch(instants, "us").dt.hour().unique(maintain_order=True).to_list() == utc_hours
        assert made.stored()["day"].unique().to_list() == [read_on.date() - dt.timedelta(days=1)]

    def test_r08_the_waiting_period_counts_the_leap_day_and_the_leap_day_is_a_day(self, started: Start) -> None:
        read_on = dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC)
        served = "2024-02-14"  # fourteen days on is the 28th, so from the 29th
        made = started(f"{BEN},work-time,zh,{served},{served}", roster=NIGHTS, now=read_on, **LEAP_YEAR)
        log = [
            line(local("23:30", day="2024-02-28")),
            line(local("00:30", day="2024-02-29")),
            line(local("23:30", day="2024-02-29")),
            line(local("00:30", day="2024-03-01")),
        ]
        assert [hour for _, hour, _ in made.read(*log, now=read_on)] == [0, 23, 0]
        days = made.stored().sort("ts_us")["day"].to_list()
        assert days == [dt.date(2024, 2, 28), dt.date(2024, 2, 29), dt.date(2024, 2, 29)]
