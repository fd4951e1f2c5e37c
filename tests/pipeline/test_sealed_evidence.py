"""Opening sealed lines: in a case, by its investigator, with both officers; its person and window, and nothing else."""

from __future__ import annotations

import datetime as dt
import json
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from tests.pipeline.test_sealed_ingest import everything
from tests.sealed_office import SECURITY_LOG, SealedOffice, open_a_case
from tests.trial_organisation import EVENING, START

from fairwatch.errors import Refused
from fairwatch.pipeline import evidence, vaults
from fairwatch.pipeline.vault_check import check
from fairwatch.sealing import Halves, Request, SealingError
from fairwatch.viewer import Viewer

SECOND = START + dt.timedelta(days=1)
WHOLE = (START, SECOND)
DAY = dt.timedelta(days=1)
SUBJECT = "p0020"


def opened(office: SealedOffice, case: str, out: Path, now: dt.datetime = EVENING) -> bytes:
    """The three steps."""
    viewer = office.viewer("analyst")
    asked = evidence.request(office.installation, case, viewer, now=now)
    evidence.open_case(office.installation, case, viewer, office.halves(asked), out, now=now)
    return out.read_bytes()


def actions(prefix: str = "case ") -> list[str]:
    from fairwatch.governance.models import AuditEntry

    rows = AuditEntry.objects.filter(action__startswith=prefix, outcome__in=("done", "released")).order_by("index")
    return [action.split(": ")[1] for action in rows.values_list("action", flat=True)]


def test_r35_the_case_opens_its_persons_lines_in_its_window(sealed: SealedOffice, tmp_path: Path) -> None:
    lines = everything(sealed)
    case = open_a_case(sealed, SUBJECT, WHOLE, now=EVENING)
    assert opened(sealed, case, tmp_path / "lines") == lines[SUBJECT, START] + lines[SUBJECT, SECOND]
    assert stat.S_IMODE((tmp_path / "lines").stat().st_mode) == 0o600
    short = open_a_case(sealed, SUBJECT, (SECOND, SECOND), now=EVENING)
    assert opened(sealed, short, tmp_path / "second") == lines[SUBJECT, SECOND]


def test_r35_whatever_the_halves_open_only_the_cases_person_and_days_come_out(sealed: SealedOffice, tmp_path) -> None:
    """Both officers were generous: halves for everybody, on both days."""
    lines = everything(sealed)
    case = open_a_case(sealed, SUBJECT, (SECOND, SECOND), now=EVENING)
    vault = vaults.vault_of(sealed.installation, EVENING)
    purpose = sealed.installation.policy(EVENING).purpose(SECURITY_LOG)
    everybody = [purpose.pseudonym(person) for person, _ in lines]
    halves = sealed.halves(Request(case, tuple(lock for day in WHOLE for lock in vault.locks(day, everybody))))
    evidence.open_case(sealed.installation, case, sealed.viewer("analyst"), halves, tmp_path / "out", now=EVENING)
    assert (tmp_path / "out").read_bytes() == lines[SUBJECT, SECOND]


def test_the_request_names_nobody_and_holds_no_line(sealed: SealedOffice) -> None:
    case = open_a_case(sealed, SUBJECT, WHOLE, now=EVENING)
    asked = evidence.request(sealed.installation, case, sealed.viewer("analyst"), now=EVENING)
    assert (asked.case, asked.days) == (case, WHOLE)
    written = asked.to_bytes()
    assert SUBJECT.encode() not in written
    assert {subject for lock in json.loads(written)["locks"] for subject in lock["subjects"]} == set(asked.subjects)


def test_r35_without_an_open_case_nothing_is_even_asked_for(sealed: SealedOffice) -> None:
    from fairwatch.governance.services import cases

    analyst, before = sealed.viewer("analyst"), len(actions())
    case = open_a_case(sealed, SUBJECT, WHOLE, now=EVENING)
    cases.close(case, by=analyst.person, outcome="nothing found", now=EVENING)
    with pytest.raises(Refused, match="E_NO_CASE"):
        evidence.request(sealed.installation, case, analyst, now=EVENING)
    assert "request sealed evidence" not in actions()[before:]


