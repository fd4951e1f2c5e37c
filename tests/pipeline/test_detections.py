"""Published rules over a real recording: from the list to what each role is shown, and what never gets in."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
import yaml
from tests.trial_organisation import quietly, workspaces_of_their_own

from fairwatch import sources
from fairwatch.engine import connect
from fairwatch.identity import LeaseStore
from fairwatch.lake import RAW
from fairwatch.pipeline import trial_workspace
from fairwatch.pipeline.answers import answer
from fairwatch.pipeline.ingest import Ingest
from fairwatch.pipeline.installation import Installation, open_installation
from fairwatch.pipeline.line import Line
from fairwatch.pipeline.upkeep import roll_up
from fairwatch.recognise import to_publish
from fairwatch.viewer import Viewer

RECORDING = Path(__file__).parents[2] / "samples" / "recording"
START = trial_workspace.first_day(RECORDING)
EVENING = dt.datetime.combine(START, dt.time(12), dt.UTC)
BROWSER, NEWS, MANY, PLACES = (f"40000000-0000-4000-8000-00000000000{number}" for number in (1, 2, 3, 4))
MINUTE_US = 60_000_000

RULES = f"""\
title: A Browser
title_zh: 浏览器
id: {BROWSER}
name: browser
tags: [attack.command-and-control]
logsource: {{category: proxy}}
detection:
  all: {{c-useragent|contains: 'Chrome/'}}
  condition: all
level: low
---
title: The News
id: {NEWS}
tags: [cve.2026-0001]
logsource: {{category: proxy}}
detection:
  news: {{cs-host|endswith: '.paperkite.example', c-uri|contains: 'example/'}}
  condition: news
level: critical
---
title: Very many
id: {MANY}
correlation:
  type: event_count
  rules: [browser]
  group-by: [user]
  timespan: 1h
  condition: {{gte: 5}}
  generate: true
level: medium
---
title: Very many places
id: {PLACES}
correlation:
  type: value_count
  rules: [browser]
  group-by: [c-ip]
  timespan: 1m
  condition: {{gte: 3, field: cs-host}}
  generate: true
level: low
"""
NOBODYS = """\
title: {title}
id: 40000000-0000-4000-8000-00000000001{number}
logsource: {{category: proxy}}
detection:
  s: {{cs-host|endswith: '{host}'}}
  condition: s
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: object) -> Path:
    """The recording's organisation, every purpose active, no rule published."""
    root = tmp_path_factory.mktemp("recorded") / "workspace"
    with workspaces_of_their_own(django_db_blocker):
        trial_workspace.prepare(root, RECORDING)
    return root


@pytest.fixture
def copy(workspace: Path, tmp_path: Path, governed: None) -> Callable[[str], Installation]:
    def of(name: str) -> Installation:
        shutil.copytree(workspace, tmp_path / name)
        return open_installation(tmp_path / name)

    return of


def publish(installation: Installation, folder: Path, *, days_before: int = 60, everywhere: bool = False) -> None:
    """Publish the rules of a folder, and walk ``violations`` through its procedure with them."""
    from fairwatch.governance.services import purposes, rule_lists

    root = installation.workspace.root
    holders = trial_workspace._holders(root / "people.csv")
    listed, _ = to_publish(folder, installation.catalogue, attacks_everywhere=everywhere)
    rule_lists.publish(listed, START - dt.timedelta(days=days_before), actor=holders["dpo"], now=EVENING)
    dossier = trial_workspace._dossier("violations", START, holders)
    dossier["scope"]["rule_list"] = listed.hash
    file = folder / "dossier"
    file.write_text(yaml.safe_dump(dossier, allow_unicode=True), encoding="utf-8")
    purposes.activate("violations", file, holders["dpo"], now=EVENING)


def ingest(installation: Installation) -> pl.DataFrame:
    """Read the recording; the rows of hits."""
    report = Ingest(installation, EVENING).read(RECORDING / "access.log", progress=quietly)
    assert report.fault is None
    raw = installation.lake.read("violations", RAW)
    return raw.filter(pl.col("detection").is_not_null()) if "detection" in raw.columns else raw.clear()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "ours.yml").write_text(RULES, encoding="utf-8")
    return tmp_path / "rules"


def normalised(installation: Installation) -> pl.DataFrame:
    """The recording's lines as the gate sees them."""
    with sources.open_log(RECORDING / "access.log", "auto", complete=True) as log:
        frame = pl.concat(batch.frame for batch in log.batches())
    line = Line(installation.catalogue, LeaseStore(installation.workspace.leases).load())
    seen = line.normalised(frame, installation.policy(EVENING))
    return seen.filter(pl.col("person").is_not_null()).with_columns(pl.col("category", "action").cast(pl.String))


