"""Longest-suffix match of host names."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwatch.catalogue import suffixes
from fairwatch.catalogue.suffixes import SuffixMatcher, longest_suffix

SUFFIXES = {"example.com": 1, "mail.example.com": 2, "example.co.uk": 3}


@pytest.mark.parametrize(
    ("host", "suffix"),
    [
        ("example.com", "example.com"),
        ("www.example.com", "example.com"),
        ("a.b.mail.example.com", "mail.example.com"),
        ("WWW.Example.COM.", "example.com"),
        ("notexample.com", None),
        ("example.com.evil.net", None),
        ("co.uk", None),
        ("localhost", None),
        ("10.0.0.1", None),
        ("2001:db8::1", None),
        ("", None),
    ],
)
def test_the_longest_suffix_at_a_dot_wins(host: str, suffix: str | None) -> None:
    assert longest_suffix(host, SUFFIXES) == suffix


def matcher() -> SuffixMatcher:
    return SuffixMatcher(
        {"example.com": ("shop", "shopping", False), "static.example.com": ("shop", "shopping", True)},
        sites=pl.Enum(["shop"]),
        categories=pl.Enum(["shopping"]),
    )


def test_every_row_gets_its_site_in_the_same_order() -> None:
    frame = pl.DataFrame(
        {"host": ["www.example.com", None, "static.example.com", "elsewhere.org"], "line": [1, 2, 3, 4]}
    )
    classified = matcher().classify(frame)
    assert classified["line"].to_list() == [1, 2, 3, 4]
    assert classified["site"].to_list() == ["shop", None, "shop", None]
    assert classified["category"].to_list() == ["shopping", None, "shopping", None]
    assert classified["asset"].to_list() == [False, False, True, False]


def test_classifying_twice_changes_nothing() -> None:
    once = matcher().classify(pl.DataFrame({"host": ["www.example.com", "x.org"]}))
    assert matcher().classify(once).equals(once)


def test_a_matcher_that_forgets_loses_no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suffixes, "MOST_CACHED_HOSTS", 2)
    forgetful = matcher()
    batches = [["www.example.com", "x.org"], ["www.example.com", "y.org", "z.org"], ["static.example.com"]]
    for hosts in batches:
        frame = pl.DataFrame({"host": hosts})
        assert forgetful.classify(frame).equals(matcher().classify(frame))


def test_threads_may_share_a_matcher(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suffixes, "MOST_CACHED_HOSTS", 20)
    shared = matcher()
    frames = [
        pl.DataFrame({"host": [f"h{number % 13}.example.com", f"x{number % 17}.org"] * 3}) for number in range(80)
    ]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(shared.classify, frames))
    assert all(one.equals(matcher().classify(frame)) for one, frame in zip(found, frames, strict=True))


def test_an_empty_batch_is_classified() -> None:
    assert matcher().classify(pl.DataFrame({"host": []}, schema={"host": pl.String})).height == 0


LABEL = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_.", max_size=30)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.lists(st.one_of(st.none(), LABEL, LABEL.map(lambda label: f"{label}.example.com"), st.text(max_size=8))))
def test_any_host_at_all_keeps_its_row(hosts: list[str | None]) -> None:
    frame = pl.DataFrame({"host": hosts}, schema={"host": pl.String})
    classified = matcher().classify(frame)
    assert classified["host"].to_list() == hosts
    assert classified["asset"].null_count() == 0
    known = classified["site"].is_not_null().to_list()
    assert known == [host is not None and longest_suffix(host, {"example.com": 1}) is not None for host in hosts]
