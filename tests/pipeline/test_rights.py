"""The person's own export holds everything, and only theirs (R36)."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import stat
import zipfile
from pathlib import Path

import pytest
from tests.pipeline import stores
from tests.trial_organisation import EVENING, Trial

from fairwatch.pipeline.answers import answer
from fairwatch.pipeline.installation import Installation
from fairwatch.pipeline.rights import Export, export, write_export
from fairwatch.pipeline.trial_officers import access_code
from fairwatch.viewer import Viewer

LATER = EVENING + dt.timedelta(hours=1)


def officer(installation: Installation, role: str) -> str:
    return access_code(installation.workspace.root, role)[0]


def live(installation: Installation, person: str) -> None:
    """Some life: the person asks, disputes and is held; others look at results; a purpose is stopped."""
    from fairwatch.governance.services import access, disputes, legal_holds, purposes, rights

    dpo, counsel = officer(installation, "dpo"), officer(installation, "counsel")
    by = dpo if person != dpo else counsel
    access.enrol(person, now=EVENING)
    answer(installation, ["work-time", "departure"], Viewer(person, "employee"), now=EVENING)
    answer(installation, ["work-time"], Viewer(officer(installation, "hr"), "hr"), now=EVENING)
    request = rights.receive(person, "complain", by=person, words="too much", to_union=True, now=EVENING)
    if person != dpo:
        rights.refuse(request, "it is as published", by=dpo, now=EVENING)
    disputes.open_(person, "work-time", "that was work", by=person, now=EVENING)
    legal_holds.place(person, "leak", "a suit", EVENING + dt.timedelta(days=9), by=by, now=EVENING)
    rights.receive(person, "delete", by=person, purpose="departure-self", now=EVENING)
    purposes.suspend("traffic", by=dpo, reason="complaint", now=EVENING)


@pytest.mark.parametrize("role", ["leaver", "dpo"])
def test_r36_the_export_equals_the_union_of_all_stores(mine: Installation, trial: Trial, role: str) -> None:
    root = mine.workspace.root
    person = trial.leaver if role == "leaver" else officer(mine, "dpo")
    live(mine, person)
    made = export(mine, Viewer(person, "employee"), now=LATER)

    names = stores.pseudonyms(root, person)
    assert len(names) == 6
    marks = {*names.values(), stores.audit_pseudonym(root, person)}
    assert exported_governance(made) == stores.governance_rows(root, person, marks)
    stored = {name: [tuple(row.values()) for row in rows] for name, rows in made.tables.items() if "lake/" in name}
    held = stores.lake_rows(root, person)
    assert stored.keys() == held.keys()
    assert all(sorted(map(str, stored[name])) == sorted(map(str, held[name])) for name in held)
    assert held.keys() >= ({"lake/departure-self/raw", "lake/work-time/visits"} if role == "leaver" else set())
    assert [tuple(row.values()) for row in made.tables.get("leases", [])] == stores.lease_rows(root, person)


def exported_governance(made: Export) -> set[tuple[str, object]]:
    """(table, primary key) of the export; shifts are the only rows that are not the person's alone."""
    found: set[tuple[str, object]] = set()
    for name, rows in made.tables.items():
        room, _, table = name.partition("/")
        if name == "governance/acts":
            found |= {(f"governance_{row['table'].lower()}", row["row"]) for row in rows}
        elif room == "governance" and table != "Shift":
            found |= {(f"governance_{table.lower()}", row["id"]) for row in rows}
    return found | {("governance_auditentry", row["entry"]) for row in made.tables["access-log"]}


def test_there_is_no_store_that_the_export_does_not_know(mine: Installation) -> None:
    assert {path.name for path in mine.workspace.root.iterdir()} <= stores.KNOWN


def test_r36_purposes_that_are_over_are_in_it_as_long_as_their_data_is(mine: Installation, trial: Trial) -> None:
    after = EVENING + dt.timedelta(days=300)
    assert mine.policy(after).purposes == ()
    made = export(mine, Viewer(trial.leaver, "employee"), now=after)
    assert "lake/work-time/buckets" in made.tables


