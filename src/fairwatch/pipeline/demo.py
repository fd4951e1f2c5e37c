"""``fairwatch demo``: the whole product once through, on a real recording and a simulated week."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fairwatch import disclosure
from fairwatch.errors import WorkspaceError
from fairwatch.pipeline import trial_officers
from fairwatch.pipeline.answers import answer, write_report
from fairwatch.pipeline.ingest import Ingest, Progress
from fairwatch.pipeline.installation import Installation
from fairwatch.pipeline.log_report import LogReport
from fairwatch.pipeline.trial_workspace import first_day, prepare
from fairwatch.simulate import generate, read_truth
from fairwatch.text import Text
from fairwatch.viewer import Role, Viewer

_MARK = ".fairwatch-demo"


@dataclass(frozen=True)
class Trial:
    """One workspace of the demo, its log read."""

    installation: Installation
    report: LogReport
    now: dt.datetime
    """The evening after the last day of the log."""

    def viewer(self, role: Role) -> Viewer:
        """Somebody of the invented organisation in this role, proven by access code and second factor."""
        return trial_officers.sign_in(self.installation.workspace.root, role)

    def ask(self, name: str, viewer: Viewer) -> disclosure.Released:
        """One analysis, as this viewer may see it."""
        return answer(self.installation, [name], viewer, now=self.now)[0]

    def report_to(self, viewer: Viewer, out: Path) -> None:
        """The viewer's report."""
        write_report(self.installation, viewer, out, now=self.now)


def clean_folder(out: Path) -> None:
    """An empty folder for the demo. Only what an earlier demo made is removed."""
    if out.exists() and any(out.iterdir()) and not (out / _MARK).exists():
        raise WorkspaceError(
            Text("目录不为空，且不是演示目录", "this folder is not empty and was not made by the demo"),
            where=str(out),
            next_step=Text("换一个目录：fairwatch demo --out 目录", "choose another one: fairwatch demo --out FOLDER"),
        )
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    (out / _MARK).touch()


def simulate_week(out: Path, progress: Callable[[float], None]) -> int:
    """A week of 200 invented people; returns the log lines."""
    return generate(out, people=200, days=5, seed=7, progress=progress).lines


def open_trial(root: Path, organisation: Path, progress: Progress) -> Trial:
    """A workspace for a simulated or recorded organisation, everything active, its log read."""
    installation = prepare(root, organisation)
    days = int(read_truth(organisation).facts.get("parameters", {}).get("days", 1))
    end = dt.datetime.combine(first_day(organisation) + dt.timedelta(days=days), dt.time(12), dt.UTC)
    report = Ingest(installation, now=end).read(organisation / "access.log", progress=progress)
    return Trial(installation, report, end)


def leaver(organisation: Path) -> str:
    """The planted person with 23 visits to job sites and 9 submissions."""
    return str(read_truth(organisation).case("leaver")[0]["person"])
