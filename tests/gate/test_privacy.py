"""An adversary reads every byte that leaves the gate and looks for anything that names a person or what they read."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.gate.office import LEAK, SUMS, Office, batch, line, register

from fairwatch import columns, gate
from fairwatch.errors import FairwatchError
from fairwatch.lake import Lake
from fairwatch.rule_list import PART

CANARY = {
    "address": "10.99.88.77",
    "account": "CORP\\canary-account",
    "device": "02:ca:na:ry:00:01",
    "host": "canary-host.example",
    "url": "https://canary-host.example/canary-path?q=canary-query",
    "method": "CANARYMETHOD",
    "mime": "canary/mime",
    "referer": "https://canary-referer.example/canary",
    "user_agent": "Canary-Agent/1.0",
    "file_name": "canary-file.docx",
    "file_hash": "canary-digest",
    "former_name": "canary-former.docx",
    "source": "canary-source",
}
PERSON = "p-canary-person"


@pytest.fixture
def office() -> Office:
    """All kinds of purposes and grains; the file of the canary is even a registered one."""
    office = Office()
    office.person(PERSON)
    office.person("p0002", excluded=True)
    everything: dict[str, Any] = {
        "categories": frozenset({"news", "recruitment", "webmail", "work"}),
        "actions": frozenset(columns.ACTIONS),
    }
    every_event_column = tuple(
        name
        for name in columns.STORED
        if name not in {"day", "subject", "department", "bucket_us", "file", "new_name_hash", "detection", *PART}
    )
    office.active("work-time", columns=every_event_column, **everything)
    office.active("traffic", columns=SUMS, grain="quarter_hour", **everything)
    office.active("departure-group", columns=(), grain="day", **everything)
    office.active("departure-self", columns=every_event_column, **everything)
    office.active("leak", columns=(*LEAK, "new_name_hash"), grain="quarter_hour", **everything)
    office.consent(PERSON, "departure-self", "2026-01-01T00:00Z", "2027-01-01T00:00Z")
    office.more["registered_files"] = register("canary-file.docx", "canary-former.docx")
    return office


@pytest.fixture
def log() -> pl.DataFrame:
    """The canary in every kind of line: admitted to each purpose, and refused by each gate."""
    actions = [
        line(category=name, action=action, **CANARY)
        for name in ("news", "recruitment", "webmail")
        for action in columns.ACTIONS
    ]
    refused = [
        line("2026-09-01T20:00+08:00", **CANARY),
        line(category="health", site="canary-clinic", **CANARY),
        line(category=None, site=None, **CANARY),
        line(ownership="personal", **CANARY),
        line(person=None, **CANARY),
        line(person=1, **CANARY),
        line(category="sports", site="canary-sports", **CANARY),
    ]  # fmt: skip
    return batch(*actions, *refused)


def everything_that_leaves(admission: gate.Admission) -> bytes:
    """All frames as files and as text, and what a programmer would print."""
    out = io.BytesIO()
    for frame in (admission.refusals, *(one.frame for one in admission.admitted)):
        frame.write_ipc(out)
        frame.write_ndjson(out)
        frame.write_parquet(out, compression="uncompressed")
    return out.getvalue() + repr(admission).encode()


@pytest.mark.parametrize("site", [pl.String(), pl.Enum(["news-site", "canary-clinic", "canary-sports"])])
def test_no_byte_of_identity_or_content_leaves_the_gate(office: Office, log: pl.DataFrame, site: pl.DataType) -> None:
    admission = gate.admit(log.with_columns(pl.col("site").cast(site)), office.policy())
    assert all(one.frame.height for one in admission.admitted), "every purpose must have rows, or this proves nothing"
    assert admission.refusals["code"].n_unique() >= 7
    out = everything_that_leaves(admission).lower()
    words = [value.lower() for value in (*CANARY.values(), PERSON)]
    assert [word for word in (*words, "canary", "10.99") if word.encode() in out] == []


def test_no_byte_of_it_reaches_the_disk(office: Office, log: pl.DataFrame, tmp_path: Path) -> None:
    admission = gate.admit(log, office.policy())
    assert gate.store(admission, Lake(tmp_path), source="squid-1", start=0, end=10_000) > 0
    found = [path for path in tmp_path.rglob("*") if path.is_file() and b"canary" in path.read_bytes().lower()]
    assert found == []


def test_refusals_are_counts_without_person_department_or_category(office: Office, log: pl.DataFrame) -> None:
    refusals = gate.admit(log, office.policy()).refusals
    assert refusals.schema == {"day": pl.Date, "code": pl.String, "lines": pl.Int64, "bytes": pl.Int64}


def test_refusals_of_a_protected_visit_do_not_say_which(office: Office) -> None:
    policy = office.policy()
    clinic = gate.admit(batch(line(category="health", site="a-clinic")), policy)
    union = gate.admit(batch(line(category="union_legal", site="a-union")), policy)
    assert clinic.refusals.equals(union.refusals)


def test_errors_carry_no_content(office: Office, log: pl.DataFrame) -> None:
    with pytest.raises(FairwatchError) as caught:
        gate.admit(log.with_columns(keystrokes=pl.lit("canary")), office.policy())
    for language in ("zh", "en"):
        assert "canary" not in caught.value.message(language)


def test_a_subject_cannot_be_computed_without_the_key(office: Office, log: pl.DataFrame) -> None:
    """Equal ids under another key give other pseudonyms, so a list of all employees does not help."""
    policy = office.policy()
    subjects = {one.frame["subject"].first() for one in gate.admit(log, policy).admitted}
    assert len(subjects) == len(policy.purposes)
    stranger = office.active("work-time", key=b"guessed")
    assert stranger.pseudonym(PERSON) not in subjects
