"""Where the installation keeps its data (R34)."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairwatch import workspace
from fairwatch.governance import places
from fairwatch.governance.places import UNKNOWN, Place

pytestmark = pytest.mark.usefixtures("nothing_declared")


@pytest.fixture
def nothing_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "FAIRWATCH_REGION",
        "FAIRWATCH_ENGINE_REGION",
        "FAIRWATCH_DATABASE_URL",
        "FAIRWATCH_WORKSPACE",
        "PGHOST",
        "PGHOSTADDR",
    ):
        monkeypatch.delenv(name, raising=False)


def database(monkeypatch: pytest.MonkeyPatch, url: str) -> list[Place]:
    monkeypatch.setenv("FAIRWATCH_DATABASE_URL", url)
    return list(places.places())


def test_a_file_is_where_the_organisation_is() -> None:
    assert list(places.places()) == []


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "10.1.2.3", "[fd00::1]", "db", "db.lan", "db.fairwatch.svc.cluster.local", ""]
)
def test_so_is_a_server_of_its_own_network(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    assert database(monkeypatch, f"postgresql://u:p@{host}/x") == []


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:p@db.example.com/x",
        "postgresql://u:p@8.8.8.8/x",
        "postgresql://u:p@localhost,db.example.com/x",
        "postgresql:///x?host=db.example.com",
        "postgresql://localhost/x?hostaddr=8.8.8.8",
        "postgresql://localhost/x?service=elsewhere",
    ],
)
def test_r34_a_server_with_a_public_name_might_be_anywhere(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    assert database(monkeypatch, url) == [Place("database", UNKNOWN)]


def test_r34_unless_somebody_says_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIRWATCH_REGION", "cn")
    assert database(monkeypatch, "postgresql://u:p@db.example.com/x") == [Place("region", "CN")]


def test_the_workspace_may_say_so_as_well(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    workspace.create(tmp_path / "w", "cn")
    with (tmp_path / "w" / workspace.SETTINGS).open("a", encoding="utf-8") as file:
        file.write('region = "US"\n')
    monkeypatch.setenv("FAIRWATCH_WORKSPACE", str(tmp_path / "w"))
    assert list(places.places()) == [Place("region", "US")]
    monkeypatch.setenv("FAIRWATCH_REGION", "CN")  # one of the two is wrong, so both are looked at
    assert list(places.places()) == [Place("region", "CN"), Place("region", "US")]


@pytest.mark.parametrize(
    ("region", "home", "inside"),
    [
        ("CN", "CN", True),
        ("HK", "CN", False),
        ("US", "CN", False),
        (UNKNOWN, "CN", False),
        ("DE", "EEA", True),
        ("NO", "EEA", True),
        ("CH", "EEA", False),
        ("GB", "EEA", False),
    ],
)
def test_areas(region: str, home: str, inside: bool) -> None:
    assert places.is_inside(region, home) is inside


@pytest.mark.parametrize("host", ["localhost", "10.1.2.3", "spark", "spark.lan", "master.svc.cluster.local"])
def test_an_engine_of_its_own_network_is_where_the_organisation_is(host: str) -> None:
    assert list(places.of_engine([host])) == []


def test_r34_an_engine_with_a_public_name_might_be_anywhere_unless_somebody_says_where(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    masters = ["spark.lan", "spark.example.com"]
    assert list(places.of_engine(masters)) == [Place("engine spark.example.com", UNKNOWN)]
    monkeypatch.setenv("FAIRWATCH_ENGINE_REGION", "sg")
    assert {place.region for place in places.of_engine(masters)} == {"SG"}
