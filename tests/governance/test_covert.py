"""There is no covert mode: no switch for it, no purpose outside the register, no method untold (R21)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.governance.sample import NOW
from tests.governance.test_procedure import BY, STEPS, WORDING

from fairwatch import workspace
from fairwatch.errors import ConfigError, Refused
from fairwatch.governance import scope
from fairwatch.governance.models import PurposeVersion
from fairwatch.governance.services import procedure, purposes, timers
from fairwatch.governance.services.snapshot import compile_snapshot

Activate = Callable[..., None]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    workspace.create(tmp_path / "office", "cn")
    return tmp_path / "office"


def say(office: Path, line: str) -> None:
    with (office / workspace.SETTINGS).open("a", encoding="utf-8") as file:
        file.write(line + "\n")


@pytest.mark.parametrize(
    "line",
    [
        "hide_icon = true",
        "hide-icon = false",
        "covert = true",
        "[agent]\nsilent = true",
        "[agent.tray]\nStealthMode = 0",
        "HIDDEN = 1",
    ],
)
def test_r21_a_setting_that_hides_the_observation_keeps_the_workspace_shut(office: Path, line: str) -> None:
    assert workspace.open_workspace(office).law == "cn"
    say(office, line)
    with pytest.raises(Refused, match="E_COVERT"):
        workspace.open_workspace(office)


def test_r21_nor_does_the_environment_have_such_a_switch(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIRWATCH_SILENT_MODE", "0")
    with pytest.raises(Refused, match="E_COVERT"):
        workspace.open_workspace(office)


@settings(max_examples=30, deadline=None)
@given(name=st.from_regex(r"[a-z]{3,12}(_[a-z]{3,12})?", fullmatch=True))
def test_r21_other_settings_open_it(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    root = tmp_path_factory.mktemp("w") / "office"
    workspace.create(root, "cn")
    if name not in {"law", "region"} and not set(name.split("_")) & workspace.COVERT:
        say(root, f"{name} = 1")
    assert workspace.open_workspace(root).law == "cn"


def walk(wording: scope.Scope) -> PurposeVersion:
    version = procedure.draft(wording, "p0003", **BY)
    for step in STEPS.values():
        step(version)
    return version


def test_r21_a_purpose_that_is_in_no_register_is_never_active(organisation: None) -> None:
    with pytest.raises(Refused, match="E_COVERT"):
        walk(dataclasses.replace(WORDING, id="side-door"))
    assert compile_snapshot(NOW).purposes == ()


def test_r21_what_is_in_the_register_is_and_the_register_says_so(organisation: None) -> None:
    version = walk(WORDING)
    (live,) = compile_snapshot(NOW).purposes
    listed = {row.id: row for row in purposes.catalogue(NOW)}[live.id]
    assert (listed.state, listed.scope_hash) == ("ACTIVE", live.version_hash) == ("ACTIVE", version.scope_hash)


def test_r21_r22_a_wording_changed_behind_the_registers_back_stops_the_purpose(
    organisation: None, activate: Activate
) -> None:
    activate("work-time")
    version = PurposeVersion.objects.get()
    PurposeVersion.objects.update(scope=version.scope | {"methods": ["network", "agent"]})
    assert compile_snapshot(NOW).purposes == ()
    assert [(move.purpose, move.reason) for move in timers.run(NOW)] == [("work-time", "E_COVERT")]


@pytest.mark.parametrize("purpose", scope.templates())
def test_r21_an_agent_collects_only_where_the_dossier_says_so(
    organisation: None, activate: Activate, purpose: str
) -> None:
    activate(purpose)
    assert compile_snapshot(NOW).purpose(purpose).methods == {"network"}


def test_r21_where_it_does_it_is_part_of_the_wording_that_everybody_is_told(
    organisation: None, activate: Activate
) -> None:
    activate("work-time")
    without = PurposeVersion.objects.get().scope_hash
    activate("work-time", scope__methods=["network", "agent"])
    live = compile_snapshot(NOW).purpose("work-time")
    assert live.methods == {"network", "agent"}
    assert live.version_hash != without


def test_r21_group_purposes_have_no_agent_at_all(organisation: None, activate: Activate) -> None:
    for purpose in ("traffic", "departure-group"):
        with pytest.raises(ConfigError):
            activate(purpose, scope__methods=["agent"])


def test_r21_a_dossier_has_no_covert_field(organisation: None, activate: Activate) -> None:
    with pytest.raises(ConfigError):
        activate("work-time", scope__covert=True, scope__until=dt.date(2026, 12, 31))
