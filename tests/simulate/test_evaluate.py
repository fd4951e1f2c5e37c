"""The metrics: perfect input is perfect, order does not matter, every kind of mistake costs."""

from __future__ import annotations

import datetime as dt

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwatch.simulate import Truth, evaluate
from fairwatch.simulate.truth import SCHEMAS

DAY = dt.date(2026, 3, 2)
SECOND = 1_000_000
quick = settings(max_examples=50, deadline=None, derandomize=True)

instants = st.lists(
    st.tuples(st.sampled_from(["p1", "p2"]), st.integers(0, 60), st.sampled_from(["a.example", "b.example"])),
    max_size=25,
)


def truth(**tables: list[dict[str, object]]) -> Truth:
    cases = tuple(tables.pop("cases", []))
    text = {name: pl.DataFrame(tables.get(name, []), schema=SCHEMAS[name]) for name in SCHEMAS}
    return Truth(**text, cases=cases)


def views(rows: list[tuple[str, int, str]], *, seen: bool = True) -> Truth:
    return truth(views=[{"person": who, "ts_us": at * SECOND, "host": host, "seen": seen} for who, at, host in rows])


def found(rows: list[tuple[str, int, str]]) -> pl.DataFrame:
    schema = {"person": pl.String, "ts_us": pl.Int64, "host": pl.String}
    return pl.DataFrame([(who, at * SECOND, host) for who, at, host in rows], schema=schema, orient="row")


@quick
@given(rows=instants, shift=st.sampled_from([-2, 0, 2]), seed=st.integers(0, 9))
def test_perfect_page_views_are_perfect_in_any_order_within_two_seconds(
    rows: list[tuple[str, int, str]], shift: int, seed: int
) -> None:
    moved = found([(who, at + shift, host) for who, at, host in rows]).sample(fraction=1.0, shuffle=True, seed=seed)
    result = evaluate.page_views(moved, views(rows))
    assert (result.precision, result.recall) == (1.0, 1.0)


@quick
@given(rows=instants, claimed=instants)
def test_a_truth_explains_one_finding_only(
    rows: list[tuple[str, int, str]], claimed: list[tuple[str, int, str]]
) -> None:
    result = evaluate.page_views(found(claimed), views(rows))
    twice = evaluate.page_views(found(claimed + claimed), views(rows))
    assert result.right <= min(len(rows), len(claimed))
    assert result.right == result.known == best_matching(claimed, rows)
    assert result.right <= twice.right <= len(rows)


def best_matching(claimed: list[tuple[str, int, str]], rows: list[tuple[str, int, str]]) -> int:
    """The largest one-to-one matching, found by augmenting paths: slow, and independent of the way evaluate goes."""
    partner: dict[int, int] = {}

    def place(index: int, tried: set[int]) -> bool:
        who, at, host = claimed[index]
        for other, (person, instant, name) in enumerate(rows):
            if other in tried or (who, host) != (person, name) or abs(at - instant) > 2:
                continue
            tried.add(other)
            if other not in partner or place(partner[other], tried):
                partner[other] = index
                return True
        return False

    return sum(place(index, set()) for index in range(len(claimed)))


def test_three_seconds_another_host_or_another_person_is_wrong() -> None:
    true = views([("p1", 10, "a.example")])
    for wrong in (("p1", 13, "a.example"), ("p1", 10, "b.example"), ("p2", 10, "a.example")):
        result = evaluate.page_views(found([wrong]), true)
        assert (result.precision, result.recall) == (0.0, 0.0)


def test_a_view_without_a_line_need_not_be_found_but_may_be() -> None:
    true = views([("p1", 10, "a.example")], seen=False)
    assert evaluate.page_views(found([]), true).recall == 1.0
    assert evaluate.page_views(found([("p1", 10, "a.example")]), true).precision == 1.0


def visit(site: str, start: int, end: int) -> dict[str, object]:
    return {"person": "p1", "site": site, "start_us": start * SECOND, "end_us": end * SECOND}


def test_nothing_is_said_of_what_was_not_compared() -> None:
    assert evaluate.Match(found=0, right=0, true=0, known=0).shares("leak") == {}
    assert evaluate.Match(found=2, right=1, true=0, known=0).shares("leak") == {"leak_precision": 0.5}
    assert evaluate.Match(found=0, right=0, true=4, known=0).shares("leak") == {"leak_recall": 0.0}


def test_visits_match_when_they_overlap_and_splitting_one_costs_precision() -> None:
    true = truth(visits=[visit("news", 0, 600), visit("news", 3600, 4000)])
    split = pl.DataFrame([visit("news", 0, 200), visit("news", 300, 580), visit("news", 3700, 4100)])
    result = evaluate.visits(split, true)
    assert (result.precision, result.recall) == (2 / 3, 1.0)
    merged = evaluate.visits(pl.DataFrame([visit("news", 0, 4000)]), true)
    assert (merged.precision, merged.recall) == (1.0, 0.5)


