"""Job search in a case: off as installed; opened by its wording and the person's consent, next to a file or not at all
(DESIGN, "Leaving tendency", tier case)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from tests.pipeline.affair import DAY, HOUR, LEAK, Affair, begin
from tests.trial_organisation import EVENING, START, Trial

from fairwatch.disclosure import Released
from fairwatch.errors import Refused
from fairwatch.pipeline import trial_workspace
from fairwatch.pipeline.installation import Installation
from fairwatch.pipeline.lineage import trace

FIELDS = LEAK | {"departure-self": ("ts_us", "site", "action", "duration_us")}
MONDAY, TUESDAY = START, START + DAY


@pytest.fixture
def affair(mine: Installation) -> Affair:
    return begin(mine)


def refused(code: str) -> Any:
    return pytest.raises(Refused, match=code)


def open_the_purpose(affair: Affair, folder: Path) -> None:
    """The organisation chooses the other wording and goes through the whole procedure with it."""
    from fairwatch.governance.services import purposes

    holders = {role: affair.holder(role) for role in ("manager", "dpo", "union")}
    dossier = trial_workspace._dossier("departure-self", START, holders)
    dossier["scope"]["opened_to_cases"] = True
    (folder / "opened.yaml").write_text(yaml.safe_dump(dossier), encoding="utf-8")
    purposes.activate("departure-self", folder / "opened.yaml", holders["dpo"], now=EVENING)


def send_a_registered_file(affair: Affair, person: str, day: dt.date) -> None:
    """As if the log had told the file's name: one of the person's rows is about a registered file."""
    lake = affair.installation.lake
    pseudonym = affair.installation.policy(EVENING).purpose("leak").pseudonym(person)
    rows = lake.read("leak", "buckets", [day])
    sent = rows.head(1).with_columns(
        subject=pl.lit(pseudonym), registered=pl.lit(value=True), category=pl.lit("network_drive")
    )
    lake.replace_days("leak", "buckets", [day], pl.concat([rows, sent]))


def asked(affair: Affair, person: str) -> str:
    return affair.opened(subject=person, fields=FIELDS, registered_file_day=MONDAY)


def test_r27_as_installed_no_case_asks_for_it(affair: Affair, trial: Trial) -> None:
    with refused("E_LEAVING_INDIVIDUAL"):
        asked(affair, trial.leaver)


def looked(affair: Affair, key: str) -> dict[str, Released]:
    """Analysis -> what the case shows of it."""
    return {one.analysis: one for one in affair.look(key)}


def test_a_file_that_the_request_names_and_the_rows_do_not_show_opens_nothing(
    affair: Affair, trial: Trial, tmp_path: Path
) -> None:
    from fairwatch.governance.services import consents

    open_the_purpose(affair, tmp_path)
    consents.give(trial.leaver, "departure-self", 30, now=EVENING - 2 * DAY)
    assert "departure" not in looked(affair, asked(affair, trial.leaver))


def test_next_to_a_registered_file_it_shows_the_days_under_consent_and_taints_the_report(
    affair: Affair, trial: Trial, tmp_path: Path
) -> None:
    """Consent of Monday morning to the wording that names cases: Monday is not wholly under it, Tuesday is."""
    from fairwatch.governance.services import consents, dismissals

    open_the_purpose(affair, tmp_path)
    send_a_registered_file(affair, trial.leaver, MONDAY)
    key = asked(affair, trial.leaver)
    search = looked(affair, key)["departure"]
    assert all(table.frame.is_empty() for table in search.tables.values()), "old consents promised secrecy"

    consents.give(trial.leaver, "departure-self", 30, now=EVENING - 2 * DAY)
    search = looked(affair, key)["departure"]
    own = search.tables["self-days"].frame
    assert set(own["day"]) == {TUESDAY}
    truth = trial.truth.visits.filter(person=trial.leaver, category="recruitment", day=TUESDAY)
    assert own["visits"].sum() == truth.height > 0
    sent = search.tables["self-submissions"].frame
    assert sent.columns == ["ts_us", "site"]
    assert (sent["ts_us"] % (15 * 60 * 1_000_000) == 0).all()
    assert "self" not in search.tables, "a sum without a day could be of any time"

    consents.withdraw(trial.leaver, "departure-self", now=EVENING + 2 * HOUR)
    assert all(table.frame.is_empty() for table in looked(affair, key)["departure"].tables.values())
    report = affair.final_report(key)
    with refused("E_TAINTED"):
        dismissals.notify_union(
            report, "x", trace=trace(affair.installation), by=affair.holder("hr"), now=EVENING + DAY
        )
