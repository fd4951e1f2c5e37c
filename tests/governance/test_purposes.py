"""Purposes by dossier: the whole procedure in one file, through every guard."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.governance.sample import DIGEST, NOW, dossier

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance.models import (
    AuditEntry,
    Person,
    PseudonymKey,
    Purpose,
    PurposeVersion,
    RoleGrant,
    State,
    StateChange,
)
from fairwatch.governance.scope import templates
from fairwatch.governance.services import audit, laws, purposes, timers
from fairwatch.governance.services.snapshot import compile_snapshot

Activate = Callable[..., None]
Write = Callable[[str, str], Path]
DAY = dt.timedelta(days=1)


def test_r01_r26_nothing_is_active_at_install(law: None) -> None:
    assert {listing.id: listing.state for listing in purposes.catalogue(NOW)} == dict.fromkeys(templates(), "OFF")
    with pytest.raises(Refused, match="E_PURPOSE_INACTIVE"):
        compile_snapshot(NOW).purpose("departure-group")


def test_a_complete_dossier_activates_and_every_step_is_on_record(organisation: None, activate: Activate) -> None:
    activate("work-time")
    listing = {row.id: row for row in purposes.catalogue(NOW)}["work-time"]
    assert (listing.state, listing.version) == ("ACTIVE", 1)
    assert list(StateChange.objects.order_by("pk").values_list("source", "target")) == [
        ("DRAFT", "PIA"),
        ("PIA", "CONSULTATION"),
        ("CONSULTATION", "NOTICE"),
        ("NOTICE", "ACTIVE"),
    ]
    done = AuditEntry.objects.filter(purpose="work-time").values_list("action", flat=True)
    assert {"submit purpose", "sign assessment", "turn dpo key", "turn union key", "activate purpose"} <= set(done)
    assert audit.verify().first_bad is None


REFUSALS: dict[str, tuple[str, dict[str, Any], str]] = {
    "r02 basis the purpose may not rest on": ("work-time", {"basis__kind": "consent"}, "E_BASIS_UNPROVEN"),
    "r02 hr rules without the rulebook's hash": (
        "work-time",
        {"basis__rulebook": {"sha256": "unknown", "published_on": dt.date(2026, 7, 6)}},
        "E_BASIS_UNPROVEN",
    ),
    "r02 statute without evidence": ("traffic", {"basis": {"kind": "statute"}}, "E_BASIS_UNPROVEN"),
    "r03 individual without collective contract": (
        "work-time",
        {"basis__collective_contract": None},
        "E_DEMOCRATIC_PROCEDURE_MISSING",
    ),
    "r03 consultation of one week": (
        "work-time",
        {"consultation__closed_on": dt.date(2026, 6, 10)},
        "E_DEMOCRATIC_PROCEDURE_MISSING",
    ),
    "r03 union only negotiated about an individual purpose": (
        "work-time",
        {"consultation__union_result": "negotiated"},
        "E_DEMOCRATIC_PROCEDURE_MISSING",
    ),
    "r03 union objected": ("traffic", {"consultation__union_result": "objected"}, "E_DEMOCRATIC_PROCEDURE_MISSING"),
    "r03 represented by somebody of HR": (
        "work-time",
        {"consultation__represented_by": "p0003"},
        "E_DEMOCRATIC_PROCEDURE_MISSING",
    ),
    "r04 ends after more than a year": ("work-time", {"scope__until": dt.date(2027, 9, 30)}, "E_NECESSITY"),
    "r04 over before it begins": ("work-time", {"scope__until": dt.date(2026, 8, 30)}, "E_STATE"),
    "r06 signed by somebody who is no DPO": ("work-time", {"assessment__signed_by": "p0001"}, "E_PIA_MISSING"),
    "r06 high residual risk": ("work-time", {"assessment__residual_risk": "high"}, "E_PIA_MISSING"),
    "r06 signed after the consultation began": (
        "work-time",
        {"assessment__signed_on": dt.date(2026, 6, 9)},
        "E_STATE",
    ),
    "r08 published less than two weeks ago": (
        "work-time",
        {
            "publication__published_on": dt.date(2026, 8, 25),
            "keys__dpo__signed_on": dt.date(2026, 8, 26),
            "keys__union__signed_on": dt.date(2026, 8, 26),
        },
        "E_NOTICE_NOT_SERVED",
    ),
    "r26 the union has not agreed to the leaving tendency of groups": (
        "departure-group",
        {"consultation__union_result": "negotiated"},
        "E_LEAVING_OFF",
    ),
    "sponsor signs the assessment": ("work-time", {"sponsor__person": "p0004"}, "E_SELF_APPROVAL"),
    "sponsor holds the union's key": ("work-time", {"sponsor__person": "p0005"}, "E_SELF_APPROVAL"),
    "sponsor is a stranger": ("work-time", {"sponsor__person": "p9999"}, "E_STATE"),
    "key of somebody who is no DPO": ("work-time", {"keys__dpo__person": "p0003"}, "E_STATE"),
    "key of somebody who is not the union": ("work-time", {"keys__union__person": "p0003"}, "E_STATE"),
    "keys turned before publication": ("work-time", {"keys__dpo__signed_on": dt.date(2026, 7, 5)}, "E_STATE"),
    "key turned in the future": ("work-time", {"keys__dpo__signed_on": dt.date(2026, 9, 2)}, "E_STATE"),
    "submitted in the future": ("work-time", {"sponsor__submitted_on": dt.date(2026, 9, 9)}, "E_STATE"),
    "published before the consultation ended": (
        "work-time",
        {"publication__published_on": dt.date(2026, 7, 2)},
        "E_STATE",
    ),
    "r24 an app published in the future": (
        "violations",
        {"forbidden_apps": [{"site": "samplegame", "published_on": dt.date(2026, 9, 9)}]},
        "E_LIST_UNPUBLISHED",
    ),
}


@pytest.mark.parametrize(("purpose", "changes", "code"), REFUSALS.values(), ids=REFUSALS.keys())
def test_refused(organisation: None, activate: Activate, purpose: str, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused, match=code):
        activate(purpose, **changes)
    # All steps or none, and the refusal itself is in the log.
    assert not PurposeVersion.objects.exists()
    assert AuditEntry.objects.filter(outcome="refused", code=code, purpose=purpose).count() == 1
    assert {row.state for row in purposes.catalogue(NOW)} == {"OFF"}


def test_r03_a_group_purpose_passes_with_negotiation_and_answered_objections(
    organisation: None, activate: Activate
) -> None:
    answered = [{"objection": "too long", "reply": "shortened to 30 days"}]
    activate(
        "traffic",
        basis__collective_contract=None,
        consultation__union_result="negotiated",
        consultation__objections=answered,
    )
    assert compile_snapshot(NOW).purpose("traffic")


def test_r03_under_codetermination_negotiation_is_not_enough(organisation: None, activate: Activate) -> None:
    laws.adopt("eu", now=NOW)
    with pytest.raises(Refused, match="E_DEMOCRATIC_PROCEDURE_MISSING"):
        activate("traffic", consultation__union_result="negotiated")


def test_the_dpo_and_the_union_cannot_be_one_person_even_if_the_directory_says_so(
    organisation: None, activate: Activate
) -> None:
    RoleGrant.objects.create(person=Person.objects.get(key="p0004"), role="union")
    # Who was given both offices holds neither, so that not even their assessment counts.
    with pytest.raises(Refused, match=r"assessment\.signed_by"):
        activate("work-time", keys__union__person="p0004")


def test_r06_another_wording_is_a_new_version_and_the_old_one_ends(organisation: None, activate: Activate) -> None:
    activate("work-time")
    key = bytes(PseudonymKey.objects.get().key)
    activate("work-time", scope__rollup_days=7)
    assert list(PurposeVersion.objects.order_by("number").values_list("number", "state")) == [
        (1, "CLOSED"),
        (2, "ACTIVE"),
    ]
    live = compile_snapshot(NOW).purpose("work-time")
    assert (live.version, live.rollup_days) == (2, 7)
    assert live.key == key


def test_the_hash_of_the_wording_changes_with_every_field() -> None:
    template = templates()["work-time"]
    for field in dataclasses.fields(template):
        value = dt.date(2027, 1, 1) if field.name == "until" else "another"
        changed = dataclasses.replace(template, **{field.name: value})
        assert changed.hash != template.hash, field.name


def test_a_dossier_may_narrow_population_categories_retention_and_raise_the_group(
    organisation: None, activate: Activate
) -> None:
    activate(
        "work-time",
        scope__departments=["Sales"],
        scope__categories=["games", "shopping"],
        scope__rollup_days=10,
        scope__min_group=20,
    )
    live = compile_snapshot(NOW).purpose("work-time")
    assert live.departments == {"Sales"}
    assert live.categories == {"games", "shopping"}
    assert (live.rollup_days, live.min_group) == (10, 20)


@pytest.mark.parametrize(
    "change",
    [
        {"scope__categories": ["games", "recruitment"]},
        {"scope__categories": ["health"]},
        {"scope__rollup_days": 31},
        {"scope__min_group": 9},
        {"scope__time_zone": "Beijing"},
        {"scope__until": None},
        {"assessment__residual_risk": "none"},
        {"assessment__answers__extent": None},
        {"keys__union": None},
        {"forbidden_apps": [{"site": "samplegame", "published_on": dt.date(2026, 8, 1)}]},
        {"publication__published_on": "yesterday"},
    ],
    ids=str,
)
def test_a_dossier_that_is_wider_incomplete_or_misspelt_is_an_error_with_its_place(
    organisation: None, activate: Activate, change: dict[str, Any]
) -> None:
    with pytest.raises(ConfigError) as error:
        activate("work-time", **change)
    assert str(error.value.where).startswith("work-time.yaml")


def test_the_dossier_of_another_purpose_is_an_error(organisation: None, write: Write) -> None:
    path = write("leak.yaml", yaml.safe_dump(dossier("leak")))
    with pytest.raises(ConfigError, match="another purpose"):
        purposes.activate("work-time", path, "p0004", now=NOW)


@pytest.mark.parametrize("purpose", templates())
def test_the_blank_dossier_is_yaml_in_both_languages_and_must_be_filled_in(
    organisation: None, write: Write, purpose: str
) -> None:
    blank = purposes.dossier_template(purpose)
    assert templates()[purpose].title.zh in blank
    assert templates()[purpose].title.en in blank
    with pytest.raises(ConfigError, match="missing"):
        purposes.activate(purpose, write("d.yaml", blank), "p0004", now=NOW)


@pytest.mark.parametrize("purpose", templates())
def test_the_blank_dossier_has_exactly_the_keys_that_are_read(organisation: None, write: Write, purpose: str) -> None:
    blank = yaml.safe_load(purposes.dossier_template(purpose))
    filled = dossier(purpose)
    for section, values in filled.items():
        if isinstance(values, dict) and section != "basis":
            blank[section].update(values)
    blank["basis"] = filled["basis"]
    purposes.activate(purpose, write("d.yaml", yaml.safe_dump(blank, allow_unicode=True)), "p0004", now=NOW)
    assert compile_snapshot(NOW).purpose(purpose)


@pytest.mark.parametrize("by", ["p0004", "p0005"])
def test_dpo_and_union_can_each_stop_a_purpose_at_once(organisation: None, activate: Activate, by: str) -> None:
    activate("work-time")
    purposes.suspend("work-time", by=by, reason="complaint", now=NOW)
    assert compile_snapshot(NOW).purposes == ()
    assert StateChange.objects.get(target="SUSPENDED").reason == "complaint"


def test_nobody_else_can_stop_a_purpose(organisation: None, activate: Activate) -> None:
    activate("work-time")
    with pytest.raises(Refused, match="E_DISCLOSURE"):
        purposes.suspend("work-time", by="p0001", reason="dislike", now=NOW)
    assert compile_snapshot(NOW).purpose("work-time")


def test_what_is_not_active_cannot_be_stopped(organisation: None) -> None:
    with pytest.raises(Refused, match="E_PURPOSE_INACTIVE"):
        purposes.suspend("work-time", by="p0004", reason="complaint", now=NOW)


def test_r47_after_its_last_day_a_purpose_expires_and_is_purged(organisation: None, activate: Activate) -> None:
    activate("work-time", scope__until=dt.date(2026, 12, 31))
    after = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    assert {row.id: row.state for row in purposes.catalogue(after)}["work-time"] == "EXPIRED"
    assert timers.run(after - DAY) == []
    assert [moved.reason for moved in timers.run(after)] == ["sunset"]
    assert PurposeVersion.objects.get().state == State.PURGING


def test_r22_everybody_may_read_the_register(organisation: None, activate: Activate) -> None:
    activate("leak")
    listing = {row.id: row for row in purposes.catalogue(NOW)}["leak"]
    assert listing.scope_hash == PurposeVersion.objects.get().scope_hash
    assert listing.active_until == dt.datetime(2027, 3, 31, 16, tzinfo=dt.UTC)


def test_an_unknown_purpose_is_an_error(law: None, write: Write) -> None:
    for attempt in (
        lambda: purposes.dossier_template("gossip"),
        lambda: purposes.activate("gossip", write("d.yaml", "purpose: gossip"), "p0004", now=NOW),
    ):
        with pytest.raises(ConfigError):
            attempt()
    assert not Purpose.objects.exists()


def test_evidence_is_named_by_its_hash(organisation: None, activate: Activate) -> None:
    activate("leak")
    assert PurposeVersion.objects.get().basis.documents == [{"title": "rulebook", "sha256": DIGEST}]
