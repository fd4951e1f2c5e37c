"""The archives that a real Chromium writes: page views and submissions against what was really opened, and the door."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path

import polars as pl
import pytest
from recorder import browser, registers
from tests.e2e.browsing import Truth, browse
from tests.trial_organisation import quietly

from fairwatch import activity, columns, sources
from fairwatch.catalogue import Catalogue
from fairwatch.engine import connect
from fairwatch.pipeline.ingest import Ingest
from fairwatch.pipeline.trial_workspace import prepare
from fairwatch.recognise import Recogniser
from fairwatch.simulate import evaluate, read_truth

pytestmark = pytest.mark.e2e

DEVICE, ARCHIVE = "desk7", "desk7.har"


@pytest.fixture(scope="module", params=[1, 2, 3])
def recording(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive, what was really done, and the operator's files."""
    if browser.chromium() is None:
        message = "Chromium is not installed (run `make packages`)"
        if os.environ.get("FAIRWATCH_TESTS_SKIP_NOTHING") == "1":
            pytest.fail(message)
        pytest.skip(message)
    folder, now = tmp_path_factory.mktemp("har"), dt.datetime.now(dt.UTC)
    truth = browse(folder / ARCHIVE, seed=request.param)
    registers.write_registers(folder, now)
    people = folder / "people.csv"
    people.write_text(people.read_text("utf-8").replace("Shanghai,,", f"Shanghai,{DEVICE}=company,", 1), "utf-8")
    _write_truth(folder, truth, registers.shift_around(now)[0].date())
    return folder


@pytest.fixture(scope="module")
def recognised(recording: Path) -> pl.DataFrame:
    """Everything in the archive, with its site, category and action."""
    (batch,) = sources.read(recording / ARCHIVE)
    assert batch.rejected.is_empty()
    catalogue = Catalogue.load(extra=recording)
    return Recogniser.load(catalogue=catalogue).recognise(catalogue.classify(batch.frame))


def test_page_views_are_those_that_were_opened(recording: Path, recognised: pl.DataFrame) -> None:
    match = evaluate.page_views(_page_views(recognised), read_truth(recording))
    assert match.true > 60
    assert match.recall >= 0.95
    assert match.precision >= 0.95


def test_submissions_are_exact(recording: Path, recognised: pl.DataFrame) -> None:
    sent = recognised.filter(pl.col("action") == "resume_submission").select("ts_us", "site", person=pl.lit("p9001"))
    match = evaluate.submissions(sent, read_truth(recording))
    assert (match.found, match.right, match.true) == (2, 2, 2)


def test_what_somebody_opened_is_a_small_part_of_what_was_fetched(recording: Path, recognised: pl.DataFrame) -> None:
    """Else the test before this one would be easy."""
    documents = recognised.filter(pl.col("url").str.contains(r"[.]html$"))
    opened = read_truth(recording).views.height
    assert documents.height > 3 * opened
    assert recognised.height > 8 * opened


@pytest.mark.parametrize("recording", [1], indirect=True)
def test_only_purposes_of_which_it_was_told_take_it(recording: Path, governed: None, tmp_path: Path) -> None:
    """An archive is made on the computer, and nobody was told that ``traffic`` looks there (R21)."""
    installation = prepare(tmp_path / "workspace", recording)
    ingest = Ingest(installation, dt.datetime.now(dt.UTC))
    report = ingest.read(recording / ARCHIVE, format=f"har:{DEVICE}", progress=quietly)
    raw = installation.lake.read("work-time", "raw")
    assert report.admitted > 0
    assert set(raw["grade"]) == {"agent"}
    assert {"news", "video", "shopping"} <= set(raw["category"])
    assert installation.lake.read("traffic", "raw").is_empty()


@pytest.mark.parametrize("recording", [1], indirect=True)
def test_an_archive_of_nobodys_computer_gives_nothing(recording: Path, governed: None, tmp_path: Path) -> None:
    installation = prepare(tmp_path / "workspace", recording)
    report = Ingest(installation, dt.datetime.now(dt.UTC)).read(recording / ARCHIVE, progress=quietly)
    assert report.format == "har"
    assert report.admitted == 0
    assert report.lines == report.skipped + report.refused.total()


def _page_views(recognised: pl.DataFrame) -> pl.DataFrame:
    """What the time formula counts, with hosts as sites: of rows as the gate would store them."""
    rows = recognised.with_columns(
        day=pl.from_epoch("ts_us", time_unit="us").dt.date(),
        subject=pl.lit("p9001"),
        department=pl.lit(None, pl.String),
        span_start_us=pl.lit(0, pl.Int64),
        span_end_us=pl.lit(0, pl.Int64),
        site="host",
    )
    stored = rows.select(pl.col(name).cast(columns.STORED[name]) for name in columns.STORED if name in rows.columns)
    with connect() as engine:
        found = engine.execute(activity.page_views(engine.memory(stored)))
    return found.select("ts_us", person="subject", host="site")


def _write_truth(folder: Path, truth: Truth, day: dt.date) -> None:
    catalogue = Catalogue.load(extra=folder)
    tables = {
        name: [
            {"person": "p9001", "ts_us": ts, "host": host, "site": catalogue.lookup(host).site.key, "seen": True}
            for ts, host in instants
        ]
        for name, instants in (("views", truth.views), ("submissions", truth.submissions))
    }
    facts = {"recorded_on": day.isoformat(), "tables": tables}
    (folder / "truth.json").write_text(json.dumps(facts), encoding="utf-8")
