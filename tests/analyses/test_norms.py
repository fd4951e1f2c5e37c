"""What is usual, and how far beyond it a day lies."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwatch.analyses.norms import FAR, OWN_DAYS, PEERS, with_norms


def judged(
    amounts: dict[str, list[int]], kind: str = "webmail", others: dict[str, list[int]] | None = None
) -> pl.DataFrame:
    rows = [(subject, kind, amount) for subject, days in amounts.items() for amount in days]
    rows += [(subject, "ai_assistant", amount) for subject, days in (others or {}).items() for amount in days]
    daily = pl.DataFrame(rows, schema={"subject": pl.String, "category": pl.String, "bytes": pl.Int64}, orient="row")
    return with_norms(daily, amount="bytes", subject="subject", kind="category")


def test_one_day_far_beyond_the_persons_own() -> None:
    found = judged({"p0001": [10_000, 12_000, 9_000, 11_000, 10_500, 5_000_000]})
    assert (found["own_z"] >= FAR).to_list() == [False] * 5 + [True]
    assert found["own_usual"].to_list() == [10_747] * 6


def test_too_short_a_history_is_not_compared() -> None:
    found = judged({"p0001": [10_000] * (OWN_DAYS - 1)})
    assert found["own_z"].null_count() == found["peer_z"].null_count() == OWN_DAYS - 1


def test_who_always_sends_much_stands_out_among_the_others() -> None:
    """The slow leak: every day alike, so only the others' days show it."""
    usual = {f"p{number:04}": [20_000 + 100 * number] * 6 for number in range(2, 12)}
    found = judged(usual | {"p0001": [30_000_000] * 6}).filter(subject="p0001")
    assert (found["own_z"] < FAR).all()
    assert (found["peer_z"] >= FAR).all()


def test_a_kind_that_few_people_use_leans_on_everything_they_send() -> None:
    """One upload to a network drive in a company that hardly uses them, compared with what people send elsewhere."""
    usual = {f"p{number:04}": [20_000 + 1_000 * number] * 3 for number in range(2, 22)}
    found = judged({"p0001": [600_000_000]}, "network_drive", usual).filter(subject="p0001")
    assert found["own_z"].is_null().all()
    assert (found["peer_z"] >= FAR).all()


def test_too_few_people_make_no_norm() -> None:
    """With one or two others, the usual amount would be theirs."""
    few = {f"p{number:04}": [20_000] * 9 for number in range(1, PEERS)}
    assert judged(few)["peer_usual"].is_null().all()


def test_a_quarter_more_than_a_constant_amount_is_no_finding() -> None:
    assert judged({"p0001": [10_000] * 9 + [12_500]})["own_z"].max() < FAR


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 10**12), min_size=OWN_DAYS, max_size=40))
def test_at_least_half_of_the_days_are_never_beyond(amounts: list[int]) -> None:
    found = judged({"p0001": amounts})
    assert (found["own_z"] <= 0.01).sum() * 2 >= len(amounts)
    assert found.columns == ["subject", "category", "bytes", "own_z", "peer_z", "own_usual", "peer_usual", "z"]
