"""What is to be expected of a person in a class of the week, and what lies far beyond it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwatch.analyses.anomaly_norms import ALONE, judged
from fairwatch.analyses.norms import FAR, OWN_DAYS, PEERS

MONDAY = dt.date(2026, 9, 7)
MB = 1_000_000
DEPARTMENTS = ("sales", "legal")
WORK, AFTERNOON, NIGHT, REST = "work-morning", "work-afternoon", "work-evening", "rest-morning"
SCHEMA = {"subject": pl.String, "department": pl.String, "day": pl.Date, "slot": pl.String, "feature": pl.String}
Row = tuple[str, str, dt.date, str, str, int]


def person(
    name: str, *, at: float = 5 * MB, days: range = range(20), slot: str = WORK, spread: float = 0.5, seed: int = 0
) -> Iterator[Row]:
    """Somebody's amounts on these days after a Monday, around ``at``."""
    noise = np.random.default_rng([seed, *name.encode()]).normal(0, spread, len(days))
    department = DEPARTMENTS[int(name[1:]) % 2]
    for later, away in zip(days, noise, strict=True):
        yield name, department, MONDAY + dt.timedelta(later), slot, "bytes_up", int(at * np.exp(away))


def office(people: int = 30, **others) -> list[Row]:
    """Everybody else, from p0001 on, half of them in each department."""
    return [row for number in range(1, people + 1) for row in person(f"p{number:04}", **others)]


def judge(rows: list[Row]) -> pl.DataFrame:
    return judged(pl.DataFrame(rows, schema=SCHEMA | {"amount": pl.Int64}, orient="row"))


def far(rows: list[Row], who: str = "p0000") -> list[dt.date]:
    """The days on which somebody is far beyond what is to be expected."""
    return judge(rows).filter(pl.col("subject") == who, pl.col("z") >= FAR)["day"].sort().to_list()


def test_a_day_far_beyond_the_persons_own() -> None:
    rows = [*office(), *person("p0000"), *person("p0000", at=400 * MB, days=range(20, 21))]
    assert far(rows) == [MONDAY + dt.timedelta(20)]


def test_who_always_sends_much_is_judged_by_their_own_past() -> None:
    heavy = list(person("p0000", at=900 * MB))
    assert far([*office(), *heavy]) == []
    assert far([*office(), *heavy, *person("p0000", at=50_000 * MB, days=range(20, 21))]) != []


def test_the_night_shift_is_compared_with_its_own_nights() -> None:
    """Alone at night, and with ten times what the others send by day."""
    nights = list(person("p0000", at=50 * MB, slot=NIGHT))
    assert far([*office(), *nights]) == []
    assert far([*office(), *nights, *person("p0000", at=5_000 * MB, slot=NIGHT, days=range(20, 21))]) != []


def test_a_first_night_is_judged_by_the_persons_days() -> None:
    rows = [*office(), *person("p0000", at=50 * MB)]
    assert far([*rows, *person("p0000", at=50 * MB, slot=NIGHT, days=range(20, 21))]) == []
    assert far([*rows, *person("p0000", at=9_000 * MB, slot=NIGHT, days=range(20, 21))]) != []


def test_who_works_on_a_holiday_sends_what_they_usually_send() -> None:
    """One holiday, one person of many megabytes, and few others who are there."""
    rows = [*office(), *person("p0000", at=300 * MB), *person("p0002", slot=REST, days=range(20, 21))]
    assert far([*rows, *person("p0000", at=300 * MB, slot=REST, days=range(20, 21))]) == []


def test_a_newcomer_is_judged_by_the_peers_from_the_first_day() -> None:
    joined = range(20, 23)
    assert far([*office(), *person("p0000", days=joined)]) == []
    assert far([*office(), *person("p0000", at=2_000 * MB, days=joined)]) != []


def test_a_month_end_that_a_whole_department_shares_is_nobodys_finding() -> None:
    last = range(20, 21)
    rows = [*office(40), *person("p0000")]
    peak = [row for number in range(0, 41, 2) for row in person(f"p{number:04}", at=500 * MB, days=last)]
    assert far([*rows, *peak]) == []
    assert judge([*rows, *peak]).filter(pl.col("z") >= FAR).is_empty()
    assert far([*rows, *person("p0000", at=500 * MB, days=last)]) != []


def test_even_in_a_peak_one_may_stand_out() -> None:
    last = range(20, 21)
    peak = [row for number in range(2, 41, 2) for row in person(f"p{number:04}", at=100 * MB, days=last)]
    rows = [*office(40), *person("p0000"), *peak]
    assert far([*rows, *person("p0000", at=100 * MB, days=last)]) == []
    assert far([*rows, *person("p0000", at=90_000 * MB, days=last)]) != []


def test_what_few_people_do_at_the_same_time_does_not_excuse() -> None:
    last = range(20, 21)
    few = [row for number in range(0, 2 * PEERS - 2, 2) for row in person(f"p{number:04}", at=900 * MB, days=last)]
    assert far([*office(40), *person("p0000"), *few]) != []


