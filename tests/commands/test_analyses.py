"""``fairwatch analyses``: which questions there are, and who is shown the answer."""

from __future__ import annotations

from tests.command_line import run


def test_every_analysis_is_listed() -> None:
    listed = {one["name"]: one["purposes"] for one in run("analyses", "list", "--json").json()}
    assert listed["leak"] == ["leak"]
    assert listed["departure"] == ["departure-group", "departure-self"]


def test_an_analysis_says_what_it_reads_and_who_is_shown_what() -> None:
    leak = run("analyses", "describe", "leak", "--json").json()
    assert leak["reads"]["leak/buckets"][:3] == ["day", "subject", "department"]
    assert leak["shown"]["leak"]["person"]["employee"] == "own"
    assert leak["shown"]["leak"]["person"]["hr"].startswith("E_")
    assert leak["smallest_group"]["cn"] >= 10
    assert "pseudonyms that change daily" in run("analyses", "describe", "leak").out


def test_an_unknown_name_lists_the_known_ones() -> None:
    done = run("analyses", "describe", "astrology")
    assert done.code == 1
    assert "work-time" in done.err
