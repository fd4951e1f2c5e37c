"""docs/formats.md names every format, and every file that it points at is there."""

from __future__ import annotations

import re
from pathlib import Path

from fairwatch.sources import formats, registry

GUIDE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")


def test_every_format_is_named() -> None:
    assert [name for name in formats() if f"`{name}`" not in GUIDE] == []


def test_every_file_exists() -> None:
    room = Path(registry.__file__).parent
    assert [name for name in re.findall(r"`(families/\S+)`", GUIDE) if not (room / name).exists()] == []
