"""An adversary against the promise: whether somebody looks for a job, only they themselves can read.

The simulated leaver made exactly 23 visits to job sites and sent 9 applications. Every role asks every question in
every form, and looks into every file of the lake; nobody but the leaver finds a trace of it.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import polars as pl
import pytest
from rich.console import Console
from tests.command_line import run
from tests.trial_organisation import EVENING, Trial

from fairwatch import reports
from fairwatch.analyses import analyses
from fairwatch.analyses import run as analyse
from fairwatch.disclosure import Released, release
from fairwatch.engine import connect
from fairwatch.errors import Refused
from fairwatch.findings import Result
from fairwatch.pipeline.answers import answer, inputs_for, write_report
from fairwatch.pipeline.preview import preview_log
from fairwatch.pipeline.trial_officers import access_code
from fairwatch.viewer import Role, Viewer

pytestmark = pytest.mark.e2e

OWN = "departure-self"
JOB_SIGNS = {"recruitment", "job_search", "resume_submission"}
COLLEAGUE, CONSENTING = "p0042", ("p0025", "p0038")
"""Somebody without and two people with a consent of their own."""
OFFICERS = [role for role in get_args(Role) if role != "employee"]


@dataclass(frozen=True)
class Secrets:
    """What must not be found."""

    person: str
    account: str
    address: str
    device: str
    job_sites: frozenset[str]
    hosts: frozenset[str]
    pseudonyms: dict[str, str]

    @property
    def of_the_log(self) -> set[str]:
        """Canaries: parts of log lines, and the person's names in the directory."""
        return {self.person, self.account, self.address, self.device, "/resume/deliver", "jobId=", *self.hosts}


@pytest.fixture
def secrets(trial: Trial) -> Secrets:
    case = trial.truth.case("leaver")[0]
    row = next(
        line.split(",")
        for line in (trial.organisation / "people.csv").read_text(encoding="utf-8").splitlines()
        if line.startswith(f"{case['person']},")
    )
    device = row[5].split("=")[0]
    leases = (trial.organisation / "dhcpd.leases").read_text(encoding="utf-8")
    address = re.search(rf"lease (\S+) {{[^}}]*{device}", leases)
    policy = trial.installation.policy(EVENING)
    return Secrets(
        person=str(case["person"]),
        account=row[1],
        address=address[1] if address else device,
        device=device,
        job_sites=frozenset(visit["site"] for visit in case["visits"]),
        hosts=frozenset(visit["host"] for visit in case["visits"]),
        pseudonyms={purpose.id: purpose.pseudonym(case["person"]) for purpose in policy.purposes},
    )


def viewer(trial: Trial, role: str) -> Viewer:
    person = access_code(trial.installation.workspace.root, role)[0]
    return Viewer(person, role)  # type: ignore[arg-type]


def others(trial: Trial) -> Iterator[Viewer]:
    """An officer of each role, and a colleague."""
    for role in OFFICERS:
        yield viewer(trial, role)
    yield Viewer(COLLEAGUE, "employee")


def shown_as_text(trial: Trial, released: Released) -> str:
    paper = Console(file=io.StringIO(), width=400)
    for language in ("zh", "en"):
        paper.print(*reports.text(released, language, trial.installation.titles()), sep="\n")
    return paper.file.getvalue()  # type: ignore[attr-defined]


def computed(trial: Trial) -> dict[str, Result]:
    """Every analysis once, for all who ask: only the door knows who does."""
    installation = trial.installation
    with connect() as engine:
        inputs = inputs_for(installation, engine, installation.policy(EVENING), now=EVENING)
        return {name: analyse(name, inputs) for name in analyses()}


