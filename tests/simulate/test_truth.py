"""The truth: what it holds, how it is read, how it is restricted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fairwatch.errors import ConfigError
from fairwatch.simulate import Truth, read_truth


def test_restricting_keeps_only_these_people_and_categories(truth: Truth) -> None:
    person = truth.observable()[0]
    part = truth.of(persons=[person], categories=["news", "work"])
    assert set(part.views["person"]) == {person}
    assert set(part.seconds["category"]) <= {"news", "work"}
    assert all(case["person"] == person for case in part.cases)


def test_tables_may_be_rows_inside_the_file(tmp_path: Path) -> None:
    row = {"person": "p1", "day": "2026-03-02", "category": "news", "seconds": 12.5}
    (tmp_path / "truth.json").write_text(json.dumps({"tables": {"seconds": [row]}}), encoding="utf-8")
    read = read_truth(tmp_path)
    assert read.seconds.rows()[0][3] == 12.5
    assert read.views.is_empty()


@pytest.mark.parametrize(
    "text", ["", "{", '{"tables": {"seconds": "missing.csv"}}', '{"tables": {"views": [{"day": 3.5}]}}']
)
def test_a_damaged_truth_is_refused_with_its_place(tmp_path: Path, text: str) -> None:
    (tmp_path / "truth.json").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_truth(tmp_path)
    assert caught.value.where is not None
    assert caught.value.where.endswith("truth.json")
