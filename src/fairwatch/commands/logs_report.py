"""How ``fairwatch ingest`` tells what became of the logs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from fairwatch import sources
from fairwatch.commands.console import answers, counted, notices, say, table
from fairwatch.pipeline.installation import Installation
from fairwatch.refusals import refusal
from fairwatch.text import Text

if TYPE_CHECKING:
    from fairwatch.pipeline.log_report import LogReport


def show_reports(reports: list[LogReport]) -> None:
    """A line per log, then what was refused and why."""
    for report in reports:
        say(_headline(report))
        if report.fault:
            style = "red" if report.unreadable else "yellow"
            notices.print(report.fault.message(), style=style, markup=False, soft_wrap=True)
        for reason in sorted(report.rejected):
            say(_quarantined(report, reason))
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


def no_lines(name: str) -> Text:
    """That there is nothing in a log."""
    return Text(f"{name}：没有日志行", f"{name}: no lines")


def _headline(report: LogReport) -> Text:
    if report.unreadable:
        return Text(f"{report.name}：未读取", f"{report.name}: not read")
    if not (report.lines or report.already_read or report.unfinished):
        return no_lines(report.name)
    if not report.lines:
        return Text(f"{report.name}：没有新内容", f"{report.name}: nothing new")
    return Text(
        f"{report.name}（{report.format}）：读取 {report.lines:,} 行，采集 {report.admitted:,} 行",
        f"{report.name} ({report.format}): {counted(report.lines, 'line')} read, {report.admitted:,} admitted",
    )


def _quarantined(report: LogReport, reason: str) -> Text:
    lines, why = report.rejected[reason], sources.reasons()[reason]
    first = [f"{report.name}:{place.line}" for place in report.places[reason]]
    more = Text(" …", ", …") if lines > len(first) else Text("", "")
    return Text(
        f"  隔离 {lines:,} 行：{why.zh}（{'、'.join(first)}{more.zh}）",
        f"  quarantined {lines:,}: {why.en} ({', '.join(first)}{more.en})",
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


def show_next_step(reports: list[LogReport], installation: Installation) -> None:
    """The command that follows, as it can be typed."""
    folder = installation.workspace.root
    answers.print()
    if not installation.policy().purposes:
        command = f"fairwatch purpose list -w {folder}"
        say(
            Text(
                f"没有已生效的目的，所以什么都没有存储。下一步：{command}",
                f"No purpose is active, so nothing was stored. Next: {command}",
            ),
            "yellow",
        )
    elif any(report.admitted for report in reports):
        command = f"fairwatch report --out report.html -w {folder} --as"
        say(Text(f"下一步：{command} 您的人员编号", f"Next: {command} YOUR_PERSON_ID"), "dim")
