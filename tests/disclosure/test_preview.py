"""What may be seen of a log file without an installation."""

from __future__ import annotations

from typing import Any

import pytest

from fairwatch.disclosure import preview
from fairwatch.errors import Refused
from fairwatch.findings import Result, Table
from fairwatch.text import Text


def result(*tables: Table) -> Result:
    return Result("preview", Text("预览", "Preview"), {table.name: table for table in tables})


def test_shows_traffic_groups_and_open_tables(office: Any) -> None:
    shown = preview(result(office.groups("traffic"), office.refusals()))
    assert set(shown.tables) == {"groups", "refusals"}
    assert shown.viewer is None


def test_suppresses_like_the_door(office: Any) -> None:
    table = office.groups("traffic", {"department": ["a", "b", "c"]}, [3, 40, 50], [10.0, 500.0, 900.0])
    frame = preview(result(table)).tables["groups"].frame
    assert frame["suppressed"].to_list() == [True, True, False]
    assert frame["bytes"].to_list() == [None, None, 900.0]


@pytest.mark.parametrize("kind", ["work-time", "departure-group", "departure-self", "leak", "violations"])
def test_shows_nothing_else(kind: str, office: Any) -> None:
    for table in (office.groups(kind), office.rows(kind), office.rows("leak")):
        with pytest.raises(Refused):
            preview(result(table))


def test_shows_no_job_search_as_traffic(office: Any) -> None:
    table = office.groups("traffic", {"category": ["recruitment", "video"]}, [30, 30], [500.0, 500.0])
    with pytest.raises(Refused, match="E_CATEGORY_TOO_FINE"):
        preview(result(table))
