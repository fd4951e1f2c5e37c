"""The archives that a real Chromium writes: what is found in them against what was really opened, and the door."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from recorder import browser, browsing
from tests.trial_organisation import quietly, workspaces_of_their_own

from fairwatch import sources
from fairwatch.pipeline.evaluation import compare
from fairwatch.pipeline.ingest import Ingest
from fairwatch.pipeline.installation import Installation, open_installation
from fairwatch.pipeline.trial_workspace import prepare
from fairwatch.simulate import read_truth

pytestmark = pytest.mark.e2e

SEEDS = (1, 2, 3)
ARCHIVE = f"{browsing.DEVICE}.har"


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """By seed a folder with an archive, what was really done, and the operator's files. Browsers mostly wait: made side
    by side."""
    if browser.chromium() is None:
        message = "Chromium is not installed (run `make packages`)"
        if os.environ.get("FAIRWATCH_TESTS_SKIP_NOTHING") == "1":
            pytest.fail(message)
        pytest.skip(message)
    folders = {seed: tmp_path_factory.mktemp("har") for seed in SEEDS}
    with ThreadPoolExecutor() as people:
        made = [people.submit(browsing.record, folder, seed=seed) for seed, folder in folders.items()]
    assert [future.result().name for future in made] == [ARCHIVE] * 3
    return folders


@pytest.fixture(scope="module", params=SEEDS)
def recording(request: pytest.FixtureRequest, recordings: dict[int, Path]) -> Path:
    return recordings[request.param]


@pytest.fixture(scope="module")
def figures(recording: Path, django_db_blocker: Any) -> dict[str, float]:
    """What ``fairwatch evaluate`` says."""
    with workspaces_of_their_own(django_db_blocker):
        return compare(recording)


def test_page_views_are_those_that_were_opened(figures: dict[str, float]) -> None:
    assert figures["page_views"] > 60
    assert figures["page_view_recall"] >= 0.95
    assert figures["page_view_precision"] >= 0.95
    assert figures["host_views"] == 0


def test_what_was_sent_is_found_exactly(figures: dict[str, float]) -> None:
    assert (figures["submissions"], figures["submission_precision"], figures["submission_recall"]) == (2, 1, 1)
    assert (figures["uploads"], figures["upload_precision"], figures["upload_recall"]) == (1, 1, 1)


def test_what_somebody_opened_is_a_small_part_of_what_was_fetched(recording: Path) -> None:
    """Else the tests before this one would be easy."""
    (batch,) = sources.read(recording / ARCHIVE)
    assert batch.rejected.is_empty()
    documents = batch.frame.filter(pl.col("url").str.contains(r"[.]html$"))
    opened = read_truth(recording).views.height
    assert documents.height > 3 * opened
    assert batch.frame.height > 8 * opened


@pytest.fixture(scope="module")
def unread(
    recordings: dict[int, Path], tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> tuple[Path, Path]:
    """A workspace to copy that has read nothing yet, and an archive."""
    root = tmp_path_factory.mktemp("unread") / "workspace"
    with workspaces_of_their_own(django_db_blocker):
        prepare(root, recordings[1])
    return root, recordings[1] / ARCHIVE


@pytest.fixture
def workspace(unread: tuple[Path, Path], governed: None, tmp_path: Path) -> Installation:
    shutil.copytree(unread[0], tmp_path / "workspace")
    return open_installation(tmp_path / "workspace")


def test_only_purposes_of_which_it_was_told_take_it(unread: tuple[Path, Path], workspace: Installation) -> None:
    """An archive is made on the computer, and nobody was told that ``traffic`` looks there (R21)."""
    ingest = Ingest(workspace, dt.datetime.now(dt.UTC))
    report = ingest.read(unread[1], format=f"har:{browsing.DEVICE}", progress=quietly)
    raw = workspace.lake.read("work-time", "raw")
    assert report.admitted > 0
    assert set(raw["grade"]) == {"agent"}
    assert {"news", "video", "shopping"} <= set(raw["category"])
    assert workspace.lake.read("traffic", "raw").is_empty()


def test_an_archive_of_nobodys_computer_gives_nothing(unread: tuple[Path, Path], workspace: Installation) -> None:
    report = Ingest(workspace, dt.datetime.now(dt.UTC)).read(unread[1], progress=quietly)
    assert report.format == "har"
    assert report.admitted == 0
    assert report.lines == report.skipped + report.refused.total()
