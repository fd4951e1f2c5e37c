"""Law packs: an overlay may only tighten (R46)."""

from __future__ import annotations

import datetime as dt
import itertools
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.governance.law_files import overlay

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance import documents, law_trust, lawpack
from fairwatch.policy import Limits

CN = lawpack.load("cn")


def test_the_default_pack_has_the_limits_of_the_doors() -> None:
    assert CN.limits == Limits(law="cn", pack_version="2026.1")


def test_every_number_of_the_doors_comes_from_the_pack() -> None:
    fields = {name for name in Limits.__dataclass_fields__ if name not in {"law", "pack_version"}}
    assert fields == {key.removeprefix("limits.") for key in lawpack.TIGHTER if key.startswith("limits.")}


@pytest.mark.parametrize("law", lawpack.available())
def test_every_pack_is_at_least_as_tight_as_cn(law: str) -> None:
    assert lawpack.load(law).loosened_fields(CN) == []


@pytest.mark.parametrize("law", lawpack.available())
def test_r46_every_pack_of_the_program_is_as_it_was_released(law: str) -> None:
    """Fails when a number was changed: if that is meant, the hash in the message belongs into laws/hashes.tsv."""
    law_trust.check_listed(lawpack.load(law))


def test_every_field_concerns_some_kind_of_purpose() -> None:
    assert lawpack.kinds_concerned("retention.rollup_days.leak") == ("leak",)
    assert lawpack.kinds_concerned("limits.min_group_departure") == ("departure-group", "departure-self")
    assert lawpack.kinds_concerned("limits.min_group") == lawpack.KINDS
    assert all(lawpack.kinds_concerned(key) for key in lawpack.TIGHTER)


def test_a_pack_begins_with_its_day_where_it_applies() -> None:
    assert CN.begins == dt.datetime(2025, 12, 31, 16, tzinfo=dt.UTC)
    assert overlay({}, time_zone="Europe/Berlin").begins == dt.datetime(2025, 12, 31, 23, tzinfo=dt.UTC)
    assert overlay({}).time_zone == CN.time_zone


def test_an_overlay_keeps_what_it_does_not_mention() -> None:
    eu = lawpack.load("eu")
    assert eu.limits.min_group == CN.limits.min_group
    assert eu.limits.tolerance_minutes > CN.limits.tolerance_minutes
    assert eu.names("categories.protected") > CN.names("categories.protected")


LOOSER = {
    "limits.min_group": 9,
    "limits.dominance_top1": 0.3,
    "limits.notice_days": 13,
    "limits.case_days": 15,
    "procedure.sunset_months": 13,
    "procedure.consultation_working_days": 14,
    "consents.ask_again_days": 100,
    "retention.rollup_days.leak": 91,
    "retention.stalled_hours": 26,
    "categories.protected": ("health",),
    "categories.private": ("webmail",),
    "exempt_roles": ("hr",),
}


@pytest.mark.parametrize("key", LOOSER)
def test_r46_an_overlay_that_loosens_is_refused_and_the_field_named(key: str) -> None:
    with pytest.raises(Refused) as refusal:
        overlay({key: LOOSER[key]})
    assert refusal.value.code == "E_PACK_LOOSENS"
    assert key in str(refusal.value.where)


def test_r46_the_unions_agreement_cannot_be_given_up_again() -> None:
    with pytest.raises(Refused):
        lawpack.read(
            documents.parse(
                "{law: x, parent: eu, version: '1', effective: 2026-01-01, procedure: {union_must_agree: individual}}",
                "x.yaml",
            )
        )


def test_a_private_category_may_become_protected_but_not_ordinary() -> None:
    protected = (*CN.names("categories.protected"), "webmail")
    assert overlay({"categories.protected": protected, "categories.private": ("messaging", "network_drive")})
    with pytest.raises(Refused):
        overlay({"categories.private": ("messaging", "network_drive")})


_NUMBERS = [key for key, value in CN.values.items() if isinstance(value, int | float)]
_LISTS = [key for key, value in CN.values.items() if isinstance(value, tuple)]
_names = st.lists(st.sampled_from(["health", "religion", "webmail", "hr", "cn", "stocks", "games"]), unique=True)


def _number(key: str) -> st.SearchStrategy[float]:
    if isinstance(CN.values[key], bool):
        return st.booleans()
    if isinstance(CN.values[key], float):
        return st.floats(0, 1)
    return st.integers(1, 400)