def test_a_small_department_leans_on_everybody() -> None:
    """Sales has nine people, so a newcomer there is compared with all thirty-nine."""
    rows = [row for row in office(60) if row[1] == "legal" or int(row[0][1:]) <= 18]
    assert len({row[0] for row in rows if row[1] == "sales"}) == PEERS - 1
    newcomer = list(person("p0000", days=range(20, 22)))
    [centre] = judge([*rows, *newcomer]).filter(subject="p0000")["peer_centre"].unique()
    assert np.exp(centre) == pytest.approx(5 * MB, rel=0.2)
    assert far([*rows, *newcomer]) == []


def test_too_few_people_make_no_norm_but_a_long_past_does() -> None:
    """With one or two others, the usual amount would be theirs."""
    few = office(PEERS - 2)
    alone = list(person("p0000", days=range(ALONE - 1)))
    found = judge([*few, *alone])
    assert found["peer_centre"].is_null().all()
    assert found.filter(subject="p0000")["z"].is_null().all()
    assert far([*few, *alone, *person("p0000", at=5_000 * MB, days=range(20, 21))]) == [MONDAY + dt.timedelta(20)]


def test_where_everybody_sends_seldom_a_flood_still_stands_out() -> None:
    """Two days are no spread of one's own, least of all when one of them is the flood."""
    seldom = office(40, days=range(0, 9, 3), spread=1.0)
    assert far([*seldom, *person("p0000", days=range(1))]) == []
    assert far([*seldom, *person("p0000", days=range(1)), *person("p0000", at=20_000 * MB, days=range(8, 9))]) != []


def test_the_only_one_with_a_second_day_is_not_excused_by_what_it_holds() -> None:
    once = office(40, days=range(1), spread=1.0)
    assert far([*once, *person("p0000", days=range(1)), *person("p0000", at=90_000 * MB, days=range(1, 2))]) != []


def test_departments_and_classes_have_centres_of_their_own() -> None:
    """Lawyers send a hundred times as much, everybody sends a hundred times less at night."""
    rows = [
        row
        for number in range(60)
        for slot, share in ((WORK, 1.0), (NIGHT, 0.01))
        for row in person(f"p{number:04}", at=5 * MB * share * (1, 100)[number % 2], slot=slot, days=range(10))
    ]
    centres = judge(rows).group_by("department", "slot").agg(pl.col("peer_centre").first().exp() / MB)
    found = {(department, slot): amount for department, slot, amount in centres.rows()}
    for slot in (WORK, NIGHT):
        assert found["legal", slot] > 10 * found["sales", slot]
    for department in DEPARTMENTS:
        assert found[department, WORK] > 10 * found[department, NIGHT]


def differing(people: int, days: range, *, first: int = 1, **others) -> list[Row]:
    """People each of whom has an own usual amount."""
    random = np.random.default_rng(people)
    return [
        row
        for number in range(first, first + people)
        for row in person(f"p{number:04}", at=5 * MB * random.lognormal(0, 1), days=days, **others)
    ]


@pytest.mark.parametrize(
    ("rows", "judged_days"),
    [
        pytest.param(differing(150, range(20)), range(20, 21), id="long histories"),
        pytest.param([*differing(60, range(20)), *differing(90, range(18, 20), first=61)], range(2, 3), id="newcomers"),
        pytest.param(differing(150, range(0, 40, 15), spread=1.0), range(3, 4), id="seldom"),
        pytest.param(office(150, days=range(0, 40, 15), spread=1.0), range(3, 4), id="seldom, and all alike"),
    ],
)
def test_what_is_called_a_z_score_is_one(rows: list[Row], judged_days: range) -> None:
    """As far as people differ, and no further: neither newcomers nor those of long histories are found more often."""
    found = judge(rows).filter(pl.col("days").is_between(min(judged_days) - 1, max(judged_days)))
    assert found["subject"].n_unique() >= 60
    assert 0.8 < found["z"].std() < 1.15
    assert abs(found["z"].mean()) < 0.25


def test_a_first_night_is_as_uncertain_as_the_others_nights_are_different() -> None:
    random = np.random.default_rng(5)
    people = {f"p{number:04}": random.lognormal(np.log(5 * MB), 1) for number in range(1, 91)}
    rows = [row for name, at in people.items() for row in person(name, at=at)]
    nights = {name: at * random.lognormal(0, 1.5) for name, at in people.items()}
    for place, (name, at) in enumerate(nights.items()):
        rows += person(name, at=at, slot=NIGHT, days=range(20, 30 if place < 45 else 21), seed=1)
    rows += differing(90, range(10), first=101, slot=NIGHT)  # the night watch, who have no days to differ from
    last = [name for place, name in enumerate(nights) if place >= 45]
    firsts = judge(rows).filter(pl.col("subject").is_in(last), pl.col("slot") == NIGHT)
    assert firsts.height == 45
    assert 0.7 < firsts["z"].std() < 1.5