def everything_shown(
    trial: Trial, results: dict[str, Result], who: Viewer, folder: Path
) -> Iterator[tuple[str, str, list[Released]]]:
    """Each answer in each form with what was released, and each refusal's words."""
    here = trial.installation
    policy = here.policy(EVENING)
    for name, result in results.items():
        try:
            released = release(result, who, policy, here.access_log, ledgers=here.ledgers, now=EVENING)
        except Refused as refusal:
            yield name, refusal.message("zh") + refusal.message("en"), []
            continue
        yield f"{name} as JSON", released.to_json(), [released]
        yield f"{name} as text", shown_as_text(trial, released), []
    try:
        reported = write_report(here, who, folder / "report.html", now=EVENING)
    except Refused as refusal:
        yield "report", refusal.message("zh") + refusal.message("en"), []
    else:
        yield "report as HTML", (folder / "report.html").read_text(encoding="utf-8"), reported


def test_the_leaver_reads_exactly_23_and_9(trial: Trial, tmp_path: Path) -> None:
    me = Viewer(trial.leaver, "employee")
    (released,) = answer(trial.installation, ["departure"], me, now=EVENING)
    (mine,) = released.tables["self"].frame.to_dicts()
    assert (mine["visits"], mine["submissions"]) == (23, 9)
    assert released.tables["self-sites"].frame["visits"].sum() == 23
    assert released.tables["self-submissions"].frame.height == 9
    text = shown_as_text(trial, released)
    assert re.search(r"\b23\b.*\b9\b", text)
    write_report(trial.installation, me, tmp_path / "own.html", now=EVENING)
    assert re.search(r"\b23\b", (tmp_path / "own.html").read_text(encoding="utf-8"))


def test_nobody_else_sees_a_job_site_a_pseudonym_or_a_name(trial: Trial, secrets: Secrets, tmp_path: Path) -> None:
    titles = trial.installation.titles()
    names = {titles[site].in_(language) for site in secrets.job_sites for language in ("zh", "en")}
    forbidden = names | set(secrets.pseudonyms.values()) | (secrets.of_the_log - {secrets.address})
    results, asked = computed(trial), 0
    for who in others(trial):
        for what, shown, released in everything_shown(trial, results, who, tmp_path):
            asked += 1
            found = {secret for secret in forbidden if secret in shown}
            assert not found, f"{who.role} in {what}: {found}"
            for one in released:
                assert_no_row_about_job_search(one)
    assert asked > 60


def assert_no_row_about_job_search(released: Released) -> None:
    """Person tables have no such category or action, others' own tables are empty, groups are large."""
    for table in released.tables.values():
        if table.purpose == OWN:
            assert table.frame.is_empty(), table.name
        for row in table.frame.iter_rows(named=True):
            assert not JOB_SIGNS & {str(value) for value in row.values()}, f"{released.analysis}/{table.name}"
            if table.purpose == "departure-group" and not row["suppressed"]:
                assert row["people"] >= 10
                assert row["persons"] is None or row["persons"] == 0 or row["persons"] >= 10


def test_who_consented_too_reads_their_own_and_not_the_leavers(trial: Trial) -> None:
    for person in CONSENTING:
        (released,) = answer(trial.installation, ["departure"], Viewer(person, "employee"), now=EVENING)
        (mine,) = released.tables["self"].frame.to_dicts()
        assert mine["visits"] == len(trial.truth.of(persons=[person], categories=["recruitment"]).visits)
        assert mine["submissions"] == 0


def test_being_asked_by_others_says_the_same_whether_or_not_there_is_a_leaver(trial: Trial) -> None:
    """Role by role the answer has the same tables and refusals for a consenting person's colleague as for anybody's."""
    answers = set()
    for person in ("p0042", "p0017"):
        (released,) = answer(trial.installation, ["departure"], Viewer(person, "employee"), now=EVENING)
        assert all(released.tables[name].frame.is_empty() for name in released.tables if name.startswith("self"))
        answers.add((tuple(released.tables), tuple(sorted(released.withheld.items()))))
    assert len(answers) == 1


