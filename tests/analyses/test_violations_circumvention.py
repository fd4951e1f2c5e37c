"""Refused, and within an hour a way around."""

from __future__ import annotations

from typing import Any

import pytest
from tests.analyses.office import MONDAY, inputs, policy, rows, us

from fairwatch.analyses import run

PEOPLE = [{"person": f"p{number:04}"} for number in range(98)]


def quarter(time: str, site: str, action: str, requests: int, blocked: int, **other: Any) -> dict[str, Any]:
    return {"bucket_us": us(MONDAY, time), "site": site, "action": action, "requests": requests, "blocked": blocked} | {
        "bytes_up": 0,
        "bytes_down": 0,
        **other,
    }


def refused(time: str = "09:15", site: str = "arcade", action: str = "forbidden_app", **other: Any) -> dict[str, Any]:
    return quarter(time, site, action, 3, 3, **other)


def tunnel(time: str = "09:45", **other: Any) -> dict[str, Any]:
    return quarter(time, "gate", "tunnel", 7, 0, **other)


def played(time: str, **other: Any) -> dict[str, Any]:
    return quarter(time, "arcade", "forbidden_app", 5, 0, **other)


@pytest.fixture
def ask(engine):
    def tables(*buckets):
        given = {("violations", "buckets"): rows("violations", "buckets", buckets)}
        return run("violations", inputs(engine, given, policy(PEOPLE))).tables

    return tables


def test_refused_and_then_a_tunnel_is_circumvention_with_its_steps(ask) -> None:
    found = ask(refused(), tunnel())
    assert found["circumvention"].frame.rows() == [
        ("p0001", us(MONDAY, "09:15"), "refused", "forbidden_app", "arcade", 3, 3),
        ("p0001", us(MONDAY, "09:45"), "around", "tunnel", "gate", 7, 0),
    ]


def test_its_points_are_those_of_both_steps_together(ask) -> None:
    """Each is what one of 98 people did: (1 + 1) / (98 + 2), so 17 points each and 34 together."""
    parts = ask(refused(), tunnel())["risk-parts"].frame
    assert dict(parts.select("action", "points").rows()) == {
        "circumvention": pytest.approx(33.98, abs=0.01),
        "forbidden_app": pytest.approx(16.99, abs=0.01),
        "tunnel": pytest.approx(16.99, abs=0.01),
    }


@pytest.mark.parametrize(
    "buckets",
    [
        [refused(), played("09:30")],
        [refused(site="gate", action="tunnel"), tunnel()],
        [refused(), quarter("10:15", "desk", "remote_control", 2, 1)],
        [tunnel("08:00"), refused(), tunnel("09:30")],
        [refused("09:00"), refused("09:15"), tunnel("10:15")],
    ],
    ids=[
        "the app by another address", "a tunnel that was refused first", "remote control that got through in part",
        "a tunnel that had ended long before", "the last of several refusals counts",
    ],
)  # fmt: skip
def test_what_is_one(ask, buckets) -> None:
    assert ask(*buckets)["circumvention"].frame["step"].to_list() == ["refused", "around"]


@pytest.mark.parametrize(
    "buckets",
    [
        [refused()],
        [tunnel()],
        [tunnel("09:00"), refused()],
        [refused("09:15"), tunnel("09:15")],
        [refused("09:15"), tunnel("10:30")],
        [refused(), tunnel(subject="p0002")],
        [tunnel("09:00"), refused(), tunnel("09:45")],
        [quarter("09:15", "arcade", "forbidden_app", 3, 2), tunnel()],
        [refused(), quarter("09:45", "gate", "tunnel", 7, 7)],
        [refused(), quarter("09:45", "other-arcade", "forbidden_app", 5, 0)],
        [refused(action="page_view"), tunnel()],
    ],
    ids=[
        "nothing but a refusal", "nothing but a tunnel", "before it", "in the same quarter hour", "an hour later",
        "somebody else", "a tunnel that had been in use", "not everything was refused", "the tunnel refused as well",
        "another app", "what is on no list",
    ],
)  # fmt: skip
def test_what_is_none(ask, buckets) -> None:
    assert ask(*buckets)["circumvention"].frame.is_empty()


def test_one_refusal_and_two_ways_around_are_three_steps(ask) -> None:
    steps = ask(refused(), tunnel(), quarter("10:00", "desk", "remote_control", 2, 0))["circumvention"].frame
    assert steps["step"].to_list() == ["refused", "around", "around"]