@pytest.mark.parametrize("role", ["dpo", "union", "hr", "manager"])
def test_r35_nobody_but_the_investigator_opens_it(sealed: SealedOffice, tmp_path: Path, role: str) -> None:
    case = open_a_case(sealed, SUBJECT, WHOLE, now=EVENING)
    halves = sealed.halves(evidence.request(sealed.installation, case, sealed.viewer("analyst"), now=EVENING))
    for viewer in (sealed.viewer(role), Viewer(sealed.people[role], "analyst")):
        with pytest.raises(Refused, match="E_NO_CASE"):
            evidence.open_case(sealed.installation, case, viewer, halves, tmp_path / "out", now=EVENING)
    assert not (tmp_path / "out").exists()


def test_r35_a_case_about_something_else_opens_no_sealed_line(sealed: SealedOffice) -> None:
    case = open_a_case(sealed, SUBJECT, WHOLE, fields={"leak": ["category"]}, now=EVENING)
    with pytest.raises(Refused, match="E_NO_CASE"):
        evidence.request(sealed.installation, case, sealed.viewer("analyst"), now=EVENING)


def test_halves_of_one_case_open_nothing_in_another(sealed: SealedOffice, tmp_path: Path) -> None:
    analyst = sealed.viewer("analyst")
    one, other = (open_a_case(sealed, person, WHOLE, now=EVENING) for person in (SUBJECT, "p0022"))
    halves = sealed.halves(evidence.request(sealed.installation, one, analyst, now=EVENING))
    found = evidence.open_case(sealed.installation, other, analyst, halves, tmp_path / "out", now=EVENING)
    assert (found.lines, (tmp_path / "out").read_bytes()) == (0, b"")


def test_one_officer_with_a_second_key_of_their_own_opens_nothing(sealed: SealedOffice, tmp_path: Path) -> None:
    case = open_a_case(sealed, SUBJECT, WHOLE, now=EVENING)
    asked = evidence.request(sealed.installation, case, sealed.viewer("analyst"), now=EVENING)
    with pytest.raises(SealingError, match="neither of the two officers"):
        asked.half(X25519PrivateKey.generate())
    with pytest.raises(SealingError, match="two different officers"):
        Halves(asked.half(sealed.dpo), asked.half(sealed.dpo))


def test_r41_it_is_in_the_audit_chain_before_a_line_is_decrypted(sealed: SealedOffice, tmp_path, monkeypatch) -> None:
    from fairwatch.governance.services.audit import AuditLog
    from fairwatch.sealing import Vault

    case = open_a_case(sealed, SUBJECT, WHOLE, now=EVENING)
    halves = sealed.halves(evidence.request(sealed.installation, case, sealed.viewer("analyst"), now=EVENING))
    seen: list[list[str]] = []
    original = Vault.open

    def open_and_note(vault, *arguments, **more):
        seen.append(actions())
        return original(vault, *arguments, **more)

    def is_down(*_: object) -> None:
        raise Refused("E_LOG_DOWN")

    monkeypatch.setattr(Vault, "open", open_and_note)
    with monkeypatch.context() as patch:
        patch.setattr(AuditLog, "record", is_down)
        with pytest.raises(Refused, match="E_LOG_DOWN"):
            evidence.open_case(
                sealed.installation, case, sealed.viewer("analyst"), halves, tmp_path / "out", now=EVENING
            )
    assert (seen, (tmp_path / "out").exists()) == ([], False)
    evidence.open_case(sealed.installation, case, sealed.viewer("analyst"), halves, tmp_path / "out", now=EVENING)
    assert all(done[-1] == "open sealed evidence" for done in seen)
    assert len(seen) == 2


def test_r41_the_person_sees_the_access_once_they_may_know_of_the_case(sealed: SealedOffice, tmp_path: Path) -> None:
    from fairwatch.governance.services import cases, own_records

    case = open_a_case(sealed, SUBJECT, WHOLE, now=EVENING)
    opened(sealed, case, tmp_path / "lines")
    before = {entry["action"] for entry in own_records.access_log(SUBJECT, EVENING)}
    assert not any("sealed evidence" in action for action in before)
    cases.close(case, by=sealed.people["analyst"], outcome="nothing found", now=EVENING)
    cases.tell_subject(case, by=sealed.people["dpo"], now=EVENING)
    after = own_records.access_log(SUBJECT, EVENING)
    for what in ("request sealed evidence", "open sealed evidence"):
        (entry,) = [entry for entry in after if entry["action"] == f"case {case}: {what}"]
        assert (entry["who"], entry["about_me"], entry["purpose"]) == (sealed.people["analyst"], True, SECURITY_LOG)


