"""Coming back from REVIEW: effect shown, assessed anew, both keys, and nothing that stands against it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.governance.duty_sample import DAY, DPO, LAPSES, REVIEW_DUE, UNION, review
from tests.governance.ground import laid
from tests.governance.sample import dossier

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance.compliance_files import read_review
from fairwatch.governance.models import Assessment, PurposeReview, PurposeVersion
from fairwatch.governance.services import purpose_reviews, timers
from fairwatch.governance.services.snapshot import compile_snapshot

TODAY = REVIEW_DUE.date()


@laid(autouse=True)
def under_review(organisation: None, activate: Callable[..., None]) -> None:
    activate("work-time")
    timers.run(REVIEW_DUE)


def conclude(*, now: dt.datetime = REVIEW_DUE, **changes: Any) -> None:
    purpose_reviews.conclude("work-time", review(TODAY, **changes), actor=DPO, now=now)


def test_with_everything_the_purpose_is_active_again_and_the_outcome_on_record() -> None:
    conclude()
    assert compile_snapshot(REVIEW_DUE).purpose("work-time")
    assert PurposeReview.objects.get().effect == "the median fell by a tenth"
    assert Assessment.objects.filter(signed_on=TODAY).exists()


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("E_NECESSITY", {"effect_met": False}),
        ("E_STATE", {"dpo": "p0001"}),
        ("E_STATE", {"union": "p0001"}),
        ("E_STATE", {"union": DPO}),
        ("E_PIA_MISSING", {"assessment": dataclasses.replace(review(TODAY).assessment, residual_risk="high")}),
        ("E_PIA_MISSING", {"assessment": dataclasses.replace(review(TODAY).assessment, answers={})}),
        ("E_STATE", {"assessment": dataclasses.replace(review(TODAY).assessment, signed_on=TODAY - 31 * DAY)}),
        ("E_STATE", {"assessment": dataclasses.replace(review(TODAY).assessment, signed_on=TODAY + 2 * DAY)}),
    ],
)
def test_without_any_one_of_them_it_stays_under_review(code: str, changes: dict[str, Any]) -> None:
    with pytest.raises(Refused, match=code):
        conclude(**changes)
    assert PurposeVersion.objects.get().state == "REVIEW"


def test_after_thirty_days_it_is_too_late() -> None:
    with pytest.raises(Refused, match="E_PURPOSE_INACTIVE"):
        conclude(now=LAPSES)


def test_what_is_not_under_review_cannot_pass_one() -> None:
    conclude()
    with pytest.raises(Refused, match="E_STATE"):
        conclude()


@pytest.mark.parametrize("by", [DPO, UNION])
def test_dpo_and_union_can_each_ask_for_a_review(by: str) -> None:
    conclude()
    purpose_reviews.open_("work-time", "complaints", by=by, now=REVIEW_DUE + DAY)
    assert compile_snapshot(REVIEW_DUE + DAY).purposes == ()


def test_nobody_else_can_and_never_without_a_reason() -> None:
    conclude()
    with pytest.raises(Refused, match="E_DISCLOSURE"):
        purpose_reviews.open_("work-time", "curiosity", by="p0001", now=REVIEW_DUE)
    with pytest.raises(ConfigError):
        purpose_reviews.open_("work-time", " ", by=DPO, now=REVIEW_DUE)


def test_the_file_says_what_the_record_says(write: Callable[[str, str], Path]) -> None:
    assessment = dossier("work-time")["assessment"] | {"signed_on": TODAY}
    filled = {
        "effect": "the median fell by a tenth",
        "effect_met": True,
        "assessment": assessment,
        "union_statement": "agreed",
        "keys": {"dpo": DPO, "union": UNION},
    }
    found = read_review(write("review.yaml", yaml.safe_dump(filled)))
    assert dataclasses.replace(found, assessment=review(TODAY).assessment) == review(TODAY)
    assert (found.assessment.signed_by, found.assessment.signed_on) == (DPO, TODAY)


def test_a_file_with_an_unknown_key_is_an_error_with_its_line(write: Callable[[str, str], Path]) -> None:
    with pytest.raises(ConfigError) as error:
        read_review(write("review.yaml", "effect: x\nefect_met: true\n"))
    assert error.value.where == "review.yaml:2 efect_met"


def test_a_wording_that_is_not_the_published_one_passes_no_review() -> None:
    version = PurposeVersion.objects.get()
    PurposeVersion.objects.filter(pk=version.pk).update(scope=version.scope | {"infers": ["emotion"]})
    with pytest.raises(Refused, match="E_COVERT"):
        conclude()
