"""``fairwatch rules``: the organisation's own Sigma rules."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fairwatch.catalogue import Catalogue
from fairwatch.commands import rule_lists
from fairwatch.commands.console import counted, print_json, say
from fairwatch.commands.options import JsonOption, explain
from fairwatch.commands.verdicts import FolderArgument, refuse_missing, say_verdict
from fairwatch.text import Text

if TYPE_CHECKING:
    from fairwatch.recognise import Verdict

LISTED = ("detection", "correlation")
"""Kinds that are looked for only once a list with them is published and in force (R24)."""


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help=explain("Sigma 规则", "Sigma rules"))
    group.command(
        "check",
        help=explain(
            "目录中的每条 Sigma 规则（自己的或 SigmaHQ 的）能否运行；不能运行的说明原因和位置。",
            "Whether each Sigma rule of a folder (yours or SigmaHQ's) runs, and of those that do not why, and where.",
        ),
        epilog=explain("例：", "Example: ") + "fairwatch rules check office/rules",
    )(check_rules)
    rule_lists.register(group)
    app.add_typer(group, name="rules")


def check_rules(
    folder: FolderArgument,
    own: Annotated[
        Path | None,
        typer.Option(
            "--workspace",
            "-w",
            envvar="FAIRWATCH_WORKSPACE",
            help=explain("规则可以引用此工作区自己的站点", "rules may name this workspace's own sites"),
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    refuse_missing(folder)
    from fairwatch.recognise import check  # noqa: PLC0415 - loads pySigma

    verdicts = check(folder, Catalogue.load(own / "catalogue" if own else None))
    if as_json:
        print_json([_as_json(verdict) for verdict in verdicts])
    else:
        for verdict in verdicts:
            say_verdict(verdict)
        _summary(verdicts)
    if not all(verdict.runs for verdict in verdicts):
        raise typer.Exit(1)


def _as_json(verdict: Verdict) -> dict[str, object]:
    return {
        "where": verdict.where,
        "title": verdict.title,
        "kind": verdict.kind,
        "runs": verdict.runs,
        "after_publication": verdict.runs and verdict.kind in LISTED,
        "why_not": {"zh": verdict.why_not.zh, "en": verdict.why_not.en} if verdict.why_not else None,
        "next_step": {"zh": verdict.next_step.zh, "en": verdict.next_step.en} if verdict.next_step else None,
    }


def _summary(verdicts: list[Verdict]) -> None:
    if not verdicts:
        say(Text("目录中没有规则（*.yml）", "There are no rules (*.yml) in the folder"), "yellow")
        return
    count = Counter(verdict.runs for verdict in verdicts)
    say(
        Text(
            f"{len(verdicts)} 条规则：{count[True]} 条能运行，{count[False]} 条不能",
            f"{counted(len(verdicts), 'rule')}: {count[True]} {'runs' if count[True] == 1 else 'run'},"
            f" {count[False]} {'does' if count[False] == 1 else 'do'} not",
        )
    )
    if any(verdict.runs and verdict.kind in LISTED for verdict in verdicts):
        say(
            Text(
                "检测规则和关联规则公示后才查找：fairwatch rules publish；"
                "识别规则（带 fairwatch 属性）放入工作区的 rules/ 即生效",
                "Detections and correlations are looked for once they are published: fairwatch rules publish."
                " Recognition rules (with a fairwatch attribute) work once they are in the workspace's rules/",
            ),
            "yellow",
        )
