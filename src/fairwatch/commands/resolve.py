"""``fairwatch resolve``: from the pseudonym of a case's person to the name, which two officers open together."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from fairwatch.commands.console import print_json, say
from fairwatch.commands.halves import CaseOption, HalfOption, OutOption, both, half, write
from fairwatch.commands.options import AsOption, JsonOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text

PurposeOption = Annotated[
    str, typer.Option("--purpose", "-p", help=explain("目的编号", "purpose id, e.g. leak or violations"))
]


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help=explain("由两名保管人还原假名", "Names, opened by two officers"))
    for name, zh, en, example, command in (
        (
            "request",
            "案件第一步（调查人）：写出给两名保管人的申请；可核对发现清单中的代号是否即当事人。",
            "First step, by the investigator: write the request; checks, if asked, that an alias is the case's person.",
            "request --case 4f1c… -p leak --alias 0a1b2c3d4e5f --seen 2026-09-01 -o name.request --as p0008 -w office",
            request,
        ),
        (
            "half",
            "第二步（每名保管人，在自己的机器上，无需工作区）：给出半份。",
            "Second step, by each officer on their own machine, without a workspace: give a half.",
            "half name.request --key dpo.key --out dpo.half",
            half,
        ),
        (
            "open",
            "第三步（调查人）：用两个半份还原该案件的假名。",
            "Third step, by the investigator: resolve the case's pseudonym with both halves.",
            "open --case 4f1c… -p leak --half dpo.half --half union.half --as p0008 -w office",
            open_,
        ),
    ):
        epilog = explain("例：", "Example: ") + f"fairwatch resolve {example}"
        group.command(name, help=explain(zh, en), epilog=epilog)(command)
    app.add_typer(group, name="resolve")


def request(
    case: CaseOption,
    purpose: PurposeOption,
    out: OutOption,
    person: AsOption,
    alias: Annotated[str, typer.Option(help=explain("发现清单中的代号", "alias in a list of findings"))] = "",
    seen: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help=explain("看到代号的日期（UTC）", "day on which it was seen (UTC)")),
    ] = None,
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.pipeline import resolving  # noqa: PLC0415 - loads what encrypts

    if bool(alias) != bool(seen):
        raise typer.BadParameter(str(Text("须同时给出 --alias 和 --seen", "--alias and --seen go together")))
    installation = open_installation(workspace)
    viewer = prove(person, "analyst")
    known = resolving.Alias(alias, seen.date()) if seen else None
    write(out, resolving.request(installation, case, purpose, viewer, alias=known).to_bytes())
    say(
        Text(
            f"申请已写入 {out}。请两名保管人各运行 fairwatch resolve half {out.name}",
            f"Request written to {out}. Have both officers run `fairwatch resolve half {out.name}`",
        ),
        "green",
    )


def open_(
    case: CaseOption,
    purpose: PurposeOption,
    halves: HalfOption,
    person: AsOption,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    from fairwatch.pipeline import resolving  # noqa: PLC0415 - as above

    installation = open_installation(workspace)
    resolved = resolving.open_case(installation, case, purpose, prove(person, "analyst"), both(halves))
    if as_json:
        print_json(asdict(resolved))
        return
    say(
        Text(
            f"{resolved.pseudonym}（{resolved.purpose}）是 {resolved.person}。已记入审计链，当事人将得知。",
            f"{resolved.pseudonym} ({resolved.purpose}) is {resolved.person}. It is in the audit chain, and the person "
            "will be told.",
        )
    )
