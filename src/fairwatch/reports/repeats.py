"""Tables that would say twice what another one has said."""

from __future__ import annotations

from collections.abc import Mapping

from fairwatch.disclosure import ReleasedTable


def without_repeats(tables: Mapping[str, ReleasedTable]) -> dict[str, ReleasedTable]:
    """Without tables by week of something that has a table of its own, while there is no more than one week."""
    return {name: table for name, table in tables.items() if not _repeats(table, tables)}


def _repeats(table: ReleasedTable, tables: Mapping[str, ReleasedTable]) -> bool:
    by = _dimensions(table)
    if "week" not in by or len(by) < 2 or not table.frame.height or table.frame["week"].n_unique() > 1:
        return False
    return any(one.grain == table.grain and _dimensions(one) == by - {"week"} for one in tables.values())


def _dimensions(table: ReleasedTable) -> set[str]:
    return {column.name for column in table.columns_with("dimension", "subject")}
