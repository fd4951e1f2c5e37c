"""The published risk formula."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwatch.analyses.risk import ZETA, of_deviation, of_probability, of_rarity, scored

POINTS = st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 100)), min_size=1, max_size=30)


def findings(*points: tuple[str, float], subject: str = "one") -> pl.DataFrame:
    rows = [(subject, source, worth) for source, worth in points]
    return pl.DataFrame(rows, schema={"subject": pl.String, "source": pl.String, "points": pl.Float64}, orient="row")


def score(*points: tuple[str, float]) -> float:
    scores, _ = scored(findings(*points))
    return scores["score"].sum()


def test_zero_means_zero() -> None:
    scores, parts = scored(findings())
    assert scores.is_empty()
    assert parts.is_empty()
    assert scored(findings(("a", 0.0)))[0].is_empty()


def test_the_formula_by_hand() -> None:
    assert score(("a", 40.0)) == pytest.approx(40 / ZETA)
    assert score(("a", 40.0), ("b", 60.0)) == pytest.approx((60 + 40 / 2**1.5) / ZETA)


def test_a_source_counts_twice_its_largest_finding_at_most() -> None:
    twice = score(("a", 50.0), ("a", 50.0))
    assert score(("a", 50.0), ("a", 50.0), ("a", 50.0), ("a", 50.0)) == pytest.approx(twice)


def test_only_ten_findings_count() -> None:
    ten = [(str(source), 50.0) for source in range(10)]
    assert score(*ten, ("another", 50.0)) == pytest.approx(score(*ten))


def test_noise_does_not_add_up_to_one_real_finding() -> None:
    assert score(*((str(source), 10.0) for source in range(1000))) < score(("a", 30.0))


def test_each_part_says_what_is_left_without_it() -> None:
    points = ("a", 60.0), ("a", 60.0), ("a", 30.0), ("b", 20.0)
    _, parts = scored(findings(*points))
    assert parts["rank"].to_list() == [1, 2, 3]  # of the source "a" the third finding no longer counts
    assert parts["without"].to_list() == pytest.approx(
        [score(points[1], points[2], points[3]), score(points[0], points[2], points[3]), score(*points[:3])]
    )


def test_points_of_a_tail() -> None:
    z = pl.DataFrame({"z": [-3.0, 0.0, 3.09, 4.75, 40.0, None]})
    given_, expected = z.select(of_deviation(pl.col("z"))).to_series().to_list(), [3.01, 3.01, 30.0, 60.0, 100.0, None]
    assert given_[:5] == pytest.approx(expected[:5], abs=0.2)
    assert given_[5] is None
    assert of_probability(1e-6) == pytest.approx(60)


def test_what_everybody_does_is_worth_nothing() -> None:
    persons = pl.DataFrame({"persons": [998, 0]})
    assert persons.select(of_rarity(pl.col("persons"), 998)).to_series().to_list() == pytest.approx(
        [0.0, 30.0], abs=0.01
    )


@given(POINTS)
def test_property_the_parts_are_the_score_and_a_hundred_is_never_reached(points: list[tuple[str, float]]) -> None:
    scores, parts = scored(findings(*points))
    assert parts["part"].sum() == pytest.approx(scores["score"].sum())
    assert scores["score"].sum() < 100


@given(POINTS)
def test_property_a_finding_less_never_raises_the_score(points: list[tuple[str, float]]) -> None:
    scores, parts = scored(findings(*points))
    assert (parts["without"] <= scores["score"].sum() + 1e-9).all()


@given(POINTS, POINTS)
def test_property_nobodys_findings_change_another_persons_score(
    mine: list[tuple[str, float]], theirs: list[tuple[str, float]]
) -> None:
    both = pl.concat([findings(*theirs, subject="other"), findings(*mine)])
    alone, together = scored(findings(*mine))[0], scored(both)[0].filter(pl.col("subject") == "one")
    assert together["score"].to_list() == pytest.approx(alone["score"].to_list())
