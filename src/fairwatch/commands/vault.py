"""``fairwatch vault``: sealed evidence. Anybody may check that it is whole; two officers in a case may open it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import typer

from fairwatch.commands.console import answers, counted, print_json, say, step, table
from fairwatch.commands.halves import CaseOption, HalfOption, OutOption, both, half, write
from fairwatch.commands.options import AsOption, JsonOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help=explain("封存的证据", "Sealed evidence"))
    for name, zh, en, example, command in (
        (
            "status",
            "封存库里有哪些日子；只有计数。",
            "Which days the vault holds. Counts only.",
            "status -w office",
            status,
        ),
        (
            "verify",
            "逐日核对封存库、审计链和保管人登记册；不需要任何密钥。",
            "Check every day against the audit chain and the register of officers. Needs no key.",
            "verify -w office",
            verify,
        ),
        (
            "request",
            "案件第一步（调查人）：写出给两名保管人的申请。",
            "First step of a case, by its investigator: write the request for both officers.",
            "request --case 4f1c… --out case.request --as p0008 -w office",
            request,
        ),
        (
            "half",
            "第二步（每名保管人，在自己的机器上，无需工作区）：给出半份。",
            "Second step, by each officer on their own machine, without a workspace: give a half.",
            "half case.request --key dpo.key --out dpo.half",
            half,
        ),
        (
            "open",
            "第三步（调查人）：用两个半份打开该案件当事人在案件时间段内的日志行。",
            "Third step, by the investigator: open the lines of the case's person in its window with both halves.",
            "open --case 4f1c… --half dpo.half --half union.half --out lines.log --as p0008 -w office",
            open_,
        ),
    ):
        epilog = explain("例：", "Example: ") + f"fairwatch vault {example}"
        group.command(name, help=explain(zh, en), epilog=epilog)(command)
    app.add_typer(group, name="vault")


def status(workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    from fairwatch.pipeline.vault_check import days  # noqa: PLC0415 - loads what encrypts

    found = days(open_installation(workspace))
    if as_json:
        print_json([asdict(day) for day in found])
        return
    if not found:
        say(_empty())
        return
    shown = table(
        Text("封存的日子", "Sealed days"),
        Text("日期", "Day"),
        Text("段", "Chunks"),
        Text("人次", "People"),
        Text("冻结", "Frozen"),
        Text("已删除", "Erased"),
        Text("字节", "Bytes"),
        Text("销毁于", "Destroyed on"),
        Text("可打开", "Can be opened"),
    )
    for day in found:
        can = Text("是", "yes") if day.can_be_opened else Text("否", "no")
        counts = (day.chunks, day.groups, day.frozen, day.erased, day.bytes)
        shown.add_row(str(day.day), *(f"{count:,}" for count in counts), str(day.destroyed_on), str(can))
    answers.print(shown)


def verify(workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    from fairwatch.pipeline.vault_check import check  # noqa: PLC0415 - as above

    installation = open_installation(workspace)
    with step(Text("正在核对封存库", "checking the vault")):
        verdict = check(installation)
    if as_json:
        print_json({"days": verdict.days, "faults": [asdict(fault) for fault in verdict.faults]})
    elif not verdict.days and not verdict.faults:
        say(_empty())
    elif not verdict.faults:
        say(Text(f"封存库完整：{verdict.days:,} 天", f"The vault is whole: {counted(verdict.days, 'day')}"), "green")
    for fault in [] if as_json else verdict.faults:
        say(Text(f"{fault.day}：{fault.what.zh}", f"{fault.day}: {fault.what.en}"), "red")
    if verdict.faults:
        raise typer.Exit(1)


def request(case: CaseOption, out: OutOption, person: AsOption, workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.pipeline import evidence  # noqa: PLC0415 - as above

    installation = open_installation(workspace)
    asked = evidence.request(installation, case, prove(person, "analyst"))
    write(out, asked.to_bytes())
    say(
        Text(
            f"申请已写入 {out}（{len(asked.days)} 天）。请两名保管人各运行 fairwatch vault half {out.name}",
            f"Request for {counted(len(asked.days), 'day')} written to {out}. "
            f"Have both officers run `fairwatch vault half {out.name}`",
        ),
        "green",
    )


def open_(
    case: CaseOption, halves: HalfOption, out: OutOption, person: AsOption, workspace: WorkspaceOption = Path()
) -> None:
    from fairwatch.pipeline import evidence  # noqa: PLC0415 - as above

    installation = open_installation(workspace)
    viewer = prove(person, "analyst")
    with step(Text("正在打开", "opening")):
        opened = evidence.open_case(installation, case, viewer, both(halves), out)
    say(
        Text(
            f"{opened.days} 天，{opened.lines:,} 行，已写入 {out}。已记入审计链，当事人将得知。",
            f"{counted(opened.lines, 'line')} of {counted(opened.days, 'day')} written to {out}. "
            "It is in the audit chain, and the person will be told.",
        ),
        "green",
    )


def _empty() -> Text:
    return Text(
        "封存库是空的：没有启用封存目的，或还没有读取日志。",
        "The vault is empty: no purpose is sealed, or no log was read yet.",
    )
