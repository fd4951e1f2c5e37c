"""From hits to the roll-up of correlations: exact by instants, however the log was cut and the days rolled up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.gate.office import Office, us
from tests.gate.test_parts import KEPT, TITLE, hit, part

from fairwatch import columns, gate
from fairwatch.engine import Engine, connect
from fairwatch.lake import RAW, Lake
from fairwatch.pipeline.correlating import TABLE
from fairwatch.pipeline.upkeep import roll_up
from fairwatch.policy import PolicySnapshot, Shift
from fairwatch.rule_list import ListedCorrelation, ListedRule, RuleList

SECOND = 1_000_000
MONDAY, TUESDAY = dt.date(2026, 9, 7), dt.date(2026, 9, 8)
MIDNIGHT = us("2026-09-08T00:00+08:00")
CORRELATIONS = {
    "many": ("event_count", ("a", "b"), 60, 3),
    "places": ("value_count", ("a",), 300, 3),
    "both": ("temporal", ("a", "b"), 10, 2),
    "order": ("temporal_ordered", ("b", "a"), 120, 2),
}

Event = tuple[float, str, str, int]
"""Seconds after midnight, rule, value, person."""


def office() -> Office:
    """Two people who work around the clock, so that Monday's shift ends where Tuesday's begins."""
    made = Office(shifts={"always": Shift("always", (((0, 1440),),) * 7)})
    for name in ("p0001", "p0002"):
        made.person(name, shift="always")
    made.active("violations", columns=KEPT, grain="quarter_hour", actions=frozenset({"tunnel"}))
    listed = tuple(
        ListedCorrelation(name, TITLE, "high", kind, rules, span * SECOND, least, "", instants_only=True)
        for name, (kind, rules, span, least) in CORRELATIONS.items()
    )
    rules = tuple(ListedRule(name, TITLE, "high", False, alone=True, text="") for name in ("a", "b"))
    made.more = {"rule_list": RuleList(rules, listed, effective_us=0)}
    return made


POLICY = office().policy()


def frame_of(events: Sequence[Event]) -> pl.DataFrame:
    """The lines as recognition hands them over, in the order and at the offsets of the log."""
    given = [
        hit(
            *(
                part(value if name == "places" else None, rule=rule, name=name)
                for name, (_, rules, *_) in CORRELATIONS.items()
                if rule in rules
            ),
            ts_us=MIDNIGHT + round(seconds * SECOND),
            person=person,
            line=100 * number,
        )
        for number, (seconds, rule, value, person) in enumerate(events)
    ]
    schema = {**columns.ACTIVITY, **columns.IDENTITY, **columns.SITE, **columns.RECOGNISED, **columns.DETECTED}
    return pl.DataFrame(given, schema=schema)


class Store:
    """A lake that the events of one log are read into, piece by piece."""

    def __init__(self, folder: Path, engine: Engine, policy: PolicySnapshot = POLICY) -> None:
        self.lake, self.engine, self.policy = Lake(folder), engine, policy

    def read(self, frame: pl.DataFrame, start: int, stop: int) -> None:
        """The lines with these numbers."""
        admission = gate.admit(frame[start:stop], self.policy, closed_days=self.lake.closed_days())
        gate.store(admission, self.lake, source="log", start=100 * start, end=100 * stop)

    def roll_up(self) -> None:
        roll_up(self.lake, self.engine, self.policy)

    def found(self) -> list[tuple[object, ...]]:
        """day, quarter hours after midnight, correlation, most hits; of whom is in the order."""
        if TABLE not in self.lake.tables("violations"):
            return []
        rows = self.lake.read("violations", TABLE).sort("subject", "day", "detection")
        assert set(rows.columns) == {"day", "subject", "department", "bucket_us", "detection", "requests"}
        assert (rows["bucket_us"] % (900 * SECOND)).sum() == 0
        quarter = (pl.col("bucket_us") - MIDNIGHT) // (900 * SECOND)
        return rows.select("subject", "day", quarter, "detection", "requests").rows()


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with connect("duckdb") as opened:
        yield opened


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> Store:
    return Store(tmp_path, engine)


OVER_MIDNIGHT: tuple[Event, ...] = ((-20, "a", "x", 0), (-5, "a", "y", 0), (9, "a", "z", 0), (12, "b", "", 0))
EXPECTED = [(TUESDAY, 0, "both"), (TUESDAY, 0, "many"), (TUESDAY, 0, "places")]


def told(found: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    return [(day, quarter, name) for _, day, quarter, name, _ in found]


def test_a_span_over_midnight_is_found_on_the_day_on_which_it_ends(store: Store) -> None:
    frame = frame_of(OVER_MIDNIGHT)
    store.read(frame, 0, 4)
    store.roll_up()
    assert told(store.found()) == EXPECTED
    assert store.found()[1][-1] == 4, "the hits within a minute"


def test_days_may_be_rolled_up_before_the_next_is_there_and_when_the_one_before_comes_late(store: Store) -> None:
    frame = frame_of(OVER_MIDNIGHT)
    store.read(frame, 0, 2)
    store.roll_up()
    assert store.found() == []
    store.read(frame, 2, 4)
    store.roll_up()
    assert told(store.found()) == EXPECTED
    late = Store(store.lake.root.parent / "late", store.engine)
    turned = frame_of(OVER_MIDNIGHT[2:] + OVER_MIDNIGHT[:2])
    for start in (0, 2):
        late.read(turned, start, start + 2)
        late.roll_up()
    assert late.found() == store.found()


def test_reading_again_finds_nothing_twice(store: Store) -> None:
    frame = frame_of(OVER_MIDNIGHT)
    store.read(frame, 0, 4)
    store.roll_up()
    before, raw = store.found(), store.lake.read("violations", RAW).height
    store.read(frame, 0, 4)
    store.read(frame, 1, 3)
    store.roll_up()
    assert (store.found(), store.lake.read("violations", RAW).height) == (before, raw)


def test_what_was_found_stays_when_the_raw_rows_of_the_day_before_are_gone(store: Store) -> None:
    frame = frame_of((*OVER_MIDNIGHT, (3600, "b", "", 0)))
    store.read(frame, 0, 4)
    store.roll_up()
    gone = store.lake._table("violations", RAW)
    store.lake._days.mark_closed("violations", [MONDAY])
    gone.commit(None, replacing=gone.files([MONDAY]))
    store.read(frame, 4, 5)
    store.roll_up()
    assert told(store.found()) == EXPECTED


def test_r36_instants_and_fingerprints_go_with_the_raw_rows(store: Store) -> None:
    store.read(frame_of(OVER_MIDNIGHT), 0, 4)
    store.roll_up()
    marks = store.lake.read("violations", RAW)["hit_value"].drop_nulls().to_list()
    assert marks
    store.lake.expire_raw("violations", dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))
    store.lake.vacuum("violations", RAW)
    assert store.lake.read("violations", RAW).is_empty()
    rest = b"".join(path.read_bytes() for path in store.lake.root.rglob("*") if path.is_file())
    assert not [mark for mark in marks if mark.encode() in rest]
    assert told(store.found()) == EXPECTED


def test_an_erased_person_is_in_no_correlation(store: Store) -> None:
    store.read(frame_of(OVER_MIDNIGHT), 0, 4)
    store.roll_up()
    purpose = POLICY.purpose("violations")
    assert store.lake.erase_subject("violations", purpose.pseudonym("p0001")) > 4
    assert store.found() == []


def test_under_a_wording_without_instants_there_is_no_such_roll_up(engine: Engine, tmp_path: Path) -> None:
    kept = tuple(name for name in KEPT if name not in ("correlation", "hit_us", "hit_value", "hit_group"))
    (purpose,) = POLICY.purposes
    store = Store(tmp_path, engine, replace(POLICY, purposes=(replace(purpose, columns=kept),)))
    store.read(frame_of(OVER_MIDNIGHT), 0, 4)
    store.roll_up()
    assert store.lake.tables("violations") == ["buckets", "quotas", "raw"]


EVENTS = st.lists(
    st.tuples(st.integers(-200, 200), st.sampled_from(["a", "b"]), st.sampled_from(["x", "y", "z"]), st.integers(0, 1)),
    min_size=1,
    max_size=12,
)


@settings(max_examples=12, derandomize=True, deadline=None)
@given(EVENTS, st.lists(st.tuples(st.integers(0, 12), st.booleans()), max_size=3))
def test_however_the_log_is_cut_the_same_is_found(
    engine: Engine, events: list[Event], cuts: list[tuple[int, bool]]
) -> None:
    """Wherever it is split, whether or not the days are rolled up in between, and what Sigma's definition says."""
    frame = frame_of(events)
    with TemporaryDirectory() as folder:
        store, start = Store(Path(folder), engine), 0
        for cut, rolled_up in sorted(cuts):
            store.read(frame, start, max(start, min(cut, len(events))))
            start = max(start, min(cut, len(events)))
            if rolled_up:
                store.roll_up()
        store.read(frame, start, len(events))
        store.roll_up()
        found = {(str(subject), name) for subject, _, _, name, _ in store.found()}
    (purpose,) = POLICY.purposes
    assert found == {
        (purpose.pseudonym(f"p000{person + 1}"), name)
        for person in (0, 1)
        for name in CORRELATIONS
        if is_true(name, [event for event in events if event[3] == person])
    }


def is_true(name: str, events: list[Event]) -> bool:
    kind, rules, span, least = CORRELATIONS[name]
    mine = sorted(event for event in events if event[1] in rules)
    for start, *_ in mine:
        within = [event for event in mine if start <= event[0] <= start + span]
        if kind == "event_count" and len(within) >= least:
            return True
        if kind == "value_count" and len({value for _, _, value, _ in within}) >= least:
            return True
        if kind == "temporal" and len({rule for _, rule, *_ in within}) >= least:
            return True
        first, *rest = rules
        if kind == "temporal_ordered" and any(
            earlier < later
            for earlier, one, *_ in within
            for later, other, *_ in within
            if (one, other) == (first, *rest)
        ):
            return True
    return False