def _list(key: str) -> st.SearchStrategy[tuple[str, ...]]:
    """Any list, or one with everything the parent has and perhaps more."""
    return st.one_of(_names, _names.map(lambda more: sorted({*CN.values[key], *more}))).map(tuple)


_changes = st.one_of(
    *(st.tuples(st.just(key), _number(key)) for key in _NUMBERS),
    *(st.tuples(st.just(key), _list(key)) for key in _LISTS),
)


def allows(pack: lawpack.LawPack, key: str, value: Any) -> bool:
    """Independent reading of a field: whether an act that needs ``value`` is allowed. Not taken from ``TIGHTER``."""
    limit = pack.values[key]
    if key in _LISTS:
        return value not in limit
    smaller_is_tighter = key.startswith(("retention", "breaches.authority_hours")) or key in {
        "limits.dominance_top1",
        "limits.dominance_top2",
        "limits.case_days",
        "limits.leases_days",
        "procedure.sunset_months",
        "procedure.review_months",
        "procedure.review_days",
        "audits.months",
        "breaches.persons_hours",
        "consents.longest_days",
        "consents.longest_days_departure",
        "rights.reply_working_days",
        "cases.expire_days",
        "cases.tell_days",
        "shares.longest_days",
        "reviews.fewest_measured",
        "reviews.most_agreement",
    }
    return bool(value <= limit if smaller_is_tighter else value >= limit)


@settings(max_examples=150, deadline=None)
@given(changes=st.lists(_changes, max_size=4).map(dict), data=st.data())
def test_r46_what_an_accepted_overlay_allows_its_parent_allows(changes: dict[str, Any], data: st.DataObject) -> None:
    with suppress(Refused):
        pack = overlay(changes)
        # More calendars allow nothing; the private list together with the protected one has its own test.
        key = data.draw(st.sampled_from(sorted({*_NUMBERS, *_LISTS} - {"calendars", "categories.private"})))
        known = sorted({*CN.values[key], *pack.values[key], "x"}) if key in _LISTS else []
        value = data.draw(st.sampled_from(known) if known else _number(key))
        assert allows(CN, key, value) or not allows(pack, key, value)


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(st.lists(_changes, min_size=1, max_size=3).map(dict), min_size=2, max_size=4), data=st.data())
def test_r46_a_chain_of_overlays_allows_less_with_every_link(steps: list[dict[str, Any]], data: st.DataObject) -> None:
    chain = [CN]
    for number, changes in enumerate(steps):
        with suppress(Refused):
            below = chain[-1]
            chain.append(overlay(changes, lambda _, below=below: below, law=f"link{number}", parent=below.law))
    key = data.draw(st.sampled_from(sorted({*_NUMBERS, *_LISTS} - {"calendars", "categories.private"})))
    known = sorted({value for pack in chain for value in pack.values[key]} | {"x"}) if key in _LISTS else []
    value = data.draw(st.sampled_from(known) if known else _number(key))
    answers = [allows(pack, key, value) for pack in chain]
    assert answers == sorted(answers, reverse=True)
    assert all(later.loosened_fields(earlier) == [] for earlier, later in itertools.combinations(chain, 2))


@pytest.mark.parametrize(
    "text",
    [
        "{law: x, parent: cn, version: '1', effective: 2026-01-01, time_zone: Beijing}",
        "{law: '../x', parent: cn, version: '1', effective: 2026-01-01}",
        "{law: x, parent: cn, version: '\\e[2J', effective: 2026-01-01}",
        "{law: x, version: '1', effective: 2026-01-01}",
        "{law: x, parent: cn, version: '1', effective: 2026-01-01, limits: {min_groop: 20}}",
        "{law: x, parent: cn, version: '1', effective: 2026-01-01, limits: {min_group: many}}",
        "{law: x, parent: cn, version: '1', effective: soon}",
        "{law: x, parent: nowhere, version: '1', effective: 2026-01-01}",
        "{law: x, parent: ../cn, version: '1', effective: 2026-01-01}",
        "{law: x, parent: cn, version: '1', effective: 2026-01-01, retention: {rollup_days: {unheard: 3}}}",
    ],
)
def test_a_pack_that_is_incomplete_or_misspelt_is_an_error(text: str) -> None:
    with pytest.raises(ConfigError):
        lawpack.read(documents.parse(text, "x.yaml"))
