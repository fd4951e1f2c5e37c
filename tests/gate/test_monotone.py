"""Tighten only: taking a precondition away, or forbidding one thing more, never admits more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.gate.office import Office, register
from tests.gate.offices import CATEGORIES, HOUR, PEOPLE, batches, instants, kept, offices

from fairwatch import gate
from fairwatch.policy import Purpose


def without_one(records: list[tuple[object, ...]], draw: st.DrawFn) -> list[tuple[object, ...]]:
    """The records less one of them."""
    gone = draw(st.integers(0, max(0, len(records) - 1)))
    return records[:gone] + records[gone + 1 :]


def tighten(office: Office, draw: st.DrawFn) -> None:
    """Take one precondition away, or forbid one thing more."""
    person = office.people[draw(st.integers(0, PEOPLE - 1))]
    category, instant = draw(st.sampled_from(CATEGORIES)) or "news", draw(instants)
    overtime = [one for one in office.exceptions if one[3] == "overtime"]
    leave = [one for one in office.exceptions if one[3] == "leave"]

    def let(name: str, value: object) -> None:
        setattr(office, name, value)

    def forbid(**fields: object) -> None:
        office.more.update(fields)

    def purposes(change: Callable[[Purpose], dict[str, object]]) -> None:
        office.purposes = [replace(one, **change(one)) for one in office.purposes]

    steps: dict[str, Callable[[], object]] = {
        "a notice less": lambda: let("notices", without_one(office.notices, draw)),
        "later notices": lambda: let("notices", [(who, what, instant) for who, what, _ in office.notices]),
        "a consent less": lambda: let("consents", without_one(office.consents, draw)),
        "a leave more": lambda: office.exceptions.append((person["person"], instant, instant + 9 * HOUR, "leave")),
        "an overtime less": lambda: let("exceptions", leave + without_one(overtime, draw)),
        "no calendar": office.calendars.clear,
        "no shift": lambda: person.update(shift=None),
        "no time zone": lambda: person.update(time_zone="unheard-of"),
        "a person excluded": lambda: person.update(excluded=True),
        "a person exempt": lambda: person.update(roles=["recruiter"]),
        "a category protected": lambda: forbid(protected_categories=frozenset({"health", "union_legal", category})),
        "a category private": lambda: forbid(private_categories=frozenset({"webmail", "network_drive", category})),
        "no registered file": lambda: forbid(registered_files=register()),
        "a later list": lambda: forbid(forbidden_sites={"chat-app": 2**62}),
        "no list": lambda: forbid(forbidden_sites={}),
        "a later quota": lambda: purposes(lambda p: {"quotas": tuple(replace(q, from_us=2**62) for q in p.quotas)}),
        "a quota less": lambda: purposes(lambda p: {"quotas": p.quotas[:1]}),
        "a purpose less": office.purposes.pop,
        "a category less": lambda: purposes(lambda p: {"categories": p.categories - {category}}),
        "an action less": lambda: purposes(lambda p: {"actions": p.actions - {"page_view"}}),
        "a smaller population": lambda: purposes(lambda p: {"departments": frozenset(p.departments or {"Sales"})}),
        "a later start": lambda: purposes(lambda p: {"active_from_us": max(p.active_from_us, instant)}),
        "an earlier end": lambda: purposes(lambda _: {"active_until_us": instant}),
        "consent required": lambda: purposes(lambda _: {"needs_consent": True}),
    }
    steps[draw(st.sampled_from(sorted(steps)))]()


@settings(max_examples=100, deadline=None, derandomize=True)
@given(data=st.data(), office=offices(), log=batches)
def test_property_taking_a_precondition_away_never_admits_more(
    data: st.DataObject, office: Office, log: pl.DataFrame
) -> None:
    before = kept(gate.admit(log, office.policy()))
    tighten(office, data.draw)
    assert kept(gate.admit(log, office.policy())) <= before
