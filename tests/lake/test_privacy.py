"""Adversary: search every byte below the lake for what must not be there."""

from __future__ import annotations

import datetime as dt
import os
import stat
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

SUBJECT = "canary-subject-0042"
SITE = "canary-site-4711"


def files_with(folder: Path, text: str) -> list[Path]:
    """Files that hold the text, as stored or inside compressed Parquet pages."""
    found = []
    for path in folder.rglob("*"):
        if not path.is_file():
            continue
        content = path.read_bytes()
        if path.suffix == ".parquet":
            content += str(pl.read_parquet(path).rows()).encode()
        if text.encode() in content:
            found.append(path)
    return found


@pytest.fixture
def stored(lake, rows):
    """A person's rows among another's, spread over enough commits that Delta wrote checkpoints."""
    for start in range(0, 120, 10):
        frame = pl.concat([rows(range(start, start + 5)), rows(range(start + 5, start + 10), subject=SUBJECT)])
        frame = frame.with_columns(site=pl.when(subject=SUBJECT).then(pl.lit(SITE)))
        lake.append("leak", frame, source="s", start=start, end=start + 10, policy_hash="h")
    days = lake.days("leak", "raw")
    lake.replace_days("leak", "visits", days, lake.read("leak", "raw"))
    assert list((lake.root / "leak/raw/_delta_log").glob("*.checkpoint.parquet"))
    return lake


def test_an_erased_person_is_physically_gone(stored) -> None:
    assert files_with(stored.root, SUBJECT), "the search itself must be able to find it"
    assert stored.erase_subject("leak", SUBJECT) == 120
    assert files_with(stored.root, SUBJECT) == []
    assert files_with(stored.root, SITE) == []
    assert stored.read("leak", "raw").height == 60


def test_expired_rows_are_physically_gone(stored) -> None:
    stored.expire_raw("leak", dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1))
    stored.expire("leak", "visits", dt.date(2027, 1, 1))
    for table in stored.tables("leak"):
        stored.vacuum("leak", table)
    assert files_with(stored.root, SUBJECT) == []
    assert list(stored.root.rglob("day=*")) == []


def test_compaction_leaves_no_second_copy(stored) -> None:
    stored.compact("leak", "raw")
    stored.vacuum("leak", "raw")
    assert len(files_with(stored.root / "leak/raw", SUBJECT)) == 1


def test_the_log_of_a_table_never_holds_a_value_of_its_rows(stored) -> None:
    """Neither statistics of the files nor the predicate of an erasure."""
    stored.erase_subject("leak", SUBJECT)
    logs = [path for path in stored.root.rglob("_delta_log/*") if path.is_file()]
    assert len(logs) > 20
    for value in (SUBJECT, SITE, "p0001", "minValues"):
        assert [path for path in files_with(stored.root, value) if path in logs] == []


def test_the_ledger_holds_no_log_content(lake, refusals, rejected) -> None:
    head = f"1788000000.000 198.51.100.7 {SUBJECT} GET http://{SITE}/\n".encode()
    source = lake.source(head, b"secret", format="squid")
    lake.commit_batch(
        source.id,
        start=0,
        end=99,
        lines=9,
        admitted_lines=4,
        refusals=refusals,
        rejected=rejected,
        policy_hash="h",
    )
    for text in (SUBJECT, SITE, "198.51.100.7"):
        assert files_with(lake.root, text) == []


def test_only_the_owner_may_look_inside(stored) -> None:
    assert stat.S_IMODE(stored.root.stat().st_mode) == 0o700
    assert stat.S_IMODE((stored.root / "leak" / "raw").stat().st_mode) == 0o700


def test_nothing_is_written_outside_the_lake(tmp_path) -> None:
    """The whole life of a table with every temporary folder of the system pointing to an empty one."""
    outside = tmp_path / "outside"
    outside.mkdir()
    env = os.environ | {"TMPDIR": str(outside), "POLARS_TEMP_DIR": str(outside), "HOME": str(outside)}
    subprocess.run([sys.executable, "-c", LIFE, str(tmp_path / "lake")], env=env, cwd=outside, check=True, timeout=60)
    assert list(outside.iterdir()) == []


LIFE = """
import datetime as dt, sys
from pathlib import Path
import polars as pl
from fairwatch.lake import Lake
lake, day = Lake(Path(sys.argv[1])), dt.date(2026, 9, 1)
for start in range(0, 30, 10):
    lines = list(range(start, start + 10))
    frame = pl.DataFrame({"day": [day] * 10, "subject": ["p0001", "p0042"] * 5, "line": lines})
    lake.append("leak", frame, source="s", start=start, end=start + 10, policy_hash="h")
lake.replace_days("leak", "visits", [day], lake.read("leak", "raw"))
lake.erase_subject("leak", "p0042")
lake.compact("leak", "raw")
lake.vacuum("leak", "raw")
lake.compact_books()
"""
