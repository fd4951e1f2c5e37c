"""``fairwatch purpose published``: what is forbidden and limited, for everybody to read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.command_line import run
from tests.commands.conftest import Office


def test_everybody_reads_what_is_limited_and_forbidden_and_since_when(office: Office) -> None:
    entries = office.run("purpose", "published", "--json").json()
    limited, *forbidden = entries
    assert (limited["of"], limited["megabytes"], limited["minutes"]) == ("short_video", 50, 60)
    assert all((entry["megabytes"], entry["minutes"]) == (None, None) for entry in forbidden)
    assert len(forbidden) > 100
    assert all(entry["begins"] for entry in entries)


@pytest.mark.parametrize(("language", "words"), [("zh", "短视频.*60 分钟"), ("en", "Short video.*60 min")])
def test_in_the_readers_language(office: Office, language: str, words: str) -> None:
    shown = office.run("purpose", "published", FAIRWATCH_LANG=language).out
    assert re.search(words, shown)


def test_as_installed_there_is_none(tmp_path: Path, governed: None) -> None:
    root = tmp_path / "new"
    assert run("init", root).code == 0
    done = run("purpose", "published", "--json", FAIRWATCH_WORKSPACE=str(root))
    assert (done.code, done.json()) == (0, [])
