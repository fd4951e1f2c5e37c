"""No row goes to an engine where the data may not be (R34)."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.command_line import run

from fairwatch.errors import EngineError, Refused
from fairwatch.pipeline.answers import answer
from fairwatch.pipeline.engines import open_engine
from fairwatch.pipeline.installation import Installation
from fairwatch.viewer import Viewer

ABROAD = "spark://spark.example.com:7077"


def test_r34_the_question_is_refused_before_anybody_calls_there(fresh: Installation) -> None:
    with pytest.raises(Refused, match=r"E_TRANSFER.*spark\.example\.com"):
        answer(fresh, ["traffic"], Viewer("p0001", "hr"), ABROAD)
    assert run("maintain", "-w", fresh.workspace.root, "--engine", ABROAD).code == 3


def test_r34_an_engine_of_the_own_network_is_called(fresh: Installation) -> None:
    with pytest.raises(EngineError):
        open_engine("spark://127.0.0.1:9")
    with open_engine() as engine:
        assert engine.name == "duckdb"


def test_r34_every_engine_that_rows_of_an_installation_go_to_is_opened_there() -> None:
    import fairwatch

    house = Path(fairwatch.__file__).parent
    callers = {
        path.relative_to(house).as_posix()
        for room in ("commands", "pipeline")
        for path in (house / room).rglob("*.py")
        if "connect(" in path.read_text(encoding="utf-8")
    }
    assert callers == {"pipeline/engines.py", "pipeline/evaluation.py"}  # the latter: invented people, in this process
