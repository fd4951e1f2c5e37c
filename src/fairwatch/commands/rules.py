"""``fairwatch rules``: the organisation's own Sigma rules."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from fairwatch.catalogue import Catalogue
from fairwatch.commands.console import print_json, say
from fairwatch.commands.options import JsonOption, explain
from fairwatch.errors import ConfigError
from fairwatch.recognise import Verdict, check
from fairwatch.text import Text

KINDS = {
    "recognition": Text("识别规则", "recognition rule"),
    "detection": Text("检测规则", "detection rule"),
    "correlation": Text("关联规则", "correlation"),
    "unreadable": Text("无法读取", "unreadable"),
}

NOT_COLLECTED = ("detection", "correlation")
"""Kinds whose hits no purpose keeps: a list of what is watched for must be published first (R24)."""


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help=explain("Sigma 规则", "Sigma rules"))
    group.callback()(_group)
    group.command(
        "check",
        help=explain(
            "目录中的每条 Sigma 规则（自己的或 SigmaHQ 的）能否运行；不能运行的说明原因和位置。",
            "Whether each Sigma rule of a folder (yours or SigmaHQ's) runs, and of those that do not why, and where.",
        ),
        epilog=explain("例：", "Example: ") + "fairwatch rules check office/rules",
    )(check_rules)
    app.add_typer(group, name="rules")


def _group() -> None:
    """A group even with a single command."""


def check_rules(
    folder: Annotated[Path, typer.Argument(help=explain("规则目录或文件", "folder or file of rules"))],
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
    if not folder.exists():
        raise ConfigError(
            Text("没有这个目录或文件", "there is no such folder or file"),
            where=str(folder),
            next_step=Text("写出规则所在的目录", "name the folder that has the rules"),
        )
    verdicts = check(folder, Catalogue.load(own / "catalogue" if own else None))
    if as_json:
        print_json([_as_json(verdict) for verdict in verdicts])
    else:
        for verdict in verdicts:
            _say(verdict)
        _summary(verdicts)
    if not all(verdict.runs for verdict in verdicts):
        raise typer.Exit(1)


def _as_json(verdict: Verdict) -> dict[str, object]:
    return {
        "where": verdict.where,
        "title": verdict.title,
        "kind": verdict.kind,
        "runs": verdict.runs,
        "collected": verdict.runs and verdict.kind not in NOT_COLLECTED,
        "why_not": {"zh": verdict.why_not.zh, "en": verdict.why_not.en} if verdict.why_not else None,
        "next_step": {"zh": verdict.next_step.zh, "en": verdict.next_step.en} if verdict.next_step else None,
    }


def _say(verdict: Verdict) -> None:
    kind, title = KINDS[verdict.kind], verdict.title or "–"
    if verdict.why_not is None:
        say(Text(f"✓ {title}（{kind.zh}）", f"✓ {title} ({kind.en})"), "green")
        return
    why = verdict.why_not
    say(Text(f"✗ {title}（{kind.zh}）不能运行", f"✗ {title} ({kind.en}) does not run"), "yellow")
    say(Text(f"  {verdict.where}: {why.zh}", f"  {verdict.where}: {why.en}"))


def _summary(verdicts: list[Verdict]) -> None:
    if not verdicts:
        say(Text("目录中没有规则（*.yml）", "There are no rules (*.yml) in the folder"), "yellow")
        return
    count = Counter(verdict.runs for verdict in verdicts)
    say(
        Text(
            f"{len(verdicts)} 条规则：{count[True]} 条能运行，{count[False]} 条不能",
            f"{len(verdicts)} rules: {count[True]} run, {count[False]} do not",
        )
    )
    if any(verdict.runs and verdict.kind in NOT_COLLECTED for verdict in verdicts):
        say(
            Text(
                "检测规则和关联规则目前只作检查，读取日志时尚不收集其命中；"
                "识别规则（带 fairwatch 属性）放入工作区的 rules/ 即生效",
                "Detections and correlations are only checked so far; reading logs does not collect their hits yet."
                " Recognition rules (with a fairwatch attribute) work once they are in the workspace's rules/",
            ),
            "yellow",
        )
