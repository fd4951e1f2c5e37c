"""Rows, classes of the week and features that anomalies are found in."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.analyses.office import MONDAY, inputs, policy, rows, us

from fairwatch.analyses.anomaly_events import SCOPES, by_bucket, by_part, features
from fairwatch.policy import Shift

LEAK, VIOLATIONS = SCOPES
SATURDAY = MONDAY + dt.timedelta(5)
OFFICE = policy([{"person": "p0001"}], shifts={"day": Shift("day", (((540, 1080),),) * 5 + ((),) * 2)})


def upload(size: int | None = 1000, **other) -> dict:
    return {"action": "upload", "category": "webmail", "bytes_up": size, "requests": 1} | other


@pytest.fixture
def parts(engine):
    def of(scope, *buckets, **changes):
        given = inputs(engine, {(scope.kind, "buckets"): rows(scope.kind, "buckets", buckets)}, OFFICE, **changes)
        return by_part(given, scope)

    return of


@pytest.mark.parametrize(
    ("day", "time", "zone", "slot"),
    [
        (MONDAY, "05:00", "UTC", "work-morning"),
        (MONDAY, "11:45", "UTC", "work-morning"),
        (MONDAY, "12:00", "UTC", "work-afternoon"),
        (MONDAY, "18:00", "UTC", "work-evening"),
        (MONDAY, "04:45", "UTC", "work-evening"),
        (MONDAY, "05:00", "Asia/Shanghai", "work-afternoon"),
        (SATURDAY, "12:00", "UTC", "rest-afternoon"),
    ],
)
def test_classes_of_the_week(parts, day: dt.date, time: str, zone: str, slot: str) -> None:
    found = parts(LEAK, upload(day=day, bucket_us=us(day, time)), time_zone=zone)
    assert found["slot"].to_list() == [slot]


def test_the_night_belongs_to_the_day_on_which_the_shift_began(parts) -> None:
    friday = SATURDAY - dt.timedelta(1)
    assert parts(LEAK, upload(day=friday, bucket_us=us(SATURDAY, "02:00")))["slot"].to_list() == ["work-evening"]


def test_what_stays_inside_what_is_no_upload_and_job_search_do_not_count(parts) -> None:
    others = upload(category="work"), upload(action="download"), upload(category="recruitment")
    assert parts(LEAK, *others).is_empty()
    app = {"site": "mart", "action": "forbidden_app", "category": "shopping", "requests": 1}
    found = parts(VIOLATIONS, app, app | {"category": "recruitment"}, app | {"action": "job_search"})
    assert found["requests"].to_list() == [1]


def test_features_of_a_part_of_a_day(parts) -> None:
    morning = upload(), upload(500, category="network_drive"), upload(None, bucket_us=us(MONDAY, "11:00"))
    found = features(parts(LEAK, *morning), "category")
    assert sorted(found.select("feature", "amount").rows()) == [("bytes_up", 1500), ("destinations", 2), ("upload", 3)]


def test_of_nothing_there_is_no_feature(parts) -> None:
    """Apps of which no site and no bytes are known: only that they were used."""
    app = {"site": None, "action": "tunnel", "requests": 2}
    assert features(parts(VIOLATIONS, app), "site").select("feature", "amount").rows() == [("tunnel", 2)]


def test_who_moves_is_in_the_last_department(parts) -> None:
    found = parts(LEAK, upload(department="sales"), upload(day=SATURDAY, department="legal"))
    assert found["department"].unique().to_list() == ["legal"]


def test_quarter_hours_of_the_rhythmic_actions(engine) -> None:
    def use(action: str, *times: str, site: str | None = "gate") -> list[dict]:
        usual = {"site": site, "action": action, "bytes_up": 1, "bytes_down": 2, "requests": 1}
        return [usual | {"bucket_us": us(MONDAY, time)} for time in times]

    twice = use("tunnel", "09:00", "09:00", "09:15")
    given = [*twice, *use("forbidden_app", "09:00", "09:15"), *use("remote_control", "09:00")]
    given += use("tunnel", "09:00", "09:15", site=None)
    tables = {("violations", "buckets"): rows("violations", "buckets", given)}
    found = by_bucket(inputs(engine, tables), VIOLATIONS, fewest=2).sort("bucket_us")
    assert found.select("action", "bucket_us", "bytes").rows() == [
        ("tunnel", us(MONDAY, "09:00"), 6),
        ("tunnel", us(MONDAY, "09:15"), 3),
    ]