def test_hits_are_kept_counted_and_shown_to_each_as_they_may_see_them(
    copy: Callable[[str], Installation], folder: Path
) -> None:
    installation = copy("with")
    publish(installation, folder)
    hits = ingest(installation)
    purpose = installation.policy(EVENING).purpose("violations")
    seen = normalised(installation).filter(
        pl.col("category").is_in(purpose.categories),
        pl.col("action") != "machine",
        pl.col("user_agent").str.contains("Chrome/"),
    )
    assert hits.filter(detection=BROWSER)["requests"].sum() == seen.height > 0
    assert (
        hits.filter(detection=NEWS)["requests"].sum()
        == seen.filter(pl.col("host").str.ends_with(".paperkite.example")).height
        > 0
    )
    with connect("duckdb") as engine:
        roll_up(installation.lake, engine, installation.policy(EVENING))
    together = installation.lake.read("violations", "correlations").filter(detection=PLACES)
    assert (
        together.height
        == len([person for person in seen["person"].unique() if most_hosts_in_a_minute(seen, person) >= 3])
        > 0
    )

    (own,) = answer(installation, ["detections"], Viewer("p9001", "employee"), now=EVENING)
    assert set(own.tables["findings"].frame["detection"]) == {BROWSER, NEWS, MANY, PLACES}
    assert "subject" not in own.tables["findings"].frame.columns
    (analyst,) = answer(installation, ["detections"], Viewer("officer-analyst", "analyst"), now=EVENING)
    pseudonyms = set(analyst.tables["findings"].frame["subject"])
    assert pseudonyms
    assert pseudonyms.isdisjoint({"p9001", "p9002", *hits["subject"]})
    (hr,) = answer(installation, ["detections"], Viewer("officer-hr", "hr"), now=EVENING)
    assert "findings" not in hr.tables
    assert all(table.frame["requests"].null_count() == table.frame.height for table in hr.tables.values()), "two people"


def most_hosts_in_a_minute(seen: pl.DataFrame, person: int) -> int:
    mine = seen.filter(person=person)
    within = (mine.filter(pl.col("ts_us").is_between(at, at + MINUTE_US)) for at in mine["ts_us"])
    return max(hits["host"].n_unique() for hits in within)


def test_r24_without_a_list_or_before_it_is_in_force_nothing_is_kept(
    copy: Callable[[str], Installation], folder: Path
) -> None:
    assert ingest(copy("without")).is_empty()
    early = copy("early")
    publish(early, folder, days_before=10)
    assert len(early.policy(EVENING).rule_list.rules) == 2, "approved, and the fortnight is not over"
    assert ingest(early).is_empty()


def test_a_list_changes_nothing_else_of_what_is_stored(copy: Callable[[str], Installation], folder: Path) -> None:
    def stored(name: str) -> dict[str, list[tuple[object, ...]]]:
        installation = copy(name)
        if name == "with":
            publish(installation, folder, everywhere=True)
        hits = ingest(installation)
        assert hits.is_empty() == (name == "without")
        raw = {purpose: installation.lake.read(purpose, RAW) for purpose in installation.lake.purposes()}
        violations = raw.pop("violations", hits)
        assert violations.height == hits.height, "nothing else of the recording is one"
        return {purpose: sorted(rows.rows(), key=repr) for purpose, rows in raw.items()}

    assert stored("with") == stored("without")


def test_r16_r17_r26_a_rule_that_hits_everything_brings_in_no_place_and_no_job_search(
    copy: Callable[[str], Installation], folder: Path
) -> None:
    installation = copy("greedy")
    publish(installation, folder, everywhere=True)
    hits = ingest(installation)
    assert {name for name in hits.columns if hits[name].null_count() < hits.height} == {
        *("day", "subject", "department", "bucket_us", "requests", "blocked", "detection"),
        *("correlation", "hit_us", "hit_value"),
    }
    assert set(hits.filter(pl.col("hit_value").is_not_null())["correlation"]) == {PLACES}
    seen = normalised(installation).filter(pl.col("user_agent").str.contains("Chrome/"))
    private = ["recruitment", "webmail", "network_drive", "infrastructure"]
    lawful = seen.filter(~pl.col("category").is_in(private).fill_null(value=False))
    assert hits.filter(detection=BROWSER)["requests"].sum() == lawful.height < seen.height
    content = b"".join(path.read_bytes() for path in installation.workspace.lake.rglob("*") if path.is_file())
    hosts = {host for host in seen["host"].drop_nulls() if host.endswith(".example")}
    assert not [host for host in hosts if host.encode() in content]


def test_r18_r26_rules_about_what_is_nobodys_business_are_on_no_list(
    copy: Callable[[str], Installation], folder: Path
) -> None:
    """The organisation's own sites count as well: its catalogue says that this is a job board."""
    installation = copy("guarded")
    for number, host in enumerate(("paperboat.example", "kettle.example", "www.51job.com")):
        text = NOBODYS.format(title="Plain", number=number, host=host)
        (folder / f"{number}.yml").write_text(text, encoding="utf-8")
    listed, verdicts = to_publish(folder, installation.catalogue, attacks_everywhere=True)
    assert [rule.id for rule in listed.rules] == [BROWSER, NEWS]
    assert [one.runs for one in verdicts if one.title == "Plain"] == [False] * 3
