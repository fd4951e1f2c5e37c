"""Analyses are found by themselves, and refuse when no purpose they read is active."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest
from tests.analyses.office import inputs, policy

from fairwatch.analyses import Analysis, analyses, registry, run
from fairwatch.errors import ConfigError, Refused
from fairwatch.findings import Result
from fairwatch.text import Text

OURS = ["anomaly", "bandwidth", "departure", "detections", "leak", "sites", "traffic", "violations", "work-time"]


@pytest.fixture
def entry_points(monkeypatch):
    """Pretend that other packages offer these analyses."""

    def offer(**points: str) -> None:
        found = [EntryPoint(name, value, registry.ENTRY_POINTS) for name, value in points.items()]
        monkeypatch.setattr(registry, "entry_points", lambda group: found if group == registry.ENTRY_POINTS else [])
        analyses.cache_clear()

    yield offer
    analyses.cache_clear()


def _count(_) -> Result:
    return Result("count", Text("", ""), {})


COUNT = Analysis("count", Text("", ""), (("traffic", "buckets"),), _count)
TWIN = Analysis("leak", Text("", ""), (), _count)
NOTHING = "no analysis"


def test_every_file_of_the_package_is_found() -> None:
    assert list(analyses()) == OURS


def test_other_packages_add_theirs(entry_points) -> None:
    entry_points(count=f"{__name__}:COUNT")
    assert list(analyses()) == [*OURS, "count"]


@pytest.mark.parametrize(("point", "complaint"), [("TWIN", "two analyses"), ("NOTHING", "no analysis")])
def test_a_bad_entry_point_says_where(entry_points, point: str, complaint: str) -> None:
    entry_points(theirs=f"{__name__}:{point}")
    with pytest.raises(ConfigError, match=complaint) as error:
        analyses()
    assert error.value.where == f"{__name__}:{point}"


def test_an_unknown_name_lists_the_known_ones(engine) -> None:
    with pytest.raises(ConfigError, match="work-time"):
        run("horoscope", inputs(engine, {}))


@pytest.mark.parametrize("name", OURS)
def test_without_an_active_purpose_an_analysis_is_refused(engine, name: str) -> None:
    with pytest.raises(Refused) as refused:
        run(name, inputs(engine, {}, policy(kinds=())))
    assert refused.value.code == ("E_LEAVING_OFF" if name == "departure" else "E_PURPOSE_INACTIVE")
