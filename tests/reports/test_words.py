"""Names of values, and that the data files say everything in both languages."""

from __future__ import annotations

import pytest

from fairwatch.columns import ACTIONS, GRADES
from fairwatch.reports.words import grades, intros, name_of, rows, words
from fairwatch.text import Text


@pytest.mark.parametrize("file", ["words.tsv", "sections.tsv", "grades.tsv"])
def test_every_text_is_there_in_both_languages(file: str) -> None:
    for row in rows(file):
        assert None not in row
        assert row["zh"]
        assert row["en"]
        assert any("一" <= letter <= "鿿" for letter in row["zh"])


def test_every_action_and_grade_has_a_name() -> None:
    assert {("action", action) for action in ACTIONS} <= words().keys()
    assert {("grade", grade) for grade in GRADES} <= words().keys()
    assert tuple(grades()) == GRADES


def test_what_was_not_collected_comes_last() -> None:
    assert list(intros())[-1] == "not-collected"


@pytest.mark.parametrize(
    ("column", "value", "name"),
    [
        ("category", "short_video", Text("短视频", "Short video")),
        ("category", "unheard_of", Text("unheard_of", "unheard_of")),
        ("department", "work", Text("work", "work")),  # called like a category, and none
        ("department", None, Text("（未知）", "(unknown)")),
        ("weekday", 1, Text("周一", "Mon")),
        ("registered", True, Text("是", "Yes")),
        ("code", "E_BYOD", Text("非公司设备不得监测", "not a company device")),
    ],
)
def test_names(column: str, value: object, name: Text, labels: dict[str, Text]) -> None:
    assert name_of(column, value, labels) == name
