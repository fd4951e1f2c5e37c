"""``fairwatch ingest | parse | preview``: everything that reads a log."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fairwatch import sources
from fairwatch.commands.console import answers, counted, log_progress, notices, print_json, say
from fairwatch.commands.logs_report import no_lines, show_next_step, show_reports
from fairwatch.commands.options import FormatOption, JsonOption, LogArgument, LogArguments, WorkspaceOption, explain
from fairwatch.pipeline.installation import located
from fairwatch.text import Text, preferred_language

if TYPE_CHECKING:
    from fairwatch.pipeline.preview import Preview


def register(app: typer.Typer) -> None:
    app.command(
        help=explain(
            "读取日志，经采集之门存入工作区；重复读取不会重复入库。",
            "Read logs through the door in. A log read twice adds nothing; a grown log adds its new lines.",
        ),
        epilog=explain("例：", "Example: ") + "fairwatch ingest /var/log/squid/access.log* -w office",
    )(ingest)
    app.command(
        help=explain(
            "显示日志规范化后的字段（JSON 行），不存储任何内容。",
            "Print the normalised columns as JSON lines. Stores nothing.",
        ),
        epilog=explain("例：", "Example: ") + "fairwatch parse access.log | head -3",
    )(parse)
    app.command(
        help=explain(
            "日志里有什么：格式、日期、各类流量，仅显示人数足够的群体，不存储任何内容。",
            "What is in this log: format, days, traffic by category, groups large enough only. Stores nothing.",
        ),
        epilog=explain("例：", "Example: ") + "fairwatch preview access.log.gz",
    )(preview)


def ingest(
    logs: LogArguments,
    workspace: WorkspaceOption = Path(),
    format: FormatOption = "auto",  # noqa: A002 - the option's name
    complete: Annotated[
        bool, typer.Option(help=explain("末行没有换行符也读取", "read a last line that has no line end, too"))
    ] = False,
    as_json: JsonOption = False,
) -> None:
    from fairwatch.pipeline.ingest import Ingest, renaming_first  # noqa: PLC0415 - loads pySigma

    installation = located(workspace)
    run = Ingest(installation)
    ordered = renaming_first(logs, format) if len(logs) > 1 and Path("-") not in logs else logs
    with run.reading_ahead(ordered[0], format, complete=complete):
        installation.open_database()
        run.check()
        with log_progress() as progress:
            reports = [run.read(_path(log), format=format, complete=complete, progress=progress) for log in ordered]
    if as_json:
        print_json([report.as_json() for report in reports])
    else:
        show_reports(reports)
        show_next_step(reports, installation)
    if all(report.unreadable for report in reports):
        raise typer.Exit(1)


def parse(log: LogArgument, format: FormatOption = "auto") -> None:  # noqa: A002 - the option's name
    lines = 0
    with sources.open_log(_path(log), format, complete=True) as opened:
        for batch in opened.batches():
            sys.stdout.write(batch.frame.write_ndjson())
            for number, reason in batch.rejected.select("number", "reason").iter_rows():
                _notice(f"{opened.name}:{lines + number}: {sources.reasons()[reason]}")
            lines += batch.lines
    if opened.fault and not lines:
        raise opened.fault
    if opened.fault:
        _notice(opened.fault.message(), "yellow")
    elif not lines:
        _notice(str(no_lines(opened.name)))


def preview(
    log: LogArgument,
    format: FormatOption = "auto",  # noqa: A002 - the option's name
    time_zone: Annotated[
        str | None,
        typer.Option(
            "--time-zone",
            "-z",
            help=explain(
                "按哪个时区计日，如 Asia/Shanghai；默认本机时区",
                "whose days are named, such as Asia/Shanghai; by default this machine's",
            ),
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    from fairwatch import reports  # noqa: PLC0415 - loads the charts
    from fairwatch.pipeline.preview import preview_log  # noqa: PLC0415 - loads disclosure

    with log_progress() as progress:
        summary = preview_log(_path(log), format=format, time_zone=time_zone, progress=progress)
    if as_json:
        print_json(summary.as_json())
        return
    say(_headline(summary))
    answers.print()
    answers.print(*reports.text(summary.released, preferred_language()), sep="\n")


def _headline(summary: Preview) -> Text:
    if not summary.lines:
        return no_lines(summary.name)
    days = f"{summary.first_day} – {summary.last_day} ({summary.time_zone})"
    return Text(
        f"{summary.name}：格式 {summary.format}，{summary.lines:,} 行（隔离 {summary.rejected:,}），{days}，"
        f"{summary.addresses:,} 个地址",
        f"{summary.name}: format {summary.format}, {counted(summary.lines, 'line')}"
        f" ({summary.rejected:,} quarantined), {days}, {counted(summary.addresses, 'address', 'addresses')}",
    )


def _notice(text: str, style: str = "") -> None:
    notices.print(text, style=style, markup=False, soft_wrap=True)


def _path(log: Path) -> Path | None:
    return None if str(log) == "-" else log
