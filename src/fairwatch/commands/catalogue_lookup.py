"""``fairwatch catalogue lookup``: what the catalogue knows of one host, and for whom it is work."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import polars as pl
import typer

from fairwatch.catalogue import Catalogue, WorkByRole
from fairwatch.commands.console import print_json, say
from fairwatch.commands.options import JsonOption, explain
from fairwatch.errors import ConfigError
from fairwatch.text import Text

if TYPE_CHECKING:
    from fairwatch.catalogue import Category, Entry

OwnOption = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        "-w",
        envvar="FAIRWATCH_WORKSPACE",
        help=explain("也用此工作区自己的目录", "also use this workspace's own sites"),
    ),
]


def load_catalogue(own: Path | None) -> Catalogue:
    """Ours, and what the workspace ``own`` adds to it."""
    return Catalogue.load(own / "catalogue" if own else None)


def lookup(
    host: Annotated[str, typer.Argument(help=explain("域名或网址", "host name, or an address that has one"))],
    own: OwnOption = None,
    as_json: JsonOption = False,
) -> None:
    catalogue = load_catalogue(own)
    name = _host(host)
    entry = catalogue.lookup(name)
    known = entry.site is not None and entry.category is not None
    if as_json:
        print_json(
            {
                "host": entry.host,
                "registrable_domain": entry.registrable_domain,
                "suffix": entry.suffix,
                "site": entry.site.key if entry.site else None,
                "category": entry.category.key if entry.category else None,
                "subcategory": entry.subcategory.key if entry.subcategory else None,
                "kind": entry.category.kind if entry.category else None,
                "asset": entry.asset,
                "work": entry.category.work if entry.category else None,
                "work_for": _work_for(entry, catalogue, own),
            }
        )
    elif entry.site and entry.category:
        asset = Text("，仅提供页面资源", ", serves parts of pages only") if entry.asset else Text("", "")
        sub = entry.subcategory.title if entry.subcategory else None
        part = Text(f" · {sub.zh}", f", {sub.en}") if sub else Text("", "")
        say(
            Text(
                f"{name}：{entry.site.title.zh}（{entry.category.title.zh}{part.zh}{asset.zh}），匹配 {entry.suffix}",
                f"{name}: {entry.site.title.en} ({entry.category.title.en}{part.en}{asset.en}), by {entry.suffix}",
            )
        )
        say(_work(entry.category, _work_for(entry, catalogue, own)))
    else:
        say(
            Text(
                f"{name}：目录中没有。可在工作区 catalogue/ 中添加本单位站点。",
                f"{name}: not in the catalogue. Add your own sites in the workspace's catalogue/ folder.",
            ),
            "yellow",
        )
    if not known:
        raise typer.Exit(1)


def _host(typed: str) -> str:
    """The host of what was typed: a host name, or an address copied from a browser."""
    try:
        host = urlsplit(typed if "//" in typed else f"//{typed}").hostname
    except ValueError:
        host = None
    if not host:
        raise ConfigError(
            Text("其中没有域名", "there is no host name in it"),
            where=typed,
            next_step=Text("写域名，如 www.example.com", "give a host name such as www.example.com"),
        )
    return host


def _work_for(entry: Entry, catalogue: Catalogue, own: Path | None) -> dict[str, list[str]]:
    """For whom the site is work though it is not for everybody: functions, and departments that have them."""
    site, category = entry.site, entry.category
    if site is None or category is None or category.work:
        return {"functions": [], "departments": []}
    by_role = WorkByRole.load(catalogue, own / "catalogue" if own else None)
    functions = [
        role.key
        for role in by_role.roles().values()
        if category.key in role.work.categories or site.key in role.work.sites
    ]
    departments = by_role.table().filter((pl.col("category") == category.key) | (pl.col("site") == site.key))
    return {"functions": functions, "departments": sorted(set(departments["department"]))}


def _work(category: Category, work_for: dict[str, list[str]]) -> Text:
    if category.kind in ("protected", "private"):
        return Text("该类别不记录用时，不能算作工作", "No time on this category is kept, so it can be no work")
    if category.work:
        return Text("人人算作工作", "Work for everybody")
    if not any(work_for.values()):
        return Text("不算工作", "Work for nobody")
    functions, departments = (" ".join(work_for[key]) for key in ("functions", "departments"))
    there = Text(f"；部门：{departments}", f"; departments: {departments}") if departments else Text("", "")
    return Text(
        f"不算工作，但以下职能除外（fairwatch catalogue roles）：{functions}{there.zh}",
        f"Not work, except for these functions (`fairwatch catalogue roles`): {functions}{there.en}",
    )
