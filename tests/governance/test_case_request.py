"""The file in which a case is asked for (R35)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from fairwatch.errors import ConfigError
from fairwatch.governance import case_request
from fairwatch.governance.case_request import Alias

WRITTEN = "2026-09-01T10:00:00+08:00"


def record(**changes: Any) -> dict[str, Any]:
    suspicion = {"text": "Files left.", "facts": ["finding of 2026-08-20"], "written_at": WRITTEN}
    return {
        "subject": "p0002",
        "investigator": "p0008",
        "suspicion": suspicion | {name: changes.pop(name) for name in list(changes) if name in suspicion},
        "first_day": "2026-08-19",
        "last_day": "2026-09-01",
        "fields": {"leak": ["category", "bytes_up"]},
    } | changes


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., case_request.CaseRequest]:
    def run(**changes: Any) -> case_request.CaseRequest:
        path = tmp_path / "request.yaml"
        path.write_text(yaml.safe_dump(record(**changes)), encoding="utf-8")
        return case_request.read(path)

    return run


def test_a_filled_in_request_is_read(read: Callable[..., case_request.CaseRequest]) -> None:
    found = read()
    assert (found.subject, found.alias, found.investigator) == ("p0002", None, "p0008")
    assert found.suspicion.written_at == dt.datetime(2026, 9, 1, 2, tzinfo=dt.UTC)
    assert (found.first_day, found.last_day) == (dt.date(2026, 8, 19), dt.date(2026, 9, 1))
    assert found.fields == {"leak": ("category", "bytes_up")}


def test_it_may_name_an_alias_instead(read: Callable[..., case_request.CaseRequest]) -> None:
    alias = {"purpose": "leak", "name": "3f9ab0c1d2e4", "seen_on": "2026-08-31"}
    found = read(subject=None, alias=alias)
    assert (found.subject, found.alias) == ("", Alias("leak", "3f9ab0c1d2e4", dt.date(2026, 8, 31)))


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"written_at": "2026-09-01T10:00:00"}, "written_at"),
        ({"written_at": "yesterday"}, "written_at"),
        ({"written_at": None}, "written_at"),
        ({"subject": None}, "subject"),
        ({"alias": {"purpose": "leak", "name": "x", "seen_on": "2026-08-31"}}, "subject"),
        ({"last_day": None}, "last_day"),
        ({"fields": {"leak": "bytes_up"}}, "fields.leak"),
        ({"urgent": True}, "urgent"),
    ],
    ids=["no zone", "no time", "nothing", "nobody", "person and alias", "no end", "no list", "a key that nobody reads"],
)
def test_what_is_missing_or_misspelt_is_named_with_its_line(
    read: Callable[..., case_request.CaseRequest], changes: dict[str, Any], place: str
) -> None:
    with pytest.raises(ConfigError) as error:
        read(**changes)
    assert str(error.value.where).startswith("request.yaml:") or place == "last_day"
    assert place in str(error.value.where)


def test_the_template_is_in_both_languages_and_filled_in_it_is_a_request(tmp_path: Path) -> None:
    blank = case_request.template()
    assert "立案申请" in blank
    filled = yaml.safe_load(blank)
    assert filled.keys() | {"alias", "registered_file_day"} >= record().keys()
    (tmp_path / "blank.yaml").write_text(blank, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"blank\.yaml"):
        case_request.read(tmp_path / "blank.yaml")
    (tmp_path / "filled.yaml").write_text(yaml.safe_dump(filled | record()), encoding="utf-8")
    assert case_request.read(tmp_path / "filled.yaml").subject == "p0002"