def test_what_nobody_has_done_yet_is_as_uncertain_as_what_differs_most() -> None:
    """Afternoons are like mornings, nights are like nothing else, and on a day of rest nobody has been there before."""
    random = np.random.default_rng(6)
    rows = [row for number in range(1, 41) for slot in (WORK, AFTERNOON) for row in person(f"p{number:04}", slot=slot)]
    for number in range(1, 41):
        rows += person(f"p{number:04}", at=5 * MB * random.lognormal(0, 2), slot=NIGHT, days=range(9), seed=1)
    rows += person("p0000")
    firsts = [
        judge([*rows, *person("p0000", slot=slot, days=range(20, 21))])
        .filter(subject="p0000", slot=slot)["spread"]
        .item()
        for slot in (AFTERNOON, NIGHT, REST)
    ]
    assert firsts[0] < 1
    assert firsts[1:] == pytest.approx([2.5, 2.5], rel=0.5)


def test_a_quarter_more_than_a_constant_amount_is_no_finding() -> None:
    rows = [*office(spread=0.0), *person("p0000", spread=0.0)]
    assert far([*rows, *person("p0000", at=6.25 * MB, days=range(20, 21))]) == []
    assert far([*rows, *person("p0000", at=25 * MB, days=range(20, 21))]) != []


def test_who_sends_little_by_day_and_much_at_night_is_steady_at_both() -> None:
    both = [*office(), *person("p0000"), *person("p0000", at=500 * MB, slot=NIGHT)]
    assert far(both) == []
    assert far([*both, *person("p0000", at=500 * MB, days=range(20, 21))]) == [MONDAY + dt.timedelta(20)]


def test_the_formula_by_hand() -> None:
    """Somebody alone, of ten days at e, e², … e¹⁰ (less one) in one class."""
    days = [MONDAY + dt.timedelta(later) for later in range(ALONE)]
    rows = [("p0000", "sales", day, WORK, "bytes_up", round(np.exp(1 + later)) - 1) for later, day in enumerate(days)]
    found = judge(rows)
    within = 2.5 * 1.4826 * np.sqrt(10 / 9)  # half of the distances from 5.5 are 2.5 or less
    of_few_days = np.pi / 20
    assert found["expected"].to_list() == pytest.approx([5.5] * ALONE, abs=0.01)
    spread = within * np.sqrt(1 + of_few_days + (10 / 15) ** 2 * of_few_days)
    assert found["spread"].to_list() == pytest.approx([spread] * ALONE, rel=0.01)


def test_nobody_is_two_people_because_of_two_classes() -> None:
    rows = [*office(PEERS - 1), *office(PEERS - 1, slot=NIGHT)]
    assert judge(rows)["peer_centre"].is_null().all()


def test_without_rows_there_is_nothing() -> None:
    assert judge([]).is_empty()


SCENES = st.integers(0, 10_000).map(lambda seed: [*office(16, days=range(OWN_DAYS + 2), seed=seed)])


@settings(max_examples=15, deadline=None, derandomize=True)
@given(SCENES, st.randoms(use_true_random=False))
def test_property_the_order_of_rows_does_not_matter(rows: list[Row], random) -> None:
    shuffled = random.sample(rows, len(rows))
    order = ["subject", "day", "slot"]
    assert judge(rows).sort(order).equals(judge(shuffled).sort(order))


@settings(max_examples=15, deadline=None, derandomize=True)
@given(SCENES, st.integers(2, 1000))
def test_property_a_unit_of_measurement_does_not_matter(rows: list[Row], factor: int) -> None:
    scaled = [(*row[:-1], row[-1] * factor) for row in rows]
    assert judge(scaled)["z"].to_numpy() == pytest.approx(judge(rows)["z"].to_numpy(), abs=1e-3)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(SCENES, st.integers(2, 1000))
def test_property_what_everybody_does_more_of_adds_next_to_nothing_to_anybody(rows: list[Row], factor: int) -> None:
    """A day on which all send so many times as much: medians of the past move a little, and no more."""
    busy = MONDAY + dt.timedelta(3)
    more = [(*row[:-1], row[-1] * factor) if row[2] == busy else row for row in rows]
    before, after = (judge(one).filter(day=busy)["z"].to_numpy() for one in (rows, more))
    assert after.max() < max(before.max(), 0.0) + 1.0


@settings(max_examples=15, deadline=None, derandomize=True)
@given(SCENES, st.integers(2, 1000))
def test_property_who_alone_sends_more_is_the_only_one_who_is_further_out(rows: list[Row], factor: int) -> None:
    busy = MONDAY + dt.timedelta(3)
    more = [(*row[:-1], row[-1] * factor) if (row[0], row[2]) == ("p0001", busy) else row for row in rows]
    before, after = judge(rows), judge(more)
    mine = (pl.col("subject") == "p0001") & (pl.col("day") == busy)
    assert after.filter(mine)["z"].item() > before.filter(mine)["z"].item()
    others = (pl.col("subject") != "p0001") & (pl.col("z") >= FAR + 0.5)
    assert after.filter(others).height == before.filter(others).height
