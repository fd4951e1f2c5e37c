"""Which law pack is in force, and what may enter the line of packs (R46)."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.gate.offices import batches
from tests.governance.ground import laid
from tests.governance.law_files import PUBLIC, overlay, overlay_text, signed_file
from tests.governance.sample import NOW

from fairwatch import gate
from fairwatch.errors import ConfigError, Refused
from fairwatch.governance import law_trust, lawpack
from fairwatch.governance.models import AuditEntry, LawAdoption, PurposeVersion
from fairwatch.governance.services import consents, laws, notices, publishers
from fairwatch.governance.services.snapshot import compile_snapshot
from fairwatch.policy import PolicySnapshot
from fairwatch.viewer import Viewer

DPO, UNION = Viewer("p0004", "dpo"), Viewer("p0005", "union")
NEXT_MONTH = dt.datetime(2026, 9, 30, 16, tzinfo=dt.UTC)
"""The first instant of October in Shanghai."""


@laid()
def trusted(organisation: None) -> None:
    """DPO and union believe the invented publisher."""
    for viewer in (DPO, UNION):
        publishers.trust(PUBLIC, "Invented Publishers", viewer, now=NOW)


@pytest.mark.django_db
def test_adopting_the_same_pack_again_changes_nothing() -> None:
    laws.adopt("cn", now=NOW)
    laws.adopt("cn", now=NOW + dt.timedelta(days=1))
    assert LawAdoption.objects.count() == AuditEntry.objects.count() == 1
    assert laws.begun_at() == NOW


@pytest.mark.django_db
def test_a_pack_is_in_force_as_it_was_adopted_even_if_the_program_brings_another() -> None:
    laws.adopt("cn", now=NOW)
    row = LawAdoption.objects.get()
    row.values["limits.notice_days"] = 21
    row.save()
    assert laws.current(NOW).limits.notice_days == 21


@pytest.mark.django_db
def test_a_workspace_cannot_begin_under_a_pack_that_is_not_in_force_yet() -> None:
    with pytest.raises(ConfigError):
        laws.adopt("cn", now=dt.datetime(2025, 12, 31, tzinfo=dt.UTC))
    assert laws.adopt("cn", now=dt.datetime(2025, 12, 31, 16, tzinfo=dt.UTC)).law == "cn"


@pytest.mark.django_db
def test_a_pack_of_the_program_that_was_edited_on_this_machine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    edited = overlay({"limits.min_group": 12}, law="cn", version="2026.1")
    monkeypatch.setattr(lawpack, "load", lambda _: edited)
    with pytest.raises(ConfigError, match=r"hashes\.tsv"):
        laws.adopt("cn", now=NOW)
    assert not LawAdoption.objects.exists()


def test_r46_no_looser_pack_while_a_purpose_is_live(organisation: None, activate: Callable[..., None]) -> None:
    laws.adopt("eu", now=NOW)
    activate("work-time")
    with pytest.raises(Refused) as refusal:
        laws.adopt("cn", now=NOW)
    assert refusal.value.code == "E_PACK_LOOSENS"
    assert "limits.tolerance_minutes" in str(refusal.value.where)
    assert "work-time" in str(refusal.value.where)
    assert laws.current(NOW).law == "eu"


@pytest.mark.parametrize("state", ["PIA", "CONSULTATION", "NOTICE", "ACTIVE", "SUSPENDED", "EXPIRED", "PURGING"])
def test_r46_whatever_rests_on_an_approval_must_be_a_draft_again(
    organisation: None, activate: Callable[..., None], state: str
) -> None:
    laws.adopt("eu", now=NOW)
    activate("work-time")
    PurposeVersion.objects.update(state=state)
    with pytest.raises(Refused, match="E_PACK_LOOSENS"):
        laws.adopt("cn", now=NOW)
    PurposeVersion.objects.update(state="DRAFT")
    assert laws.adopt("cn", now=NOW).law == laws.current(NOW).law == "cn"


def test_r46_a_purpose_that_the_loosened_field_is_not_about_may_stay(
    organisation: None, activate: Callable[..., None], trusted: None, tmp_path: Path
) -> None:
    laws.adopt_file(signed_file(tmp_path, {"retention.rollup_days.leak": 20}), DPO, now=NOW)
    activate("work-time")
    laws.adopt_file(signed_file(tmp_path, {"retention.rollup_days.leak": 30}, version="2"), DPO, now=NOW)
    assert laws.current(NOW).number("retention.rollup_days.leak") == 30
    activate("leak")
    with pytest.raises(Refused, match="E_PACK_LOOSENS"):
        laws.adopt_file(signed_file(tmp_path, {"retention.rollup_days.leak": 40}, version="3"), DPO, now=NOW)


def test_r46_a_tighter_pack_is_obeyed_at_once_by_what_is_live(
    organisation: None, activate: Callable[..., None]
) -> None:
    activate("work-time")
    laws.adopt("eu", now=NOW)
    live = compile_snapshot(NOW).purpose("work-time")
    assert live.rollup_days == 14
    assert "stocks" not in live.categories


def test_r46_a_pack_adopted_ahead_takes_force_on_its_day_by_itself(
    organisation: None, activate: Callable[..., None], trusted: None, tmp_path: Path
) -> None:
    activate("work-time")
    laws.adopt_file(signed_file(tmp_path, {"retention.rollup_days.work-time": 7}, effective="2026-10-01"), DPO, now=NOW)
    before, after = (compile_snapshot(NEXT_MONTH + dt.timedelta(seconds=step)) for step in (-1, 0))
    assert [one.purpose("work-time").rollup_days for one in (before, after)] == [30, 7]
    assert [one.limits.law for one in (before, after)] == ["cn", "acme"]
    assert before.hash != after.hash
    assert [one.state for one in laws.adoptions(NOW)] == ["in force", "to come"]
    assert [one.state for one in laws.adoptions(NEXT_MONTH)] == ["past", "in force"]


def test_r46_nothing_is_loosened_ahead_because_nobody_knows_what_will_be_live(trusted: None, tmp_path: Path) -> None:
    laws.adopt_file(signed_file(tmp_path, {"limits.min_group": 20}), DPO, now=NOW)
    ahead = signed_file(tmp_path, {"limits.min_group": 15}, version="2", effective="2026-10-01")
    with pytest.raises(Refused, match="E_PACK_LOOSENS"):
        laws.adopt_file(ahead, DPO, now=NOW)
    assert laws.adopt_file(ahead, DPO, now=NEXT_MONTH).limits.min_group == 15


def test_r46_a_pack_to_come_may_not_undo_what_is_adopted_meanwhile(trusted: None, tmp_path: Path) -> None:
    laws.adopt_file(signed_file(tmp_path, {"limits.min_group": 12}, effective="2026-10-01"), DPO, now=NOW)
    tighter = signed_file(tmp_path, {"limits.min_group": 20}, law="acme2")
    with pytest.raises(Refused, match="acme 1 2026-10-01"):
        laws.adopt_file(tighter, DPO, now=NOW)
    # A new edition of the one to come takes its place.
    laws.adopt_file(signed_file(tmp_path, {"limits.min_group": 25}, version="2", effective="2026-10-01"), DPO, now=NOW)
    laws.adopt_file(signed_file(tmp_path, {"limits.min_group": 20}, law="acme2"), DPO, now=NOW)
    assert [laws.current(at).limits.min_group for at in (NOW, NEXT_MONTH)] == [20, 25]


def test_a_chain_of_overlays_from_outside(trusted: None, tmp_path: Path) -> None:
    first = overlay({"limits.min_group": 20})
    laws.adopt_file(signed_file(tmp_path, {"limits.min_group": 20}), DPO, now=NOW)
    path = tmp_path / "works.yaml"
    path.write_text(overlay_text({"limits.notice_days": 30}, law="works", parent="acme"), encoding="utf-8")
    pack = overlay({"limits.notice_days": 30}, lambda _: first, law="works", parent="acme")
    law_trust.signature_file(path).write_text(law_trust.sign(pack, _publisher()), encoding="ascii")
    laws.adopt_file(path, DPO, now=NOW)
    assert (laws.current(NOW).limits.min_group, laws.current(NOW).limits.notice_days) == (20, 30)
    assert list(laws.faults()) == []


def _publisher() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def test_r46_an_unsigned_pack_from_outside_is_refused(trusted: None, tmp_path: Path) -> None:
    path = signed_file(tmp_path, {"limits.min_group": 20})
    law_trust.signature_file(path).unlink()
    with pytest.raises(Refused, match="E_PACK_UNSIGNED"):
        laws.adopt_file(path, DPO, now=NOW)


@pytest.mark.parametrize("changed", [{"limits.min_group": 21}, {"limits.min_group": 20, "limits.notice_days": 15}])
def test_r46_a_pack_that_says_something_else_than_what_was_signed_is_refused(
    trusted: None, tmp_path: Path, changed: dict[str, Any]
) -> None:
    path = signed_file(tmp_path, {"limits.min_group": 20})
    path.write_text(overlay_text(changed), encoding="utf-8")
    with pytest.raises(Refused, match="E_PACK_UNSIGNED"):
        laws.adopt_file(path, DPO, now=NOW)
    path.write_text("# only a comment more\n" + overlay_text({"limits.min_group": 20}), encoding="utf-8")
    assert laws.adopt_file(path, DPO, now=NOW).limits.min_group == 20


def test_r46_a_strangers_signature_counts_for_nothing(trusted: None, tmp_path: Path) -> None:
    path = signed_file(tmp_path, {"limits.min_group": 20}, key=Ed25519PrivateKey.generate())
    with pytest.raises(Refused, match="E_PACK_UNSIGNED"):
        laws.adopt_file(path, DPO, now=NOW)


@pytest.mark.parametrize("viewer", [UNION, Viewer("p0003", "hr"), Viewer("p0002", "dpo"), Viewer("p0004", "employee")])
def test_only_the_dpo_adopts_a_pack_from_outside(trusted: None, tmp_path: Path, viewer: Viewer) -> None:
    with pytest.raises(Refused, match="E_DISCLOSURE"):
        laws.adopt_file(signed_file(tmp_path, {"limits.min_group": 20}), viewer, now=NOW)


def test_a_pack_from_outside_is_an_overlay_with_a_name_of_its_own(trusted: None, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="belongs to a pack"):
        laws.read_file(signed_file(tmp_path, {}, law="eu"))
    complete = tmp_path / "complete.yaml"
    original = Path(lawpack.__file__).parent / "laws" / "cn.yaml"
    complete.write_text(original.read_text(encoding="utf-8").replace("law: cn", "law: ours"), encoding="utf-8")
    with pytest.raises(ConfigError, match="parent"):
        laws.read_file(complete)


def test_what_was_changed_in_the_database_is_named(trusted: None, tmp_path: Path) -> None:
    laws.adopt_file(signed_file(tmp_path, {"limits.min_group": 20}), DPO, now=NOW)
    assert list(laws.faults()) == []
    row = LawAdoption.objects.get(law="acme")
    row.values["limits.min_group"] = 2
    row.save()
    assert [pack.law for pack, _ in laws.faults()] == ["acme"]
    # With a hash that fits, the publisher's signature still does not.
    row.own["limits.min_group"] = 2
    row.pack_hash = laws.current(NOW).hash
    row.save()
    assert [pack.law for pack, _ in laws.faults()] == ["acme"]


@pytest.mark.django_db
def test_a_pack_stored_before_a_field_existed_gets_it_from_the_program() -> None:
    laws.adopt("eu", now=NOW)
    row = LawAdoption.objects.get()
    del row.values["retention.erase_hours.leaver"], row.values["categories.private"]
    row.values["limits.min_group"] = 30
    row.save()
    present = laws.current(NOW)
    assert present.number("retention.erase_hours.leaver") == 168
    assert present.names("categories.private") == lawpack.load("eu").names("categories.private")
    assert present.limits.min_group == 30
    assert lawpack.load("eu").loosened_fields(present) == ["limits.min_group"]


def test_r46_an_old_stored_pack_is_compared_and_replaced(organisation: None, activate: Callable[..., None]) -> None:
    """As it comes out of a database that an earlier program wrote: without the fields that came later."""
    activate("work-time")
    old = LawAdoption.objects.get()
    old.values = {key: value for key, value in old.values.items() if key.startswith("limits.")}
    old.save()
    laws.adopt("eu", now=NOW)
    assert laws.current(NOW).law == "eu"
    with pytest.raises(Refused, match="E_PACK_LOOSENS"):
        laws.adopt("cn", now=NOW)


@pytest.mark.django_db
def test_what_a_stored_pack_was_completed_with_stays_when_the_program_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    laws.adopt("eu", now=NOW)
    row = LawAdoption.objects.get()
    del row.values["limits.notice_days"]
    row.save()
    laws.keep_up("eu", now=NOW)
    real = lawpack.load("eu")
    values = {**real.values, "limits.notice_days": 3}
    monkeypatch.setattr(lawpack, "load", lambda _: lawpack.LawPack("eu", "9", real.effective, values))
    assert laws.current(NOW).limits.notice_days == 14


@pytest.mark.django_db
@pytest.mark.parametrize(("notice_days", "followed"), [(21, True), (10, False)])
def test_opening_a_workspace_follows_a_newer_program_as_far_as_it_tightens(
    monkeypatch: pytest.MonkeyPatch, notice_days: int, followed: bool
) -> None:
    laws.keep_up("cn", now=NOW)
    real = lawpack.load("cn")
    values = {**real.values, "limits.notice_days": notice_days}
    newer = lawpack.LawPack("cn", "2027.1", real.effective, values, real.time_zone)
    monkeypatch.setattr(lawpack, "load", lambda _: newer)
    monkeypatch.setattr(law_trust, "listed_hashes", lambda: {("cn", "2027.1"): newer.hash})
    laws.keep_up("cn", now=NOW)
    assert (laws.current(NOW).version == "2027.1") is followed


def test_opening_a_workspace_leaves_a_pack_from_outside_in_force(trusted: None, tmp_path: Path) -> None:
    laws.adopt_file(signed_file(tmp_path, {"limits.min_group": 20}), DPO, now=NOW)
    laws.keep_up("cn", now=NOW)
    assert laws.current(NOW).law == "acme"


FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "limits.notice_days": st.integers(1, 120),
    "categories.protected": st.sets(st.sampled_from(["news", "work", "games", "recruitment", "stocks"])),
    "categories.private": st.sets(st.sampled_from(["news", "work", "games", "recruitment"])),
    "exempt_roles": st.sets(st.sampled_from(["manager", "dpo", "union"])),
    "limits.min_group": st.integers(5, 30),
}
"""Fields that reach the gate, and one that does not. Some values loosen, and are refused."""

packs = st.lists(st.fixed_dictionaries({}, optional=FIELDS), min_size=1, max_size=3)
"""Overlays, each laid over the one before."""


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chain=packs, log=batches)
def test_r46_what_the_gate_lets_in_under_a_newer_pack_it_let_in_under_the_older(
    live_office: None, chain: list[dict[str, Any]], log: pl.DataFrame
) -> None:
    with transaction.atomic():
        admitted = [_kept(compile_snapshot(NOW), log)]
        for number, changes in enumerate(chain):
            _adopt_anything(changes, number)
            admitted.append(_kept(compile_snapshot(NOW), log))
        transaction.set_rollback(True)
    assert all(newer <= older for older, newer in itertools.pairwise(admitted))


def test_the_office_of_the_property_admits_something(live_office: None) -> None:
    from tests.gate.office import batch, line

    log = batch(*(line(person=person, category=category) for person in range(3) for category in ("news", "stocks")))
    before = _kept(compile_snapshot(NOW), log)
    _adopt_anything({"categories.protected": {"news"}}, 0)
    assert before
    assert _kept(compile_snapshot(NOW), log) < before


@laid()
def live_office(organisation: None, activate: Callable[..., None], write: Callable[[str, str], Path]) -> None:
    """People who were told at different times of several live purposes, and one who consented."""
    for purpose in ("traffic", "work-time", "departure-group", "departure-self", "leak"):
        activate(purpose)
    rows = [
        f"{person},{purpose},zh,2026-07-24,{read}"
        for person, read in (("p0001", "2026-07-25"), ("p0002", "2026-08-10"), ("p0003", "2026-08-16"))
        for purpose in ("traffic", "work-time", "departure-group", "departure-self", "leak")
    ]
    notices.import_notices(
        write("notices.csv", "\n".join(["person,purpose,language,served_on,acknowledged_on", *rows])),
        now=NOW - dt.timedelta(days=10),
    )
    consents.give("p0002", "departure-self", 60, now=NOW - dt.timedelta(days=9))


def _adopt_anything(changes: dict[str, Any], number: int) -> None:
    """Lay a pack over the present one and adopt it, as ``adopt_file`` does once the signature is checked."""
    below = laws.current(NOW)
    wider = {
        key: tuple({*below.values[key], *value}) if isinstance(value, set) else value for key, value in changes.items()
    }
    with suppress(Refused):
        laws._enter(overlay(wider, lambda _: below, law=f"link{number}", parent=below.law), NOW)


def _kept(policy: PolicySnapshot, log: pl.DataFrame) -> set[tuple[str, int]]:
    """Every (purpose, line) that is admitted, one line at a time: coarse purposes merge the rows of several."""
    kept = set()
    for offset in log["line"].to_list():
        admission = gate.admit(log.filter(pl.col("line") == offset), policy)
        kept |= {(one.purpose_id, offset) for one in admission.admitted if one.frame.height}
    return kept
