"""When: working hours, notice, consent, open days (R09, R10, R12, R13, R14, R47).

One test per requirement of the law, with the law's own acceptance cases.
"""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from tests.gate.office import SUMS, Office, batch, codes, line, lines_of, us

from fairwatch import columns, gate


@pytest.fixture
def self_view(small_office: Office) -> Office:
    """Of the two people, the first has consented to see their own job search for September."""
    small_office.active("departure-self", categories=frozenset({"recruitment"}), actions=frozenset({"job_search"}))
    small_office.consent("p0001", "departure-self", "2026-09-01T10:00+08:00", "2026-09-30T00:00+08:00")
    return small_office


def job_search(at: str, person: int = 0) -> dict[str, object]:
    return line(at, person=person, site="a-job-board", category="recruitment", action="job_search")


def test_r09_the_self_view_needs_consent_even_where_its_definition_forgot_to_say_so(self_view: Office) -> None:
    assert not self_view.purposes[-1].needs_consent
    searches = [job_search("2026-09-01T11:00+08:00", person) for person in (0, 1)]
    assert lines_of(gate.admit(batch(*searches), self_view.policy()), "departure-self") == [0]


def test_r09_no_consent_is_refused_for_what_it_is_and_whatever_was_done(office: Office) -> None:
    office.person("p0001")
    office.active("a-survey", needs_consent=True)
    lines = batch(line(), line(category="work"), line(category="health"), line(category="recruitment"))
    assert codes(gate.admit(lines, office.policy())) == {"E_CONSENT_INVALID": 4}


def test_r10_a_withdrawal_stops_collection_at_once(self_view: Office) -> None:
    times = ["2026-09-01T09:59+08:00", "2026-09-01T10:00+08:00", "2026-09-29T17:00+08:00", "2026-09-30T10:01+08:00"]
    admission = gate.admit(batch(*map(job_search, times)), self_view.policy())
    assert lines_of(admission, "departure-self") == [1, 2]

    self_view.consents = [("p0001", "departure-self", us(times[1]), us("2026-09-01T15:00+08:00"))]  # withdrawn
    later = ["2026-09-01T14:59:59+08:00", "2026-09-01T15:01:01+08:00"]
    admission = gate.admit(batch(*map(job_search, later)), self_view.policy())
    assert lines_of(admission, "departure-self") == [0]


def test_r10_consent_given_anew_counts_again(self_view: Office) -> None:
    self_view.consents = [
        ("p0001", "departure-self", us("2026-09-01T09:00+08:00"), us("2026-09-01T10:00+08:00")),
        ("p0001", "departure-self", us("2026-09-01T14:00+08:00"), us("2026-09-01T15:00+08:00")),
    ]
    times = ["2026-09-01T09:30+08:00", "2026-09-01T11:00+08:00", "2026-09-01T14:30+08:00", "2026-09-01T15:00+08:00"]
    admission = gate.admit(batch(*map(job_search, times)), self_view.policy())
    assert lines_of(admission, "departure-self") == [0, 2]


def test_r12_no_count_tells_how_much_those_without_consent_searched_for_jobs(self_view: Office) -> None:
    """Whether the person without consent read about sports or searched for a job, the counts are the same."""
    reading = batch(line(person=1, category="sports"))
    searching = batch(job_search("2026-09-01T10:00+08:00", person=1))
    policy = self_view.policy()
    assert gate.admit(reading, policy).refusals.equals(gate.admit(searching, policy).refusals)


def test_of_whom_and_when_it_may_not_know_nobody_looks_what_was_done(office: Office) -> None:
    office.person("p0001")
    office.person("p0002")
    office.active("work-time")
    office.notice("p0002", "work-time", "2027-01-01T00:00Z")
    log = batch(line("2026-09-01T10:00+08:00"), line("2026-09-01T20:00+08:00"), line(person=1), line(person=None))
    done = [*columns.SITE, *columns.RECOGNISED]
    seen: list[pl.DataFrame] = []

    def look(lines: pl.DataFrame, wanted: pl.Series) -> pl.DataFrame:
        assert lines["line"].equals(log["line"].filter(wanted))
        seen.append(lines)
        return lines.join(log.select("line", *done), on="line", maintain_order="left")

    admission = gate.admit(log.drop(done), office.policy(), look=look)
    assert [lines["line"].to_list() for lines in seen] == [[0]]
    whole = gate.admit(log, office.policy())
    assert admission.refusals.equals(whole.refusals)
    assert [one.frame.equals(other.frame) for one, other in zip(admission.admitted, whole.admitted, strict=True)] == [
        True
    ]


def test_r13_consent_does_not_open_private_mail_or_protected_categories(office: Office) -> None:
    office.person("p0001")
    office.active("all-of-it", categories=frozenset({"webmail", "health", "news"}), needs_consent=True)
    office.consent("p0001", "all-of-it", "2026-01-01T00:00Z", "2027-01-01T00:00Z")
    admission = gate.admit(batch(line(category="webmail"), line(category="health"), line()), office.policy())
    assert lines_of(admission, "all-of-it") == [2]
    assert codes(admission) == {"E_PRIVATE_CHANNEL": 1, "E_PROTECTED_CATEGORY": 1}


