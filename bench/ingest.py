"""The whole ``fairwatch ingest`` beside GoAccess and a bare Polars parse of the same file: lines per second, memory."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from bench import workload
from bench.figures import Figure, measure

GOACCESS = [
    "goaccess",
    "--no-global-config",
    "--no-progress",
    "--log-format=%x.%^ %~%L %h %^/%s %b %m %U %^",
    "--datetime-format=%s",
    "--date-format=%s",
    "--time-format=%s",
]


def figures() -> Iterator[Figure]:
    organisation = workload.organisation()
    log = organisation / "bench.log"
    goaccess = measure([*GOACCESS, log, "-o", workload.FOLDER / "goaccess.json"])
    yield Figure("goaccess_lines_per_s", round(workload.LINES / goaccess.seconds), "lines/s")
    bare = measure([sys.executable, "-m", "bench.bare_parse", log, workload.FOLDER / "bare.parquet"])
    yield Figure("bare_parse_lines_per_s", round(workload.LINES / bare.seconds), "lines/s")
    yield Figure("bare_parse_peak_rss_mb", round(bare.peak_mb), "MB")
    whole = measure(ingest(log, workload.fresh_workspace(organisation)))
    yield Figure("ingest_lines_per_s", round(workload.LINES / whole.seconds), "lines/s")
    yield Figure("ratio_ingest_goaccess", round(goaccess.seconds / whole.seconds, 2), "×")
    yield Figure("ratio_ingest_bare_parse", round(bare.seconds / whole.seconds, 2), "×")
    yield Figure("ingest_peak_rss_mb", round(whole.peak_mb), "MB")
    yield from _report(workload.FOLDER / "workspace")
    long = measure(ingest(workload.four_times(log), workload.fresh_workspace(organisation)))
    yield Figure("ingest_20m_lines_per_s", round(4 * workload.LINES / long.seconds), "lines/s")
    yield Figure("ingest_20m_peak_rss_mb", round(long.peak_mb), "MB")
    yield Figure("ratio_peak_rss_20m_5m", round(long.peak_mb / whole.peak_mb, 2), "×")


def ingest(log: Path, workspace: Path) -> list[str | Path]:
    """The command that reads a log into a workspace."""
    return [_fairwatch(), "ingest", log, "--workspace", workspace, "--json"]


def _report(workspace: Path) -> Iterator[Figure]:
    """The first report after the ingest: it rolls the days up, analyses, passes the door and draws."""
    from fairwatch.pipeline.trial_officers import variables  # noqa: PLC0415

    run = measure(
        [
            _fairwatch(),
            "report",
            "--out",
            workload.FOLDER / "report.html",
            "-w",
            workspace,
        ],
        env=variables(workspace, "hr"),
    )
    yield Figure("report_5m_seconds", round(run.seconds, 2), "s")
    yield Figure("report_5m_peak_rss_mb", round(run.peak_mb), "MB")


def _fairwatch() -> Path:
    return Path(os.path.dirname(sys.executable)) / "fairwatch"  # noqa: PTH120 - the link itself, not what it points to
