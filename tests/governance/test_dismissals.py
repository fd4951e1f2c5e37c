"""A dismissal pack: nothing tainted in it, and the union heard first (R29, R33)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from tests.governance.case_sample import ANALYST, DAY, DPO, HR, SUBJECT, UNION, WITH_JOB_SEARCH, opened
from tests.governance.sample import NOW

from fairwatch.errors import Refused
from fairwatch.governance.models import AuditEntry, DismissalPack
from fairwatch.governance.services import dismissals, policy_proofs, reviews
from fairwatch.governance.services.snapshot import compile_snapshot

FINAL = NOW + DAY

pytestmark = pytest.mark.usefixtures("offices")


def refused(code: str) -> Any:
    return pytest.raises(Refused, match=code)


def report(lineage: Any = None, *, case: str | None = None, final: bool = True) -> str:
    """A final report on rows that prove their policy, unless ``lineage`` says otherwise."""
    lineage = lineage or {"leak": [[compile_snapshot(NOW).hash]]}
    key = reviews.draft(SUBJECT, "A report.", lineage, reviewer=DPO, case=case, by=ANALYST, now=NOW)
    reviews.begin_review(key, by=DPO, now=NOW)
    reviews.sign_review(key, f"Checked {key}.", by=DPO, now=NOW + dt.timedelta(minutes=10))
    if final:
        reviews.open_hearing(key, by=ANALYST, now=NOW)
        reviews.comment(key, "I disagree.", by=SUBJECT, now=NOW)
        reviews.finalise(key, by=ANALYST, now=FINAL)
    return key


def test_r33_with_a_clean_report_and_the_unions_reply_there_is_a_pack() -> None:
    notice = dismissals.notify_union(report(), "Files sent out.", by=HR, now=FINAL)
    dismissals.reply(notice, "We object.", by=UNION, now=FINAL)
    pack = dismissals.assemble(notice, by=HR, now=FINAL)
    assert (pack.report.comment, pack.union_reply) == ("I disagree.", "We object.")
    assert DismissalPack.objects.get().notice.key == notice


def test_r33_without_a_reply_it_takes_ten_working_days() -> None:
    """Notified on Wednesday 2 September 2026: the tenth working day after it is Wednesday the 16th."""
    notice = dismissals.notify_union(report(), "Files sent out.", by=HR, now=FINAL)
    for day in (2, 10, 16):
        with refused("E_UNION_NOTICE"):
            dismissals.assemble(notice, by=HR, now=dt.datetime(2026, 9, day, 15, tzinfo=dt.UTC))
    assert dismissals.assemble(notice, by=HR, now=dt.datetime(2026, 9, 17, 1, tzinfo=dt.UTC)).union_reply == ""


def test_r33_there_is_no_pack_without_a_notice() -> None:
    report()
    with refused("E_UNION_NOTICE"):
        dismissals.assemble("none", by=HR, now=FINAL)
    assert AuditEntry.objects.filter(action="assemble dismissal pack", code="E_UNION_NOTICE").exists()


def test_r33_a_reply_is_the_unions_and_given_once() -> None:
    notice = dismissals.notify_union(report(), "Files sent out.", by=HR, now=FINAL)
    for by, text in ((HR, "agreed"), (UNION, " ")):
        with refused("E_UNION_NOTICE"):
            dismissals.reply(notice, text, by=by, now=FINAL)
    dismissals.reply(notice, "We object.", by=UNION, now=FINAL)
    with refused("E_UNION_NOTICE"):
        dismissals.reply(notice, "We agree.", by=UNION, now=FINAL)


@pytest.mark.parametrize("departure", ["departure-self", "departure-group"])
def test_r29_one_row_of_leaving_data_taints_the_pack_for_good(departure: str, activate: Any) -> None:
    activate(departure)
    known = compile_snapshot(NOW).hash
    key = report({"leak": [[known]], departure: [[known]]})
    with refused("E_TAINTED"):
        dismissals.notify_union(key, "reasons", by=HR, now=FINAL)


def test_r29_what_was_read_of_job_search_in_the_case_taints_its_report(activate: Any) -> None:
    activate("departure-self")
    case = opened(fields=WITH_JOB_SEARCH, registered_file_day=dt.date(2026, 8, 20))
    with refused("E_TAINTED"):
        dismissals.notify_union(report(case=case), "reasons", by=HR, now=FINAL)


def test_a_case_about_files_alone_taints_nothing() -> None:
    assert dismissals.notify_union(report(case=opened()), "reasons", by=HR, now=FINAL)


@pytest.mark.parametrize(
    "lineage",
    [
        {"leak": [["known"], []]},
        {"leak": [["known"], ["0" * 64]]},
        {"leak": [["known", "0" * 64]]},
        {"leak": []},
        {"elsewhere": [["known"]]},
    ],
    ids=["put in by hand", "an unknown policy", "one of two unknown", "no rows", "an unknown purpose"],
)
def test_r33_rows_that_prove_no_policy_taint_the_pack(lineage: dict[str, list[list[str]]]) -> None:
    known = compile_snapshot(NOW).hash
    real = {
        purpose: [[known if name == "known" else name for name in hashes] for hashes in files]
        for purpose, files in lineage.items()
    }
    with refused("E_TAINTED"):
        dismissals.notify_union(report(real), "reasons", by=HR, now=FINAL)


def test_r33_a_report_on_nothing_proves_nothing() -> None:
    key = reviews.draft(SUBJECT, "A report.", {}, reviewer=DPO, by=ANALYST, now=NOW)
    with refused("E_TAINTED"):
        dismissals.refuse_tainted(reviews.find(key))


def test_r31_r32_a_report_that_is_not_final_is_not_used() -> None:
    with refused("E_HEARING"):
        dismissals.notify_union(report(final=False), "reasons", by=HR, now=FINAL)
    drafted = reviews.draft(SUBJECT, "A report.", {}, reviewer=DPO, by=ANALYST, now=NOW)
    with refused("E_HUMAN_REVIEW"):
        dismissals.notify_union(drafted, "reasons", by=HR, now=FINAL)


def test_r33_only_hr_notifies_and_assembles() -> None:
    key = report()
    with refused("E_DISCLOSURE"):
        dismissals.notify_union(key, "reasons", by="p0001", now=FINAL)
    with refused("E_UNION_NOTICE"):
        dismissals.notify_union(key, " ", by=HR, now=FINAL)


def test_r33_every_compiled_policy_is_on_record_also_after_an_undone_transaction() -> None:
    with transaction.atomic():
        first = compile_snapshot(NOW)
        transaction.set_rollback(True)
    assert not policy_proofs.are_known([first.hash])
    assert compile_snapshot(NOW) is first
    assert policy_proofs.are_known([first.hash])
    assert not policy_proofs.are_known([])
    assert not policy_proofs.are_known([first.hash, "0" * 64])