def test_r14_outside_the_shift_in_the_break_and_on_leave_nothing_is_kept(small_office: Office) -> None:
    small_office.leave("p0001", "2026-09-02T00:00+08:00", "2026-09-03T00:00+08:00")
    outside = ["01T08:59", "01T12:30", "01T18:00", "02T10:00", "05T10:00"]  # the last one is a Saturday
    inside = ["01T09:00", "01T11:59", "01T13:00", "01T17:59", "03T10:00"]
    admission = gate.admit(batch(*[line(f"2026-09-{at}+08:00") for at in outside + inside]), small_office.policy())
    assert lines_of(admission, "work-time") == [5, 6, 7, 8, 9]
    assert codes(admission) == {"E_OUT_OF_HOURS": 5}


def test_r14_public_holidays_and_worked_weekends(small_office: Office) -> None:
    holiday, worked_sunday = line("2026-10-01T10:00+08:00"), line("2026-09-27T10:00+08:00")
    assert lines_of(gate.admit(batch(holiday, worked_sunday), small_office.policy()), "work-time") == [1]


def test_r14_a_shift_over_midnight_counts_for_the_day_it_began(office: Office) -> None:
    office.person("p0001", shift="night")
    office.active("work-time")
    times = ["02-28T21:59", "02-28T22:00", "02-29T01:59", "02-29T02:15", "02-29T05:59", "02-29T06:00", "02-29T23:00"]
    admission = gate.admit(batch(*[line(f"2024-{at}+08:00") for at in times]), office.policy())
    [admitted] = admission.admitted
    assert admitted.frame.select("line", "day").sort("line").rows() == [
        (100, dt.date(2024, 2, 28)),
        (200, dt.date(2024, 2, 28)),
        (400, dt.date(2024, 2, 28)),
        (600, dt.date(2024, 2, 29)),  # the leap day's own shift
    ]


def test_r14_the_hour_that_the_clock_skips_or_repeats_is_left_out(office: Office) -> None:
    office.person("p0001", shift="early", time_zone="Europe/Berlin")
    office.shifts["early"] = type(office.shifts["day"])("early", (((150, 360),),) * 7)  # 02:30-06:00
    office.active("work-time")
    skipped = ["2026-03-29T00:45Z", "2026-03-29T01:15Z", "2026-03-29T01:30Z"]  # 01:45, 03:15 and 03:30 on the clock
    repeated = ["2026-10-25T00:45Z", "2026-10-25T01:15Z", "2026-10-25T01:30Z"]  # 02:45, then 02:15 and 02:30 again
    admission = gate.admit(batch(*map(line, skipped + repeated)), office.policy())
    assert lines_of(admission, "work-time") == [2, 5]


def test_r14_the_same_instant_is_work_for_one_and_evening_for_another(office: Office) -> None:
    office.person("p0001", time_zone="Asia/Shanghai")
    office.person("p0002", time_zone="America/New_York")
    office.active("work-time")
    both = batch(line("2026-09-01T02:00Z", person=0), line("2026-09-01T02:00Z", person=1))
    assert lines_of(gate.admit(both, office.policy()), "work-time") == [0]


@pytest.mark.parametrize("unknown", [{"shift": None}, {"shift": "unheard-of"}, {"time_zone": "unheard-of"}])
def test_r14_an_unknown_schedule_keeps_nothing(office: Office, unknown: dict[str, str | None]) -> None:
    office.person("p0001", **unknown)
    office.active("work-time")
    assert codes(gate.admit(batch(line()), office.policy())) == {"E_OUT_OF_HOURS": 1}


def test_r14_overtime_counts_only_where_it_was_approved(small_office: Office) -> None:
    evening = [line("2026-09-01T19:00+08:00", person=person) for person in (0, 1)]
    small_office.overtime("p0001", "2026-09-01T18:00+08:00", "2026-09-01T20:00+08:00")
    assert lines_of(gate.admit(batch(*evening), small_office.policy()), "work-time") == [0]


def test_r47_a_day_that_is_rolled_up_and_gone_takes_no_more_lines(small_office: Office) -> None:
    small_office.active("traffic", columns=SUMS, grain="quarter_hour")
    days = batch(line("2026-09-01T10:00+08:00"), line("2026-09-02T10:00+08:00"))
    first = dt.date(2026, 9, 1)
    half = gate.admit(days, small_office.policy(), closed_days=frozenset({("work-time", first)}))
    assert lines_of(half, "work-time") == [1]
    assert lines_of(half, "traffic") == [0, 1]
    both = gate.admit(days, small_office.policy(), closed_days=frozenset({("work-time", first), ("traffic", first)}))
    assert both.refusals.rows() == [(first, "E_DAY_CLOSED", 1, 0)]


def test_r47_the_night_after_a_closed_day_is_closed_with_its_shift(office: Office) -> None:
    office.person("p0001", shift="night")
    office.active("work-time")
    closed = frozenset({("work-time", dt.date(2026, 9, 1))})
    admission = gate.admit(
        batch(line("2026-09-02T01:00+08:00"), line("2026-09-02T23:00+08:00")), office.policy(), closed_days=closed
    )
    assert lines_of(admission, "work-time") == [1]
