"""The daily upkeep and what cases hold: their rows stay, alone, and go when their time is over (R42, R47)."""

from __future__ import annotations

import pytest
from tests.pipeline.affair import DAY, HOUR, Affair, begin
from tests.trial_organisation import EVENING

from fairwatch.engine import Engine
from fairwatch.pipeline.answers import answer
from fairwatch.pipeline.installation import Installation
from fairwatch.pipeline.lineage import trace
from fairwatch.pipeline.upkeep import maintain
from fairwatch.viewer import Viewer


@pytest.fixture
def affair(mine: Installation) -> Affair:
    return begin(mine)


def subjects(affair: Affair) -> set[str]:
    return set(affair.installation.lake.read("leak", "buckets")["subject"])


def suspect(key: str) -> tuple[str, str]:
    """Person and pseudonym."""
    from fairwatch.governance.services import case_register, pseudonyms

    person = case_register.rows_of(key).person
    return person, pseudonyms.of(person)["leak"]


def test_a_founded_cases_rows_outlive_the_others_bear_a_dismissal_and_are_used_for_nothing_else(
    affair: Affair, engine: Engine
) -> None:
    from fairwatch.governance.services import case_files, cases, dismissals

    key = affair.opened()
    report = affair.final_report(key)
    cases.close(key, by=affair.investigator.person, outcome="see report", founded=True, now=EVENING + DAY)
    cases.tell_subject(key, by=affair.holder("dpo"), now=EVENING + DAY)
    person, pseudonym = suspect(key)
    late = EVENING + 95 * DAY
    maintain(affair.installation, engine, late)
    assert subjects(affair) == {pseudonym}

    own = answer(affair.installation, ["leak"], Viewer(person, "employee"), now=late)
    assert own[0].tables["uploads"].frame.is_empty(), "past its time it is in no result, not even one's own"
    find, hr = trace(affair.installation), affair.holder("hr")
    assert dismissals.notify_union(report, "x", trace=find, by=hr, now=late)

    over = EVENING + 366 * DAY
    done = maintain(affair.installation, engine, over)
    assert done.expired[case_files.FILES] == 1
    maintain(affair.installation, engine, over + DAY)
    assert subjects(affair) == set()


def test_an_unfounded_cases_rows_go_as_they_would_have_gone(affair: Affair, engine: Engine) -> None:
    from fairwatch.governance.services import cases

    key = affair.opened()
    cases.close(key, by=affair.investigator.person, outcome="unfounded", now=EVENING + DAY)
    maintain(affair.installation, engine, EVENING + 95 * DAY)
    assert subjects(affair) == set()


def test_whoever_is_erased_while_a_case_runs_is_erased_but_for_its_days_and_then_altogether(
    affair: Affair, engine: Engine
) -> None:
    from fairwatch.governance.services import cases, directory, erasure

    key = affair.opened()
    person, pseudonym = suspect(key)
    lake = affair.installation.lake
    before = {name: lake.read("leak", name).filter(subject=pseudonym).height for name in ("buckets", "raw")}
    erasure.order([directory.person(person).pk], ["leak", "violations", "work-time"], "right", now=EVENING + HOUR)
    maintain(affair.installation, engine, EVENING + 2 * HOUR)
    assert {name: lake.read("leak", name).filter(subject=pseudonym).height for name in before} == before
    assert [one for one in erasure.proof(person) if one.carried_out_at is None and one.purpose == "leak"]
    assert all(one.carried_out_at for one in erasure.proof(person) if one.purpose != "leak")
    assert affair.look(key, now=EVENING + 3 * HOUR)[0].tables["uploads"].frame.height > 0

    cases.close(key, by=affair.investigator.person, outcome="unfounded", now=EVENING + DAY)
    maintain(affair.installation, engine, EVENING + DAY)
    assert pseudonym not in subjects(affair)
    assert all(one.carried_out_at for one in erasure.proof(person))


def test_what_the_policies_of_gone_rows_said_goes_with_the_rows(affair: Affair, engine: Engine) -> None:
    from fairwatch.governance.services import policy_proofs

    [[known]] = affair.installation.lake.provenance("leak", "buckets")["policy_hashes"].unique().to_list()
    maintain(affair.installation, engine, EVENING + DAY)
    assert policy_proofs.recall(known) is not None
    late = EVENING + 130 * DAY  # past every term, and past the end of the purposes
    maintain(affair.installation, engine, late)
    maintain(affair.installation, engine, late + DAY)
    assert policy_proofs.recall(known) is None
    assert policy_proofs.are_known([known])
