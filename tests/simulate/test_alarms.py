"""False findings, places in a ranking, and people who only look odd."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from fairwatch.simulate import Truth, alarms
from fairwatch.simulate.truth import SCHEMAS

DAY, NEXT = dt.date(2026, 3, 2), dt.date(2026, 3, 3)


def truth(**tables: list[dict[str, object]]) -> Truth:
    cases = tuple(tables.pop("cases", []))
    return Truth(**{name: pl.DataFrame(tables.get(name, []), schema=SCHEMAS[name]) for name in SCHEMAS}, cases=cases)


def case(person: str, group: str) -> dict[str, object]:
    return {"kind": f"some {group}", "group": group, "person": person}


def sent(person: str, day: dt.date = DAY, *, planted: bool = True) -> dict[str, object]:
    return {"person": person, "day": day, "category": "network_drive", "planted": planted}


TRUE = truth(
    cases=[case("p1", "leak"), case("p2", "noise")],
    uploads=[sent("p1"), sent("p1", NEXT, planted=False), sent("p2")],
    working=[{"person": who, "day": DAY, "seconds": 1.0} for who in ("p1", "p2", "p3", "p4")],
)


@pytest.mark.parametrize(("person", "day", "false"), [("p1", DAY, 0), ("p1", NEXT, 1), ("p2", DAY, 1), ("p3", DAY, 1)])
def test_a_leak_is_true_on_the_days_on_which_it_was_planted(person: str, day: dt.date, false: int) -> None:
    found = pl.DataFrame([sent(person, day)]).select("person", "day", "category")
    assert alarms.false_leaks(found, TRUE).height == false


def test_a_sum_of_many_days_is_true_of_whoever_leaked_to_that_class() -> None:
    rows = [{"person": "p1", "category": name} for name in ("network_drive", "webmail")]
    assert alarms.false_leaks(pl.DataFrame(rows), TRUE)["category"].to_list() == ["webmail"]


def test_who_used_nothing_forbidden_is_a_false_finding() -> None:
    true = truth(violations=[{"person": "p1", "site": "game"}])
    found = pl.DataFrame({"person": ["p1", "p1", "p2"], "site": ["game", "vpn", "game"]})
    assert alarms.false_violations(found, true).rows() == [("p1", "vpn"), ("p2", "game")]


def test_rates_are_of_the_days_that_people_worked() -> None:
    assert alarms.per_100_person_days(2, TRUE) == 50
    assert alarms.per_100_person_days(2, truth()) == 0


@pytest.mark.parametrize(
    ("scores", "place"),
    [
        ({"p1": 9.0}, 0),
        ({"p1": 9.0, "p3": 1.0}, 0),
        ({"p1": 9.0, "p3": 9.0}, 0.1),
        ({"p1": 9.0, "p3": 10.0, "p4": 11.0}, 0.2),
        ({"p3": 1.0}, 1),
        ({"p1": 9.0, "p5": 12.0}, 0),
    ],
    ids=["alone", "first", "a tie is no first place", "third", "without a score", "behind another insider"],
)
def test_the_place_of_the_worst_insider(scores: dict[str, float], place: float) -> None:
    people = [{"person": f"p{number}", "recruiter": False} for number in range(10)]
    true = truth(people=people, cases=[case("p1", "leak")] + ([case("p5", "leak")] if "p5" in scores else []))
    found = pl.DataFrame({"person": list(scores), "score": list(scores.values())})
    assert alarms.worst_place(found, "leak", true) == pytest.approx(place)


def test_nobody_is_an_insider() -> None:
    assert alarms.worst_place(pl.DataFrame({"person": ["p1"], "score": [1.0]}), "leak", truth()) == 0


def test_people_who_only_look_odd() -> None:
    true = truth(
        people=[
            {"person": "p1", "recruiter": True, "shift": "day"},
            {"person": "p2", "recruiter": False, "shift": "night"},
            {"person": "p3", "recruiter": False, "shift": "day"},
            {"person": "p4", "recruiter": False, "shift": None},
            {"person": "p5", "recruiter": False, "shift": "night"},
        ],
        views=[{"person": "p3", "category": "music"}, {"person": "p4", "category": "news"}],
        cases=[case("p4", "noise"), case("p5", "leak")],
    )
    assert alarms.noise_people(true) == {"p1", "p2", "p3", "p4"}
