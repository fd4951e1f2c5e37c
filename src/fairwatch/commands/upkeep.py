"""``fairwatch init | status | maintain``: make an installation and keep it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fairwatch.commands.console import answers, say, step, table
from fairwatch.commands.options import EngineOption, WorkspaceOption, explain
from fairwatch.pipeline import installation as installations
from fairwatch.text import Text


class Law(StrEnum):
    """The law packs that a workspace can be made under."""

    cn = "cn"
    eu = "eu"


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
    law: Annotated[Law, typer.Option(help=explain("法律规则包", "law pack"))] = Law.cn,
) -> None:
    installations.create(folder, law.value)
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
    logs = table(
        Text("已读日志", "Logs read"),
        Text("格式", "Format"),
        Text("行数", "Lines"),
        Text("读至字节", "Read up to byte"),
    )
    for row in opened.lake.sources().iter_rows(named=True):
        logs.add_row(row["format"], f"{row['lines']:,}", f"{row['position']:,}")
    answers.print(logs)


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
            f"{days} purpose-days rolled up, {rows:,} rows expired, {files} old files removed",
        ),
        "green",
    )
    if done.deposited:
        say(
            Text(
                f"新的审计链首 {len(done.deposited)} 份，请工会和审计员取走：{done.deposited[0].parent}",
                f"{len(done.deposited)} new audit heads for the union and the auditor to fetch: "
                f"{done.deposited[0].parent}",
            )
        )
