"""How ``fairwatch ingest`` tells what became of the logs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from fairwatch import sources
from fairwatch.commands.console import answers, notices, say, table
from fairwatch.pipeline.installation import Installation
from fairwatch.refusals import refusal
from fairwatch.text import Text

if TYPE_CHECKING:
    from fairwatch.pipeline.ingest import LogReport


def show_reports(reports: list[LogReport], installation: Installation) -> None:
    """A line per log, then what was refused and why, then what to do next."""
    for report in reports:
        say(_headline(report))
        if report.fault:
            notices.print(report.fault.message(), style="red", markup=False, soft_wrap=True)
        for reason, lines in sorted(report.rejected.items()):
            say(
                Text(
                    f"  隔离 {lines:,} 行：{sources.reasons()[reason].zh}",
                    f"  quarantined {lines:,}: {sources.reasons()[reason].en}",
                )
            )
        if report.unfinished:
            say(
                Text(
                    "  末行尚未写完，留待下次读取（加 --complete 立即读取）",
                    "  the last line has no line end yet and is left for next time (--complete reads it now)",
                ),
                "dim",
            )
    refused: Counter[str] = sum((report.refused for report in reports), Counter())
    if refused:
        _show_refused(refused)
    _show_next_step(reports, installation)


def _headline(report: LogReport) -> Text:
    if report.fault and not report.format:
        return Text(f"{report.name}：未读取", f"{report.name}: not read")
    if not report.lines and not report.fault:
        return Text(f"{report.name}：没有新内容", f"{report.name}: nothing new")
    return Text(
        f"{report.name}（{report.format}）：读取 {report.lines:,} 行，采集 {report.admitted:,} 行",
        f"{report.name} ({report.format}): {report.lines:,} lines read, {report.admitted:,} admitted",
    )


def _show_refused(refused: Counter[str]) -> None:
    rows = table(
        Text("未采集的内容及原因", "Not collected, and why"),
        Text("行数", "Lines"),
        Text("要求", "Law"),
        Text("原因", "Reason"),
    )
    rows.columns[0].justify = "right"
    for code, lines in refused.most_common():
        rule = refusal(code)
        rows.add_row(f"{lines:,}", rule.requirement, str(rule.text))
    answers.print()
    answers.print(rows)


def _show_next_step(reports: list[LogReport], installation: Installation) -> None:
    answers.print()
    if not installation.policy().purposes:
        say(
            Text(
                "没有已生效的目的，所以什么都没有存储。下一步：fairwatch purpose list",
                "No purpose is active, so nothing was stored. Next: fairwatch purpose list",
            ),
            "yellow",
        )
    elif any(report.admitted for report in reports):
        say(Text("下一步：fairwatch report --out report.html", "Next: fairwatch report --out report.html"), "dim")
