"""Who a person is under a purpose."""

from __future__ import annotations

import numpy as np
from tests.gate.office import purpose

from fairwatch.gate.pseudonyms import Pseudonyms


def test_they_are_the_purposes_own_and_only_of_those_asked_for() -> None:
    pseudonyms, leak = Pseudonyms(["p0001", "p0002"]), purpose("leak")
    assert pseudonyms.of(leak, np.array([1, 1], np.int32)).to_list() == [None, leak.pseudonym("p0002")]
    both = [leak.pseudonym("p0001"), leak.pseudonym("p0002")]
    assert pseudonyms.of(leak, np.array([0], np.int32)).to_list() == both
    assert pseudonyms.of(leak, np.array([], np.int32)).to_list() == both


def test_another_purpose_has_others() -> None:
    pseudonyms, everybody = Pseudonyms(["p0001", "p0002"]), np.arange(2, dtype=np.int32)
    names = [*pseudonyms.of(purpose("leak"), everybody), *pseudonyms.of(purpose("traffic"), everybody)]
    assert len(set(names)) == 4


def test_ids_are_not_in_what_is_printed() -> None:
    assert "p0001" not in repr(Pseudonyms(["p0001"]))
