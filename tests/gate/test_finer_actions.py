"""Finer actions: who does not name one keeps exactly what it would keep if there were only the broader one."""

from __future__ import annotations

import polars as pl
import pytest
from tests.gate.office import Office, batch, line

from fairwatch import columns, gate

FINER = sorted(columns.BROADER.items())


def kept(office: Office, name: str, action: str, category: str = "news") -> list[str]:
    """The actions of the rows that the purpose keeps of one line."""
    admission = gate.admit(batch(line(action=action, category=category)), office.policy())
    [frame] = [one.frame for one in admission.admitted if one.purpose_id == name]
    return frame["action"].to_list()


@pytest.fixture
def office() -> Office:
    office = Office()
    office.person("p0001")
    return office


@pytest.mark.parametrize(("finer", "broader"), [pair for pair in FINER if pair[1] != "job_search"])
def test_a_purpose_uses_its_own_words(office: Office, finer: str, broader: str) -> None:
    office.active("broad", actions=frozenset({broader}))
    office.active("fine", actions=frozenset({finer}))
    office.active("both", actions=frozenset({finer, broader}))
    office.active("neither", actions=frozenset({"page_view"}))
    assert [kept(office, name, finer) for name in ("broad", "fine", "both", "neither")] == [
        [broader],
        [finer],
        [finer],
        [],
    ]
    assert [kept(office, name, broader) for name in ("broad", "fine", "both")] == [[broader], [], [broader]]


@pytest.mark.parametrize(("finer", "broader"), FINER)
def test_nothing_is_stored_that_was_not_stored_before(office: Office, finer: str, broader: str) -> None:
    """Row by row, whatever the purpose's other columns are: the finer word leaves no trace."""
    office.active("events", actions=frozenset({broader}), categories=frozenset({"news", "games"}))
    office.active(
        "sums", actions=frozenset({broader}), grain="quarter_hour", columns=("category", "action", "requests")
    )
    office.more["forbidden_sites"] = {"a-site": 0}
    frames = [
        [
            one.frame.sort(pl.all())
            for one in gate.admit(
                batch(line(action=action), line(action=action, category="games")), office.policy()
            ).admitted
        ]
        for action in (finer, broader)
    ]
    assert all(one.equals(other) for one, other in zip(*frames, strict=True))


def test_r26_a_posting_read_is_job_search_by_any_name(office: Office) -> None:
    office.active("greedy", actions=frozenset(columns.ACTIONS), categories=frozenset({"recruitment", "news"}))
    office.active(
        "departure-group",
        categories=frozenset({"recruitment"}),
        actions=frozenset({"job_search"}),
        columns=(),
        grain="day",
    )
    admission = gate.admit(
        batch(line(category="recruitment", action="posting_view"), line(action="posting_view")), office.policy()
    )
    heights = {one.purpose_id: one.frame.height for one in admission.admitted}
    assert heights == {"greedy": 0, "departure-group": 1}


def test_r27_of_a_persons_own_record_the_wording_is_the_purposes(office: Office) -> None:
    wide = ("ts_us", "site", "category", "action")
    for name, actions in (("old", {"job_search"}), ("new", {"job_search", "posting_view"})):
        office.active(
            name,
            "departure-self",
            categories=frozenset({"recruitment"}),
            actions=frozenset(actions),
            columns=wide,
            needs_consent=True,
        )
        office.consent("p0001", name, "2026-01-01T00:00+08:00", "2026-12-31T00:00+08:00")
    assert kept(office, "old", "posting_view", "recruitment") == ["job_search"]
    assert kept(office, "new", "posting_view", "recruitment") == ["posting_view"]


def test_every_word_is_known_and_broader_ones_have_none_above_them() -> None:
    assert set(columns.BROADER) | set(columns.BROADER.values()) <= set(columns.ACTIONS)
    assert not set(columns.BROADER) & set(columns.BROADER.values())
    assert pl.Series(columns.ACTIONS).is_unique().all()
