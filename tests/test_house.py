"""The house rules of docs/architecture.md, held by reading every import in the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import fairwatch

HOUSE = Path(fairwatch.__file__).parent

SHARED = {
    *("text", "errors", "refusals", "columns", "policy", "periods", "distinct", "file_register", "rule_list"),
    *("findings", "viewer", "ledgers", "workspace"),
}
"""Modules every room may import."""

ROOMS = (
    "sources",
    "identity",
    "catalogue",
    "recognise",
    "gate",
    "lake",
    "engine",
    "activity",
    "analyses",
    "disclosure",
    "reports",
    "governance",
    "sealing",
    "simulate",
)

MAY_IMPORT = {
    "gate": {"lake"},  # the only caller of lake.append
    "activity": {"engine", "lake"},
    "analyses": {"engine"},
    "reports": {"disclosure"},  # the Released type
    "simulate": {"catalogue"},
    "recognise": {"catalogue"},
}
"""Neighbours a room may know. Whatever knows more than its neighbour is the straight line itself: pipeline and cli."""

ENGINES = {"duckdb", "pyspark", "ibis.backends"}


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every module a file imports, with the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module in {"fairwatch", "ibis"}:
                yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)
            else:
                yield node.module, node.lineno


def files_of(room: str) -> list[Path]:
    return sorted((HOUSE / room).rglob("*.py"))


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_knows_only_its_neighbours(room: str) -> None:
    allowed = SHARED | {room} | MAY_IMPORT.get(room, set())
    strangers = [
        f"{path.relative_to(HOUSE)}:{line} imports {module}"
        for path in files_of(room)
        for module, line in imports(path)
        if module.startswith("fairwatch.") and module.split(".")[1] not in allowed | {"__version__"}
    ]
    assert strangers == []


def test_engines_are_imported_only_in_engine_and_lake() -> None:
    strangers = [
        f"{path.relative_to(HOUSE)}:{line} imports {module}"
        for path in sorted(HOUSE.rglob("*.py"))
        if path.relative_to(HOUSE).parts[0] not in {"engine", "lake"}
        for module, line in imports(path)
        if any(module == name or module.startswith(f"{name}.") for name in ENGINES)
    ]
    assert strangers == []


def test_django_is_imported_only_in_governance() -> None:
    strangers = [
        f"{path.relative_to(HOUSE)}:{line} imports {module}"
        for path in sorted(HOUSE.rglob("*.py"))
        if path.relative_to(HOUSE).parts[0] not in {"governance", "console"}
        for module, line in imports(path)
        if module.split(".")[0] in {"django", "django_fsm"}
    ]
    assert strangers == []


def test_only_the_gate_appends_to_the_lake() -> None:
    callers = {
        path.relative_to(HOUSE).parts[0]
        for path in sorted(HOUSE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "append"
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "lake"
    }
    assert callers <= {"gate"}


def test_only_engine_and_lake_open_parquet_files() -> None:
    readers = {"read_parquet", "scan_parquet", "scan_delta", "read_delta"}
    strangers = [
        f"{path.relative_to(HOUSE)}:{node.lineno} calls {node.func.attr}"
        for path in sorted(HOUSE.rglob("*.py"))
        # identity keeps its leases in one Parquet file of its own, outside the lake
        if path.relative_to(HOUSE).parts[0] not in {"engine", "lake", "identity"}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in readers
    ]
    assert strangers == []


def test_no_grab_bag_modules() -> None:
    forbidden = {"utils", "helpers", "common", "manager", "misc", "util", "helper"}
    assert [path for path in HOUSE.rglob("*.py") if path.stem in forbidden] == []
