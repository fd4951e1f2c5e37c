"""Hypothesis strategies: offices and logs that nobody thought of."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st
from tests.gate.office import Office, batch, line, register, us

from fairwatch import columns, gate
from fairwatch.policy import Quota

HOUR = 3_600_000_000
MONDAY = us("2026-08-31T00:00+08:00")
CATEGORIES = ("news", "work", "games", "recruitment", "health", "webmail", "sports", None)
FILES = ("plan.docx", "PLAN.DOCX", "holiday.jpg", None)
PEOPLE = 4

instants = st.integers(0, 4 * 96).map(lambda quarter: MONDAY + quarter * HOUR // 4)
lines = st.builds(
    line,
    at=instants,
    person=st.sampled_from([*range(PEOPLE), None]),
    ownership=st.sampled_from(columns.OWNERSHIPS),
    site=st.sampled_from(["a-site", "chat-app", None]),
    asset=st.sampled_from([False, False, True]),
    campus=st.sampled_from([None, False, True]),
    blocked=st.sampled_from([None, False, True]),
    category=st.sampled_from(CATEGORIES),
    action=st.sampled_from([*columns.ACTIONS, None]),
    file_name=st.sampled_from(FILES),
    file_hash=st.sampled_from([None, None, "ab" * 16, "cd" * 16]),
    former_name=st.sampled_from([None, None, None, "plan.docx", "holiday.jpg"]),
    bytes_up=st.sampled_from([None, 0, 5]),
    duration_us=st.sampled_from([None, 0, HOUR]),
)
# most lines are likely to be lawful, so that admission is tested as well as refusal
likely = st.builds(
    line,
    at=st.integers(0, 4).map(lambda day: MONDAY + day * 24 * HOUR + 10 * HOUR),
    person=st.integers(0, PEOPLE - 1),
    category=st.sampled_from(["news", "work", "recruitment", "webmail", None]),
    action=st.sampled_from(["page_view", "upload", "job_search", "forbidden_app", "collect", "pack", "rename"]),
    site=st.sampled_from(["a-site", "chat-app"]),
    file_name=st.sampled_from(FILES),
    former_name=st.sampled_from([None, None, None, "plan.docx", "holiday.jpg"]),
)
batches = st.lists(st.one_of(lines, likely, likely), max_size=40).map(lambda rows: batch(*rows))

quotas = st.tuples(
    st.builds(Quota, st.just("a-site"), st.none(), st.just(1), st.none(), instants),
    st.builds(Quota, st.none(), st.sampled_from([one for one in CATEGORIES if one]), st.none(), st.just(1), instants),
)


@st.composite
def offices(draw: st.DrawFn) -> Office:
    """Four people of all kinds, and purposes of all kinds that keep events, so that each line can be told apart."""
    office = Office()
    for number in range(PEOPLE):
        office.person(
            f"p000{number}",
            department=draw(st.sampled_from(["Research", "Sales", None])),
            shift=draw(st.sampled_from(["day", "day", "night", None])),
            time_zone=draw(st.sampled_from(["Asia/Shanghai", "Asia/Shanghai", "Europe/Berlin"])),
            roles=draw(st.sampled_from([[], [], ["hr"]])),
            excluded=draw(st.sampled_from([False, False, False, True])),
        )
    everything = {"categories": frozenset(one for one in CATEGORIES if one), "actions": frozenset(columns.ACTIONS)}
    kept_columns = {
        "leak": ("ts_us", "registered"),
        "work-time": ("ts_us", "action"),
        "violations": ("site", "category", "action", "bytes_up", "bytes_down"),
    }
    elsewhere = everything["categories"] | draw(st.sampled_from([frozenset(), frozenset({"elsewhere"})]))
    for kind in ("traffic", "work-time", "departure-group", "departure-self", "leak", "violations"):
        categories = {"categories": elsewhere} if kind == "leak" else {}
        limited = {"actions": frozenset({"tunnel"}), "quotas": draw(quotas)} if kind == "violations" else {}
        office.active(
            kind,
            **everything | limited | categories,
            columns=kept_columns.get(kind, ("ts_us",)),
            departments=draw(st.sampled_from([None, None, frozenset({"Sales"})])),
            active_from_us=draw(st.sampled_from([0, MONDAY + 34 * HOUR])),
        )
    for person, name, _ in list(office.notices):
        if draw(st.integers(0, 5)) == 0:
            office.notices.remove((person, name, 0))
        if name == "departure-self" and draw(st.booleans()):
            since = draw(instants)
            office.consents.append((person, name, since, since + draw(st.integers(0, 96)) * HOUR))
        if draw(st.integers(0, 9)) == 0:
            start = draw(instants)
            office.exceptions.append((person, start, start + 9 * HOUR, draw(st.sampled_from(["leave", "overtime"]))))
    known = register("plan.docx")
    held = {known.hash_of_contents("ab" * 16): "F0001"}
    office.more = {
        "registered_files": replace(known, contents=held),
        "forbidden_sites": {"chat-app": draw(instants)},
        "campus_months": draw(st.sampled_from([(), tuple(range(1, 13))])),
    }
    return office


def kept(admission: gate.Admission) -> set[tuple[str, int]]:
    """Every (purpose, line) that was admitted; all purposes above keep one row per line."""
    return {(one.purpose_id, offset) for one in admission.admitted for offset in one.frame["line"]}
