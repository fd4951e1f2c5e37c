"""Collected, then sent, and the trace of a registered file."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.analyses.office import MONDAY, inputs, rows, us

from fairwatch.analyses import run

MB = 1_000_000
TUESDAY = MONDAY + dt.timedelta(1)


def event(action: str, day: dt.date = MONDAY, time: str = "09:00", **other: Any) -> dict[str, Any]:
    usual = {
        "action": action,
        "day": day,
        "bucket_us": us(day, time),
        "bytes_up": 0,
        "requests": 1,
        "registered": False,
    }
    return usual | other


def fetched(file: int, day: dt.date = MONDAY, time: str = "09:00", **other: Any) -> dict[str, Any]:
    return event("download", day, time, category="work", registered=True, file=f"F{file:04d}", **other)


def sent(size: int, day: dt.date = MONDAY, time: str = "11:00", **other: Any) -> dict[str, Any]:
    return event("upload", day, time, **({"category": "network_drive", "bytes_up": size} | other))


@pytest.fixture
def ask(engine):
    def tables(*buckets):
        return run("leak", inputs(engine, {("leak", "buckets"): rows("leak", "buckets", buckets)})).tables

    return tables


COLLECTION = [fetched(number, time="09:15") for number in range(12)]


def test_collected_and_then_sent_is_a_sequence_with_its_steps(ask) -> None:
    found = ask(*COLLECTION, sent(30 * MB))
    assert found["sequences"].frame.rows() == [
        ("p0001", us(MONDAY, "09:15"), "collect", "download", "work", 12, 0),
        ("p0001", us(MONDAY, "11:00"), "send", "upload", "network_drive", 0, 30 * MB),
    ]
    [part] = found["risk-parts"].frame.to_dicts()
    assert (part["kind"], part["category"], part["points"]) == ("sequence", "network_drive", pytest.approx(60))


@pytest.mark.parametrize(
    "buckets",
    [
        COLLECTION,
        [*COLLECTION, sent(5 * MB)],
        [*COLLECTION, sent(30 * MB, time="08:45")],
        [*COLLECTION, sent(30 * MB, TUESDAY, "09:30")],
        [*COLLECTION, sent(30 * MB, category="work")],
        [*COLLECTION, sent(30 * MB, subject="p0002")],
        [*COLLECTION[:9], sent(30 * MB)],
        [*(fetched(1, time=f"09:{quarter}") for quarter in (15, 30, 45)) , sent(30 * MB)],
    ],
    ids=["nothing sent", "little", "before", "a day later", "inside", "somebody else", "few files", "one file"],
)  # fmt: skip
def test_what_is_none(ask, buckets) -> None:
    found = ask(*buckets)
    assert found["sequences"].frame.is_empty()
    assert found["risk"].frame.is_empty()


def test_a_registered_file_makes_one_however_small_and_mail_counts_like_any_way_out(ask) -> None:
    found = ask(*COLLECTION, sent(900, category="webmail", registered=True, file="F0003"))
    [_, step] = found["sequences"].frame.to_dicts()
    assert (step["category"], step["files"]) == ("webmail", 1)
    assert sorted(found["risk-parts"].frame["kind"]) == ["day", "sequence"]


def on_computer(step: str, time: str, day: dt.date = MONDAY, file: str | None = "F0003") -> dict[str, Any]:
    return event(step, day, time, category="work", registered=file is not None, file=file)


FOUR = [on_computer("collect", "09:15", file=f"F{number:04d}") for number in range(4)]
PACKED, CLEANED = on_computer("pack", "10:00", file=None), on_computer("clean_up", "12:00")


def test_the_four_steps_in_order_and_each_kind_makes_it_graver(ask) -> None:
    found = ask(*COLLECTION, PACKED, sent(30 * MB), CLEANED)
    steps = found["sequences"].frame
    assert steps.select("step", "action", "files").rows() == [
        ("collect", "download", 12),
        ("pack", "pack", 0),
        ("send", "upload", 0),
        ("clean_up", "clean_up", 1),
    ]
    assert steps["ts_us"].to_list() == [us(MONDAY, time) for time in ("09:15", "10:00", "11:00", "12:00")]
    points = [
        ask(*COLLECTION, sent(30 * MB), *more)["risk-parts"].frame["points"].item()
        for more in ([], [PACKED], [CLEANED], [PACKED, CLEANED])
    ]
    assert points == pytest.approx([60, 70, 70, 80])


RENAMED = on_computer("rename", "10:15", file="F0003")


def test_renaming_is_a_kind_of_step_beside_packing(ask) -> None:
    found = ask(*COLLECTION, PACKED, RENAMED, sent(30 * MB), CLEANED)
    assert found["sequences"].frame["step"].to_list() == ["collect", "pack", "rename", "send", "clean_up"]
    assert found["risk-parts"].frame["points"].item() == pytest.approx(90)
    assert ask(*FOUR, RENAMED, sent(2 * MB))["sequences"].frame["step"].to_list() == ["collect", "rename", "send"]


OUT = sent(900, registered=True, file="F0003", category="webmail")


def test_a_single_file_that_was_fetched_renamed_and_sent_is_a_sequence(ask) -> None:
    """The gate knows it under its new name; what else was sent then is everyday work."""
    found = ask(fetched(3), RENAMED, OUT, sent(30 * MB))
    assert found["sequences"].frame.select("step", "action", "category", "files").rows() == [
        ("collect", "download", "work", 1),
        ("rename", "rename", "work", 1),
        ("send", "upload", "webmail", 1),
    ]
    [part] = found["risk-parts"].frame.filter(kind="sequence").to_dicts()
    assert (part["category"], part["points"]) == ("webmail", pytest.approx(70))


@pytest.mark.parametrize(
    "buckets",
    [
        [fetched(3), OUT],
        [fetched(3), PACKED, OUT],
        [RENAMED, OUT],
        [fetched(3, time="10:30"), RENAMED, OUT],
        [fetched(4), RENAMED, OUT],
        [fetched(3), RENAMED | {"file": "F0004"}, OUT],
        [fetched(3), RENAMED, OUT | {"file": "F0004"}],
        [fetched(3), RENAMED, OUT | {"bucket_us": us(MONDAY, "10:00")}],
        [fetched(3), RENAMED, OUT | {"bucket_us": us(TUESDAY, "09:15"), "day": TUESDAY}],
        [fetched(3), RENAMED, OUT | {"subject": "p0002"}],
        [fetched(3), RENAMED, OUT | {"category": "work"}],
        [fetched(3), RENAMED],
    ],
    ids=[
        *("not renamed", "packed, which of them nobody knows", "not fetched", "renamed before", "another was fetched"),
        *("another was renamed", "another was sent", "sent before", "a day later", "somebody else", "inside"),
        "not sent",
    ],
)
def test_a_single_file_makes_none(ask, buckets) -> None:
    assert ask(*buckets)["sequences"].frame.is_empty()


def test_few_files_and_few_bytes_make_one_once_they_were_packed(ask) -> None:
    assert ask(*FOUR, sent(2 * MB))["sequences"].frame.is_empty()
    assert ask(*FOUR, PACKED, sent(2 * MB))["sequences"].frame["step"].to_list() == ["collect", "pack", "send"]
    assert ask(*FOUR[:2], PACKED, sent(2 * MB))["sequences"].frame.is_empty()
    assert ask(*FOUR, PACKED, sent(MB // 2))["sequences"].frame.is_empty()


def test_an_archive_on_a_removable_drive_counts_although_no_log_tells_its_size(ask) -> None:
    copied = sent(0, category="removable_drive") | {"bytes_up": None}
    assert ask(*FOUR, PACKED, copied)["sequences"].frame["category"].to_list() == ["work", "work", "removable_drive"]
    assert ask(*COLLECTION, copied)["sequences"].frame.is_empty()


def test_whoever_packs_many_files_every_day_collects_nothing(ask) -> None:
    days = [MONDAY + dt.timedelta(day) for day in range(8)]
    usual = [
        step
        for day in days
        for step in (
            *(one | {"day": day, "bucket_us": us(day, "09:15")} for one in FOUR),
            on_computer("pack", "10:00", day),
        )
    ]
    assert ask(*usual, sent(2 * MB, days[-1]))["sequences"].frame.is_empty()


@pytest.mark.parametrize(
    ("step", "more"),
    [
        ("pack", on_computer("pack", "09:00")),
        ("pack", on_computer("pack", "11:15")),
        ("pack", PACKED | {"subject": "p0002"}),
        ("clean_up", on_computer("clean_up", "10:45")),
        ("clean_up", on_computer("clean_up", "11:15", TUESDAY)),
        ("clean_up", on_computer("clean_up", "12:00", file=None)),
    ],
    ids=["before", "after it was sent", "somebody else", "before it was sent", "a day later", "another file"],
)
def test_what_is_no_further_step(ask, step: str, more: dict[str, Any]) -> None:
    found = ask(*COLLECTION, sent(30 * MB), more)
    assert step not in found["sequences"].frame.filter(subject="p0001")["step"].to_list()
    assert found["risk-parts"].frame.filter(kind="sequence")["points"].item() == pytest.approx(60)


def test_whoever_works_with_many_registered_files_every_day_collects_nothing(ask) -> None:
    days = [MONDAY + dt.timedelta(day) for day in range(8)]
    usual = [fetched(number, day) for day in days for number in range(12)]
    assert ask(*usual, sent(30 * MB, days[-1]))["sequences"].frame.is_empty()
    more = [fetched(number, days[-1]) for number in range(90)]
    assert ask(*usual, *more, sent(30 * MB, days[-1]))["sequences"].frame.height == 2


def test_what_is_fetched_or_sent_inside_is_no_upload(ask) -> None:
    found = ask(fetched(1), sent(900 * MB, category="work", registered=True, file="F0001"))
    assert found["uploads"].frame.is_empty()
    assert found["findings"].frame.is_empty()
    assert found["by-destination"].frame.is_empty()


def test_the_trace_tells_every_step_of_registered_files_and_of_no_other(ask) -> None:
    found = ask(fetched(1), sent(900, registered=True, file="F0001", subject="p0002"), sent(30 * MB))
    assert found["trace"].frame.drop("how", "device_class").rows() == [
        ("p0001", us(MONDAY), "F0001", "download", "work", 0, 1),
        ("p0002", us(MONDAY, "11:00"), "F0001", "upload", "network_drive", 900, 1),
    ]


@pytest.mark.parametrize(
    ("action", "category", "how"),
    [
        ("download", "work", "network"),
        ("collect", "work", "computer"),
        ("pack", "work", "computer"),
        ("rename", "work", "computer"),
        ("clean_up", "work", "computer"),
        ("upload", "network_drive", "network"),
        ("upload", "webmail", "mail"),
        ("upload", "removable_drive", "removable_drive"),
    ],
)
def test_the_trace_tells_how_and_through_whose_computer(ask, action: str, category: str, how: str) -> None:
    step = event(action, category=category, registered=True, file="F0001", device_class="shared")
    [row] = ask(step)["trace"].frame.to_dicts()
    assert (row["how"], row["device_class"], row["category"]) == (how, "shared", category)


def test_rows_of_a_version_that_kept_no_ids_have_no_trace(engine) -> None:
    old = rows("leak", "buckets", [sent(900, registered=True)]).drop("file", "device_class")
    tables = run("leak", inputs(engine, {("leak", "buckets"): old})).tables
    assert tables["trace"].frame.is_empty()
    assert tables["findings"].frame.height == 1
