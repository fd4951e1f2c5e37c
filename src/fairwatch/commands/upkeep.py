"""``fairwatch init | status | maintain``: make an installation and keep it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from fairwatch import sources
from fairwatch.commands.console import answers, counted, say, step, table
from fairwatch.commands.options import EngineOption, WorkspaceOption, explain
from fairwatch.errors import ConfigError
from fairwatch.governance import lawpack
from fairwatch.pipeline import installation as installations
from fairwatch.pipeline.installation import Installation
from fairwatch.text import Text

FIRST_PLACES = 3
"""So many lines in quarantine are named for each log and reason."""


def register(app: typer.Typer) -> None:
    app.command(
        help=explain(
            "新建工作区：一个目录，存放一个单位的全部数据。",
            "Make a workspace: one folder that holds everything of one organisation.",
        ),
        epilog=explain("例：", "Example: ") + "fairwatch init office --law cn",
    )(init)
    app.command(
        help=explain(
            "工作区里有什么：目的、人员、已读日志、上次清除。", "What the workspace holds: purposes, people, logs read."
        ),
        epilog=explain("例：", "Example: ") + "fairwatch status -w office",
    )(status)
    app.command(
        help=explain(
            "每日维护：汇总、清除到期数据、压实。超过 25 小时未运行则停止采集。",
            "Daily upkeep: roll up, expire, compact. Ingest stops when it has not run for 25 hours.",
        ),
        epilog=explain("例（crontab）：", "Example (crontab): ") + "15 3 * * * fairwatch maintain -w /srv/office",
    )(maintain)


def init(
    folder: Annotated[
        Path, typer.Argument(help=explain("新工作区的目录", "folder of the new workspace"), file_okay=False)
    ],
    law: Annotated[str, typer.Option(help=explain("法律规则包：cn 或 eu", "law pack: cn or eu"))] = "cn",
) -> None:
    if law not in lawpack.available():
        raise ConfigError(
            Text(f"没有规则包 {law}", f"there is no law pack {law}"),
            where="--law",
            next_step=Text(
                f"可用规则包：{'、'.join(lawpack.available())}", f"law packs: {', '.join(lawpack.available())}"
            ),
        )
    installations.create(folder, law)
    say(
        Text(
            f"工作区 {folder} 已建立（规则包 {law}）。现在什么都不会被采集。",
            f"Workspace {folder} made (law pack {law}). Nothing is collected yet.",
        ),
        "green",
    )
    say(
        Text(
            f"下一步：fairwatch people import people.csv -w {folder}，然后 fairwatch purpose list -w {folder}",
            f"Next: fairwatch people import people.csv -w {folder}, then fairwatch purpose list -w {folder}",
        ),
        "dim",
    )


def status(workspace: WorkspaceOption = Path()) -> None:
    opened = installations.open_installation(workspace)
    policy = opened.policy()
    law = f"{policy.limits.law} {policy.limits.pack_version}"
    say(
        Text(
            f"规则包 {law}，名册 {policy.people.height:,} 人，规则指纹 {policy.hash[:12]}",
            f"Law pack {law}, {policy.people.height:,} people, policy {policy.hash[:12]}",
        )
    )
    purposes = table(Text("已生效的目的", "Active purposes"), Text("编号", "Id"), Text("汇总天数", "Days rolled up"))
    for purpose in policy.purposes:
        purposes.add_row(purpose.id, f"{len(opened.lake.rolled(purpose.id)):,}")
    answers.print(purposes)
    _show_logs(opened)


def _show_logs(opened: Installation) -> None:
    """The logs read, by number: no workspace keeps their names. Then the lines in quarantine."""
    logs = table(
        Text("已读日志", "Logs read"),
        Text("序号", "No."),
        Text("格式", "Format"),
        Text("行数", "Lines"),
        Text("读至字节", "Read up to byte"),
    )
    numbers: dict[str, str] = {}
    for row in opened.lake.sources().iter_rows(named=True):
        numbers[row["source"]] = f"{len(numbers) + 1}"
        logs.add_row(numbers[row["source"]], row["format"], f"{row['lines']:,}", f"{row['position']:,}")
    answers.print(logs)
    quarantine = opened.lake.quarantine()
    if quarantine.is_empty():
        return
    rows = table(
        Text("隔离的行（无法读取）", "Lines in quarantine (they could not be read)"),
        Text("日志", "Log"),
        Text("行数", "Lines"),
        Text("原因", "Reason"),
        Text("最前几行的起点", "The first begin at"),
    )
    for row in quarantine.iter_rows(named=True):
        first = ", ".join(map(str, row["positions"][:FIRST_PLACES]))
        more = ", …" if row["lines"] > FIRST_PLACES else ""
        place = Text(f"字节 {first}{more}", f"byte {first}{more}")
        rows.add_row(numbers[row["source"]], f"{row['lines']:,}", str(sources.reasons()[row["reason"]]), str(place))
    answers.print(rows)
    say(
        Text(
            "查看字节 N 处的行（压缩文件先用 zcat 或 zstdcat）：tail -c +$((N+1)) 日志 | head -1",
            "To see the line at byte N (of archives through zcat or zstdcat): tail -c +$((N+1)) LOG | head -1",
        ),
        "dim",
    )


def maintain(workspace: WorkspaceOption = Path(), engine: EngineOption = "duckdb") -> None:
    from fairwatch.pipeline import upkeep  # noqa: PLC0415 - loads the engine
    from fairwatch.pipeline.engines import open_engine  # noqa: PLC0415 - as above

    opened = installations.open_installation(workspace)
    with step(Text("正在维护", "keeping house")), open_engine(engine) as connected:
        done = upkeep.maintain(opened, connected, dt.datetime.now(dt.UTC))
    for purpose, why in done.moved.items():
        say(Text(f"{purpose} → {why}（见 fairwatch duties）", f"{purpose} → {why} (see `fairwatch duties`)"), "yellow")
    days, rows, files = sum(done.rolled_up.values()), done.expired.total(), done.vacuumed_files
    say(
        Text(
            f"汇总 {days} 个目的日，清除 {rows:,} 行，删除 {files} 个旧文件",
            f"{counted(days, 'purpose-day')} rolled up, {counted(rows, 'row')} expired,"
            f" {counted(files, 'old file')} removed",
        ),
        "green",
    )
    if done.deposited:
        heads = counted(len(done.deposited), "new audit head")
        say(
            Text(
                f"新的审计链首 {len(done.deposited)} 份，请工会和审计员取走：{done.deposited[0].parent}",
                f"{heads} for the union and the auditor to fetch: {done.deposited[0].parent}",
            )
        )
