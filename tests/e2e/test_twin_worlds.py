"""The same organisation twice: once as it is, once without the leaver's visits to job sites (LAW R27).

Both worlds are asked the same more than a thousand questions, by everybody but the leaver, over three evenings on which
logs come in, somebody leaves and somebody joins. If any answer differs, it tells something about one person's search
for a job. What may differ is the count of everything that was not collected, because the log itself is shorter.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import itertools
import json
import logging
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import pytest
from rich.console import Console
from tests.command_line import run
from tests.trial_organisation import quietly, workspaces_of_their_own

from fairwatch import analyses, disclosure, reports
from fairwatch.engine import connect
from fairwatch.errors import Refused
from fairwatch.findings import Result
from fairwatch.pipeline.answers import inputs_for, not_collected
from fairwatch.pipeline.ingest import Ingest
from fairwatch.pipeline.installation import Installation, open_installation
from fairwatch.pipeline.preview import preview_log
from fairwatch.pipeline.rights import export
from fairwatch.pipeline.upkeep import maintain, roll_up
from fairwatch.simulate import read_truth
from fairwatch.text import Text
from fairwatch.viewer import Role, Viewer

pytestmark = pytest.mark.e2e

EVENINGS = tuple(dt.datetime(2026, 3, day, 22, tzinfo=dt.UTC) for day in (2, 3, 4))
DAYS = tuple(evening.date() for evening in EVENINGS[:2])
COLLEAGUES = ("p0042", "p0025")
"""Somebody without a consent, and somebody who looks for a job as well and keeps it for themselves."""
GOES, COMES = "p0044", "p0999"
OFFICERS = [role for role in get_args(Role) if role != "employee"]
FORMS_FOR = ("hr", "employee")
JOB_PATHS = ("/resume/deliver", "jobId=")
COUNTS = "not-collected"


@dataclass
class World:
    """One of the two: everything that was said in it, and where it left its files."""

    root: Path
    said: dict[str, str] = field(default_factory=dict)
    logged: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Leaver:
    """Who it is, and by what one could find them."""

    person: str
    account: str
    address: str
    hosts: frozenset[str]

    def is_about_jobs(self, line: str) -> bool:
        """Whether a line of the log is one of the leaver's at a job site."""
        mine = f" {self.account} " in line or line.split(maxsplit=3)[2] == self.address
        return mine and any(host in line for host in self.hosts)


@pytest.fixture(scope="module")
def leaver(organisation: Path) -> Leaver:
    case = read_truth(organisation).case("leaver")[0]
    rows = (line.split(",") for line in (organisation / "people.csv").read_text(encoding="utf-8").splitlines())
    row = next(row for row in rows if row[0] == case["person"])
    device = row[5].split("=")[0]
    leases = (organisation / "dhcpd.leases").read_text(encoding="utf-8")
    found = re.search(rf"lease (\S+) {{[^}}]*{device}", leases)
    assert found
    return Leaver(str(case["person"]), row[1], found[1], frozenset(visit["host"] for visit in case["visits"]))


