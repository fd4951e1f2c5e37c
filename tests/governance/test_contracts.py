"""A collective contract ends, and what rests on it ends with it; the union makes it last longer (R03)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.governance.duty_sample import DPO, UNION, review
from tests.governance.ground import laid
from tests.governance.sample import DIGEST, NOW

from fairwatch.errors import Refused
from fairwatch.governance.clock import microseconds
from fairwatch.governance.models import BasisProof, PurposeVersion, StateChange
from fairwatch.governance.services import contracts, duties, purpose_reviews, timers
from fairwatch.governance.services.contracts import ContractRecord
from fairwatch.governance.services.snapshot import compile_snapshot

Activate = Callable[..., None]
LAST_DAY = dt.date(2026, 10, 31)
END = dt.datetime(2026, 10, 31, 16, tzinfo=dt.UTC)
"""Midnight in Shanghai after the last day."""
BEFORE = END - dt.timedelta(microseconds=1)
NEXT = ContractRecord("CC-2027-1", DIGEST, dt.date(2028, 10, 31))


@laid()
def ending(organisation: None, activate: Activate) -> None:
    """An individual purpose whose contract ends in October, and one about groups that needs none."""
    activate("work-time", basis__collective_contract_until=LAST_DAY)
    activate("traffic", basis__collective_contract=None, basis__collective_contract_until=None)


def in_force(at: dt.datetime) -> list[str]:
    return [purpose.id for purpose in compile_snapshot(at).purposes]


def test_r03_an_individual_purpose_needs_the_last_day_of_its_contract(organisation: None, activate: Activate) -> None:
    with pytest.raises(Refused, match=r"E_DEMOCRATIC_PROCEDURE_MISSING.*collective_contract_until"):
        activate("work-time", basis__collective_contract_until=None)
    activate("work-time")
    assert in_force(NOW) == ["work-time"]


def test_r03_a_contract_that_is_over_carries_nothing(organisation: None, activate: Activate) -> None:
    with pytest.raises(Refused, match="E_BASIS_UNPROVEN"):
        activate("work-time", basis__collective_contract_until=dt.date(2026, 8, 31))
    activate("work-time", basis__collective_contract_until=NOW.date())
    assert in_force(NOW) == ["work-time"]


def test_r03_when_the_contract_ends_the_purpose_stops_at_that_instant(ending: None) -> None:
    assert in_force(BEFORE) == ["traffic", "work-time"]
    assert in_force(END) == ["traffic"]
    # Nor does a policy that was compiled before admit anything of afterwards.
    assert compile_snapshot(BEFORE).purpose("work-time").active_until_us == microseconds(END)


def test_r03_upkeep_writes_down_since_when(ending: None) -> None:
    (moved,) = timers.run(END + dt.timedelta(days=3))
    assert (moved.purpose, moved.reason) == ("work-time", "collective contract ended")
    assert StateChange.objects.get(target="SUSPENDED").at == END


def test_r03_the_end_is_a_duty_beforehand(ending: None) -> None:
    assert [(duty.about, duty.due_at) for duty in duties.due(now=NOW) if duty.kind == "contract"] == [
        ("work-time", END)
    ]


def test_r03_the_union_records_the_next_contract_and_nothing_stops(ending: None) -> None:
    contracts.renew("work-time", NEXT, by=UNION, now=NOW)
    assert in_force(END) == ["traffic", "work-time"]
    assert not [duty for duty in duties.due(60, NOW) if duty.kind == "contract"]


def test_r03_nobody_else_makes_a_contract_last_longer(ending: None) -> None:
    for by in (DPO, "p0001", "p0003"):
        with pytest.raises(Refused, match="E_DISCLOSURE"):
            contracts.renew("work-time", NEXT, by=by, now=NOW)
    assert in_force(END) == ["traffic"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"contract": " "}, "E_BASIS_UNPROVEN"),
        ({"sha256": "unknown"}, "E_BASIS_UNPROVEN"),
        ({"until": LAST_DAY}, "E_DEMOCRATIC_PROCEDURE_MISSING"),
    ],
)
def test_r03_the_next_contract_is_proven_and_longer(ending: None, changes: dict[str, object], code: str) -> None:
    with pytest.raises(Refused, match=code):
        contracts.renew("work-time", replace(NEXT, **changes), by=UNION, now=NOW)  # type: ignore[arg-type]
    assert in_force(END) == ["traffic"]


def test_r03_what_rests_on_no_contract_has_none_to_renew(ending: None) -> None:
    for purpose in ("traffic", "leak"):
        with pytest.raises(Refused, match="E_BASIS_UNPROVEN"):
            contracts.renew(purpose, NEXT, by=UNION, now=NOW)


def test_r03_renewed_too_late_the_purpose_comes_back_by_a_review_alone(ending: None) -> None:
    later = END + dt.timedelta(days=2)
    timers.run(later)
    purpose_reviews.open_("work-time", "a new contract is near", by=DPO, now=later)
    with pytest.raises(Refused, match="E_BASIS_UNPROVEN"):
        purpose_reviews.conclude("work-time", review(later.date()), actor=DPO, now=later)
    contracts.renew("work-time", NEXT, by=UNION, now=later)
    assert in_force(later) == ["traffic"]
    purpose_reviews.conclude("work-time", review(later.date()), actor=DPO, now=later)
    assert in_force(later) == ["traffic", "work-time"]


def test_r03_a_last_day_that_somebody_removed_from_the_database_is_missed(ending: None) -> None:
    BasisProof.objects.update(collective_contract_until=None)
    assert in_force(NOW) == ["traffic"]
    assert PurposeVersion.objects.get(purpose__key="work-time").state == "ACTIVE"
