"""The books about what was read, refused and unreadable."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from fairwatch.errors import WorkspaceError

DAY = dt.date(2026, 9, 1)


@pytest.fixture
def commit(lake, refusals, rejected):
    def batch(source: str, start: int, end: int) -> bool:
        return lake.commit_batch(
            source,
            start=start,
            end=end,
            lines=10,
            admitted_lines=5,
            refusals=refusals,
            rejected=rejected,
            policy_hash="h1",
        )

    return batch


def test_batches_of_a_log_add_up(lake, commit) -> None:
    source = lake.source(b"first line\n", b"secret", format="squid")
    commit(source.id, 0, 100)
    commit(source.id, 100, 250)

    (log,) = lake.sources().iter_rows(named=True)
    assert (log["source"], log["format"], log["position"]) == (source.id, "squid", 250)
    assert (log["lines"], log["admitted_lines"]) == (20, 10)
    assert log["first_us"] < log["last_us"]


def test_a_known_log_says_how_much_of_it_is_read(lake, commit) -> None:
    head = b"first line\n" * 100
    source = lake.source(head, b"secret", format="squid")
    assert (source.position, source.lines) == (0, 0)
    commit(source.id, 0, 100)
    commit(source.id, 100, 250)
    commit("another", 0, 900)
    grown = lake.source(head + b"more\n", b"secret", format="squid")
    assert (grown.id, grown.position, grown.lines) == (source.id, 250, 20)
    assert lake.known_source(head + b"more\n", b"secret") == grown
    lake.compact_books()
    assert lake.known_source(head + b"more\n", b"secret") == grown


def test_a_batch_counts_once(lake, commit) -> None:
    assert commit("s", 0, 100)
    assert not commit("s", 0, 100)
    assert lake.refusals()["lines"].to_list() == [3]


def test_two_runs_over_one_log_do_not_count_twice(lake, commit) -> None:
    commit("s", 0, 100)
    with pytest.raises(WorkspaceError, match="another process"):
        commit("s", 50, 200)
    assert lake.refusals()["lines"].to_list() == [3]


def test_refusals_are_summed_over_all_logs(lake, commit) -> None:
    for source in ("s", "t"):
        commit(source, 0, 100)
    assert lake.refusals().rows() == [(DAY, "E_OFF_DUTY", 6, 2400)]


def test_quarantine_counts_all_lines_and_keeps_the_first_positions(lake, refusals) -> None:
    many = pl.DataFrame({"offset": range(500, 0, -1), "reason": ["columns"] * 499 + ["time"]})
    lake.commit_batch(
        "s", start=0, end=9, lines=1, admitted_lines=0, refusals=refusals, rejected=many, policy_hash="h1"
    )
    rows = lake.quarantine().select("source", "reason", "lines", "positions").rows()
    assert rows == [("s", "columns", 499, list(range(2, 102))), ("s", "time", 1, [1])]


def test_an_empty_ledger_has_its_columns(lake) -> None:
    assert lake.refusals().columns == ["day", "code", "lines", "bytes"]
    assert lake.sources().is_empty()
    assert lake.quarantine().is_empty()
    assert lake.closed_days() == frozenset()


def test_compacting_changes_no_figure(lake, commit) -> None:
    source = lake.source(b"first line\n", b"secret", format="squid")
    for start in range(0, 1200, 100):
        commit(source.id, start, start + 100)
    commit("t", 0, 100)
    before = lake.sources(), lake.refusals(), lake.quarantine(), lake.positions(source.id, ["leak"])

    assert lake.compact_books() == 14

    after = lake.sources(), lake.refusals(), lake.quarantine(), lake.positions(source.id, ["leak"])
    assert before[3] == after[3] == {"leak": 1200}
    assert all(old.equals(new) for old, new in zip(before[:3], after[:3], strict=True))
    assert len(list((lake.root / "_ledger").glob("*.parquet"))) == 1


def test_positions_outlive_the_log_entries_that_set_them(lake, commit) -> None:
    """Delta drops old log entries after a week; checkpoints must carry the positions on."""
    for start in range(0, 1500, 100):
        commit("s", start, start + 100)
    for entry in sorted((lake.root / "_ledger" / "_delta_log").glob("*.json"))[:10]:
        entry.unlink()
    assert type(lake)(lake.root).positions("s", ["leak"]) == {"leak": 1500}
