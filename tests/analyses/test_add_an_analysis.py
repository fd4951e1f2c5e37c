"""The example of docs/add-an-analysis.md works as it stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tests.analyses.office import inputs
from tests.analyses.scene import RULES, scene

GUIDE = Path(__file__).parents[2] / "docs" / "add-an-analysis.md"


def test_the_example_runs(engine) -> None:
    [example] = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    module: dict[str, Any] = {}
    exec(example, module)  # noqa: S102 - our own guide
    result = module["ANALYSIS"].run(inputs(engine, scene(), RULES))
    assert result.tables["by-day"].frame.height == 14
