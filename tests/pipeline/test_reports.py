"""Reports of the organisation, of a department, and one's own."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tests.pipeline.test_answers import holder
from tests.trial_organisation import EVENING, Trial

from fairwatch.disclosure import DEPARTURE_KINDS, Released
from fairwatch.errors import ConfigError
from fairwatch.pipeline.answers import answer, write_report
from fairwatch.viewer import Viewer


def groups(released: list[Released], column: str = "department") -> set[str]:
    """The departments that are named in tables of groups; the leaving tendency is one table for everybody."""
    frames = [
        table.frame
        for one in released
        for table in one.tables.values()
        if table.grain == "group" and column in table.frame.columns and table.purpose not in DEPARTURE_KINDS
    ]
    return {name for frame in frames for name in frame[column]}


def busy_person(trial: Trial) -> tuple[str, str]:
    """Somebody with time of their own, and their department."""
    policy = trial.installation.policy(EVENING)
    purpose = policy.purpose("work-time")
    for person, department in policy.people.select("person", "department").sort("person").rows():
        (own,) = answer(trial.installation, ["work-time"], Viewer(person, "employee"), now=EVENING)
        if own.tables["person"].frame.height and not own.tables["by-department"].frame.is_empty():
            assert purpose.pseudonym(person)
            return person, department
    raise AssertionError("nobody was seen")


def test_ones_own_report_shows_nothing_of_others(trial: Trial, tmp_path: Path) -> None:
    """Own rows, and of the own department the cells that everybody may see who sees groups."""
    person, department = busy_person(trial)
    released = write_report(trial.installation, Viewer(person, "employee"), tmp_path / "own.html", now=EVENING)
    page = (tmp_path / "own.html").read_text(encoding="utf-8")
    policy = trial.installation.policy(EVENING)
    assert groups(released) == {department}
    assert not [other for other in policy.people["person"] if other in page]
    for purpose in policy.purposes:
        assert not [one for one in map(purpose.pseudonym, policy.people["person"]) if one in page]
    assert "yourself" in page


def test_the_peers_of_ones_own_report_are_the_cells_that_hr_sees(trial: Trial) -> None:
    person, department = busy_person(trial)
    (own,) = answer(trial.installation, ["work-time"], Viewer(person, "employee"), now=EVENING)
    (all_of_them,) = answer(trial.installation, ["work-time"], holder(trial, "hr"), now=EVENING)
    for name in ("by-department", "department-weeks"):
        cells = all_of_them.tables[name].frame.filter(pl.col("department") == department)
        assert own.tables[name].frame.equals(cells), name


def test_a_managers_report_is_about_the_own_department(trial: Trial, tmp_path: Path) -> None:
    manager = holder(trial, "manager")
    policy = trial.installation.policy(EVENING)
    (department,) = policy.people.filter(pl.col("person") == manager.person)["department"]
    released = write_report(trial.installation, manager, tmp_path / "one.html", now=EVENING)
    assert groups(released) == {department}
    assert not [table for one in released for table in one.tables.values() if table.grain == "person"]
    whole = write_report(trial.installation, manager, tmp_path / "all.html", scope="organisation", now=EVENING)
    assert groups(whole) > {department}


def test_a_scope_that_the_role_does_not_have_writes_nothing(trial: Trial, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="organisation"):
        write_report(
            trial.installation,
            Viewer(trial.leaver, "employee"),
            tmp_path / "all.html",
            scope="organisation",
            now=EVENING,
        )
    assert not list(tmp_path.iterdir())
