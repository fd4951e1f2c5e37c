"""Registered files by name and by contents, and what they were packed into (R23)."""

from __future__ import annotations

import dataclasses
import hashlib
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.gate.office import LEAK, Office, batch, codes, line, register, us

from fairwatch import gate
from fairwatch.file_register import FileRegister
from fairwatch.gate.files import COLUMNS, PACKED_WITHIN_US, file_id, soon_after

DIGEST, OTHER = (hashlib.sha256(text).hexdigest() for text in (b"the plan", b"the menu"))
AT_TEN = us("2026-09-01T10:00+08:00")
MINUTE = 60_000_000


def known(*names: str) -> FileRegister:
    """A register of these names, the last one known by its contents, too."""
    made = register(*names)
    return dataclasses.replace(made, contents={made.hash_of_contents(DIGEST): f"F{len(names):04d}"})


@pytest.fixture
def leak(office: Office) -> Office:
    office.person("p0001")
    office.person("p0002")
    office.active(
        "leak",
        categories=frozenset({"network_drive", "work"}),
        actions=frozenset({"upload", "download", "collect", "pack", "clean_up"}),
        columns=("device_class", *LEAK),
        grain="quarter_hour",
    )
    office.more["registered_files"] = known("plan.docx")
    return office


def done(action: str, at: int = AT_TEN, category: str = "work", **more: Any) -> dict[str, Any]:
    return line(at, action=action, category=category, **more)


def kept(office: Office, *lines: dict[str, Any]) -> list[tuple[Any, ...]]:
    [admitted] = gate.admit(batch(*lines), office.policy()).admitted
    return admitted.frame.sort("line").select("action", "registered", "file").rows()


@pytest.mark.parametrize(
    ("name", "digest", "number"),
    [
        ("holiday.docx", DIGEST, "F0002"),
        (None, DIGEST, "F0002"),
        ("plan.docx", OTHER, "F0001"),
        ("plan.docx", None, "F0001"),
        ("plan.docx", DIGEST, "F0002"),
        ("menu.pdf", OTHER, None),
        (None, None, None),
    ],
    ids=["renamed", "without a name", "edited", "by name", "another's name", "another file", "nothing is known"],
)
def test_the_contents_count_before_the_name(name: str | None, digest: str | None, number: str | None) -> None:
    frame = pl.DataFrame(
        {"file_name": [name], "file_hash": [digest], "former_name": [None]}, schema=dict.fromkeys(COLUMNS, pl.String)
    )
    assert frame.select(file_id(known("plan.docx", "offer.xlsx"))).item() == number


def test_a_renamed_file_that_is_sent_out_is_that_file(leak: Office) -> None:
    sent = done("upload", category="network_drive", file_name="holiday.jpg", file_hash=DIGEST, bytes_up=900)
    assert kept(leak, sent) == [("upload", True, "F0001")]


def test_whose_computer_it_was(leak: Office) -> None:
    lines = [done("collect", file_name="plan.docx", ownership=one) for one in ("company", "shared", "personal")]
    admission = gate.admit(batch(*lines), leak.policy())
    [admitted] = admission.admitted
    assert sorted(admitted.frame["device_class"]) == ["company", "shared"]
    assert codes(admission) == {"E_BYOD": 1}


COLLECTED = done("collect", file_name="plan.docx")


@pytest.mark.parametrize("action", ["collect", "pack", "clean_up"])
def test_r23_of_other_files_nothing_is_kept_of_what_was_done_on_a_computer(leak: Office, action: str) -> None:
    assert kept(leak, done(action, file_name="plan.docx")) == [(action, True, "F0001")]
    assert kept(leak, done(action, file_name="diary.docx"), done(action)) == []


@pytest.mark.parametrize(
    ("lines", "packed"),
    [
        ([COLLECTED, done("pack", AT_TEN + MINUTE, file_name="a.zip")], True),
        ([COLLECTED, done("pack", AT_TEN + PACKED_WITHIN_US, file_name="a.zip")], True),
        ([COLLECTED, done("pack", AT_TEN + PACKED_WITHIN_US + 1, file_name="a.zip")], False),
        ([COLLECTED, done("pack", AT_TEN - 1, file_name="a.zip")], False),
        ([COLLECTED, done("pack", AT_TEN + MINUTE, file_name="a.zip", person=1)], False),
        ([COLLECTED, done("clean_up", AT_TEN + MINUTE, file_name="a.zip")], False),
        ([done("collect", file_name="diary.docx"), done("pack", AT_TEN + MINUTE, file_name="a.zip")], False),
        ([done("pack", file_name="a.zip")], False),
    ],
    ids=["soon", "an hour", "later", "before", "somebody else", "deleted", "another file", "alone"],
)
def test_r23_an_archive_counts_only_soon_after_something_done_with_a_registered_file(
    leak: Office, lines: list[dict[str, Any]], packed: bool
) -> None:
    assert (("pack", False, None) in kept(leak, *lines)) == packed


steps = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4 * PACKED_WITHIN_US), st.booleans()), max_size=30)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(steps)
def test_soon_after_is_what_it_says(given_steps: list[tuple[int, int, bool]]) -> None:
    columns = list(zip(*given_steps, strict=True)) or [(), (), ()]
    person, ts, registered = (
        np.array(one, kind) for one, kind in zip(columns, (np.int32, np.int64, np.bool_), strict=True)
    )
    expected = [
        any(mark and who == other and 0 <= at - before <= PACKED_WITHIN_US for other, before, mark in given_steps)
        for who, at, _ in given_steps
    ]
    assert soon_after(person, ts, registered).tolist() == expected
