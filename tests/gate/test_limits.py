"""What the gate refuses a purpose, even one that went through every approval."""

from __future__ import annotations

import pytest
from tests.gate.office import LEAK, Office, batch, line, purpose

from fairwatch import gate
from fairwatch.errors import Refused
from fairwatch.gate import limits


@pytest.mark.parametrize(
    ("code", "definition"),
    [
        ("E_METRIC_PROHIBITED", {"columns": ("idle_seconds",)}),
        ("E_METRIC_PROHIBITED", {"columns": ("ts_us", "keystrokes")}),
        ("E_METRIC_PROHIBITED", {"columns": ("ts_us", "url")}),
        ("E_METRIC_PROHIBITED", {"columns": ("ts_us",), "grain": "quarter_hour"}),
        ("E_METRIC_PROHIBITED", {"columns": ("span_start_us",), "grain": "quarter_hour"}),
        ("E_METRIC_PROHIBITED", {"columns": ("requests",), "grain": "day"}),
        ("E_METRIC_PROHIBITED", {"columns": ("bucket_us",), "grain": "event"}),
        ("E_METRIC_PROHIBITED", {"columns": ("subject",)}),
        ("E_CONTENT", {"columns": ("ts_us", "file")}),
        ("E_CONTENT", {"kind": "leak", "columns": ("site", *LEAK), "grain": "quarter_hour"}),
    ],
)
def test_r15_r16_a_purpose_cannot_have_columns_that_nobody_may_have(
    office: Office, code: str, definition: dict[str, object]
) -> None:
    office.person("p0001")
    office.active("work-time")
    office.active("greedy", **definition)
    with pytest.raises(Refused, match=code) as caught:
        gate.admit(batch(line()), office.policy())
    assert caught.value.where == "greedy"


@pytest.mark.parametrize(
    ("kind", "category", "action", "kept"),
    [
        ("work-time", "news", "page_view", True),
        ("work-time", "recruitment", "page_view", False),
        ("work-time", "news", "job_search", False),
        ("violations", "recruitment", "forbidden_app", False),
        ("departure-group", "recruitment", "page_view", True),
        ("departure-self", "recruitment", "resume_submission", True),
        ("departure-self", "sports", "page_view", False),
    ],
)
def test_r27_job_search_belongs_to_departure_purposes_only(kind: str, category: str, action: str, kept: bool) -> None:
    greedy = purpose(
        "test",
        kind,
        categories=frozenset({"news", "recruitment"}),
        actions=frozenset({"page_view", "job_search", "resume_submission", "forbidden_app"}),
    )
    assert limits.may_keep(greedy, category, action) is kept
