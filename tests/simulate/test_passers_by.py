"""People who look at job boards and search for nothing: what they do, and that nothing else moves with them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from fairwatch.catalogue import Catalogue
from fairwatch.simulate import Summary, Truth, generate, passers_by, read_truth

MONDAY = dt.date(2026, 3, 2)
CAMPUS = Catalogue.load().campus_sites()


@pytest.fixture(scope="module")
def people(truth: Truth) -> list[dict[str, Any]]:
    return list(truth.facts["passers_by"])


def test_some_look_once_and_others_on_campus_boards_again_and_again(people) -> None:
    assert Counter(one["kind"] for one in people) == {"one_off": 3, "campus_helper": 2, "newcomer": 1}
    for one in people:
        sites, wanted = {visit["site"] for visit in one["visits"]}, 1 if one["kind"] == "one_off" else 2
        assert len(one["visits"]) == wanted, one
        assert (sites <= CAMPUS) is (one["kind"] != "one_off"), one


def test_every_visit_is_in_the_truth_seen_and_in_working_time(truth: Truth, people) -> None:
    for one in people:
        own = truth.views.filter(person=one["person"], category="recruitment")
        for visit in one["visits"]:
            pages = own.filter(pl.col("ts_us").is_between(visit["ts_us"], visit["end_us"], closed="left"))
            assert pages.height == visit["views"] == 3
            assert pages["seen"].all()
            assert pages["working"].all()


def test_they_are_ordinary_people_whom_the_product_may_observe(truth: Truth, people) -> None:
    own = truth.people.filter(pl.col("person").is_in([one["person"] for one in people]))
    assert own.height == len(people)
    assert own["observable"].all()
    assert not own["recruiter"].any()
    assert own["case"].null_count() == own.height


def test_every_line_of_a_world_without_them_is_in_the_one_with_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So no other figure moves: each line that is more is one of theirs."""
    lines: dict[str, Counter[str]] = {}
    for world in ("with", "without"):
        if world == "without":
            monkeypatch.setattr(passers_by, "rows", lambda _: ())
        made: Summary = generate(tmp_path / world, people=30, days=1, seed=3, start=MONDAY)
        lines[world] = Counter((made.folder / "access.log").read_text(encoding="utf-8").splitlines())
    assert not lines["without"] - lines["with"]
    theirs = read_truth(tmp_path / "with").facts["passers_by"]
    hosts = {visit["host"] for one in theirs for visit in one["visits"]}
    pages = [line for line in lines["with"] - lines["without"] if any(f"//{host}/" in line for host in hosts)]
    assert len(pages) >= 3 * sum(len(one["visits"]) for one in theirs) > 0