@pytest.fixture(scope="module")
def worlds(
    prepared: Path, organisation: Path, leaver: Leaver, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[tuple[World, World]]:
    """With and without, walked through all three evenings."""
    log = (organisation / "access.log").read_text(encoding="utf-8").splitlines(keepends=True)
    place = tmp_path_factory.mktemp("twins")
    found = []
    for name, lines in (("with", log), ("without", [line for line in log if not leaver.is_about_jobs(line)])):
        world = World(place / name)
        shutil.copytree(prepared, world.root)
        with workspaces_of_their_own(django_db_blocker), temporary_files(place / f"{name}-temporary"):
            Walk(world, organisation, lines).through_the_evenings()
        found.append(world)
    yield found[0], found[1]
    shutil.rmtree(place)


class temporary_files:  # noqa: N801 - used like a function
    """All temporary files of this process in one folder, and every log record kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> None:
        self.folder.mkdir()
        self.before, tempfile.tempdir = tempfile.tempdir, str(self.folder)

    def __exit__(self, *_: object) -> None:
        tempfile.tempdir = self.before


class Walk:
    """One world's three evenings."""

    def __init__(self, world: World, organisation: Path, lines: list[str]) -> None:
        self.world = world
        self.organisation = organisation
        self.lines = lines
        self.installation: Installation = open_installation(world.root)
        self.titles = self.installation.titles()
        self.policy = self.installation.policy(EVENINGS[0])

    def through_the_evenings(self) -> None:
        keep = logging.Handler(logging.DEBUG)
        keep.emit = lambda record: self.world.logged.append(record.getMessage())  # type: ignore[method-assign]
        logging.getLogger().addHandler(keep)
        try:
            midnight = next(
                number
                for number, line in enumerate(self.lines)
                if float(line.split(maxsplit=1)[0]) > EVENINGS[0].timestamp()
            )
            self.read(self.lines[:midnight], EVENINGS[0])
            self.ask_everybody(EVENINGS[0], [DAYS[:1]])
            self.read(self.lines, EVENINGS[1])
            self.ask_everybody(EVENINGS[1], [DAYS, DAYS[1:]], selections=True)
            self.ask_for_files(EVENINGS[1])
            self.somebody_goes_and_somebody_comes(EVENINGS[2])
            self.ask_everybody(EVENINGS[2], [DAYS])
            self.ask_the_programs()
        finally:
            logging.getLogger().removeHandler(keep)

    def read(self, lines: list[str], now: dt.datetime) -> None:
        """The log has grown since it was last read."""
        log = self.world.root.parent / f"{self.world.root.name}.log"
        log.write_text("".join(lines), encoding="utf-8")
        Ingest(self.installation, now).read(log, progress=quietly)
        with connect() as engine:
            roll_up(self.installation.lake, engine, self.installation.policy(now))

    def somebody_goes_and_somebody_comes(self, now: dt.datetime) -> None:
        """The one who goes is erased that evening."""
        from fairwatch.governance.services import directory

        people = (self.world.root / "people.csv").read_text(encoding="utf-8").splitlines()
        kept = [line for line in people if not line.startswith(f"{GOES},")]
        assert len(kept) == len(people) - 1
        people_now = self.world.root / "people-now.csv"
        newcomer = f"{COMES},u0999,engineering,,Asia/Shanghai,,no"
        people_now.write_text("\n".join([*kept, newcomer]) + "\n", encoding="utf-8")
        directory.import_people(people_now, now=now)
        with connect() as engine:
            removed = maintain(self.installation, engine, now).erased
        assert sum(removed.values()) > 0

    def viewers(self) -> list[Viewer]:
        """An officer of each role, and colleagues. Where nobody has the role, somebody claims it."""
        holders = {
            role: person
            for person, roles in self.policy.people.sort("person").select("person", "roles").rows()
            for role in reversed(roles or [])
        }
        officers = [Viewer(holders.get(role, COLLEAGUES[0]), role) for role in OFFICERS]
        return [*officers, *(Viewer(person, "employee") for person in COLLEAGUES)]

    def ask_everybody(self, now: dt.datetime, periods: list[tuple[dt.date, ...]], *, selections: bool = False) -> None:
        """Every analysis for every period in everybody's name, and what was not collected."""
        self.policy = self.installation.policy(now)
        with connect() as engine:
            inputs = inputs_for(self.installation, engine, self.policy)
            for period, name in itertools.product(periods, analyses.analyses()):
                result = analyses.run(name, dataclasses.replace(inputs, period=(period[0], period[-1])))
                question = f"{now:%d} {period[0]:%d}-{period[-1]:%d} {name}"
                for viewer in self.viewers():
                    self.ask(f"{question} as {viewer.role} {viewer.person}", result, viewer, now, forms=period is DAYS)
                if selections:
                    self.ask_for_selections(question, result, now)
        for viewer in self.viewers():
            result = not_collected(self.installation)
            self.ask(f"{now:%d} {COUNTS} as {viewer.role} {viewer.person}", result, viewer, now)

    def ask_for_selections(self, question: str, result: Result, now: dt.datetime) -> None:
        """Each table alone, and overlapping pairs of them, as a page that shows single tables might ask for them."""
        names = sorted(result.tables)
        alone, pairs = [(name,) for name in names], list(itertools.combinations(names, 2))
        for viewer in self.viewers():
            parts = alone + pairs if viewer.role == "hr" else alone
            for part in parts:
                selected = dataclasses.replace(result, tables={name: result.tables[name] for name in part})
                self.ask(f"{question} {'+'.join(part)} as {viewer.role} {viewer.person}", selected, viewer, now)

    def ask(self, question: str, result: Result, viewer: Viewer, now: dt.datetime, *, forms: bool = False) -> None:
        log, ledgers = self.installation.access_log, self.installation.ledgers
        try:
            released = disclosure.release(result, viewer, self.policy, log, ledgers=ledgers, now=now)
        except Refused as refusal:
            self.world.said[question] = refusal.message("zh") + refusal.message("en")
            return
        self.world.said[question] = released.to_json()
        if forms and viewer.role in FORMS_FOR:
            paper = Console(file=io.StringIO(), width=400)
            paper.print(*reports.text(released, "zh", self.titles), sep="\n")
            self.world.said[f"{question} in the terminal"] = paper.file.getvalue()  # type: ignore[attr-defined]
        if forms and viewer.role == "hr":
            page = reports.html([released], title=Text("报告", "Report"), language="en", labels=self.titles)
            self.world.said[f"{question} as a page"] = page

    def ask_for_files(self, now: dt.datetime) -> None:
        """What people and officers may take away: own data of others, evidence packs of others, a look at the log."""
        from fairwatch.governance.services import evidence_pack

        people = list(dict.fromkeys(viewer.person for viewer in self.viewers()))
        for person in people:
            own = export(self.installation, Viewer(person, "employee"), now=now)
            self.world.said[f"export of {person}"] = sorted_rows(own.as_json())
        for viewer, subject in itertools.product(self.viewers(), people):
            out = self.world.root.parent / f"{self.world.root.name}.pack"
            try:
                evidence_pack.build(subject, viewer, out, now=now)
                self.world.said[f"pack on {subject} for {viewer.role} {viewer.person}"] = unpacked(out)
            except Refused as refusal:
                self.world.said[f"pack on {subject} for {viewer.role} {viewer.person}"] = refusal.message("en")
        log = self.world.root.parent / f"{self.world.root.name}.log"
        shown = preview_log(log, progress=quietly).as_json()
        self.world.said["preview of the log"] = json.dumps(shown["categories"], default=str)

    def ask_the_programs(self) -> None:
        for command in (["purpose", "list", "--json"], ["purpose", "list"]):
            done = run(*command, "-w", self.world.root)
            assert done.code == 0
            self.world.said[" ".join(command)] = done.out + done.err


def unpacked(pack: Path) -> str:
    """Everything in a pack that says something: not its signature, and not the chain of everybody's hashes."""
    with zipfile.ZipFile(pack) as archive:
        names = sorted(name for name in archive.namelist() if name.endswith(".json") and "manifest" not in name)
        return "\n".join(f"{name}\n{archive.read(name).decode()}" for name in names)


def sorted_rows(export_: str) -> str:
    """An export with the rows of every table in an order of their own: stores keep them in any."""
    tables = json.loads(export_)["tables"]
    return json.dumps({name: sorted(rows, key=lambda row: alike(json.dumps(row))) for name, rows in tables.items()})


def alike(text: str) -> str:
    """The text without what is new in every run: random marks are numbered as they appear, moments left out, and so is
    the size of a compressed pack of such marks."""
    numbers: dict[str, str] = {}
    text = re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(\+\d\d:\d\d)?", "<time>", text)
    text = re.sub(r'(time_us\\*"?: ?)\d+', r"\1<time>", text)
    text = re.sub(r'(\\*"bytes\\*": ?)\d+(, ?\\*"files)', r"\1<size>\2", text)
    return re.sub(
        r"\b(?=[0-9a-f]*[a-f])[0-9a-f]{12,}\b", lambda found: numbers.setdefault(found[0], f"#{len(numbers)}"), text
    )


def test_more_than_a_thousand_questions_have_the_same_answer_in_both_worlds(worlds: tuple[World, World]) -> None:
    with_, without = worlds
    assert with_.said.keys() == without.said.keys()
    assert len(with_.said) > 1000
    different = {
        question
        for question in with_.said
        if COUNTS not in question and alike(with_.said[question]) != alike(without.said[question])
    }
    assert different == set()


def test_somebody_was_shown_something(worlds: tuple[World, World]) -> None:
    """Otherwise equal answers would prove nothing."""
    shown = [
        json.loads(said) for question, said in worlds[0].said.items() if said.startswith("{") and " as hr" in question
    ]
    figures = [
        row
        for one in shown
        for table in one["tables"].values()
        for row in table["rows"]
        if not row.get("suppressed", True)
    ]
    assert len(figures) > 40


def test_after_somebody_is_erased_the_groups_look_as_before(worlds: tuple[World, World]) -> None:
    """Computed anew without the one who was erased, every figure would differ by exactly that person's part."""
    compared = 0
    for question, said in worlds[0].said.items():
        before = worlds[0].said.get(question.replace(f"{EVENINGS[2]:%d} ", f"{EVENINGS[1]:%d} ", 1))
        if question.startswith(f"{EVENINGS[2]:%d} ") and " as hr" in question and said.startswith("{"):
            assert before
            groups, then = (
                {name: table for name, table in json.loads(one)["tables"].items() if table["grain"] == "group"}
                for one in (said, before)
            )
            assert groups == then, question
            compared += len(groups)
    assert compared >= 10


def test_what_was_not_collected_differs_in_one_count_that_is_mostly_of_machines(worlds: tuple[World, World]) -> None:
    """Days and codes are the same; only what nobody needs is less, by a small part of what machines do all day."""
    for question in (question for question in worlds[0].said if COUNTS in question):
        if not worlds[0].said[question].startswith("{"):
            assert worlds[0].said[question] == worlds[1].said[question]
            continue
        one, two = (
            {
                (row["day"], row["code"]): row["lines"]
                for row in json.loads(world.said[question])["tables"]["refusals"]["rows"]
            }
            for world in worlds
        )
        assert one.keys() == two.keys()
        different = {key for key in one if one[key] != two[key]}
        assert {code for _, code in different} <= {"E_NOT_NEEDED"}
        assert all(one[key] - two[key] < one[key] / 20 for key in different)


def test_no_file_of_the_workspace_holds_where_somebody_looks_for_a_job(
    worlds: tuple[World, World], leaver: Leaver, prepared: Path, django_db_blocker: Any
) -> None:
    """Database, ledgers, indexes, logs, quarantine, temporary files: byte by byte, but for the site names of rows that
    people keep for themselves (inside the compressed columns of their own table)."""
    world = worlds[0]
    with workspaces_of_their_own(django_db_blocker):
        policy = open_installation(world.root).policy(EVENINGS[1])
        own = {purpose.id: purpose.pseudonym(leaver.person) for purpose in policy.purposes}
        assert len(own) == 6
    secrets = {*leaver.hosts, *JOB_PATHS, leaver.address} - {""}
    files = [path for path in world.root.rglob("*") if path.is_file()]
    assert len(files) > 30
    for path in files:
        content = str(path.relative_to(world.root)).encode() + path.read_bytes()
        inside = {secret for secret in secrets if secret.encode() in content}
        if path.name.startswith("people") or "leases" in str(path):
            inside -= {leaver.address}  # the directory and the leases say who has which device, and are no log
        assert not inside, path.name
        if "lake" not in path.parts:
            joined = {
                purpose for purpose, name in own.items() if name.encode() in content or bytes.fromhex(name) in content
            }
            assert not joined & {"departure-group", "departure-self"}, path.name
    temporary = world.root.parent / f"{world.root.name}-temporary"
    assert [path for path in temporary.rglob("*") if path.is_file()] == []


def test_no_log_record_names_anybody_or_anything(worlds: tuple[World, World], leaver: Leaver) -> None:
    said = "\n".join(worlds[0].logged)
    assert not [secret for secret in (*leaver.hosts, *JOB_PATHS, leaver.account) if secret in said]


def test_the_worlds_are_different_to_the_leaver(
    worlds: tuple[World, World], leaver: Leaver, django_db_blocker: Any
) -> None:
    seen = []
    for world in worlds:
        with workspaces_of_their_own(django_db_blocker), connect() as engine:
            installation = open_installation(world.root)
            policy = installation.policy(EVENINGS[1])
            result = analyses.run("departure", inputs_for(installation, engine, policy))
            me = Viewer(leaver.person, "employee")
            released = disclosure.release(
                result, me, policy, installation.access_log, ledgers=installation.ledgers, now=EVENINGS[1]
            )
            seen.append(released.tables["self"].frame.to_dicts())
    assert seen[0][0]["visits"] == 23
    assert seen[1] == []
