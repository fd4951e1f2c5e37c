"""Purposes that can never be approved (R05)."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwatch.errors import Refused
from fairwatch.governance import lawpack, prohibited, scope

CN = lawpack.load("cn")
PROTECTED = sorted(CN.names("categories.protected"))
PRIVATE = sorted(CN.names("categories.private"))


def changed(template: str, **changes: Any) -> scope.Scope:
    return dataclasses.replace(scope.template(template), **changes)


@pytest.mark.parametrize("law", lawpack.available())
@pytest.mark.parametrize("template", scope.templates())
def test_the_templates_as_narrowed_by_each_pack_are_lawful(template: str, law: str) -> None:
    pack = lawpack.load(law)
    assert prohibited.prohibition(scope.template(template).narrowed(pack), pack) is None


@pytest.mark.parametrize(
    "wording",
    [
        changed("leak", actions=("upload", "page_view")),
        changed("work-time", categories=("webmail",)),
        changed("work-time", categories=("games", "recruitment")),
        changed("violations", categories=("recruitment",)),
        changed("departure-group", individual=True),
        changed("departure-group", grain="event"),
        changed("departure-group", columns=("requests",)),
        changed("departure-group", categories=("recruitment", "news")),
        changed("departure-self", needs_consent=False),
        changed("departure-self", recipients=("employee", "hr")),
        changed("departure-self", recipients=("manager",)),
        changed("leak", categories=("network_drive", "recruitment")),
    ],
    ids=[
        "private mail beyond uploads",
        "private mail as a visit",
        "job search among other categories",
        "job search as a violation",
        "leaving tendency of one person",
        "leaving tendency with times",
        "leaving tendency with counts",
        "leaving tendency hidden among news",
        "self view without consent",
        "self view that HR sees",
        "self view that only the manager sees",
        "job search as evidence of a leak",
    ],
)
def test_r05_r27_prohibited(wording: scope.Scope) -> None:
    with pytest.raises(Refused, match="E_PURPOSE_PROHIBITED"):
        prohibited.refuse_prohibited(wording, CN)


@given(
    template=st.sampled_from(sorted(scope.templates())),
    category=st.sampled_from(PROTECTED),
    actions=st.sets(st.sampled_from(["page_view", "upload", "media"]), min_size=1),
)
def test_r18_no_purpose_with_a_protected_category_is_lawful(template: str, category: str, actions: set[str]) -> None:
    categories = (*scope.template(template).categories, category)
    assert prohibited.prohibition(changed(template, categories=categories, actions=tuple(actions)), CN)


wordings = st.builds(
    dataclasses.replace,
    st.sampled_from(list(scope.templates().values())),
    categories=st.just(("recruitment",)),
    individual=st.booleans(),
    needs_consent=st.booleans(),
    recipients=st.lists(st.sampled_from(["employee", "manager", "hr"]), min_size=1, unique=True).map(tuple),
    columns=st.sampled_from([(), ("requests",), ("site", "ts_us")]),
    grain=st.sampled_from(["event", "quarter_hour", "day"]),
)


@given(wordings)
def test_r27_job_search_of_one_person_is_lawful_for_that_person_alone(wording: scope.Scope) -> None:
    one_bit_of_groups = not wording.individual and wording.grain == "day" and not wording.columns
    own_eyes_only = wording.needs_consent and wording.recipients == ("employee",)
    assert prohibited.prohibition(wording, CN) or one_bit_of_groups or own_eyes_only
