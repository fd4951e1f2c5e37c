"""What was not collected and why."""

from __future__ import annotations

from typing import Any

from fairwatch.reports.refused import is_about_refusals, reasons, sentence


def test_reasons_are_summed_over_the_days_the_most_frequent_first(tables: Any) -> None:
    found = reasons(tables["refusals"])
    assert [(reason.rule.code, reason.figures[0].en, reason.part) for reason in found] == [
        ("E_OUT_OF_HOURS", "90", 0.75),
        ("E_BYOD", "30", 0.25),
    ]


def test_only_open_tables_with_codes_are_about_refusals(tables: Any) -> None:
    assert [name for name, table in tables.items() if is_about_refusals(table)] == ["refusals"]


def test_the_sentence_gives_number_and_main_reason(release: Any) -> None:
    said = sentence(release("refusals"))
    assert said is not None
    assert said.en == "Not collected: 120 log lines; the main reason: outside scheduled working hours (75%)."
    assert sentence(release("trend")) is None
