"""Numbers stand for names and back, missing ones included."""

from __future__ import annotations

from tests.activity.workday import connection, raw, view

from fairwatch.activity.numbering import WHAT, Names


def test_names_come_back(engine) -> None:
    frame = raw(
        view("09:00", "daily"),
        view("13:00", "daily", department=None),
        connection("09:00", "daily") | {"grade": None},
        connection("09:00", "wiki") | {"site": None, "category": None},
    )
    table = engine.memory(frame)
    names = Names.of(table)
    back = engine.execute(names.named(names.numbered(table).select("ts_us", "who", "what")))
    columns = ["day", "subject", "department", "ts_us", *WHAT]
    assert back.select(columns).sort(columns).equals(frame.select(columns).sort(columns))


def test_evidence_of_a_site_is_numbered_from_the_best_to_the_weakest(engine) -> None:
    grades = ["flow", "agent", "sni", "full_url", "dns"]
    table = engine.memory(raw([view("09:00", "daily", grade=grade) for grade in grades]))
    what = engine.execute(Names.of(table).what).sort("what")
    assert what["grade"].to_list() == ["agent", "full_url", "sni", "dns", "flow"]


def test_a_person_has_one_clock_per_working_interval_whatever_the_department(engine) -> None:
    frame = raw(view("09:00", "daily"), view("10:00", "daily", department="legal"), view("13:00", "daily"))
    who = engine.execute(Names.of(engine.memory(frame)).who)
    assert (who["who"].n_unique(), who["clock"].n_unique(), who["person_day"].n_unique()) == (3, 2, 1)
