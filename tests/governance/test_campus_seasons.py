"""The season of campus recruitment under each law pack, and that it reaches the doors."""

from __future__ import annotations

import pytest
from tests.governance.sample import NOW

from fairwatch.governance import campus_seasons, policy_parts
from fairwatch.governance.services.snapshot import compile_snapshot


def test_autumn_and_spring_in_china_autumn_in_europe() -> None:
    assert campus_seasons.months("cn", "") == (3, 4, 9, 10, 11)
    assert campus_seasons.months("eu", "cn") == (9, 10, 11, 12)


def test_an_overlay_without_a_season_has_its_parents() -> None:
    assert campus_seasons.months("works-council", "eu") == campus_seasons.months("eu", "cn")
    assert campus_seasons.months("city", "province") == campus_seasons.months("cn", "")


@pytest.mark.django_db
def test_the_season_is_part_of_the_policy_also_of_a_kept_one(law: None) -> None:
    snapshot = compile_snapshot(NOW)
    assert snapshot.campus_months == (3, 4, 9, 10, 11)
    rebuilt = policy_parts.rebuild(dict(snapshot.parts()), {})
    assert rebuilt.campus_months == snapshot.campus_months
