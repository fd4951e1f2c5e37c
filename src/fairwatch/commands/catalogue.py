"""``fairwatch catalogue``: which site or app a host is."""

from __future__ import annotations

from pathlib import Path

import typer

from fairwatch.catalogue import Catalogue, WorkByRole, lint
from fairwatch.commands.catalogue_lookup import OwnOption, load_catalogue, lookup
from fairwatch.commands.console import answers, print_json, say, table
from fairwatch.commands.options import JsonOption, explain
from fairwatch.errors import ConfigError
from fairwatch.text import Text


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
        help=explain("哪些职能把哪些类别算作工作？", "Which functions count which categories as work?"),
        epilog=explain("例：", "Example: ") + "fairwatch catalogue roles -w office",
    )(roles)
    group.command(
        "lint",
        help=explain(
            "检查目录数据和引用它的规则中的错误。", "Find faults in the catalogue's data and in rules that refer to it."
        ),
        epilog=explain("例：", "Example: ") + "fairwatch catalogue lint -w office",
    )(check)
    app.add_typer(group, name="catalogue")


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


def roles(own: OwnOption = None, as_json: JsonOption = False) -> None:
    known = WorkByRole.load(load_catalogue(own), own / "catalogue" if own else None).roles()
    everybody = Catalogue.load().work_categories()
    if as_json:
        print_json(
            [
                {
                    "role": role.key,
                    "zh": role.title.zh,
                    "en": role.title.en,
                    "categories": sorted(role.work.categories - everybody),
                    "sites": sorted(role.work.sites),
                }
                for role in known.values()
            ]
        )
        return
    rows = table(
        Text("职能", "Functions"),
        Text("编号", "Key"),
        Text("名称", "Name"),
        Text("还算作工作的类别", "Categories that are work, too"),
        Text("站点", "Sites"),
    )
    for role in known.values():
        rows.add_row(role.key, str(role.title), " ".join(sorted(role.work.categories)), str(len(role.work.sites) or ""))
    answers.print(rows)


def check(own: OwnOption = None, as_json: JsonOption = False) -> None:
    problems = _problems(own)
    if as_json:
        print_json([{"where": where, "zh": text.zh, "en": text.en} for where, text in problems])
    else:
        for where, text in problems:
            say(Text(f"{where}: {text.zh}", f"{where}: {text.en}"))
    if problems:
        raise typer.Exit(1)
    if not as_json:
        say(Text("没有发现问题", "No problems found"), "green")


def _problems(own: Path | None) -> list[tuple[str, Text]]:
    """Of the data, of what is work for whom, and of the rules; what does not even load is the only problem then."""
    try:
        catalogue = load_catalogue(own)
        WorkByRole.load(catalogue, own / "catalogue" if own else None)
        from fairwatch.recognise import dead_references  # noqa: PLC0415 - loads pySigma

        dead = dead_references(catalogue, own / "rules" if own else None)
    except ConfigError as fault:
        return [(fault.where or "", fault.what)]
    return [(problem.where, problem.text) for problem in lint(catalogue)] + [(rule.where, rule.text) for rule in dead]
