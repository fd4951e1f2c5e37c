"""What must go is gone from every store, and the proof stays (R10, R36, R42, R47)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from tests.pipeline import stores
from tests.trial_organisation import EVENING, Trial

from fairwatch.engine import Engine
from fairwatch.identity import LeaseStore
from fairwatch.pipeline.erasure import carry_out
from fairwatch.pipeline.installation import Installation
from fairwatch.pipeline.rights import export
from fairwatch.pipeline.trial_officers import access_code
from fairwatch.pipeline.upkeep import maintain
from fairwatch.viewer import Viewer

SELF = "departure-self"
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def rows_of(installation: Installation, purpose: str, subject: str) -> int:
    lake = installation.lake
    return sum(lake.read(purpose, table).filter(subject=subject).height for table in lake.tables(purpose))


def rows(installation: Installation, purpose: str) -> int:
    return sum(installation.lake.read(purpose, table).height for table in installation.lake.tables(purpose))


def test_r10_a_day_after_the_withdrawal_nothing_is_left(mine: Installation, trial: Trial) -> None:
    from fairwatch.governance.services import consents, erasure

    root, person = mine.workspace.root, trial.leaver
    subject = stores.pseudonyms(root, person)[SELF]
    others = rows(mine, "work-time")
    held = rows_of(mine, SELF, subject)
    assert held > 0
    assert stores.files_with(root, subject)
    assert person in mine.policy(EVENING).consents.filter(purpose=SELF)["person"]

    consents.withdraw(person, SELF, by=person, now=EVENING)
    # The door in is shut at once, for lines of before as well.
    assert person not in mine.policy(EVENING).consents.filter(purpose=SELF)["person"]
    removed = carry_out(mine, EVENING + HOUR)

    assert removed == {SELF: held}
    assert stores.files_with(root, subject) == set()
    assert rows(mine, "work-time") == others
    proof = erasure.proof(person).get()
    assert (proof.removed, proof.carried_out_at) == ({SELF: held}, EVENING + HOUR)
    assert carry_out(mine, EVENING + 2 * HOUR) == {}


def test_a_leaver_is_gone_from_lake_leases_and_directory(mine: Installation, trial: Trial, engine: Engine) -> None:
    from fairwatch.governance.services import directory

    root, person = mine.workspace.root, trial.leaver
    names = stores.pseudonyms(root, person)
    devices = {device for _, device, *_ in stores.lease_rows(root, person)}
    assert devices
    assert {text for _, text in stores.files_with(root, *names.values(), *devices)} >= devices
    everybody = (root / "people.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (root / "people.csv").write_text("".join(line for line in everybody if not line.startswith(person)), "utf-8")

    directory.import_people(root / "people.csv", now=EVENING)
    maintain(mine, engine, EVENING + DAY)

    # The codes and the log of the access log are invented things of the trial, and hold nothing of the person either.
    assert stores.files_with(root, person, *names.values(), *devices) == set()
    left = stores.governance_rows(root, person, {*names.values(), *devices})
    assert {table for table, _ in left} <= {
        "governance_person",  # for the proof of notices and consents
        "governance_notice",
        "governance_consent",
        "governance_erasureorder",
        "governance_timeexception",
        "governance_shiftassignment",
        "governance_auditidentity",
        "governance_auditentry",
    }
    assert mine.policy(EVENING + DAY).people.filter(person=person).is_empty()


def test_r36_only_the_person_goes(mine: Installation, trial: Trial) -> None:
    from fairwatch.governance.services import rights

    person, dpo = trial.leaver, access_code(mine.workspace.root, "dpo")[0]
    names = stores.pseudonyms(mine.workspace.root, person)
    lake = mine.lake
    before = {(purpose, table): lake.read(purpose, table) for purpose in names for table in lake.tables(purpose)}
    request = rights.receive(person, "delete", by=person, now=EVENING)
    rights.answer(request, "granted", by=dpo, now=EVENING)
    carry_out(mine, EVENING + HOUR)
    for (purpose, table), frame in before.items():
        left = lake.read(purpose, table)
        assert left.sort(left.columns).equals(frame.filter(pl.col("subject") != names[purpose]).sort(frame.columns))
    assert stores.lease_rows(mine.workspace.root, person) == []
    assert not LeaseStore(mine.workspace.leases).load().is_empty()
    assert not any(name.startswith(("lake/", "leases")) for name in exported(mine, person))


def exported(installation: Installation, person: str) -> Iterator[str]:
    yield from export(installation, Viewer(person, "employee"), now=EVENING + HOUR).tables


def test_r42_a_legal_hold_keeps_the_rows_and_the_person_can_read_why(mine: Installation, trial: Trial) -> None:
    from fairwatch.governance.services import consents, legal_holds

    person, dpo = trial.leaver, access_code(mine.workspace.root, "dpo")[0]
    subject = stores.pseudonyms(mine.workspace.root, person)[SELF]
    held = rows_of(mine, SELF, subject)
    consents.withdraw(person, SELF, by=person, now=EVENING)
    legal_holds.place(person, SELF, "a suit is pending", EVENING + 9 * DAY, by=dpo, now=EVENING)
    assert carry_out(mine, EVENING + HOUR) == {}
    assert rows_of(mine, SELF, subject) == held

    made = export(mine, Viewer(person, "employee"), now=EVENING + HOUR).tables
    (hold,) = made["governance/LegalHold"]
    assert (hold["placed_by"], hold["reason"], hold["until"]) == (dpo, "a suit is pending", EVENING + 9 * DAY)
    assert "E_LEGAL_HOLD" in {entry["code"] for entry in made["access-log"]}
    assert carry_out(mine, EVENING + 9 * DAY) == {SELF: held}


def test_r47_an_ended_purpose_is_purged_with_its_key(mine: Installation, trial: Trial, engine: Engine) -> None:
    from django.db import connection

    from fairwatch.governance.models import AuditEntry, ErasureOrder, PseudonymKey
    from fairwatch.governance.services import audit, purposes

    root = mine.workspace.root
    keys = [bytes(row.key) for row in PseudonymKey.objects.all()]
    total = {purpose: rows(mine, purpose) for purpose in mine.lake.purposes()}
    subjects = mine.lake.read("work-time", "buckets")["subject"].unique().to_list()
    connection.close()
    assert all(key in database_bytes(root) for key in keys)

    after = EVENING + dt.timedelta(days=300)
    maintain(mine, engine, after)

    assert {row.state for row in purposes.catalogue(after) if row.id in total} == {"CLOSED"}
    assert not list((root / "lake").glob("[!_]*/**/*.parquet"))
    assert stores.files_with(root, *subjects) == set()
    assert {row.purpose: row.removed for row in ErasureOrder.objects.all()} == {
        purpose: {purpose: number} for purpose, number in total.items()
    }
    assert AuditEntry.objects.filter(action="erase purpose").count() == len(total)
    assert audit.verify().first_bad is None
    connection.close()  # what was written ahead goes into the file
    assert not any(key in database_bytes(root) for key in keys)


def database_bytes(root: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(root.glob("governance.sqlite3*")))


def test_r42_in_a_purge_whoever_is_held_stays_alone(mine: Installation, trial: Trial) -> None:
    from fairwatch.governance.services import legal_holds, purposes, timers

    person, dpo = trial.leaver, access_code(mine.workspace.root, "dpo")[0]
    subject = stores.pseudonyms(mine.workspace.root, person)["work-time"]
    held = rows_of(mine, "work-time", subject)
    legal_holds.place(person, "work-time", "a suit", EVENING + 400 * DAY, by=dpo, now=EVENING)
    after = EVENING + 300 * DAY
    timers.run(after)
    carry_out(mine, after)
    assert rows(mine, "work-time") == rows_of(mine, "work-time", subject) == held
    assert {row.id: row.state for row in purposes.catalogue(after)}["work-time"] == "PURGING"
    carry_out(mine, EVENING + 401 * DAY)
    assert rows(mine, "work-time") == 0
    assert {row.id: row.state for row in purposes.catalogue(after)}["work-time"] == "CLOSED"


@pytest.mark.parametrize("purpose", ["leak", "work-time"])
def test_r47_time_goes_on_for_a_suspended_purpose(mine: Installation, engine: Engine, purpose: str) -> None:
    from fairwatch.governance.services import purposes

    purposes.suspend(purpose, by=access_code(mine.workspace.root, "dpo")[0], reason="complaint", now=EVENING)
    mine.lake.expire_raw(purpose, dt.datetime.now(dt.UTC))
    assert not mine.lake.read(purpose, "buckets").is_empty()
    maintain(mine, engine, EVENING + 100 * DAY)
    assert rows(mine, purpose) == 0


def test_r47_leases_are_forgotten_after_a_week(mine: Installation, engine: Engine) -> None:
    store = LeaseStore(mine.workspace.leases)
    last = dt.datetime.fromtimestamp(store.load()["end_us"].max() / 1_000_000, dt.UTC)
    maintain(mine, engine, last + 7 * DAY - HOUR)
    assert not store.load().is_empty()
    maintain(mine, engine, last + 7 * DAY)
    assert store.load().is_empty()


def test_r47_without_upkeep_ingest_stops(mine: Installation, engine: Engine) -> None:
    from fairwatch.errors import Refused
    from fairwatch.pipeline.ingest import Ingest

    maintain(mine, engine, EVENING)
    Ingest(mine, EVENING + 25 * HOUR).check()
    with pytest.raises(Refused, match="E_RETENTION_STALLED"):
        Ingest(mine, EVENING + 26 * HOUR).check()
    maintain(mine, engine, EVENING + 26 * HOUR)
    Ingest(mine, EVENING + 26 * HOUR).check()


def test_r47_ingest_stops_while_an_erasure_is_late(mine: Installation, trial: Trial, engine: Engine) -> None:
    from fairwatch.errors import Refused
    from fairwatch.governance.services import consents, retention
    from fairwatch.pipeline.ingest import Ingest

    consents.withdraw(trial.leaver, SELF, by=trial.leaver, now=EVENING)
    retention.record_run(EVENING + 25 * HOUR)  # the job ran, yet the erasure failed
    with pytest.raises(Refused, match="E_RETENTION_STALLED"):
        Ingest(mine, EVENING + 25 * HOUR).check()
    maintain(mine, engine, EVENING + 25 * HOUR)
    Ingest(mine, EVENING + 25 * HOUR).check()