def test_r40_the_export_holds_no_secret(mine: Installation) -> None:
    person = officer(mine, "dpo")
    made = export(mine, Viewer(person, "employee"), now=LATER)
    assert made.tables["governance/AccessCode"][0].keys() >= {"issued_at", "failures"}
    assert "scrypt" not in made.as_json()


def test_r41_the_export_is_logged_before_it_is_made(mine: Installation) -> None:
    person = officer(mine, "hr")
    made = export(mine, Viewer(person, "employee"), now=LATER)
    newest = made.tables["access-log"][0]
    assert (newest["action"], newest["who"], newest["outcome"]) == ("export own data", person, "done")
    assert newest["time"] == LATER


def test_r36_the_access_log_says_who_when_as_what_for_what_and_whether(mine: Installation, trial: Trial) -> None:
    from fairwatch.errors import Refused
    from fairwatch.governance.services import consents, own_records

    hr = officer(mine, "hr")
    with pytest.raises(Refused):
        consents.give(trial.leaver, "departure-self", 30, by=hr, now=EVENING)
    answer(mine, ["work-time"], Viewer(trial.leaver, "employee"), now=EVENING)
    mine_now = own_records.read_access_log(trial.leaver, by=trial.leaver, now=LATER)
    assert {"who": trial.leaver, "role": "employee", "purpose": "work-time", "outcome": "released"}.items() <= next(
        row for row in mine_now if row["purpose"] == "work-time"
    ).items()
    with pytest.raises(Refused, match="E_DISCLOSURE"):
        own_records.read_access_log(trial.leaver, by=hr, now=LATER)


def test_r35_a_case_that_the_person_was_not_told_of_is_not_given_away(mine: Installation, trial: Trial) -> None:
    from fairwatch.governance.models import Case, Person, Report
    from fairwatch.governance.services import cases
    from fairwatch.governance.services.acting import acting

    suspect = Person.objects.get(key=trial.leaver)
    day = dt.timedelta(days=1)
    case = Case.objects.create(
        key="c0ffee",
        subject=suspect,
        requester="officer-manager",
        requester_department="offices",
        investigator="officer-analyst",
        suspicion="canary suspicion",
        facts=[],
        suspected_at=EVENING - day,
        requested_at=EVENING,
        first_day=EVENING.date(),
        last_day=EVENING.date(),
        fields={},
        expires_at=EVENING + 30 * day,
    )
    with acting("operator", "case c0ffee: open", now=EVENING) as act:
        act.concerning.add(trial.leaver)
    Report.objects.create(
        key="decade",
        subject=suspect,
        case=case,
        requester="officer-manager",
        reviewer="officer-hr",
        text="canary report",
        lineage=[],
        drafted_at=EVENING,
    )
    viewer = Viewer(trial.leaver, "employee")
    assert cases.untold(trial.leaver, LATER)
    untold = export(mine, viewer, now=LATER).as_json()
    assert "c0ffee" not in untold
    assert "canary report" not in untold
    told = export(mine, viewer, now=EVENING + 100 * day).as_json()
    assert "canary suspicion" in told
    assert "case c0ffee: open" in told


def test_the_zip_holds_json_and_a_csv_per_table_for_its_owner_only(mine: Installation, tmp_path: Path) -> None:
    out = tmp_path / "mine.zip"
    made = write_export(mine, Viewer(officer(mine, "hr"), "employee"), out, now=LATER)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    with zipfile.ZipFile(out) as archive:
        assert set(archive.namelist()) == {"export.json", *(f"{name}.csv" for name in made.tables)}
        document = json.loads(archive.read("export.json"))
        rows = list(csv.DictReader(io.StringIO(archive.read("access-log.csv").decode("utf-8-sig"))))
    assert document["tables"].keys() == made.tables.keys()
    assert len(rows) == len(made.tables["access-log"])


def test_a_spreadsheet_runs_nothing_that_somebody_wrote() -> None:
    made = Export("p0042", EVENING, {"leases": [{"words": "=HYPERLINK(1)", "list": ["a"], "number": -3}]})
    with zipfile.ZipFile(io.BytesIO(made.as_zip())) as archive:
        text = archive.read("leases.csv").decode("utf-8-sig")
    assert text.splitlines() == ["words,list,number", '\'=HYPERLINK(1),"[""a""]",-3']
