"""``fairwatch people | schedule | leases | notice | consent | files``: what the doors must know beforehand."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fairwatch.commands.console import counted, print_json, say
from fairwatch.commands.options import AsOption, JsonOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.identity import LeaseStore, read_leases
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text

if TYPE_CHECKING:
    from fairwatch.governance.services.summary import Summary

CsvArgument = Annotated[Path, typer.Argument(help=explain("CSV 文件", "CSV file"), exists=True, dir_okay=False)]
PurposeArgument = Annotated[str, typer.Argument(help=explain("目的编号", "purpose id"))]


def register(app: typer.Typer) -> None:
    for name, zh, en, example, command in (
        ("people", "人员名册", "the directory of people", "people.csv", import_people),
        ("schedule", "排班、请假和加班", "shifts, leave and overtime", "schedule.csv", import_schedule),
        ("leases", "DHCP 租约", "DHCP leases", "/var/lib/dhcp/dhcpd.leases", import_leases),
        ("notice", "告知书送达记录", "notices served", "notices.csv", import_notices),
        ("files", "涉密文件名清单", "names of confidential files", "files.txt", import_files),
    ):
        group = typer.Typer(no_args_is_help=True, help=explain(zh, en[0].upper() + en[1:]))
        group.command(
            "import",
            help=explain(f"导入{zh}；有一行错误则全部不导入。", f"Import {en}. One bad line, and nothing changes."),
            epilog=explain("例：", "Example: ") + f"fairwatch {name} import {example} -w office",
        )(command)
        group.callback()(_group)
        app.add_typer(group, name=name)
    consents = typer.Typer(no_args_is_help=True, help=explain("本人的单独同意", "Your own separate consent"))
    example = explain("例：", "Example: ") + "fairwatch consent give departure-self --as p0042 -w office"
    consents.command(help=explain("就一个目的给予同意。", "Consent to one purpose."), epilog=example)(give)
    consents.command(
        help=explain("撤回同意；即时停止采集。", "Withdraw; collection stops at once."),
        epilog=example.replace("give", "withdraw"),
    )(withdraw)
    app.add_typer(consents, name="consent")


def _group() -> None:
    """Keeps ``import`` a sub-command although it is the only one."""


def import_people(csv: CsvArgument, workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    from fairwatch.governance.services import directory  # noqa: PLC0415 - Django's models load after configure()

    open_installation(workspace)
    summary = directory.import_people(csv)
    _tell(summary, as_json)


def import_schedule(csv: CsvArgument, workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    from fairwatch.governance.services import schedules  # noqa: PLC0415 - as above

    open_installation(workspace)
    _tell(schedules.import_schedule(csv), as_json)


def import_notices(csv: CsvArgument, workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    from fairwatch.governance.services import notices  # noqa: PLC0415 - as above

    open_installation(workspace)
    _tell(notices.import_notices(csv), as_json)


def import_files(names: CsvArgument, workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    from fairwatch.governance.services import registered_files  # noqa: PLC0415 - as above

    open_installation(workspace)
    _tell(registered_files.import_names(names), as_json)


def import_leases(
    file: CsvArgument,
    workspace: WorkspaceOption = Path(),
    format: Annotated[  # noqa: A002 - the option's name
        str, typer.Option("--format", "-f", help=explain("auto、isc、dnsmasq 或 kea", "auto, isc, dnsmasq or kea"))
    ] = "auto",
    as_json: JsonOption = False,
) -> None:
    installation = open_installation(workspace)
    leases = read_leases(file, format)
    kept = LeaseStore(installation.workspace.leases).merge(leases, installation.policy())
    if as_json:
        print_json({"read": leases.height, "kept": kept.height})
        return
    say(
        Text(
            f"读取 {leases.height:,} 条租约，现存 {kept.height:,} 条；只保留已登记的公司设备",
            f"{counted(leases.height, 'lease')} read, {kept.height:,} held; only registered company devices are kept",
        )
    )


def give(
    purpose: PurposeArgument,
    person: AsOption,
    days: Annotated[int, typer.Option(help=explain("有效天数", "days it lasts"))] = 90,
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import consents  # noqa: PLC0415 - as above

    open_installation(workspace)
    viewer = prove(person, "employee")
    consents.give(viewer.person, purpose, days, by=viewer.person)
    say(
        Text(
            "已记录。随时可以撤回：fairwatch consent withdraw",
            "Recorded. You can withdraw at any time: fairwatch consent withdraw",
        )
    )


def withdraw(purpose: PurposeArgument, person: AsOption, workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.governance.services import consents  # noqa: PLC0415 - as above

    open_installation(workspace)
    viewer = prove(person, "employee")
    consents.withdraw(viewer.person, purpose, by=viewer.person)
    say(Text("已撤回，采集即时停止。", "Withdrawn. Collection stops at once."))


def _tell(summary: Summary, as_json: bool) -> None:
    if as_json:
        print_json(asdict(summary))
    else:
        say(summary.text())
