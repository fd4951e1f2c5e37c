"""Quotas: what is limited instead of forbidden is kept for its sums, from when the quota is in force (R24, R25)."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from tests.gate.office import SUMS, Office, batch, codes, line, us

from fairwatch import gate
from fairwatch.errors import Refused
from fairwatch.policy import Quota

AT_TEN = us("2026-09-01T10:00+08:00")
FILMS = Quota("films", None, 500_000_000, None, AT_TEN)
VIDEO = Quota(None, "video", None, 90, AT_TEN)


def limited(*quotas: Quota, **changes: Any) -> Office:
    """One person under a violations purpose as it is installed, with these quotas."""
    office = Office()
    office.person("p0001")
    usual = {"grain": "quarter_hour", "columns": SUMS, "categories": frozenset({"video", "news", "games", "work"})}
    actions = frozenset({"forbidden_app", "remote_control", "tunnel"})
    office.active("violations", **usual | {"actions": actions, "quotas": quotas} | changes)
    return office


def film(at: int = AT_TEN, **changes: Any) -> dict[str, Any]:
    return line(at, site="films", category="video", bytes_up=1, bytes_down=9, **changes)


def kept(office: Office, *lines: dict[str, Any]) -> list[tuple[Any, ...]]:
    [admitted] = gate.admit(batch(*lines), office.policy()).admitted
    return (
        admitted.frame.select("bucket_us", "site", "category", "action", "requests", "bytes_down")
        .sort("bucket_us")
        .rows()
    )


@pytest.mark.parametrize("quota", [FILMS, VIDEO])
def test_use_is_kept_as_sums_of_a_quarter_hour(quota: Quota) -> None:
    lines = [film(), film(AT_TEN + 60_000_000, action="media"), film(AT_TEN + 900_000_000)]
    assert kept(limited(quota), *lines) == [
        (AT_TEN, "films", "video", "quota", 2, 18),
        (AT_TEN + 900_000_000, "films", "video", "quota", 1, 9),
    ]


def test_r24_use_before_a_quota_is_in_force_is_not_stored_not_even_on_the_same_day() -> None:
    office = limited(FILMS, VIDEO)
    before = [film(AT_TEN - 1), film(AT_TEN - 900_000_000)]
    assert kept(office, *before, film()) == [(AT_TEN, "films", "video", "quota", 1, 9)]
    assert codes(gate.admit(batch(*before), office.policy())) == {"E_LIST_UNPUBLISHED": 2}


def test_r24_use_before_an_app_is_forbidden_is_not_stored_not_even_on_the_same_day() -> None:
    office = limited()
    office.more["forbidden_sites"] = {"films": AT_TEN}
    assert kept(office, film(AT_TEN - 1), film()) == [(AT_TEN, "films", "video", "forbidden_app", 1, 9)]


def test_without_a_quota_nothing_of_it_is_kept() -> None:
    assert kept(limited(), film()) == []
    assert kept(limited(VIDEO), line(site="daily", category="news"), line(site=None, category=None)) == []


@pytest.mark.parametrize(
    "what",
    [
        {"action": "embedded"},
        {"action": "download"},
        {"action": "machine"},
        {"action": "job_search"},
        {"asset": True},
        {"blocked": True},
    ],
    ids=str,
)
def test_what_nobody_opened_or_the_proxy_refused_is_no_use(what: dict[str, Any]) -> None:
    assert kept(limited(VIDEO), film(**what)) == []


def test_a_film_counts_wherever_its_pieces_come_from() -> None:
    assert kept(limited(VIDEO), film(action="media", asset=True)) == [(AT_TEN, "films", "video", "quota", 1, 9)]


def test_an_app_that_is_forbidden_as_well_is_a_forbidden_one() -> None:
    office = limited(VIDEO)
    office.more["forbidden_sites"] = {"films": AT_TEN + 900_000_000}
    assert [row[3] for row in kept(office, film(), film(AT_TEN + 900_000_000))] == ["quota", "forbidden_app"]


def test_an_app_stays_forbidden_while_a_quota_of_it_is_not_in_force_yet() -> None:
    office = limited(Quota(None, "video", 1, None, AT_TEN + 900_000_000))
    office.more["forbidden_sites"] = {"films": AT_TEN}
    assert [row[3] for row in kept(office, film())] == ["forbidden_app"]


def test_a_tunnel_stays_a_tunnel() -> None:
    assert [row[3] for row in kept(limited(VIDEO), film(action="tunnel"))] == ["tunnel"]


@pytest.mark.parametrize("category", ["work", "recruitment", "health", "webmail", "sports"])
def test_r18_r26_no_quota_opens_work_job_search_or_what_the_purpose_has_not(category: str) -> None:
    quota = Quota(None, category, 1, None, 0)
    named = frozenset({"video", "work", "recruitment", "health", "webmail"})
    assert kept(limited(quota, categories=named), line(AT_TEN, category=category)) == []


def test_a_quota_opens_nothing_to_another_purpose() -> None:
    office = limited(VIDEO)
    office.active("work-time", categories=frozenset({"video"}), actions=frozenset({"page_view"}))
    office.active("traffic", grain="quarter_hour", columns=("site",), quotas=(), actions=frozenset({"media"}))
    admission = gate.admit(batch(film(action="connection")), office.policy())
    assert {one.purpose_id: one.frame.height for one in admission.admitted} == {
        "violations": 1,
        "work-time": 0,
        "traffic": 0,
    }


def test_a_purpose_that_cannot_measure_a_quota_is_refused() -> None:
    with pytest.raises(Refused, match="E_NECESSITY"):
        kept(limited(VIDEO, columns=("site", "action", "requests")), film())


def test_r33_a_row_of_a_quota_passes_the_gate_of_its_day_again() -> None:
    office = limited(FILMS, VIDEO)
    policy = office.policy()
    [admitted] = gate.admit(batch(film()), policy).admitted
    days = [admitted.frame.drop("site").with_columns(limited=pl.lit(name)) for name in ("films", "video")]
    for rows in (admitted.frame, *days):
        assert gate.recheck(rows, "p0001", "violations", policy).to_list() == [None]
    early = limited(Quota(None, "video", 1, None, AT_TEN + 10**10)).policy()
    assert gate.recheck(admitted.frame, "p0001", "violations", early).to_list() == ["E_LIST_UNPUBLISHED"]
    assert gate.recheck(admitted.frame, "p0001", "violations", limited().policy()).to_list() == ["E_NOT_NEEDED"]
