"""Reading any log in any number of goes gives the same rows."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from fairwatch.sources import Batch, chunks, formats, open_log

NOW_US = 1_800_000_000_000_000
LENGTH = 7000


@pytest.fixture(autouse=True, scope="module")
def small_batches():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "PIECE", 1024)
        patch.setattr(chunks, "BATCH", 2048)
        yield


def batches(path: Path, name: str, start: int = 0) -> list[Batch]:
    with open_log(path, name, now_us=NOW_US) as log:
        return list(log.batches(start))


def long(sample: bytes) -> bytes:
    """The sample with its records over and over, some of them damaged; what heads it stays at the head."""
    lines = sample.splitlines(keepends=True)
    head = [line for line in lines if line.startswith((b"#", b"id,"))]
    records = [line for line in lines if line not in head]
    half = records * (LENGTH // (2 * len(b"".join(records))) + 1)
    return b"".join([*head, *half, b"damaged\n", *half])


@pytest.mark.parametrize("name", [name for name, format_ in formats().items() if not format_.document])
def test_from_the_end_of_any_batch(write, samples, name: str) -> None:
    path = write(long(samples[name]))
    whole = batches(path, name)
    assert len(whole) > 2
    assert sum(batch.rejected.height for batch in whole) == 1
    for number in (0, len(whole) // 2, len(whole) - 2):
        rest, expected = batches(path, name, whole[number].end), whole[number + 1 :]
        assert [part.end for part in rest] == [part.end for part in expected]
        assert_frame_equal(pl.concat([part.frame for part in rest]), pl.concat([part.frame for part in expected]))
    assert batches(path, name, whole[-1].end) == []


@pytest.mark.parametrize("name", [name for name, format_ in formats().items() if format_.document])
def test_a_document_is_one_batch_and_read_once(write, samples, name: str) -> None:
    path = write(samples[name])
    (whole,) = batches(path, name)
    assert (whole.start, whole.end) == (0, len(samples[name]))
    assert batches(path, name, whole.end) == []
