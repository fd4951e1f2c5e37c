"""The second half of the line: from roll-ups to what one viewer may see."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from tests.trial_organisation import EVENING, Trial

from fairwatch.analyses import analyses
from fairwatch.errors import Refused, WorkspaceError
from fairwatch.pipeline.answers import answer, write_report, write_whole
from fairwatch.viewer import Viewer


def holder(trial: Trial, role: str) -> Viewer:
    from fairwatch.pipeline.trial_officers import access_code

    return Viewer(access_code(trial.installation.workspace.root, role)[0], role)  # type: ignore[arg-type]


def test_an_answer_comes_through_the_door_at_the_time_it_is_asked(trial: Trial) -> None:
    (released,) = answer(trial.installation, ["work-time"], holder(trial, "hr"), now=EVENING)
    assert released.time == EVENING
    assert all(table.grain == "group" for table in released.tables.values())


def test_one_refused_question_is_an_error_and_of_many_it_is_left_out(trial: Trial) -> None:
    auditor = holder(trial, "auditor")
    with pytest.raises(Refused):
        answer(trial.installation, ["leak"], auditor, now=EVENING)
    assert answer(trial.installation, ["leak", "traffic"], auditor, now=EVENING) == []


def test_a_report_is_whole_private_and_needs_no_network(trial: Trial, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "report.html"
    released = write_report(trial.installation, holder(trial, "hr"), out, now=EVENING)
    page = out.read_text(encoding="utf-8")
    assert {one.analysis for one in released} <= {*analyses(), "not-collected"}
    assert released[-1].analysis == "not-collected"
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert page.rstrip().endswith("</html>")
    assert [path.name for path in out.parent.iterdir()] == ["report.html"]


def test_a_report_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(WorkspaceError, match="cannot be written") as caught:
        write_whole(tmp_path / "file" / "report.html", "<html>")
    assert str(tmp_path) in str(caught.value)


def test_asking_again_rolls_nothing_up_again(trial: Trial) -> None:
    lake = trial.installation.lake
    before = lake.version("work-time", "buckets")
    answer(trial.installation, ["work-time"], holder(trial, "hr"), now=EVENING)
    assert lake.version("work-time", "buckets") == before
