"""Read the catalogue's TSV files. Every fault is a ``ConfigError`` that names file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal, cast, get_args

from fairwatch.errors import ConfigError
from fairwatch.text import Text

Kind = Literal["ordinary", "protected", "private", "infrastructure"]

CATEGORY_COLUMNS = ("key", "zh", "en", "kind", "work")
SUBCATEGORY_COLUMNS = ("category", "key", "zh", "en")
SITE_COLUMNS = ("site", "zh", "en", "hosts", "asset_hosts")
OWN_SITE_COLUMNS = ("site", "zh", "en", "category", "hosts", "asset_hosts")
MORE_SITE_COLUMNS = ("sub", "apps")
"""What a file of sites may add behind its columns, in this order."""

# RFC 1123 host names with at least two labels; the top level is never all digits (that would be an IPv4 address).
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+(?!\d+$)[a-z0-9-]*[a-z0-9]")
_KEY = re.compile(r"[a-z0-9][a-z0-9_.-]*")
_APP = re.compile(r"[^A-Z\s/]+")


@dataclass(frozen=True, slots=True)
class Category:
    """One row of ``categories.tsv``. ``work`` is the default answer to "does this count as work?"."""

    key: str
    title: Text
    kind: Kind
    work: bool


@dataclass(frozen=True, slots=True)
class Subcategory:
    """One row of ``subcategories.tsv``: a part of a category. Never stored; roles, people and the gate read it."""

    category: str
    key: str
    title: Text


@dataclass(frozen=True, slots=True)
class Site:
    """One site or app: the host suffixes that are it, and those that only serve parts of its pages."""

    key: str
    title: Text
    category: str
    hosts: tuple[str, ...]
    asset_hosts: tuple[str, ...]
    where: str
    """``file:line`` of its row."""
    sub: str | None = None
    """Key of its subcategory; None when the file does not say."""
    apps: tuple[str, ...] = ()
    """Names by which its program is known where no host is (``apps.py``)."""


def data() -> Traversable:
    """The folder of the catalogue's own data files."""
    return files("fairwatch.catalogue")


def rows(
    file: Traversable, columns: tuple[str, ...], more: tuple[str, ...] = ()
) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of a TSV file as (``file:line``, values by column). Lines that begin with ``#`` are comments.

    The header is ``columns``, and behind them as many of ``more`` as the file has; what it has not is empty.
    Raises ``ConfigError`` for a wrong header, a wrong number of cells, or bytes that are not UTF-8.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise ConfigError(
            Text("文件不是 UTF-8 编码", "the file is not UTF-8"),
            where=f"{file}:1",
            next_step=Text("另存为 UTF-8 编码", "save it as UTF-8"),
        ) from error
    header: tuple[str, ...] | None = None
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        where, cells = f"{file}:{number}", tuple([cell.strip() for cell in line.split("\t")])
        if header is None:
            header = cells
            if header[: len(columns)] != columns or header[len(columns) :] != more[: len(header) - len(columns)]:
                raise _wrong_header(where, columns, more)
            continue
        # Editors strip trailing tabs, so missing last cells are empty ones.
        if len(cells) > len(header):
            raise ConfigError(
                Text(f"有 {len(cells)} 列，应为 {len(header)} 列", f"{len(cells)} cells instead of {len(header)}"),
                where=where,
                next_step=Text("列之间用一个制表符分隔", "separate cells by one tab"),
            )
        every = columns + more
        yield where, dict(zip(every, cells + ("",) * (len(every) - len(cells)), strict=True))


def read_categories(file: Traversable) -> dict[str, Category]:
    """Categories by key, in file order."""
    found: dict[str, Category] = {}
    for where, row in rows(file, CATEGORY_COLUMNS):
        key, kind, work = row["key"], row["kind"], row["work"]
        if key in found:
            raise ConfigError(Text(f"类别 {key} 重复", f"category {key} appears twice"), where=where)
        if kind not in get_args(Kind) or work not in ("yes", "no"):
            raise ConfigError(
                Text("kind 或 work 取值无效", "kind or work has an unknown value"),
                where=where,
                next_step=Text(
                    f"kind 为 {' | '.join(get_args(Kind))}，work 为 yes 或 no",
                    f"kind is {' | '.join(get_args(Kind))}, work is yes or no",
                ),
            )
        found[key] = Category(key, _title(row, where), cast(Kind, kind), work == "yes")
    return found


def read_subcategories(file: Traversable) -> dict[tuple[str, str], Subcategory]:
    """Subcategories by (category, key), in file order."""
    found: dict[tuple[str, str], Subcategory] = {}
    for where, row in rows(file, SUBCATEGORY_COLUMNS):
        category, key = row["category"], row["key"]
        if (category, key) in found:
            raise ConfigError(Text(f"子类别 {key} 重复", f"subcategory {key} appears twice"), where=where)
        found[category, key] = Subcategory(category, key, _title(row, where))
    return found


def read_sites(file: Traversable, category: str) -> Iterator[Site]:
    """Sites of one of our own files, whose name is the category."""
    for where, row in rows(file, SITE_COLUMNS, MORE_SITE_COLUMNS):
        yield _site(row, category, where)


def read_own_sites(file: Traversable) -> Iterator[Site]:
    """Sites of an organisation's file, which has a ``category`` column."""
    for where, row in rows(file, OWN_SITE_COLUMNS, MORE_SITE_COLUMNS):
        yield _site(row, row["category"], where)


def _site(row: dict[str, str], category: str, where: str) -> Site:
    if not _KEY.fullmatch(row["site"]):
        raise ConfigError(
            Text("站点编号无效", "the site key is not valid"),
            where=where,
            next_step=Text("只用小写字母、数字和 - _ .", "use lower-case letters, digits and - _ . only"),
        )
    hosts, assets, apps = tuple(row["hosts"].split()), tuple(row["asset_hosts"].split()), tuple(row["apps"].split())
    if not (hosts or assets or apps):
        raise ConfigError(Text("站点没有任何域名", "the site has no host"), where=where)
    for app in apps:
        if not _APP.fullmatch(app) or app.endswith(".exe"):
            raise ConfigError(
                Text(f"应用名无效：{app}", f"not an app name: {app}"),
                where=where,
                next_step=Text("写小写名称，不带空格和 .exe", "write it in lower case without blanks and .exe"),
            )
    for host in hosts + assets:
        if not _HOST.fullmatch(host):
            raise ConfigError(
                Text(f"域名无效：{host}", f"not a host name: {host}"),
                where=where,
                next_step=Text(
                    "写小写域名，不带协议、端口、路径和通配符",
                    "write the lower-case host name without scheme, port, path or wildcard",
                ),
            )
    return Site(row["site"], _title(row, where), category, hosts, assets, where, row["sub"] or None, apps)


def _title(row: dict[str, str], where: str) -> Text:
    if not row["zh"] or not row["en"]:
        raise ConfigError(
            Text("缺少中文或英文名称", "the Chinese or the English name is missing"),
            where=where,
            next_step=Text("两种语言的名称都要填写", "give the name in both languages"),
        )
    return Text(row["zh"], row["en"])


def _wrong_header(where: str, columns: tuple[str, ...], more: tuple[str, ...]) -> ConfigError:
    header = " ".join((*columns, *(f"[{name}]" for name in more)))
    return ConfigError(
        Text("表头不正确", "the header line is wrong"),
        where=where,
        next_step=Text(f"表头应为（以制表符分隔）：{header}", f"the header must be (tab separated): {header}"),
    )
