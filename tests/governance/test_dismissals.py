"""A dismissal pack: nothing tainted in it, and the union heard first (R29, R33)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.governance.case_sample import ANALYST, DAY, DPO, HR, SUBJECT, UNION, WITH_JOB_SEARCH, opened
from tests.governance.sample import NOW

from fairwatch.errors import Refused
from fairwatch.governance.lineage import StoredRows, Trace
from fairwatch.governance.models import AuditEntry, DismissalPack
from fairwatch.governance.services import dismissals, reviews
from fairwatch.governance.services.snapshot import compile_snapshot

FINAL = NOW + DAY

pytestmark = pytest.mark.usefixtures("offices")


def refused(code: str) -> Any:
    return pytest.raises(Refused, match=code)


def rows(**changes: Any) -> StoredRows:
    """Three rows of a day of the case, in one file that was collected under a policy in force."""
    values: dict[str, Any] = {
        "purpose": "leak",
        "table": "buckets",
        "day": dt.date(2026, 8, 20),
        "rows": 3,
        "digest": "d" * 64,
        "files": ((compile_snapshot(NOW).hash,),),
    }
    return StoredRows(**(values | changes))


def stored(*lineage: StoredRows) -> Trace:
    """The rows as the lake has them now, whatever the case."""
    return lambda _: list(lineage or (rows(),))


def report(*lineage: StoredRows, case: str = "", final: bool = True) -> str:
    """A final report on rows of a case that are in order, unless ``lineage`` says otherwise."""
    case = case or opened()
    key = reviews.draft(SUBJECT, "A report.", lineage or (rows(),), reviewer=DPO, case=case, by=ANALYST, now=NOW)
    reviews.begin_review(key, by=DPO, now=NOW)
    reviews.sign_review(key, f"Checked {key}.", by=DPO, now=NOW + dt.timedelta(minutes=10))
    if final:
        reviews.open_hearing(key, by=ANALYST, now=NOW)
        reviews.comment(key, "I disagree.", by=SUBJECT, now=NOW)
        reviews.finalise(key, by=ANALYST, now=FINAL)
    return key


def notify(key: str, trace: Trace | None = None, *, reasons: str = "Files sent out.", by: str = HR) -> str:
    return dismissals.notify_union(key, reasons, trace=trace or stored(), by=by, now=FINAL)


def assemble(notice: str, trace: Trace | None = None, *, now: dt.datetime = FINAL) -> dismissals.Pack:
    return dismissals.assemble(notice, trace=trace or stored(), by=HR, now=now)


def test_r33_with_a_clean_report_and_the_unions_reply_there_is_a_pack() -> None:
    notice = notify(report())
    dismissals.reply(notice, "We object.", by=UNION, now=FINAL)
    pack = assemble(notice)
    assert (pack.report.comment, pack.union_reply) == ("I disagree.", "We object.")
    assert DismissalPack.objects.get().notice.key == notice


def test_r33_without_a_reply_it_takes_ten_working_days() -> None:
    """Notified on Wednesday 2 September 2026: the tenth working day after it is Wednesday the 16th."""
    notice = notify(report())
    for day in (2, 10, 16):
        with refused("E_UNION_NOTICE"):
            assemble(notice, now=dt.datetime(2026, 9, day, 15, tzinfo=dt.UTC))
    assert assemble(notice, now=dt.datetime(2026, 9, 17, 1, tzinfo=dt.UTC)).union_reply == ""


def test_r33_there_is_no_pack_without_a_notice() -> None:
    report()
    with refused("E_UNION_NOTICE"):
        assemble("none")
    assert AuditEntry.objects.filter(action="assemble dismissal pack", code="E_UNION_NOTICE").exists()


def test_r33_a_reply_is_the_unions_and_given_once() -> None:
    notice = notify(report())
    for by, text in ((HR, "agreed"), (UNION, " ")):
        with refused("E_UNION_NOTICE"):
            dismissals.reply(notice, text, by=by, now=FINAL)
    dismissals.reply(notice, "We object.", by=UNION, now=FINAL)
    with refused("E_UNION_NOTICE"):
        dismissals.reply(notice, "We agree.", by=UNION, now=FINAL)


@pytest.mark.parametrize("departure", ["departure-self", "departure-group"])
def test_r29_one_row_of_leaving_data_taints_the_pack_for_good(departure: str, activate: Any) -> None:
    activate(departure)
    both = rows(), rows(purpose=departure)
    with refused("E_TAINTED"):
        notify(report(*both), stored(*both))


def test_r29_what_was_read_of_job_search_in_the_case_taints_its_report(activate: Any) -> None:
    activate("departure-self", scope__opened_to_cases=True)
    case = opened(fields=WITH_JOB_SEARCH, registered_file_day=dt.date(2026, 8, 20))
    with refused("E_TAINTED"):
        notify(report(case=case))


def test_a_case_about_files_alone_taints_nothing() -> None:
    assert notify(report(case=opened()))


UNKNOWN = "0" * 64


@pytest.mark.parametrize("files", [(), ((),), ((UNKNOWN,),), (("known",), (UNKNOWN,)), (("known", UNKNOWN),)])
def test_r33_rows_that_prove_no_policy_taint_the_pack(files: tuple[tuple[str, ...], ...]) -> None:
    known = compile_snapshot(NOW).hash
    unproven = rows(files=tuple(tuple(known if name == "known" else name for name in hashes) for hashes in files))
    with refused("E_TAINTED"):
        notify(report(unproven), stored())
    with refused("E_TAINTED"):
        notify(report(), stored(unproven))


@pytest.mark.parametrize(
    "changes",
    [
        {"purpose": "elsewhere"},
        {"day": dt.date(2026, 8, 18)},
        {"day": dt.date(2026, 9, 2)},
        {"refused": ("E_OUT_OF_HOURS",)},
    ],
    ids=["of a purpose that the case did not name", "before its window", "after it", "out of hours"],
)
def test_r33_what_lies_outside_the_case_or_the_gate_taints_the_pack(changes: dict[str, Any]) -> None:
    odd = rows(**changes)
    with refused("E_TAINTED"):
        notify(report(rows(), odd), stored(rows(), odd))


def test_r33_rows_that_came_after_the_report_taint_the_pack_on_whatever_day() -> None:
    key = report()
    with refused("E_TAINTED"):
        notify(key, stored(rows(), rows(day=dt.date(2026, 8, 21))))


@pytest.mark.parametrize("now", [{"rows": 4}, {"digest": "e" * 64}, {"refused": ("E_OUT_OF_HOURS",)}, None])
def test_r33_rows_changed_since_the_report_taint_the_pack(now: dict[str, Any] | None) -> None:
    """Added, altered, or gone; found when the union is told and again when the pack is made."""
    there = stored(rows(**now)) if now else stored(rows(day=dt.date(2026, 8, 21)))
    key = report()
    with refused("E_TAINTED"):
        notify(key, there)
    notice = notify(key)
    dismissals.reply(notice, "We object.", by=UNION, now=FINAL)
    with refused("E_TAINTED"):
        assemble(notice, there)


def test_r33_r35_a_report_on_nothing_or_without_a_case_proves_nothing() -> None:
    for lineage, case in (((), opened()), ((rows(),), None)):
        key = reviews.draft(SUBJECT, "A report.", lineage, reviewer=DPO, case=case, by=ANALYST, now=NOW)
        with refused("E_TAINTED"):
            dismissals.refuse_tainted(reviews.find(key), stored())


def test_r31_r32_a_report_that_is_not_final_is_not_used() -> None:
    with refused("E_HEARING"):
        notify(report(final=False))
    drafted = reviews.draft(SUBJECT, "A report.", [], reviewer=DPO, by=ANALYST, now=NOW)
    with refused("E_HUMAN_REVIEW"):
        notify(drafted)


def test_r33_only_hr_notifies_and_assembles() -> None:
    key = report()
    with refused("E_DISCLOSURE"):
        notify(key, by="p0001")
    with refused("E_UNION_NOTICE"):
        notify(key, reasons=" ")
