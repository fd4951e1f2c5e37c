"""The invented officers sign in as everybody does (R40)."""

from __future__ import annotations

import stat

import pytest

from fairwatch.errors import Refused
from fairwatch.pipeline import trial_officers
from fairwatch.pipeline.installation import Installation
from fairwatch.viewer import Viewer


def test_an_officer_signs_in_several_times_in_a_row(fresh: Installation) -> None:
    root = fresh.workspace.root
    person, _ = trial_officers.access_code(root, "hr")
    assert {trial_officers.sign_in(root, "hr") for _ in range(4)} == {Viewer(person, "hr")}


def test_r40_their_access_code_alone_opens_nothing(fresh: Installation) -> None:
    from fairwatch.governance.services import access

    person, code = trial_officers.access_code(fresh.workspace.root, "hr")
    for role in ("hr", "employee"):
        with pytest.raises(Refused, match="E_IDENTITY_UNPROVEN"):
            access.authenticate(person, code, role)


def test_the_file_with_their_secrets_is_for_its_owner_only(fresh: Installation) -> None:
    trial_officers.one_time_code(fresh.workspace.root, "dpo")
    (file,) = fresh.workspace.root.glob("access-codes.json")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
