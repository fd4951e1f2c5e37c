"""Reading YAML with the place of every complaint."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwatch.errors import ConfigError
from fairwatch.governance import documents
from fairwatch.text import Text

TEXT = """title: {zh: 目的, en: purpose}
day: 2026-09-01
list:
  - name: first
  - name: ""
flag: yes
share: 1.5
"""


def test_values_come_with_their_types() -> None:
    document = documents.parse(TEXT, "x.yaml")
    assert document.bilingual("title") == Text("目的", "purpose")
    assert document.day("day") == dt.date(2026, 9, 1)
    assert document.flag("flag") is True
    assert [item.data["name"] for item in document.sections("list")] == ["first", ""]


def test_a_complaint_names_file_line_and_key() -> None:
    document = documents.parse(TEXT, "x.yaml")
    with pytest.raises(ConfigError) as error:
        document.share("share")
    assert error.value.where == "x.yaml:7 share"
    second = list(document.sections("list"))[1]
    with pytest.raises(ConfigError) as error:
        second.text("name")
    assert error.value.where == "x.yaml:5 list[1].name"


@pytest.mark.parametrize(
    "text", ["- a list", "a: [", "a: &x\n  *y", "a: &x [*x]", "just words", "a: 1\nb: 2\na: 3", "a: 2026-13-01"]
)
def test_what_is_no_mapping_is_an_error_with_a_line(text: str) -> None:
    with pytest.raises(ConfigError, match=r"x\.yaml:"):
        documents.parse(text, "x.yaml")


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        documents.read(tmp_path / "none.yaml")


@given(st.one_of(st.text(max_size=120), st.text(alphabet="ab:&*-[]{},!?|>'\"#% \n0", max_size=60)))
def test_no_text_makes_the_reader_fail_otherwise_than_with_its_own_error(text: str) -> None:
    with suppress(ConfigError):
        documents.parse(text, "x.yaml")
