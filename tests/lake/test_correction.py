"""A person's rows are corrected, and whatever is not spared goes (R37, R47)."""

from __future__ import annotations

import datetime as dt
import time

import polars as pl
import pytest

from fairwatch.lake import Correction

DAY, NEXT = dt.date(2026, 9, 1), dt.date(2026, 9, 2)


@pytest.fixture
def stored(lake):
    """Two people, two days, two sites; the roll-up ``days`` has neither site nor category."""
    raw = pl.DataFrame(
        [(day, who, site, "news") for day in (DAY, NEXT) for who in ("p1", "p2") for site in ("a", "b")],
        schema={"day": pl.Date, "subject": pl.String, "site": pl.String, "category": pl.String},
        orient="row",
    )
    lake.append("leak", raw.with_row_index("line"), source="s", start=0, end=9, policy_hash="h1")
    lake.replace_days("leak", "days", [DAY, NEXT], raw.select("day", "subject").unique())
    lake.mark_rolled("leak", [DAY, NEXT], lake.version("leak", "raw"))
    return lake


def test_r37_the_rows_of_a_day_and_site_get_their_true_category(stored) -> None:
    assert stored.correct("leak", Correction("p1", DAY, "a", "work")) == {"days": 1, "raw": 1}
    changed = stored.read("leak", "raw").filter(category="work")
    assert changed.select("day", "subject", "site").rows() == [(DAY, "p1", "a")]
    assert stored.read("leak", "raw").height == 8


def test_r37_without_a_category_the_rows_go(stored) -> None:
    stored.correct("leak", Correction("p1", site="a"))
    left = stored.read("leak", "raw")
    assert left.filter(subject="p1")["site"].to_list() == ["b", "b"]
    assert left.filter(subject="p2").height == 4


def test_r37_a_table_without_sites_loses_the_day(stored) -> None:
    stored.correct("leak", Correction("p1", DAY, "a", "work"))
    assert sorted(stored.read("leak", "days").rows()) == [(DAY, "p2"), (NEXT, "p1"), (NEXT, "p2")]


def test_r37_a_corrected_day_is_rolled_up_anew_and_only_that_one(stored) -> None:
    assert stored.pending_days("leak") == []
    stored.correct("leak", Correction("p1", DAY, "a", "work"))
    assert stored.pending_days("leak") == [DAY]


def test_correcting_twice_changes_nothing_more(stored) -> None:
    stored.correct("leak", Correction("p1", DAY, "a", "work"))
    assert stored.correct("leak", Correction("p1", DAY, "a", "work")) == {"days": 0, "raw": 0}


def test_a_correction_makes_no_row_younger_and_keeps_its_policy(stored) -> None:
    before = stored.provenance("leak", "raw").select("day", "ingested_us", "policy_hashes").sort("day")
    time.sleep(0.01)
    stored.correct("leak", Correction("p1", None, "a", "work"))
    after = stored.provenance("leak", "raw").select("day", "ingested_us", "policy_hashes").sort("day")
    assert after.select("day", "policy_hashes").equals(before.select("day", "policy_hashes"))
    assert [row // 1000 for row in after["ingested_us"]] == [row // 1000 for row in before["ingested_us"]]


def test_r47_everything_of_a_purpose_goes_and_its_days_stay_closed(stored) -> None:
    assert stored.erase_others("leak") == 12
    assert stored.read("leak", "raw").is_empty()
    assert stored.read("leak", "days").is_empty()
    assert not list(stored.root.glob("leak/**/*.parquet"))
    assert stored.closed_days() == {("leak", DAY), ("leak", NEXT)}
    assert stored.erase_others("leak") == 0


def test_r42_whoever_is_spared_stays(stored) -> None:
    assert stored.erase_others("leak", ["p2"]) == 6
    assert set(stored.read("leak", "raw")["subject"]) == {"p2"}
    assert stored.read("leak", "raw").height == 4
    assert stored.erase_others("leak", ["p2"]) == 0
