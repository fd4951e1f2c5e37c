"""``fairwatch analyses``: which questions there are, what each rests on, and who is shown the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, get_args

import typer

from fairwatch.commands import questions
from fairwatch.commands.console import answers, print_json, table
from fairwatch.commands.options import JsonOption, explain
from fairwatch.text import Text, preferred_language
from fairwatch.viewer import Role

if TYPE_CHECKING:
    from rich.table import Table

    from fairwatch.analyses import Analysis
    from fairwatch.findings import Grain

ROLES: tuple[Role, ...] = get_args(Role)
OF_GRAIN: dict[Grain, Text] = {
    "group": Text("群体表", "Tables of groups"),
    "person": Text("个人表", "Tables of persons"),
}
NameArgument = Annotated[str, typer.Argument(help=explain("分析名称", "name of the analysis"))]


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help=explain("有哪些分析，各自依据什么", "Which analyses there are"))
    group.command(
        "list",
        help=explain("列出全部分析，含外部软件包提供的。", "List all analyses, those of other packages included."),
        epilog=explain("例：", "Example: ") + "fairwatch analyses list",
    )(show)
    group.command(
        help=explain(
            "一项分析读取哪些汇总表的哪些列，哪个角色能看到什么。",
            "Which columns of which roll-ups an analysis reads, and what each role is shown.",
        ),
        epilog=explain("例：", "Example: ") + "fairwatch analyses describe leak",
    )(describe)
    group.command(
        "run",
        help=explain("运行一项分析，与 fairwatch analyse 相同。", "Run one analysis: the same as fairwatch analyse."),
        epilog=explain("例：", "Example: ") + "fairwatch analyses run work-time --as p0042 -w office",
    )(questions.analyse)
    app.add_typer(group, name="analyses")


def show(as_json: JsonOption = False) -> None:
    from fairwatch import analyses  # noqa: PLC0415 - loads the analysis stack

    found = analyses.analyses().values()
    if as_json:
        print_json(
            [{"name": one.name, "zh": one.title.zh, "en": one.title.en, "purposes": _kinds(one)} for one in found]
        )
        return
    rows = table(
        Text("分析", "Analyses"), Text("名称", "Name"), Text("内容", "What it tells"), Text("目的", "Purposes")
    )
    for one in found:
        rows.add_row(one.name, str(one.title), ", ".join(_kinds(one)))
    answers.print(rows)


def describe(name: NameArgument, as_json: JsonOption = False) -> None:
    from fairwatch import analyses, disclosure  # noqa: PLC0415 - loads the analysis stack
    from fairwatch.governance import lawpack  # noqa: PLC0415 - as above

    one = analyses.named(name)
    reads = {f"{kind}/{rollup}": list(analyses.schemas()[kind, rollup]) for kind, rollup in one.reads}
    shown = {
        kind: {grain: {role: disclosure.verdict(kind, grain, role) for role in ROLES} for grain in one.grains}
        for kind in _kinds(one)
    }
    limits = {law: lawpack.load(law).limits for law in lawpack.available()}
    departure = any(kind in disclosure.DEPARTURE_KINDS for kind in _kinds(one))
    smallest = {law: pack.min_group_departure if departure else pack.min_group for law, pack in limits.items()}
    if as_json:
        titles = {"name": one.name, "zh": one.title.zh, "en": one.title.en}
        print_json({**titles, "reads": reads, "shown": shown, "smallest_group": smallest})
        return
    answers.print(f"{one.name}: {one.title}")
    rows = table(
        Text("读取的汇总表", "Roll-ups that it reads"), Text("目的/表", "Purpose/table"), Text("列", "Columns")
    )
    for rollup, columns in reads.items():
        rows.add_row(rollup, ", ".join(columns))
    answers.print(rows)
    for kind, grains in shown.items():
        answers.print(_who(kind, grains))
    least = ", ".join(f"{people} ({law})" for law, people in smallest.items())
    answers.print(
        Text(f"群体最小人数（法规包）：{least}", f"Smallest group (law pack): {least}").in_(preferred_language())
    )


def _who(kind: str, grains: dict[Grain, dict[Role, str]]) -> Table:
    rows = table(
        Text(f"{kind}：谁能看到什么", f"{kind}: who is shown what"),
        Text("角色", "Role"),
        *(OF_GRAIN[grain] for grain in grains),
    )
    for role in ROLES:
        rows.add_row(role, *(_in_words(shown[role]) for shown in grains.values()))
    return rows


_WORDS = {
    "own": Text("本人的各行", "their own rows"),
    "self": Text("仅本人，经单独同意", "themselves only, by own consent"),
    "alias": Text("全部，假名每日更换", "all, under pseudonyms that change daily"),
    "cells": Text("抑制后的群体数值", "groups after suppression"),
    "peers": Text("本部门抑制后的群体数值", "their own department, after suppression"),
    "open": Text("不涉及个人", "nobody behind it"),
}


def _in_words(word: str) -> str:
    return str(_WORDS[word]) if word in _WORDS else "–"


def _kinds(analysis: Analysis) -> list[str]:
    return list(dict.fromkeys(kind for kind, _ in analysis.reads))
