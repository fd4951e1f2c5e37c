"""A registered file under the name that somebody gave it: of that person, for a day, and of no other file (R23)."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from tests.gate.office import LEAK, Office, batch, line, register, us

from fairwatch import gate
from fairwatch.errors import Refused
from fairwatch.gate.renames import FOLLOWED_US, RENAMED

AT_TEN = us("2026-09-01T10:00+08:00")
MINUTE = 60_000_000


@pytest.fixture
def leak(office: Office) -> Office:
    for number in range(1, 3):
        office.person(f"p000{number}")
    office.active(
        "leak",
        categories=frozenset({"network_drive", "work", "elsewhere"}),
        actions=frozenset({"upload", "download", "pack", "rename"}),
        columns=(*LEAK, "new_name_hash"),
        grain="quarter_hour",
    )
    office.more["registered_files"] = register("plan.docx")
    return office


def renamed(former: str | None, name: str, minute: float = 0, **more: Any) -> dict[str, Any]:
    at = AT_TEN + int(minute * MINUTE)
    return line(at, action="rename", category="work", file_name=name, former_name=former, **more)


def sent(name: str, minute: float = 5, **more: Any) -> dict[str, Any]:
    given = {"action": "upload", "category": "network_drive", "file_name": name, "bytes_up": 9} | more
    return line(AT_TEN + int(minute * MINUTE), **given)


def kept(office: Office, *lines: dict[str, Any], before: pl.DataFrame | None = None) -> list[tuple[Any, ...]]:
    [admitted] = gate.admit(batch(*lines), office.policy(), renamed=before).admitted
    return admitted.frame.sort("line").select("action", "file").rows()


PLAN = renamed("Plan.docx", "holiday.jpg")


@pytest.mark.parametrize(
    ("lines", "followed"),
    [
        ([PLAN, sent("Holiday.JPG")], True),
        ([PLAN, sent("holiday (2).jpg")], True),
        ([PLAN, renamed("holiday.jpg", "cat.jpg", 1), sent("cat.jpg")], True),
        ([PLAN, sent("holiday.jpg", FOLLOWED_US / MINUTE)], True),
        ([PLAN, sent("holiday.jpg", FOLLOWED_US / MINUTE + 1)], False),
        ([PLAN, sent("holiday.jpg", -1)], False),
        ([PLAN, sent("holiday.jpg", person=1)], False),
        ([PLAN, sent("cat.jpg")], False),
        ([renamed("cat.jpg", "holiday.jpg"), sent("holiday.jpg")], False),
        ([renamed("cat.jpg", "plan.docx"), sent("cat.jpg")], False),
        ([renamed("holiday.jpg", "cat.jpg", -1), PLAN, sent("cat.jpg")], False),
        ([PLAN | {"ts_us": us("2026-09-01T07:00+08:00")}, sent("holiday.jpg")], False),
    ],
    ids=[
        *("the new name", "a copy of it", "renamed twice", "a day later", "more than a day later", "before"),
        *("somebody else", "another name", "another file was renamed", "to a registered name", "in another order"),
        "renamed when nothing may be collected",
    ],
)
def test_r23_what_is_followed(leak: Office, lines: list[dict[str, Any]], followed: bool) -> None:
    assert (("upload", "F0001") in kept(leak, *lines)) == followed


def test_r23_of_the_renaming_of_any_other_file_nothing_is_kept(leak: Office) -> None:
    others = [renamed("cat.jpg", "dog.jpg"), renamed("cat.jpg", "plan.docx"), renamed(None, "cat.jpg")]
    assert kept(leak, *others) == []
    assert kept(leak, PLAN) == [("rename", "F0001")]


def test_r23_a_followed_file_goes_elsewhere_like_any_registered_one(leak: Office) -> None:
    unknown = sent("holiday.jpg", category=None, host="files.example.com")
    assert kept(leak, unknown) == []
    assert kept(leak, PLAN, unknown) == [("rename", "F0001"), ("upload", "F0001")]


def test_the_next_batch_knows_it_by_a_keyed_hash_of_the_name(leak: Office) -> None:
    nothing = pl.DataFrame(schema=RENAMED)
    before = gate.and_now(nothing, gate.admit(batch(PLAN), leak.policy()))
    [row] = before.rows(named=True)
    assert (row["purpose"], row["file"]) == ("leak", "F0001")
    assert row["new_name_hash"] == leak.policy().registered_files.hash_of("HOLIDAY.jpg")
    assert kept(leak, sent("holiday.jpg"), before=before) == [("upload", "F0001")]
    assert kept(leak, renamed("holiday.jpg", "cat.jpg", 5), before=before) == [("rename", "F0001")]
    for other in (sent("holiday.jpg", person=1), sent("cat.jpg"), sent("holiday.jpg", FOLLOWED_US / MINUTE + 1)):
        assert kept(leak, other, before=before) == [("upload", None)]


def test_whoever_may_not_know_of_files_may_not_know_what_they_are_called(leak: Office) -> None:
    leak.active("violations", columns=("bucket_us", "new_name_hash"), grain="quarter_hour")
    with pytest.raises(Refused, match="E_CONTENT"):
        gate.admit(batch(), leak.policy())


def test_a_purpose_of_before_calls_it_packing_and_keeps_no_name(leak: Office) -> None:
    leak.purposes.clear()
    leak.active("leak", categories=frozenset({"work"}), actions=frozenset({"pack"}), columns=LEAK, grain="quarter_hour")
    assert kept(leak, PLAN, renamed("cat.jpg", "dog.jpg", 1)) == [("pack", "F0001")]
