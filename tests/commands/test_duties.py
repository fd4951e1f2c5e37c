"""``fairwatch duties``, ``compliance``, ``breach`` and ``recipient``: the periodic duties on the command line."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.commands.conftest import Office

from fairwatch.commands.breaches import Severity, Side
from fairwatch.governance.lawpack import SEVERITIES
from fairwatch.governance.notifications import CONTENTS, SIDES
from fairwatch.governance.records import ASSESSMENT_QUESTIONS
from fairwatch.pipeline.trial_officers import access_code

DIGEST = "ab" * 32
TODAY = dt.datetime.now(dt.UTC).date()


def file(tmp_path: Path, content: dict[str, Any]) -> Path:
    path = tmp_path / "filled-in.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return path


def kinds(office: Office, kind: str) -> list[dict[str, Any]]:
    return [duty for duty in office.run("duties", "--json").json() if duty["kind"] == kind]


def states(office: Office) -> dict[str, str]:
    return {row["id"]: row["state"] for row in office.run("purpose", "list", "--json").json()}


def review_file(office: Office, tmp_path: Path) -> Path:
    dpo, union = (access_code(office.root, role)[0] for role in ("dpo", "union"))
    answers = dict.fromkeys(ASSESSMENT_QUESTIONS, "answered anew")
    return file(
        tmp_path,
        {
            "effect": "the median fell by a tenth",
            "effect_met": True,
            "assessment": {"signed_by": dpo, "signed_on": TODAY, "residual_risk": "low", "answers": answers},
            "union_statement": "agreed",
            "keys": {"dpo": dpo, "union": union},
        },
    )


def test_the_words_of_the_commands_are_those_of_the_services() -> None:
    assert tuple(severity.value for severity in Severity) == SEVERITIES
    assert tuple(side.value for side in Side) == SIDES


def test_the_list_is_for_people_and_for_programs(office: Office) -> None:
    table = office.run("duties")
    assert table.code == 0
    assert "work-time" in table.out
    (review,) = [duty for duty in kinds(office, "review") if duty["about"] == "work-time"]
    assert not review["overdue"]
    assert dt.datetime.fromisoformat(review["due_at"]).tzinfo
    assert office.run("duties", "--days", "0", "--json").json() == []


def test_a_finding_stops_its_purpose_until_it_is_closed_and_reviewed(office: Office, tmp_path: Path) -> None:
    findings = [{"purpose": "work-time", "text": "the roster is wrong"}]
    record = {"audited_on": TODAY, "organisation": "Invented Auditors", "report_sha256": DIGEST, "findings": findings}
    audit = file(tmp_path, record)
    assert office.ask("dpo", "compliance", "audit", audit).code != 0
    done = office.ask("auditor", "compliance", "audit", audit)
    assert done.code == 0, done.err
    assert states(office)["work-time"] == "REVIEW"
    [finding] = kinds(office, "finding")
    review = review_file(office, tmp_path)
    refused = office.ask("dpo", "compliance", "review", "work-time", review)
    assert (refused.code, "E_FINDING_OPEN" in refused.err) == (3, True)
    close = ("compliance", "close-finding", finding["about"], "--remedy", "roster corrected")
    assert office.ask("auditor", *close).code == 0
    done = office.ask("dpo", "compliance", "review", "work-time", review)
    assert done.code == 0, done.err
    assert states(office)["work-time"] == "ACTIVE"


def test_a_purpose_is_put_under_review_and_its_evidence_withdrawn(office: Office) -> None:
    assert office.ask("union", "compliance", "open-review", "leak", "--why", "complaints").code == 0
    assert office.ask("dpo", "compliance", "withdraw-basis", "work-time", "--why", "rulebook repealed").code == 0
    assert {purpose: states(office)[purpose] for purpose in ("leak", "work-time")} == {
        "leak": "REVIEW",
        "work-time": "SUSPENDED",
    }


def test_r03_the_union_renews_the_collective_contract(office: Office) -> None:
    (contract,) = [duty for duty in kinds(office, "contract") if duty["about"] == "work-time"]
    longer = dt.datetime.fromisoformat(contract["due_at"]).date() + dt.timedelta(days=365)
    renew = ("compliance", "renew-contract", "work-time", "--contract", "CC-2", "--sha256", DIGEST, "--until", longer)
    assert office.ask("dpo", *renew).code != 0
    done = office.ask("union", *renew)
    assert done.code == 0, done.err
    (renewed,) = [duty for duty in kinds(office, "contract") if duty["about"] == "work-time"]
    assert renewed["due_at"] > contract["due_at"]


def test_r43_a_breach_from_detection_to_its_end(office: Office, tmp_path: Path) -> None:
    detected = dt.datetime.now(dt.UTC) - dt.timedelta(hours=3, minutes=30)
    opened = office.ask(
        "dpo", "breach", "open", "--detected", detected.isoformat(), "--severity", "larger", "--what", "a backup",
        "--purpose", "leak", "--json",
    )  # fmt: skip
    key = opened.json()["key"]
    assert dt.datetime.fromisoformat(opened.json()["authority"]) == detected + dt.timedelta(hours=4)
    assert states(office)["leak"] == "REVIEW"
    assert [duty["escalated"] for duty in kinds(office, "breach")] == [True, False]
    refused = office.ask("dpo", "breach", "sent", key, "--to", "authority")
    assert (refused.code, "E_BREACH_UNTOLD" in refused.err) == (3, True)
    facts = {name: f"[what is known of {name}]" for name in CONTENTS}
    assert office.ask("dpo", "breach", "describe", key, file(tmp_path, facts)).code == 0
    shown = office.ask("dpo", "breach", "notice", key, "--to", "persons").out
    assert facts["harm"] in shown
    assert "个人信息保护法" in shown
    for side in SIDES:
        assert office.ask("dpo", "breach", "sent", key, "--to", side).code == 0
    assert office.ask("dpo", "breach", "close", key, "--outcome", "keys replaced").code == 0
    assert kinds(office, "breach") == []


@pytest.mark.parametrize("moment", ["yesterday", "2026-09-01T08:00"])
def test_a_moment_without_its_offset_is_an_error(office: Office, moment: str) -> None:
    done = office.ask("dpo", "breach", "open", "--detected", moment, "--severity", "general", "--what", "x")
    assert (done.code, "UTC offset" in done.err) == (1, True)


def test_r34_ingest_refuses_where_the_data_may_not_be(office: Office) -> None:
    refused = office.run("ingest", office.log, FAIRWATCH_REGION="US")
    assert (refused.code, "E_TRANSFER" in refused.err) == (3, True)
    assert office.run("ingest", office.log, FAIRWATCH_REGION="CN").code == 0


def test_r34_a_recipient_is_registered_consented_to_and_ended(office: Office, tmp_path: Path) -> None:
    assert "no data leave" in office.run("recipient", "list").out
    papers = dict.fromkeys(("contract_sha256", "notice_sha256", "consent_sha256", "route_sha256"), DIGEST)
    record = {
        "key": "host",
        "name": "Invented Host",
        "kind": "processor",
        "territory": "US",
        "purposes": ["work-time"],
        "until": TODAY + dt.timedelta(days=100),
        **papers,
    }
    refused = office.ask("dpo", "recipient", "register", file(tmp_path, record))
    assert (refused.code, "E_TRANSFER" in refused.err) == (3, True)
    complete = file(tmp_path, record | {"route": "standard_contract"})
    assert office.ask("dpo", "recipient", "register", complete).code == 0
    assert json.loads(office.run("recipient", "list", "--json").out)[0]["territory"] == "US"
    code = office.run("access", "enrol", "p0002").out.splitlines()[0].split()[-1]
    for command in ("consent", "withdraw"):
        own = office.run("recipient", command, "host", FAIRWATCH_AS="p0002", FAIRWATCH_ACCESS_CODE=code)
        assert own.code == 0, own.err
    assert office.ask("dpo", "recipient", "end", "host").code == 0
    assert office.run("recipient", "list", "--json").json() == []
