"""Answers in a terminal do not wait for what draws charts."""

from __future__ import annotations

import subprocess
import sys

import pytest

from fairwatch import reports


def test_charts_are_loaded_when_a_page_is_asked_for() -> None:
    code = (
        "import sys, fairwatch.reports as reports; before = 'altair' in sys.modules\n"
        "reports.html; print(before, 'altair' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]


def test_there_is_nothing_else_to_ask_for() -> None:
    with pytest.raises(AttributeError, match="pdf"):
        _ = reports.pdf
