"""A batch gives of each line what was asked for, whenever it was looked at."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairwatch import columns
from fairwatch.sources import Batch, chunks, open_log


@pytest.fixture(scope="module")
def batches(samples: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> list[Batch]:
    """The sample of every format, in several pieces."""
    found = []
    for name, data in samples.items():
        path = tmp_path_factory.mktemp("logs") / f"{name}.log"
        path.write_bytes(data)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(chunks, "PIECE", 300)
            with open_log(path, name, complete=True) as log:
                found += list(log.batches())
    return found


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_contents_of_some_lines_are_those_of_all(batches: list[Batch], data: st.DataObject) -> None:
    batch = data.draw(st.sampled_from(batches))
    height = batch.contacts.height
    wanted = pl.Series(data.draw(st.lists(st.booleans(), min_size=height, max_size=height)), dtype=pl.Boolean)
    assert batch.contents(wanted).equals(batch.frame.select(columns.CONTENT).filter(wanted))


def test_contacts_and_contents_are_all_there_is(batches: list[Batch]) -> None:
    assert sorted((*columns.CONTACT, *columns.CONTENT)) == sorted(columns.ACTIVITY)
    for batch in batches:
        assert dict(batch.frame.schema) == columns.ACTIVITY
        assert batch.frame.select(columns.CONTACT).equals(batch.contacts)
        assert batch.names_files == (batch.frame["file_name"].count() > 0)


def test_without_its_lines_only_numbers_are_left(batches: list[Batch]) -> None:
    for batch in batches:
        empty = batch.without_lines()
        assert (empty.start, empty.end, empty.lines) == (batch.start, batch.end, batch.lines)
        assert empty.contacts.is_empty()
        assert empty.unread == ()