def test_r37_what_the_person_disputes_or_restricts_is_not_opened(sealed: SealedOffice, tmp_path: Path) -> None:
    from fairwatch.governance.services import disputes, rights

    lines = everything(sealed)
    case = open_a_case(sealed, SUBJECT, WHOLE, now=EVENING)
    disputes.open_(SUBJECT, SECURITY_LOG, "not me", by=SUBJECT, day=START, now=EVENING)
    assert opened(sealed, case, tmp_path / "lines") == lines[SUBJECT, SECOND]
    rights.receive(SUBJECT, "restrict", by=SUBJECT, purpose=SECURITY_LOG, now=EVENING)
    with pytest.raises(Refused, match="E_DISPUTED"):
        evidence.request(sealed.installation, case, sealed.viewer("analyst"), now=EVENING)


def test_a_window_without_lines_is_said_so(sealed: SealedOffice) -> None:
    days = (START - 5 * DAY, START - 4 * DAY)
    case = open_a_case(sealed, SUBJECT, days, now=EVENING)
    with pytest.raises(SealingError, match="nothing of this case's window"):
        evidence.request(sealed.installation, case, sealed.viewer("analyst"), now=EVENING)


def test_a_day_that_differs_from_the_audit_chain_is_not_opened(sealed: SealedOffice, tmp_path: Path) -> None:
    """The last chunk was cut off, then one was added past the chain; each time the vault itself looks whole."""
    vault = vaults.vault_of(sealed.installation, EVENING)
    (head,) = [one.head for one in vault.receipts(START)]
    case = open_a_case(sealed, SUBJECT, WHOLE, now=EVENING)
    halves = sealed.halves(evidence.request(sealed.installation, case, sealed.viewer("analyst"), now=EVENING))
    officers = (sealed.dpo.public_key(), sealed.union.public_key())
    pseudonym = sealed.installation.policy(EVENING).purpose(SECURITY_LOG).pseudonym(SUBJECT)
    vault.append(START, {pseudonym: b"made up\n"}, officers=officers, source="x", start=0, end=9)
    assert check(sealed.installation, EVENING).faults[0].what.en.startswith("chunks are not in the audit chain")
    with pytest.raises(SealingError, match="do not agree"):
        evidence.open_case(sealed.installation, case, sealed.viewer("analyst"), halves, tmp_path / "out", now=EVENING)
    for number in (1, 2):
        for suffix in ("chunk", "key"):
            (vault.folder / str(START) / f"00000{number}.{suffix}").unlink()
    vault = vaults.vault_of(sealed.installation, EVENING)
    vault.append(START, {pseudonym: b"made up\n"}, officers=officers, source="x", start=0, end=9)
    assert vault.verify(START).head != head
    assert (
        check(sealed.installation, EVENING).faults[0].what.en == "it differs from the audit chain: cut off or replaced"
    )
    with pytest.raises(SealingError, match="do not agree"):
        evidence.open_case(sealed.installation, case, sealed.viewer("analyst"), halves, tmp_path / "out", now=EVENING)
    assert not (tmp_path / "out").exists()


def test_a_missing_day_and_a_strangers_key_are_found(sealed: SealedOffice) -> None:
    import shutil

    vault = vaults.vault_of(sealed.installation, EVENING)
    assert check(sealed.installation, EVENING).faults == ()
    intruders = (X25519PrivateKey.generate().public_key(), sealed.union.public_key())
    vault.append(START, {"a" * 32: b"x\n"}, officers=intruders, source="x", start=0, end=9)
    shutil.rmtree(vault.folder / str(SECOND))
    found = {(fault.day, fault.what.en) for fault in check(sealed.installation, EVENING).faults}
    assert (START, "it is sealed for a key that was never registered") in found
    assert (SECOND, "the audit chain knows this day, and the vault does not hold it any more") in found


def test_a_failed_opening_leaves_no_file(sealed: SealedOffice, tmp_path: Path, monkeypatch) -> None:
    """Not even a part of one, when the disk fails in the middle."""
    case = open_a_case(sealed, SUBJECT, WHOLE, now=EVENING)
    halves = sealed.halves(evidence.request(sealed.installation, case, sealed.viewer("analyst"), now=EVENING))
    chunk = vaults.folder(sealed.installation) / str(SECOND) / "000001.chunk"
    whole = chunk.read_bytes()
    chunk.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(SealingError, match="damaged"):
        evidence.open_case(sealed.installation, case, sealed.viewer("analyst"), halves, tmp_path / "out", now=EVENING)
    assert [path.name for path in tmp_path.iterdir() if "out" in path.name] == []
