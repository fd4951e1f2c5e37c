"""Choosing an engine, and what is said when it is not there."""

from __future__ import annotations

import subprocess
import sys

import polars as pl
import pytest

from fairwatch.engine import connect, hosts
from fairwatch.errors import EngineError


@pytest.mark.parametrize("uri", ["postgres://x", "", "spark://", "spark://host", "DuckDB", "local[x]"])
def test_an_unknown_engine_is_told(uri) -> None:
    with pytest.raises(EngineError, match="not an engine"):
        connect(uri)


def test_settings_of_duckdb_may_be_given() -> None:
    with connect("duckdb?threads=1&memory_limit=100MB") as engine:
        assert engine.execute(engine.memory(pl.DataFrame({"a": [1]}))).rows() == [(1,)]


def test_an_unknown_setting_of_duckdb_is_told() -> None:
    with pytest.raises(EngineError, match="settings"):
        connect("duckdb?colour=red")


def test_a_spark_master_that_does_not_answer_is_told_at_once() -> None:
    pytest.importorskip("pyspark")
    with pytest.raises(EngineError, match="does not answer"):
        connect("spark://127.0.0.1:9")


def test_missing_java_is_told(monkeypatch) -> None:
    pytest.importorskip("pyspark")
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(EngineError, match="Java 17"):
        connect("local")


def test_without_the_extra_the_way_to_install_it_is_told() -> None:
    code = (
        "import sys; sys.modules['pyspark'] = None\n"
        "from fairwatch.engine import connect; from fairwatch.errors import EngineError\n"
        "try: connect('spark://127.0.0.1:7077')\n"
        "except EngineError as error: print(error.message('en'))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout
    assert "pip install 'fairwatch[spark]'" in said


def test_duckdb_needs_no_import_of_spark() -> None:
    code = "import sys; from fairwatch.engine import connect; connect(); print('pyspark' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout
    assert said.strip() == "False"


def test_duckdb_does_not_spill_to_a_disk(tmp_path, monkeypatch) -> None:
    """A query larger than its memory fails rather than writing rows into some folder."""
    monkeypatch.chdir(tmp_path)
    with connect("duckdb?memory_limit=20MB&threads=1") as engine:
        frame = pl.DataFrame({"a": pl.int_range(2_000_000, eager=True)})
        table = engine.memory(frame.with_columns(b=pl.col("a").hash().cast(pl.String)))
        with pytest.raises(EngineError, match="memory_limit"):
            engine.execute(table.order_by("b").mutate(c=table.b + "x"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("uri", "machines"),
    [
        ("duckdb?threads=1", ()),
        ("local[2]", ()),
        ("spark://spark.example.com:7077?executor.memory=4g", ("spark.example.com",)),
        ("spark://10.0.0.1:7077,[fd00::1]:7078", ("10.0.0.1", "fd00::1")),
    ],
)
def test_the_address_names_the_machines_that_rows_go_to(uri: str, machines: tuple[str, ...]) -> None:
    assert hosts(uri) == machines
