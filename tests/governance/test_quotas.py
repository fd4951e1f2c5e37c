"""Quotas of the published list: part of the wording, never stricter than the law, in force from their day on."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.governance.sample import NOW

from fairwatch import policy
from fairwatch.errors import ConfigError
from fairwatch.governance.clock import microseconds
from fairwatch.governance.lawpack import load
from fairwatch.governance.policy_parts import rebuild
from fairwatch.governance.quotas import Quota
from fairwatch.governance.scope import from_json, template
from fairwatch.governance.services.snapshot import compile_snapshot

SHANGHAI = ZoneInfo("Asia/Shanghai")
VIDEO = {"category": "video", "mb_per_day": 500, "minutes_per_day": 90}
FILMS = {"site": "samplefilms", "mb_per_day": 2_000, "effective_on": dt.date(2026, 10, 1)}
Activate = Callable[..., None]


def test_r24_the_policy_knows_them_and_from_when_they_are_in_force(organisation: None, activate: Activate) -> None:
    """The version is in force since the union's signature of 22 July counts; one entry takes effect later."""
    activate("violations", scope__quotas=[VIDEO, FILMS])
    purpose = compile_snapshot(NOW).purpose("violations")
    assert purpose.active_from_us == microseconds(dt.datetime(2026, 7, 23, tzinfo=SHANGHAI))
    assert purpose.quotas == (
        policy.Quota(None, "video", 500_000_000, 90, purpose.active_from_us),
        policy.Quota("samplefilms", None, 2 * 10**9, None, microseconds(dt.datetime(2026, 10, 1, tzinfo=SHANGHAI))),
    )


def test_r33_the_archived_policy_of_a_day_knows_them_too(organisation: None, activate: Activate) -> None:
    activate("violations", scope__quotas=[VIDEO, FILMS])
    snapshot = compile_snapshot(NOW)
    rebuilt = rebuild(dict(snapshot.parts()), {purpose.id: purpose.key for purpose in snapshot.purposes})
    assert rebuilt.purpose("violations") == snapshot.purpose("violations")


def test_r24_a_day_before_the_version_is_in_force_makes_none_earlier(organisation: None, activate: Activate) -> None:
    activate("violations", scope__quotas=[FILMS | {"effective_on": dt.date(2026, 1, 1)}])
    purpose = compile_snapshot(NOW).purpose("violations")
    assert [quota.from_us for quota in purpose.quotas] == [purpose.active_from_us]


def test_r06_another_quota_is_another_wording(organisation: None, activate: Activate) -> None:
    activate("violations", scope__quotas=[VIDEO])
    before = compile_snapshot(NOW).purpose("violations")
    activate("violations", scope__quotas=[VIDEO | {"mb_per_day": 501}])
    after = compile_snapshot(NOW).purpose("violations")
    assert (before.version, after.version) == (1, 2)
    assert before.version_hash != after.version_hash


def test_without_quotas_the_wording_reads_as_it_did_before_there_were_any() -> None:
    scope = template("violations")
    assert "quotas" not in scope.as_json()
    limited = dataclasses.replace(scope, quotas=(Quota("samplefilms", None, 1, None, "2026-10-01"),))
    assert from_json(limited.as_json()) == limited
    assert from_json(scope.as_json()) == scope


@pytest.mark.parametrize(
    "wrong",
    [
        {"category": "video"},
        {"mb_per_day": 500},
        VIDEO | {"site": "samplefilms"},
        VIDEO | {"mb_per_day": 0},
        VIDEO | {"minutes_per_day": 59},
        VIDEO | {"category": "work"},
        VIDEO | {"category": "recruitment"},
        VIDEO | {"category": "health"},
        VIDEO | {"per_week": 3},
        FILMS | {"effective_on": "soon"},
    ],
    ids=[
        "no amount", "neither site nor category", "both", "nothing allowed", "less time than the law tolerates",
        "work itself", "job boards", "protected", "misspelt", "no date",
    ],
)  # fmt: skip
def test_an_entry_that_may_not_be_is_an_error_with_its_place(
    organisation: None, activate: Activate, wrong: dict[str, Any]
) -> None:
    with pytest.raises(ConfigError) as error:
        activate("violations", scope__quotas=[wrong])
    assert str(error.value.where).startswith("violations.yaml:")
    assert "quotas" in str(error.value.where)


def test_two_of_the_same_are_an_error(organisation: None, activate: Activate) -> None:
    with pytest.raises(ConfigError, match="two quotas"):
        activate("violations", scope__quotas=[FILMS, {"site": "samplefilms", "mb_per_day": 9}])


def test_no_other_purpose_has_any(organisation: None, activate: Activate) -> None:
    with pytest.raises(ConfigError, match="unknown key"):
        activate("work-time", scope__quotas=[VIDEO])


def test_a_tighter_law_raises_them_at_once() -> None:
    pack = load("cn")
    tolerant = dataclasses.replace(pack, values={**pack.values, "limits.tolerance_minutes": 120})
    scope = dataclasses.replace(
        template("violations"), quotas=(Quota(None, "video", 500, 90), Quota("a", None, 5, None))
    )
    assert [quota.minutes_per_day for quota in scope.narrowed(tolerant).quotas] == [120, None]
    private = dataclasses.replace(pack, values={**pack.values, "categories.private": ("video",)})
    assert [quota.site for quota in scope.narrowed(private).quotas] == ["a"]