def test_submissions_need_the_site_and_the_time() -> None:
    true = truth(submissions=[{"person": "p1", "ts_us": 10 * SECOND, "host": "j.example", "site": "jobs"}])
    rows = [("p1", 11 * SECOND, "jobs"), ("p1", 99 * SECOND, "jobs"), ("p1", 10 * SECOND, "other")]
    schema = {"person": pl.String, "ts_us": pl.Int64, "site": pl.String}
    result = evaluate.submissions(pl.DataFrame(rows, schema=schema, orient="row"), true)
    assert (result.precision, result.recall) == (1 / 3, 1.0)


def test_uploads_need_the_host_and_the_time() -> None:
    true = truth(uploads=[{"person": "p1", "ts_us": 10 * SECOND, "host": "d.example", "site": "drive"}])
    result = evaluate.uploads(found([("p1", 11, "d.example"), ("p1", 10, "e.example"), ("p1", 20, "d.example")]), true)
    assert (result.found, result.right, result.true) == (3, 1, 1)


def test_leaks_and_violations_are_sets() -> None:
    case = {"kind": "leak_slow", "group": "leak", "person": "p1", "events": [{"category": "webmail"}] * 3}
    noise = {"kind": "work_uploader", "group": "noise", "person": "p2", "events": [{"category": "work"}]}
    true = truth(cases=[case, noise], violations=[{"person": "p3", "site": "game"}])
    claimed = pl.DataFrame({"person": ["p1", "p1", "p2"], "category": ["webmail", "webmail", "work"]})
    result = evaluate.leaks(claimed, true)
    assert (result.precision, result.recall) == (0.5, 1.0)
    used = evaluate.violations(pl.DataFrame({"person": ["p3"], "site": ["other"]}), true)
    assert (used.precision, used.recall) == (0.0, 0.0)


seconds = st.dictionaries(
    st.tuples(st.sampled_from(["p1", "p2"]), st.sampled_from(["news", "work", "video"])),
    st.floats(60, 3000),
    min_size=1,
)


def attention(pairs: dict[tuple[str, str], float], factor: float = 1.0) -> pl.DataFrame:
    rows = [(who, DAY, what, s * factor * 0.8, s * factor, s * factor * 1.2) for (who, what), s in pairs.items()]
    schema = {"person": pl.String, "day": pl.Date, "category": pl.String}
    return pl.DataFrame(rows, schema=schema | dict.fromkeys(("low", "point", "high"), pl.Float64), orient="row")


def attended(pairs: dict[tuple[str, str], float]) -> Truth:
    return truth(
        seconds=[{"person": who, "day": DAY, "category": what, "seconds": s} for (who, what), s in pairs.items()],
        working=[{"person": who, "day": DAY, "seconds": 9000.0} for who in ("p1", "p2")],
    )


@quick
@given(pairs=seconds, seed=st.integers(0, 9))
def test_perfect_seconds_are_perfect_in_any_order(pairs: dict[tuple[str, str], float], seed: int) -> None:
    result = evaluate.seconds(attention(pairs).sample(fraction=1.0, shuffle=True, seed=seed), attended(pairs))
    assert (result.pairs, result.median_error, result.inside, result.surplus) == (len(pairs), 0.0, 1.0, 0.0)
    assert abs(result.width - 0.4) < 1e-9
    assert result.excess_s <= 0


@quick
@given(pairs=seconds, factor=st.sampled_from([0.5, 2.0]))
def test_a_wrong_factor_is_the_error(pairs: dict[tuple[str, str], float], factor: float) -> None:
    result = evaluate.seconds(attention(pairs, factor), attended(pairs))
    assert abs(result.median_error - abs(factor - 1)) < 1e-9
    assert result.inside == 0.0


def test_missing_seconds_are_a_whole_error_and_invented_ones_are_surplus() -> None:
    true = attended({("p1", "news"): 100.0})
    result = evaluate.seconds(attention({("p1", "work"): 50.0}), true)
    assert (result.median_error, result.inside, result.surplus) == (1.0, 0.0, 0.5)


def test_more_seconds_than_the_working_time_are_an_excess() -> None:
    true = attended({("p1", "news"): 100.0})
    assert evaluate.seconds(attention({("p1", "news"): 9100.0}), true).excess_s == 100.0


def test_short_truths_do_not_count() -> None:
    assert evaluate.seconds(attention({}), attended({("p1", "news"): 59.0})).pairs == 0
