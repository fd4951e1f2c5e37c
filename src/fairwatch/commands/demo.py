"""``fairwatch demo``: tells, step by step, what the product does with a real recording and a simulated week."""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fairwatch.commands.console import answers, log_progress, say, share_progress, step
from fairwatch.commands.logs_report import show_reports
from fairwatch.commands.options import explain
from fairwatch.errors import Refused, WorkspaceError
from fairwatch.text import Text, preferred_language
from fairwatch.viewer import Viewer

if TYPE_CHECKING:
    from fairwatch.pipeline.demo import Trial

MOST_ROWS = 6
"""Of each table: the demo tells a story, the reports have the rest."""


def register(app: typer.Typer) -> None:
    app.command(
        help=explain(
            "从头到尾演示一遍：真实录制、模拟的一周、结论和报告。",
            "The whole product once through: a real recording, a simulated week, the findings and a report.",
        ),
        epilog=explain("例：", "Example: ") + "fairwatch demo --out demo",
    )(demo)


def demo(
    out: Annotated[
        Path, typer.Option("--out", "-o", help=explain("写入的目录", "folder to write"), file_okay=False)
    ] = Path("demo"),
) -> None:
    from fairwatch.pipeline import demo as trial  # noqa: PLC0415 - loads everything

    trial.clean_folder(out)
    _recording(out)
    week = _week(out)
    _reports(out, week)


def _recording(out: Path) -> None:
    from fairwatch.pipeline import demo as trial  # noqa: PLC0415 - loads everything

    _title(Text("1. 真实的 Squid 与 Chromium 录制", "1. A recording of a real Squid and a real Chromium"))
    recorded = _recording_folder()
    with log_progress() as progress:
        opened = trial.open_trial(out / "recording", recorded, progress)
    show_reports([opened.report])
    say(Text("录制中的一个人查看自己的数据：", "One of the two recorded people looks at their own data:"))
    _show(opened, "work-time", Viewer("p9001", "employee"))


def _week(out: Path) -> Trial:
    from fairwatch.pipeline import demo as trial  # noqa: PLC0415 - loads everything

    _title(Text("2. 模拟一周：200 名虚构员工", "2. A simulated week of 200 invented people"))
    organisation = out / "organisation"
    with share_progress(Text("正在模拟", "simulating")) as progress:
        trial.simulate_week(organisation, progress)
    with log_progress() as progress:
        opened = trial.open_trial(out / "workspace", organisation, progress)
    show_reports([opened.report])

    hr = opened.viewer("hr")
    _title(Text("3. 人力资源能看到什么：只有十人以上的群体", "3. What HR may see: groups of ten and more"))
    _show(opened, "work-time", hr)
    _show(opened, "departure", hr)
    _title(
        Text(
            "4. 安全分析员能看到什么：假名化的发现", "4. What the security analyst may see: findings under a pseudonym"
        )
    )
    analyst = opened.viewer("analyst")
    _show(opened, "leak", analyst)
    _show(opened, "violations", analyst)
    _title(Text("5. 只有本人看得到什么", "5. What only the person may see"))
    say(
        Text(
            "模拟中有一人访问求职网站 23 次、投递简历 9 次。本人看到：",
            "One simulated person visited job sites 23 times and sent 9 applications. They see:",
        )
    )
    _show(opened, "departure", Viewer(trial.leaver(organisation), "employee"))
    _title(Text("6. 分析员想看同样的内容：", "6. The analyst asks for the same:"))
    _show(opened, "departure", analyst)
    return opened


def _reports(out: Path, week: Trial) -> None:
    from fairwatch.pipeline import demo as trial  # noqa: PLC0415 - loads everything

    _title(Text("7. 报告", "7. Reports"))
    with step(Text("正在撰写报告", "writing the reports")):
        week.report_to(week.viewer("hr"), out / "report.html")
        week.report_to(week.viewer("analyst"), out / "report-analyst.html")
        week.report_to(Viewer(trial.leaver(out / "organisation"), "employee"), out / "report-own.html")
    for name, text in (
        ("report.html", Text("人力资源与工会看到的", "what HR and the union see")),
        ("report-analyst.html", Text("安全分析员看到的", "what the security analyst sees")),
        ("report-own.html", Text("那一位员工本人看到的", "what that one employee sees about themself")),
    ):
        say(Text(f"  {out / name}  {text.zh}", f"  {out / name}  {text.en}"), "green")
    next_steps(out, trial.leaver(out / "organisation"))


def next_steps(out: Path, person: str) -> None:
    """Commands that work as they stand here: this program, from this folder, on the simulated week."""
    program, where = _program(), f"-w {out / 'workspace'}"
    answers.print()
    say(
        Text(
            "下一步：以那一位员工的身份亲自查看（第一条命令给出访问码）",
            "Next: look as that employee yourself (the first command gives the access code)",
        ),
        "dim",
    )
    for command in (f"access enrol {person} {where}", f"analyse departure --as {person} {where}"):
        say(Text(f"  {program} {command}", f"  {program} {command}"), "dim")
    say(Text("然后看看自己的日志里有什么：", "Then look at what is in a log of yours:"), "dim")
    say(Text(f"  {program} preview 日志文件", f"  {program} preview LOG"), "dim")


def _program() -> str:
    """How this program is called from here; ``make`` runs one that is not on the path."""
    called = Path(sys.argv[0]).absolute()
    nearby = called.name == "fairwatch" and called.is_relative_to(Path.cwd())
    return str(called.relative_to(Path.cwd())) if nearby else "fairwatch"


def _show(opened: Trial, name: str, viewer: Viewer) -> None:
    from fairwatch import reports  # noqa: PLC0415 - loads the charts

    try:
        with step(Text("正在分析", "analysing")):
            released = opened.ask(name, viewer)
    except Refused as refusal:
        say(Text(refusal.message("zh"), refusal.message("en")), "yellow")
        return
    answers.print(*reports.text(released, preferred_language(), opened.installation.titles(), most=MOST_ROWS), sep="\n")


def _recording_folder() -> Path:
    """The recording that comes with the project; a bare installation of the package has none."""
    folder = Path(str(files("fairwatch"))).parents[1] / "samples" / "recording"
    if not folder.is_dir():
        raise WorkspaceError(
            Text("找不到录制样本", "the recorded sample is not here"),
            where=str(folder),
            next_step=Text("在项目目录中运行 make demo", "run `make demo` in the project's folder"),
        )
    return folder


def _title(text: Text) -> None:
    answers.print()
    answers.rule(f"[bold]{text}", align="left", style="dim")
