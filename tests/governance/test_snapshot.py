"""Compiling the policy: what of the database reaches the doors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from tests.governance.sample import NOW, PEOPLE

from fairwatch import policy
from fairwatch.governance.clock import microseconds
from fairwatch.governance.scope import templates
from fairwatch.governance.services import consents, directory, notices, purposes, registered_files
from fairwatch.governance.services.snapshot import compile_snapshot

SHANGHAI = ZoneInfo("Asia/Shanghai")
Write = Callable[[str, str], Path]
Activate = Callable[..., None]


def notice(person: str, purpose: str, served: str, read: str) -> str:
    return f"person,purpose,language,served_on,acknowledged_on\n{person},{purpose},zh,{served},{read}\n"


def test_every_frame_has_the_schema_of_the_contract(organisation: None) -> None:
    snapshot = compile_snapshot(NOW)
    for name, schema in (
        ("people", policy.PEOPLE),
        ("accounts", policy.ACCOUNTS),
        ("devices", policy.DEVICES),
        ("notices", policy.NOTICES),
        ("consents", policy.CONSENTS),
        ("exceptions", policy.EXCEPTIONS),
    ):
        assert getattr(snapshot, name).schema == pl.Schema(schema), name


def test_an_empty_database_compiles_to_a_policy_that_admits_nothing(law: None) -> None:
    snapshot = compile_snapshot(NOW)
    assert snapshot.people.is_empty()
    assert snapshot.purposes == ()
    assert snapshot.protected_categories >= {"health", "union_legal"}
    assert snapshot.limits.min_group == 10


def test_people_come_with_shift_roles_and_exclusion(organisation: None) -> None:
    rows = {row["person"]: row for row in compile_snapshot(NOW).people.iter_rows(named=True)}
    assert list(rows) == sorted(rows)
    assert rows["p0001"]["shift"] == "day"
    assert rows["p0003"]["shift"] is None
    assert rows["p0003"]["roles"] == ["employee", "hr"]
    assert rows["p0002"]["roles"] == ["employee"]
    assert rows["p0007"]["excluded"] is True


def test_devices_have_one_spelling_and_shared_ones_no_person(organisation: None) -> None:
    rows = {row["device"]: row for row in compile_snapshot(NOW).devices.iter_rows(named=True)}
    assert rows["02:00:00:00:00:02"]["person"] == "p0002"
    assert rows["02:00:00:00:00:aa"]["ownership"] == "personal"
    assert rows["192.0.2.7"] == {"device": "192.0.2.7", "person": None, "ownership": "shared"}


def test_shifts_have_their_breaks_cut_out_and_run_past_midnight(organisation: None) -> None:
    shifts = compile_snapshot(NOW).shifts
    assert shifts["day"].spans[0] == ((540, 720), (780, 1080))
    assert shifts["day"].spans[5] == ()
    assert shifts["night"].spans[2] == ((1320, 1560), (1590, 1800))
    assert shifts["day"].calendar == "cn"
    assert shifts["night"].calendar is None


def test_the_chinese_calendar_knows_exchanged_working_days(organisation: None) -> None:
    calendar = compile_snapshot(NOW).calendars["cn"]
    assert dt.date(2026, 10, 1) in calendar.off
    assert dt.date(2026, 10, 10) in calendar.worked
    assert calendar.first_day <= dt.date(2026, 1, 1) <= calendar.last_day


def test_leave_is_in_the_persons_local_time(organisation: None) -> None:
    rows = compile_snapshot(NOW).exceptions.filter(pl.col("kind") == "leave").rows(named=True)
    assert rows == [
        {
            "person": "p0001",
            "start_us": microseconds(dt.datetime(2026, 9, 7, 9, tzinfo=SHANGHAI)),
            "end_us": microseconds(dt.datetime(2026, 9, 8, 18, tzinfo=SHANGHAI)),
            "kind": "leave",
        }
    ]


@pytest.mark.parametrize("purpose", templates())
def test_an_active_purpose_carries_its_template(organisation: None, activate: Activate, purpose: str) -> None:
    assert compile_snapshot(NOW).purposes == ()
    activate(purpose)
    found, template = compile_snapshot(NOW).purpose(purpose), templates()[purpose]
    assert (found.kind, found.grain, found.columns) == (template.kind, template.grain, template.columns)
    assert found.categories == set(template.categories)
    assert (found.needs_consent, found.individual) == (template.needs_consent, template.individual)
    assert len(found.key) == 32
    # Union's key of 22 July and the waiting period of the publication of 6 July; the later one counts.
    assert found.active_from_us == microseconds(dt.datetime(2026, 7, 23, tzinfo=SHANGHAI))
    assert found.active_until_us == microseconds(dt.datetime(2027, 4, 1, tzinfo=SHANGHAI))


def test_no_purpose_but_departure_knows_recruitment_and_none_a_protected_category(
    organisation: None, activate: Activate
) -> None:
    for purpose in templates():
        activate(purpose)
    snapshot = compile_snapshot(NOW)
    assert {p.id for p in snapshot.purposes if "recruitment" in p.categories} == {"departure-group", "departure-self"}
    assert not any(p.categories & snapshot.protected_categories for p in snapshot.purposes)
    assert {p.id for p in snapshot.purposes if p.categories & snapshot.private_categories} == {"leak"}
    assert len({p.key for p in snapshot.purposes}) == len(templates())


def test_r08_a_notice_takes_effect_after_the_waiting_period(
    organisation: None, activate: Activate, write: Write
) -> None:
    activate("work-time")
    notices.import_notices(write("n.csv", notice("p0001", "work-time", "2026-08-01", "2026-08-03")), now=NOW)
    (row,) = compile_snapshot(NOW).notices.rows(named=True)
    # Read on the 3rd, fourteen full days, so from the 18th, midnight where the person is.
    assert row["effective_us"] == microseconds(dt.datetime(2026, 8, 18, tzinfo=SHANGHAI))


@pytest.mark.parametrize(
    ("served", "read"),
    [("2026-08-01", ""), ("2026-07-05", "2026-07-05")],
    ids=["served but not read", "served before the text was published"],
)
def test_r08_such_a_notice_opens_nothing(
    organisation: None, activate: Activate, write: Write, served: str, read: str
) -> None:
    activate("work-time")
    notices.import_notices(write("n.csv", notice("p0001", "work-time", served, read)), now=NOW)
    assert compile_snapshot(NOW).notices.is_empty()


def test_r08_a_notice_of_an_inactive_purpose_opens_nothing(
    organisation: None, activate: Activate, write: Write
) -> None:
    activate("work-time")
    notices.import_notices(write("n.csv", notice("p0001", "leak", "2026-08-01", "2026-08-03")), now=NOW)
    assert compile_snapshot(NOW).notices.is_empty()


def test_r08_somebody_who_comes_back_starts_a_new_notice_period(
    organisation: None, activate: Activate, write: Write
) -> None:
    activate("work-time")
    notices.import_notices(write("n.csv", notice("p0001", "work-time", "2026-08-01", "2026-08-03")), now=NOW)
    without = "\n".join(line for line in PEOPLE.splitlines() if not line.startswith("p0001"))
    directory.import_people(write("people.csv", without), now=NOW)
    assert compile_snapshot(NOW).notices.is_empty()
    back = NOW + dt.timedelta(days=30)
    directory.import_people(write("people.csv", PEOPLE), now=back)
    assert "p0001" in compile_snapshot(back).people["person"].to_list()
    assert compile_snapshot(back).notices.is_empty()


def test_r10_withdrawn_consent_opens_nothing_whenever_the_log_was_written(
    organisation: None, activate: Activate
) -> None:
    activate("departure-self")
    consents.give("p0002", "departure-self", 30, now=NOW)
    assert compile_snapshot(NOW).consents["until_us"].to_list() == [microseconds(NOW + dt.timedelta(days=30))]
    later = NOW + dt.timedelta(days=2)
    consents.withdraw("p0002", "departure-self", now=later)
    assert compile_snapshot(later).consents.rows() == []


def test_r10_consent_given_anew_goes_on_where_the_one_before_ends(organisation: None, activate: Activate) -> None:
    activate("departure-self")
    later = NOW + dt.timedelta(days=2)
    ends = [consents.give("p0002", "departure-self", 30, now=at) for at in (NOW, later)]
    assert compile_snapshot(later).consents.select("from_us", "until_us").rows() == [
        (microseconds(NOW), microseconds(later)),
        (microseconds(later), microseconds(ends[1])),
    ]


def test_r23_the_policy_knows_registered_files_by_hashes_of_their_names(organisation: None, write: Write) -> None:
    registered_files.import_names(write("files.txt", "# secret\nPlan-2026.DOCX\n"), now=NOW)
    register = compile_snapshot(NOW).registered_files
    assert register.id_of("PLAN-2026.docx") in register.ids.values()
    assert register.id_of("plan.docx") is None
    assert "plan" not in repr(register).lower()


def test_r24_a_forbidden_app_is_in_force_after_the_notice_period(organisation: None, activate: Activate) -> None:
    activate("violations", forbidden_apps=[{"site": "samplegame", "published_on": dt.date(2026, 8, 1)}])
    assert compile_snapshot(NOW).forbidden_sites == {
        "samplegame": microseconds(dt.datetime(2026, 8, 16, tzinfo=SHANGHAI))
    }


def test_r24_the_list_needs_its_purpose(organisation: None, activate: Activate) -> None:
    activate("violations", forbidden_apps=[{"site": "samplegame", "published_on": dt.date(2026, 8, 1)}])
    purposes.suspend("violations", by="p0005", reason="objection", now=NOW)
    assert compile_snapshot(NOW).forbidden_sites == {}


def test_the_same_object_comes_back_until_something_changes(organisation: None, write: Write) -> None:
    first = compile_snapshot(NOW)
    assert compile_snapshot(NOW + dt.timedelta(hours=1)) is first
    registered_files.import_names(write("files.txt", "plan.docx\n"), now=NOW)
    changed = compile_snapshot(NOW)
    assert changed is not first
    assert changed.hash != first.hash


def test_a_purpose_leaves_the_policy_at_its_last_day_without_anybody_doing_anything(
    organisation: None, activate: Activate
) -> None:
    activate("work-time", scope__until=dt.date(2026, 12, 31))
    assert compile_snapshot(dt.datetime(2026, 12, 31, 15, tzinfo=dt.UTC)).purposes
    assert compile_snapshot(dt.datetime(2026, 12, 31, 16, tzinfo=dt.UTC)).purposes == ()


def test_equal_databases_compile_to_equal_hashes(organisation: None, activate: Activate, write: Write) -> None:
    before = compile_snapshot(NOW).hash
    directory.import_people(write("people.csv", PEOPLE), now=NOW)
    assert compile_snapshot(NOW).hash == before
