"""Registered files through the whole line: what agents on computers and sensors on the network saw of them."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
from pathlib import Path

import polars as pl
import pytest
from tests.trial_organisation import EVENING, START, quietly

from fairwatch import analyses
from fairwatch.engine import connect
from fairwatch.pipeline.answers import inputs_for
from fairwatch.pipeline.ingest import Ingest
from fairwatch.pipeline.installation import Installation
from fairwatch.pipeline.trial_officers import access_code
from fairwatch.pipeline.upkeep import roll_up
from fairwatch.simulate import read_truth
from fairwatch.viewer import Viewer

CERT = "id,date,user,pc,filename,activity,to_removable_media,from_removable_media,content"
PLANS = [f"canary-{number}.docx" for number in range(4)]


@pytest.fixture
def leaker(fresh: Installation, organisation: Path) -> dict[str, str]:
    """Somebody on day shift: person, login name, computer."""
    case = read_truth(organisation).case("leak_burst")[0]
    with (organisation / "people.csv").open(encoding="utf-8", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["person"] == case["person"])
    device, _, _ = row["devices"].partition("=")
    return {"person": row["person"], "account": row["accounts"].split(";")[0], "device": device.split(";")[0]}


@pytest.fixture
def registered(fresh: Installation, tmp_path: Path) -> dict[str, str]:
    """Four plans: their ids."""
    from fairwatch.governance.services import file_folders

    folder = tmp_path / "secret"
    folder.mkdir()
    for name in PLANS:
        (folder / name).write_text(f"contents of {name}")
    dpo = Viewer(access_code(fresh.workspace.root, "dpo")[0], "dpo")
    return file_folders.register_folder(folder, dpo, now=EVENING).ids


def agent_log(who: dict[str, str], *events: tuple[str, str, str, bool]) -> str:
    """CERT's table of files; times are those of Shanghai."""
    day = f"{START:%m/%d/%Y}"
    lines = [
        f"{{{number}}},{day} {time},{who['account']},{who['device']},C:\\p\\{name},File {done},{to_drive},False,x"
        for number, (time, done, name, to_drive) in enumerate(events)
    ]
    return "\n".join([CERT, *lines, ""])


def read(installation: Installation, path: Path, text: str, format: str) -> None:  # noqa: A002 - the CLI's word
    path.write_text(text, encoding="utf-8")
    report = Ingest(installation, EVENING).read(path, progress=quietly, format=format)
    assert report.fault is None


def leak(installation: Installation) -> dict[str, pl.DataFrame]:
    policy = installation.policy(EVENING)
    with connect() as engine:
        roll_up(installation.lake, engine, policy)
        result = analyses.run("leak", inputs_for(installation, engine, policy, now=EVENING))
    return {name: table.frame for name, table in result.tables.items()}


FOUR_STEPS = (
    *((f"09:3{number}:00", "Copy", name, False) for number, name in enumerate(PLANS)),
    ("09:50:00", "Open", PLANS[0], False),
    ("10:05:00", "Write", "canary-holiday.zip", False),
    ("10:20:00", "Copy", "canary-holiday.zip", True),
    ("10:40:00", "Delete", PLANS[0], False),
    ("10:41:00", "Delete", "canary-diary.docx", False),
    ("15:00:00", "Write", "canary-photos.zip", False),
)


def test_collected_packed_copied_to_a_drive_and_cleaned_up(
    fresh: Installation, leaker: dict[str, str], registered: dict[str, str], tmp_path: Path
) -> None:
    read(fresh, tmp_path / "file.csv", agent_log(leaker, *FOUR_STEPS), "cert:file@Asia/Shanghai")
    found = leak(fresh)
    assert found["sequences"].select("step", "category", "files").rows() == [
        ("collect", "work", 4),
        ("pack", "work", 0),
        ("send", "removable_drive", 0),
        ("clean_up", "work", 1),
    ]
    [part] = found["risk-parts"].rows(named=True)
    assert (part["kind"], part["points"]) == ("sequence", pytest.approx(80))
    assert set(found["trace"]["file"]) == set(registered.values())
    assert set(found["trace"]["device_class"]) == {"company"}
    stored = fresh.lake.read("leak", "buckets")
    assert stored.filter(action="pack").height == 1, "the photos of the afternoon are nobody's business"
    assert stored.filter(action="clean_up").height == 1, "and so is the diary"
    assert "canary" not in str(stored.to_dicts())


@pytest.mark.parametrize(
    ("server", "destination", "is_finding"), [("198.51.100.9", "elsewhere", True), ("10.20.200.9", "work", False)]
)
def test_a_renamed_file_that_a_sensor_saw_is_known_by_its_contents(
    fresh: Installation,
    leaker: dict[str, str],
    registered: dict[str, str],
    tmp_path: Path,
    organisation: Path,
    server: str,
    destination: str,
    is_finding: bool,
) -> None:
    at = dt.datetime.combine(START, dt.time(2, 30), dt.UTC).timestamp()
    with_a_lease = _address(fresh, leaker["device"], int(at * 1_000_000))
    record = {
        "ts": at, "fuid": "F1", "id.orig_h": with_a_lease, "id.resp_h": server, "is_orig": True, "seen_bytes": 5000,
        "filename": "canary-holiday.jpg", "mime_type": "image/jpeg",
        "md5": hashlib.md5(f"contents of {PLANS[2]}".encode()).hexdigest(),  # noqa: S324 - what Zeek logs
    }  # fmt: skip
    other = record | {"filename": "canary-dog.jpg", "md5": "ab" * 16}
    read(fresh, tmp_path / "files.log", "".join(json.dumps(one) + "\n" for one in (record, other)), "zeek-files-json")
    found = leak(fresh)
    [step] = found["trace"].rows(named=True)
    assert (step["file"], step["action"], step["category"], step["bytes_up"]) == (
        *(registered[PLANS[2]], "upload", destination),
        5000,
    )
    assert found["findings"].filter("registered").height == is_finding


def _address(installation: Installation, device: str, at_us: int) -> str:
    """The address that a computer had."""
    from fairwatch.identity import LeaseStore

    if not device.startswith("02:"):
        return device
    leases = LeaseStore(installation.workspace.leases).load()
    held = leases.filter(pl.col("device") == device, pl.col("start_us") <= at_us, pl.col("end_us") > at_us)
    return str(held["address"][0])