def test_preview_status_audit_and_purposes_tell_nothing(trial: Trial, secrets: Secrets) -> None:
    shown = preview_log(trial.log, progress=lambda *_: None)
    said = json.dumps(shown.as_json(), default=str, ensure_ascii=False)
    for command in (["status"], ["audit", "verify", "--json"], ["purpose", "list", "--json"]):
        done = run(*command, "-w", trial.installation.workspace.root)
        assert done.code == 0
        said += done.out + done.err
    found = {secret for secret in secrets.of_the_log | set(secrets.pseudonyms.values()) if secret in said}
    assert not found
    assert "recruitment" not in said


def test_no_byte_of_the_lake_holds_a_part_of_a_log_line(trial: Trial, secrets: Secrets) -> None:
    """Read as stored and as decompressed: file names, Delta's statistics, every value of every column."""
    files = values = 0
    for path in trial.installation.workspace.lake.rglob("*"):
        if not path.is_file():
            continue
        files += 1
        stored = str(path.relative_to(trial.installation.workspace.lake)).encode() + path.read_bytes()
        assert not [secret for secret in secrets.of_the_log if secret.encode() in stored], path
        if path.suffix == ".parquet":
            for column in pl.read_parquet(path).iter_columns():
                held = set(column.cast(pl.String, strict=False).drop_nulls()) if column.dtype != pl.List else set()
                values += len(held)
                text = "\n".join(held)
                assert not [secret for secret in secrets.of_the_log if secret in text], (path, column.name)
                assert "http" not in text
    assert files > 20
    assert values > 1000


def test_outside_their_own_table_the_stores_hold_no_job_search(trial: Trial, secrets: Secrets) -> None:
    lake = trial.installation.lake
    for purpose in set(lake.purposes()) - {OWN}:
        for table in lake.tables(purpose):
            rows = lake.read(purpose, table)
            mine = rows.filter(pl.col("subject") == secrets.pseudonyms[purpose])
            text = set().union(*(set(rows[name]) for name, kind in rows.schema.items() if kind == pl.String))
            assert not text & (JOB_SIGNS | secrets.job_sites), f"{purpose}/{table}"
            if purpose == "departure-group":
                assert mine.height <= 2, "one row per person and day"
                assert set(rows.columns) <= {"day", "subject", "department"}


def test_two_purposes_share_no_pseudonym(trial: Trial) -> None:
    lake = trial.installation.lake
    subjects = {purpose: set(lake.read(purpose, "raw")["subject"]) for purpose in lake.purposes()}
    assert len(subjects) == 6
    assert sum(map(len, subjects.values())) == len(set().union(*subjects.values()))


def test_the_ledger_counts_without_a_day_or_code_for_few_job_seekers(trial: Trial) -> None:
    """What was refused is counted for everybody together; no code tells a job site from another."""
    books = trial.installation.lake.refusals()
    assert set(books.columns) == {"day", "code", "lines", "bytes"}
    assert not books["code"].str.contains("(?i)leav|recruit|job|depart").any()


@pytest.mark.parametrize("command", ["ingest", "parse"])
def test_complaints_repeat_nothing(command: str, governed: None, secrets: Secrets, tmp_path: Path) -> None:
    log = tmp_path / "broken.log"
    good = "1772413598.031 20 10.0.0.9 TCP_MISS/200 900 GET http://a.example/ - HIER_DIRECT/192.0.2.1 text/html\n"
    bad = f"{secrets.person} {secrets.account} http://{min(secrets.hosts)}/resume/deliver?jobId=1\n"
    log.write_text(good * 30 + bad, encoding="utf-8")
    run("init", tmp_path / "office")
    done = run(command, log, *(["-w", tmp_path / "office"] if command == "ingest" else []))
    assert done.code == 0
    said = done.err if command == "parse" else done.out + done.err
    assert said.strip()
    assert not [secret for secret in secrets.of_the_log if secret in said]
    stored = b"".join(path.read_bytes() for path in (tmp_path / "office").rglob("*") if path.is_file())
    assert not [secret for secret in secrets.of_the_log if secret.encode() in stored]
