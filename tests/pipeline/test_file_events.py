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
from fairwatch.pipeline.ingest import Ingest, renaming_first
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


def sensor_log(*events: dict[str, object]) -> str:
    return "".join(json.dumps(one) + "\n" for one in events)


@pytest.mark.parametrize(
    ("name", "after_s", "by_somebody_else", "found"),
    [
        ("canary-holiday.jpg", 1800, False, True),
        ("canary-holiday (1).jpg", 1800, False, True),
        ("canary-holiday.jpg.zip", 1800, False, True),
        ("canary-holiday.jpg", -1800, False, False),
        ("canary-holiday.jpg", 1800, True, False),
        ("canary-dog.jpg", 1800, False, False),
    ],
    ids=["the new name", "a copy of it", "an archive of it", "before", "somebody else's file", "another name"],
)
def test_a_file_that_was_renamed_on_a_share_is_followed_under_its_new_name_in_other_logs(
    fresh: Installation,
    leaker: dict[str, str],
    registered: dict[str, str],
    tmp_path: Path,
    name: str,
    after_s: int,
    by_somebody_else: bool,
    found: bool,
) -> None:
    at = dt.datetime.combine(START, dt.time(2, 30), dt.UTC)
    mine = _address(fresh, leaker["device"], int(at.timestamp() * 1_000_000))
    on_share = {"ts": at.timestamp() - 1200, "id.orig_h": mine, "id.resp_h": "10.20.200.9", "size": 70_000}
    renaming = on_share | {"ts": at.timestamp(), "action": "SMB::FILE_RENAME", "prev_name": f"p\\{PLANS[1]}"}
    smb = (
        on_share | {"action": "SMB::FILE_READ", "name": f"p\\{PLANS[1]}"},
        renaming | {"name": "p\\canary-holiday.jpg"},
        renaming | {"name": "p\\canary-dog.jpg", "prev_name": "p\\canary-cat.jpg"},
        renaming | {"name": "p\\~WRL0001.tmp", "prev_name": f"p\\{PLANS[2]}"},
    )
    read(fresh, tmp_path / "smb_files.log", sensor_log(*smb), "zeek-smb_files-json")
    other = "10.99.0.1" if by_somebody_else else mine
    mail = {
        "timestamp": (at + dt.timedelta(seconds=after_s)).isoformat(),
        "event_type": "smtp", "src_ip": other, "src_port": 49152, "dest_ip": "198.51.100.25", "dest_port": 25,
        "smtp": {"mail_from": "<me@corp.example>", "rcpt_to": ["<friend@gmail.com>"]}, "email": {"attachment": [name]},
    }  # fmt: skip
    read(fresh, tmp_path / "eve.json", sensor_log(mail), "suricata-eve")
    tables = leak(fresh)
    steps = tables["trace"].select("file", "action", "category").rows()
    moved = [(registered[PLANS[1]], "download", "work"), (registered[PLANS[1]], "rename", "work")]
    assert steps == [*moved, (registered[PLANS[1]], "upload", "webmail")] if found else steps == moved
    expected = ["collect", "rename", "send"] if found else []
    assert tables["sequences"]["step"].to_list() == expected
    stored = [path.read_bytes().lower() for path in fresh.workspace.root.rglob("*") if path.is_file()]
    assert not any(b"canary" in content for content in stored)


def test_names_are_followed_within_one_log_and_from_one_to_the_next(
    fresh: Installation, leaker: dict[str, str], registered: dict[str, str], tmp_path: Path
) -> None:
    at = dt.datetime.combine(START, dt.time(2, 30), dt.UTC)
    mine = _address(fresh, leaker["device"], int(at.timestamp() * 1_000_000))

    def renamed(minute: int, former: str, name: str) -> dict[str, object]:
        moment = {"timestamp": (at + dt.timedelta(minutes=minute)).isoformat(), "event_type": "smb"}
        server = {"src_ip": mine, "src_port": 49152, "dest_ip": "10.20.200.9", "dest_port": 445}
        return moment | server | {"smb": {"status": "STATUS_SUCCESS", "rename": {"from": former, "to": name}}}

    plan = f"p\\{PLANS[1]}"
    first = (renamed(0, plan, "p\\canary-a.jpg"), renamed(1, "p\\canary-a.jpg", "p\\canary-b.jpg"))
    read(fresh, tmp_path / "eve-1.json", sensor_log(*first), "suricata-eve")
    read(fresh, tmp_path / "eve-2.json", sensor_log(renamed(2, "canary-b.jpg", "canary-c.jpg")), "suricata-eve")
    trace = leak(fresh)["trace"]
    assert trace.select("file", "action", "requests").rows() == [(registered[PLANS[1]], "rename", 3)]
    assert "new_name_hash" not in fresh.lake.read("leak", "buckets").columns


def test_logs_of_renaming_are_read_first(tmp_path: Path) -> None:
    samples = Path(__file__).parents[1] / "sources" / "samples"
    names = ["squid.log", "zeek-smb_files.log", "zeek-files.log", "zeek-smb_files-json.log"]
    given = [*(samples / name for name in names), tmp_path / "gone.log"]
    assert renaming_first(given, "auto") == [given[1], given[3], given[0], given[2], given[4]]


def _address(installation: Installation, device: str, at_us: int) -> str:
    """The address that a computer had."""
    from fairwatch.identity import LeaseStore

    if not device.startswith("02:"):
        return device
    leases = LeaseStore(installation.workspace.leases).load()
    held = leases.filter(pl.col("device") == device, pl.col("start_us") <= at_us, pl.col("end_us") > at_us)
    return str(held["address"][0])
