"""Nothing goes to a third party or abroad without contract, notice, separate consent and route (R34)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.governance.sample import DIGEST, NOW
from tests.governance.test_snapshot import notice

from fairwatch import workspace
from fairwatch.errors import ConfigError, Refused
from fairwatch.governance.models import AuditEntry, Recipient
from fairwatch.governance.services import evidence_pack, laws, notices, transfers
from fairwatch.governance.services.snapshot import compile_snapshot
from fairwatch.governance.services.transfers import RecipientRecord
from fairwatch.viewer import Viewer

Activate = Callable[..., None]
Write = Callable[[str, str], Path]
DPO, PERSON = "p0004", "p0002"
DAY = dt.timedelta(days=1)

LAWYER = RecipientRecord(
    key="law-firm",
    name="Invented Law Firm",
    kind="processor",
    territory="CN",
    purposes=("work-time",),
    contract_sha256=DIGEST,
    notice_sha256=DIGEST,
    until=dt.date(2026, 12, 31),
)
ABROAD = dataclasses.replace(
    LAWYER, key="host", territory="US", consent_sha256=DIGEST, route="standard_contract", route_sha256=DIGEST
)


def register(record: RecipientRecord = LAWYER, **changes: Any) -> None:
    transfers.register(dataclasses.replace(record, **changes), by=DPO, now=NOW)


def may_have(key: str, *people: str, purpose: str = "work-time", now: dt.datetime = NOW) -> bool:
    try:
        transfers.check(key, {purpose}, people, now=now)
    except Refused as refusal:
        if refusal.code != "E_TRANSFER":
            raise
        return False
    return True


def test_r34_who_is_not_registered_gets_nothing(organisation: None) -> None:
    assert not may_have("law-firm", PERSON)
    register()
    assert may_have("law-firm", PERSON)


def test_r34_a_recipient_gets_what_its_contract_is_about_and_while_it_lasts(organisation: None) -> None:
    register()
    assert not may_have("law-firm", PERSON, purpose="leak")
    assert may_have("law-firm", PERSON, now=dt.datetime(2026, 12, 31, 23, tzinfo=dt.UTC))
    assert not may_have("law-firm", PERSON, now=dt.datetime(2027, 1, 1, tzinfo=dt.UTC))
    transfers.end("law-firm", by=DPO, now=NOW + DAY)
    assert not may_have("law-firm", PERSON, now=NOW + DAY)


@pytest.mark.parametrize("missing", ["consent_sha256", "route", "route_sha256"])
def test_r34_abroad_no_paper_may_be_missing(organisation: None, missing: str) -> None:
    with pytest.raises(Refused) as refusal:
        register(ABROAD, **{missing: ""})
    assert refusal.value.code == "E_TRANSFER"
    assert missing in str(refusal.value.where)
    register(ABROAD)


def test_r34_another_handler_needs_the_form_of_the_consent_even_at_home(organisation: None) -> None:
    with pytest.raises(Refused, match="E_TRANSFER"):
        register(kind="handler")
    register(kind="handler", consent_sha256=DIGEST)


def test_r34_separate_consent_is_everybodys_own(organisation: None) -> None:
    register(ABROAD)
    assert not may_have("host", PERSON)
    transfers.consent("host", by=PERSON, now=NOW)
    transfers.consent("host", by=PERSON, now=NOW)
    assert may_have("host", PERSON)
    assert not may_have("host", PERSON, "p0001")
    transfers.withdraw_consent("host", by=PERSON, now=NOW)
    assert not may_have("host", PERSON)


def test_r34_consent_to_one_recipient_is_none_to_another(organisation: None) -> None:
    register(ABROAD)
    register(ABROAD, key="another")
    transfers.consent("host", by=PERSON, now=NOW)
    assert not may_have("another", PERSON)


def test_r34_an_evidence_pack_goes_to_registered_recipients_only(
    organisation: None, activate: Activate, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.create(tmp_path / "office", "cn")
    monkeypatch.setenv("FAIRWATCH_WORKSPACE", str(tmp_path / "office"))
    activate("work-time")
    notices.import_notices(write("n.csv", notice(PERSON, "work-time", "2026-08-01", "2026-08-03")), now=NOW)

    def build(viewer: Viewer) -> Path:
        return evidence_pack.build(PERSON, viewer, tmp_path / "pack.zip", recipient="law-firm", now=NOW)

    with pytest.raises(Refused, match="E_TRANSFER"):
        build(Viewer(DPO, "dpo"))
    assert not (tmp_path / "pack.zip").exists()
    register()
    assert build(Viewer(DPO, "dpo")).exists()


def test_r34_with_a_region_abroad_nothing_is_in_force_and_nothing_is_written(
    organisation: None, activate: Activate, monkeypatch: pytest.MonkeyPatch
) -> None:
    activate("work-time")
    monkeypatch.setenv("FAIRWATCH_REGION", "US")
    with pytest.raises(Refused, match="E_TRANSFER"):
        transfers.check_places(NOW)
    assert compile_snapshot(NOW).purposes == ()
    with pytest.raises(Refused, match="E_TRANSFER"):
        activate("leak")
    monkeypatch.setenv("FAIRWATCH_REGION", "CN")
    transfers.check_places(NOW)
    assert compile_snapshot(NOW).purpose("work-time")


def test_r34_unless_its_host_has_everything_and_everybody_who_is_observed_consented(
    organisation: None, activate: Activate, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    activate("work-time")
    notices.import_notices(write("n.csv", notice(PERSON, "work-time", "2026-08-01", "2026-08-03")), now=NOW)
    monkeypatch.setenv("FAIRWATCH_REGION", "US")
    register(ABROAD)
    assert compile_snapshot(NOW).purposes == ()
    transfers.consent("host", by=PERSON, now=NOW)
    assert compile_snapshot(NOW).purpose("work-time")
    monkeypatch.setenv("FAIRWATCH_REGION", "SG")
    assert compile_snapshot(NOW).purposes == ()


def test_r34_no_row_goes_to_an_engine_abroad_without_its_papers(
    organisation: None, activate: Activate, monkeypatch: pytest.MonkeyPatch
) -> None:
    activate("work-time")
    with pytest.raises(Refused, match="E_TRANSFER"):
        transfers.check_engine(["spark.example.com"], NOW)
    assert AuditEntry.objects.order_by("-index").values_list("action", "code").first() == ("use engine", "E_TRANSFER")
    monkeypatch.setenv("FAIRWATCH_ENGINE_REGION", "US")
    with pytest.raises(Refused, match="E_TRANSFER"):
        transfers.check_engine(["spark.example.com"], NOW)
    register(ABROAD)
    transfers.check_engine(["spark.example.com"], NOW)
    monkeypatch.setenv("FAIRWATCH_ENGINE_REGION", "CN")
    transfers.check_engine(["spark.example.com", "spark.lan"], NOW)


def test_r34_adopting_another_law_moves_no_data(organisation: None, monkeypatch: pytest.MonkeyPatch) -> None:
    laws.adopt("eu", now=NOW)
    assert transfers.home() == "CN"
    monkeypatch.setenv("FAIRWATCH_REGION", "DE")
    with pytest.raises(Refused, match="E_TRANSFER"):
        transfers.check_places(NOW)


@pytest.mark.django_db
def test_a_workspace_made_under_the_european_pack_is_at_home_there(monkeypatch: pytest.MonkeyPatch) -> None:
    laws.adopt("eu", now=NOW)
    monkeypatch.setenv("FAIRWATCH_REGION", "DE")
    transfers.check_places(NOW)


def test_only_officers_register_and_end_and_never_twice(organisation: None) -> None:
    with pytest.raises(Refused, match="E_DISCLOSURE"):
        transfers.register(LAWYER, by="p0001", now=NOW)
    register()
    with pytest.raises(Refused, match="E_DISCLOSURE"):
        transfers.end("law-firm", by="p0001", now=NOW)
    with pytest.raises(Refused, match="E_TRANSFER"):
        register()
    assert [row.key for row in transfers.running(NOW)] == ["law-firm"]


def test_a_recipient_stays_on_record(organisation: None) -> None:
    register()
    with pytest.raises(Refused, match="E_LEGAL_HOLD"):
        Recipient.objects.all().delete()


def test_the_file_says_what_the_record_says(write: Write) -> None:
    filled = dataclasses.asdict(ABROAD) | {"purposes": list(ABROAD.purposes)}
    assert transfers.read(write("r.yaml", yaml.safe_dump(filled))) == ABROAD
    for wrong in ({"contract_sha256": "signed"}, {"kind": "friend"}, {"purposes": ["gossip"]}, {"rout": "x"}):
        with pytest.raises(ConfigError) as error:
            transfers.read(write("r.yaml", yaml.safe_dump(filled | wrong)))
        assert str(error.value.where).startswith("r.yaml:")
