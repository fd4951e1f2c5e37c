"""How commands name a folder of Sigma rules and say which of them run."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated

import typer

from fairwatch.commands.console import say
from fairwatch.commands.options import explain
from fairwatch.errors import ConfigError
from fairwatch.text import Text

if TYPE_CHECKING:
    from fairwatch.recognise import Verdict

FolderArgument = Annotated[Path, typer.Argument(help=explain("规则目录或文件", "folder or file of rules"))]

KINDS = {
    "recognition": Text("识别规则", "recognition rule"),
    "detection": Text("检测规则", "detection rule"),
    "correlation": Text("关联规则", "correlation"),
    "unreadable": Text("无法读取", "unreadable"),
}


def refuse_missing(folder: Path) -> None:
    """Complain of a folder that is not there."""
    if not folder.exists():
        raise ConfigError(
            Text("没有这个目录或文件", "there is no such folder or file"),
            where=str(folder),
            next_step=Text("写出规则所在的目录", "name the folder that has the rules"),
        )


def say_verdict(verdict: Verdict) -> None:
    """One rule: that it runs, or why and where it does not."""
    kind, title = KINDS[verdict.kind], verdict.title or PurePath(verdict.where.rpartition(":")[0]).name
    if verdict.why_not is None:
        say(Text(f"✓ {title}（{kind.zh}）", f"✓ {title} ({kind.en})"), "green")
        return
    why = verdict.why_not
    say(Text(f"✗ {title}（{kind.zh}）不能运行", f"✗ {title} ({kind.en}) does not run"), "yellow")
    say(Text(f"  {verdict.where}: {why.zh}", f"  {verdict.where}: {why.en}"))
