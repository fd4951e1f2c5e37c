"""``fairwatch catalogue``: which site or app a host is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fairwatch.catalogue import Catalogue, lint
from fairwatch.commands.console import answers, print_json, say, table
from fairwatch.commands.options import JsonOption, explain
from fairwatch.text import Text

OwnOption = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        "-w",
        envvar="FAIRWATCH_WORKSPACE",
        help=explain("也用此工作区自己的目录", "also use this workspace's own sites"),
    ),
]


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help=explain("站点与应用目录", "The catalogue of sites and apps"))
    group.command(
        help=explain("这个域名属于哪个站点和类别？", "Which site and category is this host?"),
        epilog=explain("例：", "Example: ") + "fairwatch catalogue lookup v3-web.douyinvod.com",
    )(lookup)
    group.command(
        help=explain("列出全部类别。", "List all categories."),
        epilog=explain("例：", "Example: ") + "fairwatch catalogue categories --json",
    )(categories)
    group.command(
        "lint",
        help=explain("检查目录数据中的错误。", "Find faults in the catalogue's data."),
        epilog=explain("例：", "Example: ") + "fairwatch catalogue lint -w office",
    )(check)
    app.add_typer(group, name="catalogue")


def lookup(
    host: Annotated[str, typer.Argument(help=explain("域名", "host name"))],
    own: OwnOption = None,
    as_json: JsonOption = False,
) -> None:
    entry = _load(own).lookup(host)
    known = entry.site is not None and entry.category is not None
    if as_json:
        print_json(
            {
                "host": entry.host,
                "registrable_domain": entry.registrable_domain,
                "suffix": entry.suffix,
                "site": entry.site.key if entry.site else None,
                "category": entry.category.key if entry.category else None,
                "kind": entry.category.kind if entry.category else None,
                "asset": entry.asset,
            }
        )
    elif entry.site and entry.category:
        asset = Text("，仅提供页面资源", ", serves parts of pages only") if entry.asset else Text("", "")
        say(
            Text(
                f"{host}：{entry.site.title.zh}（{entry.category.title.zh}{asset.zh}），匹配 {entry.suffix}",
                f"{host}: {entry.site.title.en} ({entry.category.title.en}{asset.en}), by {entry.suffix}",
            )
        )
    else:
        say(
            Text(
                f"{host}：目录中没有。可在工作区 catalogue/ 中添加本单位站点。",
                f"{host}: not in the catalogue. Add your own sites in the workspace's catalogue/ folder.",
            ),
            "yellow",
        )
    if not known:
        raise typer.Exit(1)


def categories(as_json: JsonOption = False) -> None:
    every = Catalogue.load().categories()
    if as_json:
        print_json(
            [{"key": c.key, "zh": c.title.zh, "en": c.title.en, "kind": c.kind, "work": c.work} for c in every.values()]
        )
        return
    rows = table(
        Text("类别", "Categories"),
        Text("编号", "Key"),
        Text("名称", "Name"),
        Text("性质", "Kind"),
        Text("工作", "Work"),
    )
    for category in every.values():
        rows.add_row(
            category.key,
            str(category.title),
            category.kind,
            str(Text("是", "yes") if category.work else Text("否", "no")),
        )
    answers.print(rows)


def check(own: OwnOption = None) -> None:
    problems = lint(_load(own))
    for problem in problems:
        say(Text(f"{problem.where}: {problem.text.zh}", f"{problem.where}: {problem.text.en}"))
    if problems:
        raise typer.Exit(1)
    say(Text("没有发现问题", "No problems found"), "green")


def _load(own: Path | None) -> Catalogue:
    return Catalogue.load(own / "catalogue" if own else None)
