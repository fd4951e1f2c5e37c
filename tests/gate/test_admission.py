"""Only the gate can say that something was admitted."""

from __future__ import annotations

import dataclasses

import polars as pl
import pytest
from tests.gate.office import Office, batch, line

from fairwatch import gate


@pytest.mark.parametrize("made_by", [None, object(), "gate", True])
def test_nobody_else_can_make_an_admitted(made_by: object) -> None:
    with pytest.raises(TypeError, match="only the gate"):
        gate.Admitted("work-time", "hash", pl.DataFrame(), made_by)


def test_an_admitted_cannot_be_turned_into_another(small_office: Office) -> None:
    [admitted] = gate.admit(batch(line()), small_office.policy()).admitted
    with pytest.raises((TypeError, ValueError)):
        dataclasses.replace(admitted, purpose_id="leak")
    with pytest.raises(dataclasses.FrozenInstanceError):
        admitted.purpose_id = "leak"  # type: ignore[misc]


def test_every_admitted_carries_the_hash_of_the_rules_of_its_day(small_office: Office) -> None:
    policy = small_office.policy()
    assert [one.policy_hash for one in gate.admit(batch(line()), policy).admitted] == [policy.hash]
