"""Which dimensions of different tables are the same, and which tables may be shown beside each other."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import polars as pl

from fairwatch.findings import Table

Keys = Mapping[str, list[str]]
"""Per dimension, also the derived ones, the value of every cell as text."""

PLACE, BRANCH = "department", "branch"
"""The dimensions whose groups are made of different people. The same people recur on every day and in every category,
so only over these do head counts add up."""

PARENTS = {"site": "category"}
"""A dimension whose values everybody can sort into those of another: the catalogue is public."""


def keys_of(tables: Sequence[Table]) -> list[Keys]:
    """The dimensions of every table, and those a reader can derive: weeks from days, categories from sites.

    A table by day and a table by weekday are linked, because a reader with a calendar can add days up to Mondays.
    """
    keys = [own_keys(table) | _calendar(table) for table in tables]
    if any(BRANCH in one for one in keys):
        keys = [one | _branches(one) for one in keys]
    for child, parent in PARENTS.items():
        known = {
            value: above
            for one in keys
            if child in one and parent in one
            for value, above in zip(one[child], one[parent], strict=True)
        }
        keys = [
            one | {parent: [known.get(value, "") for value in one[child]]} if child in one and known else one
            for one in keys
        ]
    return list(keys)


def showable(keys: Sequence[Keys]) -> list[int]:
    """Numbers of the tables that may be shown together when cells are hidden, in order; a later one gives way.

    Tables by day and department, by department and category, and by day and category determine each other's cells in
    ways that the sums of any two do not show. Where the sets of dimensions are acyclic, tables that agree in every
    shared sum are always the sums of one whole (N. N. Vorob'ev, Consistent families of measures, 1962), so the shared
    sums are all that a reader can use, and the audit of them is complete.
    """
    shown: list[int] = []
    for number in range(len(keys)):
        together = [keys[other].keys() for other in (*shown, number)]
        if is_acyclic(together) and not _lacks_parent(keys, number):
            shown.append(number)
    return shown


def is_acyclic(edges: Sequence[Collection[str]]) -> bool:
    """Whether a hypergraph is acyclic: M. H. Graham's reduction, 1979, leaves nothing of it."""
    left = [set(edge) for edge in edges]
    while True:
        alone = [{one for one in edge if sum(one in other for other in left) == 1} for edge in left]
        left = [edge - lonely for edge, lonely in zip(left, alone, strict=True)]
        kept = [edge for number, edge in enumerate(left) if not _covered(edge, number, left)]
        if len(kept) <= 1:
            return True
        if len(kept) == len(left) and not any(alone):
            return False
        left = kept


def _covered(edge: set[str], number: int, edges: Sequence[set[str]]) -> bool:
    """Whether another edge holds all of this one; of equal ones the first stays."""
    return any(
        edge < other or (edge == other and position < number)
        for position, other in enumerate(edges)
        if position != number
    )


def _lacks_parent(keys: Sequence[Keys], number: int) -> bool:
    """Whether a reader could sort this table's cells into those of another one, but we cannot."""
    return any(
        child in keys[number] and parent not in keys[number] and any(parent in one for one in keys)
        for child, parent in PARENTS.items()
    )


def own_keys(table: Table) -> dict[str, list[str]]:
    """The dimensions that a table has itself."""
    return {name: _texts(table.frame.get_column(name)) for name in table.columns_with("dimension")}


def _calendar(table: Table) -> dict[str, list[str]]:
    """Month (``2026-09``), week (its Monday) and ISO weekday (1–7) of the day, where a table has days and not these."""
    dates = [name for name in table.columns_with("dimension") if table.frame.schema[name] == pl.Date]
    days = [name for name in dates if name != "week"]  # a Monday that stands for a week has no month of its own
    derived: dict[str, list[str]] = {}
    for name in days:
        day = table.frame.get_column(name).dt
        derived |= {
            "month": _texts(day.strftime("%Y-%m")),
            "week": _texts(day.truncate("1w")),
            "weekday": _texts(day.weekday()),
        }
    return {name: values for name, values in derived.items() if name not in table.columns_with("dimension")}


def _branches(keys: Keys) -> dict[str, list[str]]:
    """The branch in a department's name (``branch/department``), empty where there is none: anybody can read it."""
    if PLACE not in keys:
        return {}
    return {BRANCH: [name.partition("/")[0] if "/" in name else "" for name in keys[PLACE]]}


def _texts(column: pl.Series) -> list[str]:
    return column.cast(pl.String).fill_null("").to_list()
