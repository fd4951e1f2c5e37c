"""Options that several commands share, so that they are spelt and explained the same everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fairwatch.text import Text


def explain(zh: str, en: str) -> str:
    """Help text in the user's language."""
    return str(Text(zh, en))


WorkspaceOption = Annotated[
    Path,
    typer.Option(
        "--workspace",
        "-w",
        envvar="FAIRWATCH_WORKSPACE",
        help=explain("工作区目录", "folder of the workspace"),
        file_okay=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help=explain("输出 JSON，供程序读取", "print JSON for programs"))]
FormatOption = Annotated[
    str,
    typer.Option(
        "--format",
        "-f",
        help=explain(
            "日志格式：auto、squid、squid-fairwatch … 或 squid:<logformat 字符串>",
            "log format: auto, squid, squid-fairwatch … or squid:<logformat string>",
        ),
    ),
]
EngineOption = Annotated[
    str,
    typer.Option(
        "--engine",
        "-e",
        envvar="FAIRWATCH_ENGINE",
        help=explain("计算引擎：duckdb 或 spark://主机:端口", "engine: duckdb or spark://HOST:PORT"),
    ),
]
AsOption = Annotated[
    str,
    typer.Option("--as", envvar="FAIRWATCH_AS", help=explain("您的人员编号", "your person id in the directory")),
]
RoleOption = Annotated[
    str,
    typer.Option(
        "--role",
        "-r",
        envvar="FAIRWATCH_ROLE",
        help=explain(
            "以何种角色查看：employee、hr、union、analyst、auditor …",
            "the role you act in: employee, hr, union, analyst, auditor …",
        ),
    ),
]
LogArguments = Annotated[
    list[Path],
    typer.Argument(
        help=explain("日志文件（.gz、.zst 亦可；- 为标准输入）", "log files (.gz and .zst too; - is standard input)")
    ),
]
LogArgument = Annotated[
    Path,
    typer.Argument(
        help=explain("日志文件（.gz、.zst 亦可；- 为标准输入）", "log file (.gz and .zst too; - is standard input)")
    ),
]
