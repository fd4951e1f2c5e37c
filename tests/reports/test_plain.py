"""The plain words at the head of a report."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.reports import evaluated as made
from tests.reports.conftest import MONDAY
from tests.reports.evaluated import NEXT

from fairwatch.analyses import sites
from fairwatch.disclosure import Released, preview
from fairwatch.findings import Column, Result, Table
from fairwatch.reports import plain_traffic
from fairwatch.reports.plain import plain
from fairwatch.reports.units import spoken_time
from fairwatch.text import LANGUAGES, Text

TUESDAY = MONDAY + dt.timedelta(1)


@pytest.fixture(scope="session")
def words(release: Any, labels: Any) -> Any:
    """``words("own", work_time=[tables], …)``: the sentences of a report with these tables, by part."""

    def said(scope: Any, language: str = "en", role: str = "hr", **analyses: Any) -> dict[str, list[str]]:
        released = [
            release(analysis=name.replace("_", "-"), role=role, tables={table.name: table for table in tables})
            for name, tables in analyses.items()
        ]
        found = plain(released, labels, scope)
        return {part: [text.in_(language) for text in getattr(found, part)] for part in ("says", "certain", "absent")}

    return said


def test_the_organisation_in_six_sentences(words: Any) -> None:
    found = words(
        "organisation",
        work_time=[
            made.by_day((MONDAY, 40, 12), (TUESDAY, 42, 12), (NEXT, 38, 15)),
            made.by_category(("short_video", 30, 8.5), ("work", 12, 3)),
        ],
        traffic=[
            made.traffic_days((MONDAY, 400), (TUESDAY, 600), (NEXT, 550)),
            made.by_hour((1, 9, 2.5), (2, 10, 4.25)),
        ],
        bandwidth=[made.levels(median=1, p95=6, peak=9)],
        sites=[made.new_sites(("douyin", MONDAY, 11), ("douyin", NEXT, 14), ("fresh.example", NEXT, 10))],
    )
    assert found["says"] == [
        (
            "This is about the working hours from Mon 7 Sep 2026 to Mon 14 Sep 2026;"
            " up to 42 people were on sites outside work in a day."
        ),
        (
            "In the week from Mon 14 Sep 2026 (1 day), sites outside work took about 15 min (between 10 min and 22 min)"
            " per person and day. In the weeks before it was 12 min: no clear change within the uncertainty."
        ),
        "Most time per person and day went to Short video (8.5 min) and Office (3.0 min).",
        (
            "In the week from Mon 14 Sep 2026 (1 day), 550 MB a day were received in working hours;"
            " in the week from Mon 7 Sep 2026 (2 days) it was 500 MB a day."
        ),
        "The busiest is Tue from 10:00 to 11:00 (4.2 Mbit/s).",
        (
            "In the busiest quarter-hour at least 9.0 Mbit/s was received; what few people cause is not in this,"
            " so it may have been more."
        ),
        "New sites that enough people use to be shown: Douyin (14 people) and fresh.example (10 people).",
    ]


def test_where_days_and_kinds_are_hidden_it_is_said_of_those_that_are_not(words: Any) -> None:
    found = words(
        "organisation",
        work_time=[
            made.by_day((MONDAY, 40, 12), (TUESDAY, 0, 12), (NEXT, 38, 15)),
            made.by_category(("short_video", 30, 8.5), ("work", 12, 3), ("games", 0, 99)),
        ],
        traffic=[
            made.traffic_days((MONDAY, 400), (TUESDAY, None), (NEXT, 550), (NEXT + dt.timedelta(1), 650)),
            made.by_hour((1, 9, 2.5), (2, 9, None), (2, 10, 4.25)),
        ],
    )
    assert found["says"] == [
        (
            "This is about the working hours from Mon 7 Sep 2026 to Mon 14 Sep 2026;"
            " up to 40 people were on sites outside work in a day in the figures that can be shown."
        ),
        (
            "In the week from Mon 14 Sep 2026 (1 day that can be shown), sites outside work took about 15 min"
            " (between 10 min and 22 min) per person and day. In the weeks before it was 12 min: no clear change within"
            " the uncertainty."
        ),
        (
            "Of the 2 kinds that can be shown, most time per person and day went to Short video (8.5 min) and Office"
            " (3.0 min)."
        ),
        "In the week from Mon 14 Sep 2026 (2 days that can be shown), 600 MB a day were received in working hours.",
        "Of the 2 hours of the week that can be shown, the busiest is Tue from 10:00 to 11:00 (4.2 Mbit/s).",
    ]


def test_where_most_kinds_are_hidden_none_is_said_to_take_most(words: Any) -> None:
    kinds = made.by_category(("work", 12, 3), ("games", 0, 99), ("short_video", 0, 99))
    assert words("organisation", work_time=[kinds])["says"] == []


@pytest.mark.parametrize(
    ("groups", "log", "said"),
    [
        (5, 5, "The past in the logs is too short to tell new sites"),
        (30, 30, "No new site is used by enough people"),
        (3, 30, "No new site can be shown: none is used by enough people, or fewer than 7 days"),
    ],
    ids=["short log", "long log", "long log, most days hidden"],
)
def test_no_new_site_for_want_of_a_past_or_of_people(words: Any, groups: int, log: int, said: str) -> None:
    """Of groups and of the log so many days are seen."""
    last = MONDAY + dt.timedelta(29)
    days = [last - dt.timedelta(number) for number in range(30)]
    shown = made.traffic_days(*((day, 400) for day in days[:groups]))
    found = words("organisation", traffic=[shown], sites=[made.new_sites()], not_collected=[made.refusals(*days[:log])])
    assert found["says"][-1].startswith(said)


def test_when_a_site_is_new_is_as_the_analysis_has_it() -> None:
    assert (plain_traffic.NEW_DAYS, plain_traffic.KNOWN_DAYS) == (sites.NEW_DAYS, sites.KNOWN_DAYS)


def test_of_many_new_sites_the_most_used_are_named_as_such(words: Any) -> None:
    found = words("organisation", sites=[made.new_sites(*((f"new{at}.example", NEXT, 10 + at) for at in range(5)))])
    assert found["says"][0] == (
        "Of the 5 new sites that enough people use to be shown, most people used"
        " new4.example (14 people), new3.example (13 people) and new2.example (12 people)."
    )


@pytest.mark.parametrize(("last", "said"), [(60, "it has risen"), (12, "no clear change"), (2, "it has fallen")])
def test_a_change_is_told_only_beyond_the_ranges(words: Any, last: float, said: str) -> None:
    found = words("organisation", work_time=[made.by_day((MONDAY, 40, 12), (NEXT, 40, last))])
    assert said in found["says"][1]


def test_a_department_is_named_and_compared_with_nothing_but_its_own_past(words: Any) -> None:
    found = words(
        "department",
        role="manager",
        work_time=[
            made.department_weeks((MONDAY, "sales", 20, 30), (NEXT, "sales", 22, 30)),
            made.by_department(("sales", "short_video", 20, 12)),
        ],
    )
    assert found["says"] == [
        (
            "Department: sales. This is about the working hours of the weeks from Mon 7 Sep 2026 to Mon 14 Sep 2026;"
            " up to 22 people were on sites outside work in a week in the figures that can be shown."
        ),
        (
            "In the week from Mon 14 Sep 2026, sites outside work took about 30 min (between 20 min and 45 min)"
            " per person and day. In the earlier weeks that can be compared it was 30 min: no clear change within the"
            " uncertainty."
        ),
        "Of what can be shown, most time per person and day went to Short video (12 min).",
    ]


def test_a_small_department_learns_that_its_figures_are_hidden(words: Any) -> None:
    found = words("department", role="manager", work_time=[made.department_weeks((MONDAY, "legal", 0, 30))])
    assert found["says"][1] == "Too few people are behind the figures about working time to show them."
    assert found["certain"][-1].startswith("Of groups 0 figures can be shown; the others are hidden or not listed")


def test_ones_own_report_speaks_to_its_reader(words: Any) -> None:
    found = words(
        "own",
        role="employee",
        work_time=[
            made.person_trend(30, 10, "more"),
            made.person(("short_video", 24, "sni"), ("work", 6, "full_url")),
            made.person_coarse(MONDAY),
            made.department_weeks((MONDAY, "sales", 20, 12), (NEXT, "sales", 22, 25)),
        ],
    )
    assert found["says"] == [
        (
            "In the week from Mon 14 Sep 2026 you spent about 30 min (between 20 min and 45 min) a day on sites outside"
            " work. In the weeks before it was about 10 min (between 6.7 min and 15 min)."
            " That is more, by more than the uncertainty."
        ),
        "The kinds with most of your time per day were Short video (24 min) and Office (6.0 min).",
        (
            "In that week the mean of your department was about 25 min (between 17 min and 38 min) a day."
            " The two do not differ clearly."
        ),
        "On 1 day it went beyond the daily tolerance.",
    ]
    assert found["certain"][1].startswith("The weakest evidence is “Site name (SNI)”.")


def test_ones_own_report_tells_of_ones_own_job_search_from_when_to_when(words: Any) -> None:
    found = words("own", role="employee", departure=[made.own_search(9, 12, 1), made.own_search_days(MONDAY, NEXT)])
    assert found["says"][0] == (
        "Kept of your job search, because you agreed, from Mon 7 Sep 2026 to Mon 14 Sep 2026: 9 visits to recruitment"
        " sites, 12 job searches, 1 résumé sent."
    )


@pytest.mark.parametrize(("peers", "said"), [(90, "below"), (30, "do not differ"), (5, "above")])
def test_beside_the_department_the_ranges_decide(words: Any, peers: float, said: str) -> None:
    tables = [made.person_trend(30, None, None), made.department_weeks((NEXT, "sales", 22, peers))]
    found = words("own", role="employee", work_time=tables)["says"]
    assert "no earlier week" in found[0]
    assert said in found[1]


def test_a_hidden_department_is_not_spoken_of(words: Any) -> None:
    tables = [made.person_trend(30, 30, "unclear"), made.department_weeks((NEXT, "legal", 0, 25))]
    assert len(words("own", role="employee", work_time=tables)["says"]) == 1


def test_how_much_rests_on_which_evidence_the_best_first(words: Any) -> None:
    found = words("organisation", work_time=[made.by_evidence(("sni", 3), ("full_url", 20))])
    assert found["certain"][1] == (
        "The time rests on this evidence, the best first: Full URL 20 h and Site name (SNI) 3 h."
    )


def test_what_was_not_collected_and_what_nobody_sees(release: Any, labels: Any) -> None:
    withheld = {"person": "E_NO_CASE", "rest": "E_DISCLOSURE"}
    found = plain([release("refusals", analysis="not-collected", withheld=withheld)], labels, "organisation").absent
    assert [text.en.split(":")[0] for text in found] == [
        "Not collected",
        (
            "Nobody sees what happens outside working hours, private mail and messaging, protected subjects such"
            " as health, religion or the union, or what pages, mails and chats say."
        ),
        "Not shown in this role",
    ]
    assert found[-1].en == "Not shown in this role: individual records need an approved case."


@pytest.mark.parametrize("scope", ["organisation", "department", "own"])
def test_nothing_is_said_of_nothing(scope: Any, words: Any) -> None:
    assert words(scope)["says"] == words(scope, work_time=[made.by_day(), made.person()])["says"] == []


def bytes_per_day(small: float) -> Released:
    """Through the door: three days of which one has five people, who received so many bytes."""
    frame = pl.DataFrame(
        {
            "day": [MONDAY, TUESDAY, NEXT],
            "persons": [40, 5, 40],
            "top1": [1e6, small, 1e6],
            "top2": [2e6, small, 2e6],
            "bytes_down": [4e7, small, 5e7],
        }
    )
    columns = (
        Column("day", "dimension", Text("", ""), "day"),
        Column("persons", "persons", Text("", ""), "count"),
        Column("top1", "top1", Text("", ""), "bytes"),
        Column("top2", "top2", Text("", ""), "bytes"),
        Column("bytes_down", "measure", Text("", ""), "bytes"),
    )
    table = Table("by-day", Text("", ""), "group", "traffic", columns, frame, "bytes_down")
    return preview(Result("traffic", Text("", ""), {"by-day": table}))


@settings(deadline=None)
@given(st.floats(1e3, 3e7), st.floats(1e3, 3e7))
def test_what_the_door_hides_changes_no_word(one: float, two: float) -> None:
    said = [plain([bytes_per_day(small)], {}, "organisation") for small in (one, two)]
    assert said[0] == said[1]
    assert said[0].certain, "something is hidden"


MINUTES = st.floats(0.5, 200).map(lambda minutes: round(minutes, 2))
PEOPLE = st.one_of(st.just(0), st.integers(10, 99))
DAYS = [MONDAY + dt.timedelta(number) for number in range(5)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    days=st.lists(st.tuples(PEOPLE, MINUTES), min_size=1, max_size=5),
    kinds=st.lists(st.tuples(PEOPLE, MINUTES), min_size=1, max_size=5),
    language=st.sampled_from(LANGUAGES),
)
def test_every_figure_in_the_prose_is_a_released_one(
    words: Any, days: list[tuple[int, float]], kinds: list[tuple[int, float]], language: str
) -> None:
    """Of days the mean of those that are shown, and how many there are; of hidden cells nothing is said."""
    by_day = made.by_day(*((day, *cell) for day, cell in zip(DAYS, days, strict=False)))
    by_kind = made.by_category(*((f"kind{chr(97 + at)}", *cell) for at, cell in enumerate(kinds)))
    said = " ".join(words("organisation", language, work_time=[by_day, by_kind])["says"])
    assert set(re.findall(r"\d+(?:\.\d+)?", said)) <= released_numbers(days, kinds, language)


def released_numbers(days: list[tuple[int, float]], kinds: list[tuple[int, float]], language: str) -> set[str]:
    shown = [cell for cell in days if cell[0]]
    people = sum(count for count, _ in shown)
    week = sum(count * minutes for count, minutes in shown) / people if people else 0
    figures = [minutes * 60 for count, minutes in kinds if count]
    figures += [week * 60 / 1.5, week * 60, week * 60 * 1.5]
    texts = [spoken_time(figure).in_(language) for figure in figures]  # type: ignore[arg-type]
    texts += [str(len(shown)), str(sum(count > 0 for count, _ in kinds))]
    texts += [day.strftime("%Y %-m %-d") for day in DAYS] + [str(count) for count, _ in shown]
    return set(re.findall(r"\d+(?:\.\d+)?", json.dumps(texts)))
