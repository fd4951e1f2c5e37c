"""The promises of the gate, for offices and logs that nobody thought of."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.gate.clerk import purposes_that_may_keep
from tests.gate.office import LEAK, SUMS, Office, batch, codes, line, us
from tests.gate.offices import CATEGORIES, batches, kept, offices

from fairwatch import columns, gate
from fairwatch.policy import PolicySnapshot


@settings(max_examples=60, deadline=None, derandomize=True)
@given(office=offices(), log=batches)
def test_property_nothing_is_lost_and_nothing_is_counted_twice(office: Office, log: pl.DataFrame) -> None:
    admission = gate.admit(log, office.policy())
    assert admission.lines == log.height
    assert admission.admitted_lines == len({offset for _, offset in kept(admission)})
    assert admission.admitted_lines + admission.refusals["lines"].sum() == log.height
    refused = log.filter(~pl.col("line").is_in([offset for _, offset in kept(admission)]))
    assert (
        admission.refusals["bytes"].sum()
        == refused.select(pl.col("bytes_up", "bytes_down").fill_null(0).sum()).sum_horizontal().item()
    )


@settings(max_examples=80, deadline=None, derandomize=True)
@given(office=offices(), log=batches)
def test_property_the_gate_decides_as_a_careful_clerk_would(office: Office, log: pl.DataFrame) -> None:
    policy = office.policy()
    rows = log.rows(named=True)
    by_hand = {(name, row["line"]) for row in rows for name in purposes_that_may_keep(policy, row, rows)}
    assert kept(gate.admit(log, policy)) == by_hand


@settings(max_examples=30, deadline=None, derandomize=True)
@given(office=offices(), log=batches, closed=st.sets(st.integers(0, 4)))
def test_property_closing_days_only_takes_those_days_away(office: Office, log: pl.DataFrame, closed: set[int]) -> None:
    policy = office.policy()
    days = frozenset(("work-time", dt.date(2026, 8, 31) + dt.timedelta(days=day)) for day in closed)
    admission = gate.admit(log, policy, closed_days=days)
    open_ = gate.admit(log, policy)
    for one, other in zip(admission.admitted, open_.admitted, strict=True):
        left = other.frame.filter(
            pl.lit(one.purpose_id != "work-time") | ~pl.col("day").is_in([day for _, day in days])
        )
        assert one.frame.equals(left)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(log=batches)
def test_property_an_empty_policy_admits_nothing(log: pl.DataFrame) -> None:
    admission = gate.admit(log, PolicySnapshot(limits=Office().policy().limits))
    assert admission.admitted_lines == 0
    assert set(codes(admission)) <= {"E_PURPOSE_INACTIVE"}


def test_strings_and_enums_fare_alike(small_office: Office) -> None:
    small_office.active("traffic", columns=SUMS, grain="quarter_hour")
    small_office.active("leak", categories=frozenset({"work"}), columns=LEAK, grain="quarter_hour")
    log = batch(*[line(category=name, action=action) for name in CATEGORIES for action in (*columns.ACTIONS, None)])
    as_enums = log.with_columns(
        pl.col("site").cast(pl.Enum(["news-site"])),
        pl.col("category").cast(pl.Enum(sorted(filter(None, CATEGORIES)))),
    )
    as_strings = log.with_columns(pl.col("action").cast(pl.String))
    one, *others = (gate.admit(each, small_office.policy()) for each in (log, as_enums, as_strings))
    for other in others:
        assert other.refusals.equals(one.refusals)
        for mine, yours in zip(one.admitted, other.admitted, strict=True):
            assert mine.frame.sort(pl.all()).equals(yours.frame.sort(pl.all()))
            assert mine.frame.schema == yours.frame.schema


def test_an_empty_batch_gives_empty_tables_of_the_right_shape(small_office: Office) -> None:
    small_office.active("traffic", columns=SUMS, grain="quarter_hour")
    small_office.active("departure-group", columns=(), grain="day")
    empty, full = gate.admit(batch(), small_office.policy()), gate.admit(batch(line()), small_office.policy())
    assert empty.lines == empty.admitted_lines == empty.refusals.height == 0
    assert [one.frame.schema for one in empty.admitted] == [one.frame.schema for one in full.admitted]


def test_a_line_without_time_is_refused_and_leaves_the_others_exact(small_office: Office) -> None:
    admission = gate.admit(batch(line(), {**line(), "ts_us": None}), small_office.policy())
    assert admission.admitted_lines == 1
    assert admission.refusals.rows() == [(None, "E_PURPOSE_INACTIVE", 1, 0)]
    assert admission.admitted[0].frame["ts_us"].to_list() == [us("2026-09-01T10:00+08:00")]


def test_a_missing_column_is_an_error_not_an_admission(small_office: Office) -> None:
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        gate.admit(batch(line()).drop("ownership"), small_office.policy())
