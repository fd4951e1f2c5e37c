"""The register of confidential files (R23)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.governance.sample import NOW

from fairwatch.errors import ConfigError
from fairwatch.governance.models import RegisteredFile
from fairwatch.governance.services import registered_files
from fairwatch.governance.services.summary import Summary

Write = Callable[[str, str], Path]


def test_the_register_is_what_the_file_lists(law: None, write: Write) -> None:
    first = registered_files.import_names(write("f.txt", "# plans\nPlan.docx\n\nprice list.xlsx\n"), now=NOW)
    assert first == Summary(added=2)
    second = registered_files.import_names(write("f.txt", "PLAN.DOCX\n报价.xlsx\n"), now=NOW)
    assert second == Summary(added=1, unchanged=1, removed=1)
    assert set(RegisteredFile.objects.values_list("name", flat=True)) == {"plan.docx", "报价.xlsx"}


@pytest.mark.parametrize("name", ["folder/plan.docx", "C:\\plan.docx", "x" * 256])
def test_anything_but_a_file_name_is_refused_with_its_line(law: None, write: Write, name: str) -> None:
    with pytest.raises(ConfigError) as error:
        registered_files.import_names(write("f.txt", f"ok.docx\n{name}\n"), now=NOW)
    assert error.value.where == "f.txt:2"
    assert not RegisteredFile.objects.exists()
