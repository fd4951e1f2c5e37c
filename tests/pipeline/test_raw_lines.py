"""The bytes of single lines, by their offsets."""

from __future__ import annotations

from itertools import pairwise

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwatch.pipeline.raw_lines import by_subject
from fairwatch.sources import Chunk

lines = st.lists(st.binary(max_size=6).map(lambda line: line.replace(b"\n", b"") + b"\n"), min_size=1, max_size=30)


@settings(deadline=None)
@given(lines, st.data())
def test_every_line_comes_back_to_its_person_in_the_order_of_the_log(log: list[bytes], data) -> None:
    """However the log is cut into chunks, and whatever rows are asked for, in whatever order."""
    begin = data.draw(st.integers(0, 1000))
    offsets = [begin + sum(map(len, log[:number])) for number in range(len(log))]
    cuts = [0, *sorted(data.draw(st.sets(st.integers(1, len(log)), max_size=3)) - {len(log)}), len(log)]
    chunks = [
        Chunk(b"".join(log[a:b]), offsets[a], offsets[a] + sum(map(len, log[a:b])), now_us=0) for a, b in pairwise(cuts)
    ]
    people = data.draw(st.lists(st.sampled_from(["a", "b", None]), min_size=len(log), max_size=len(log)))
    asked = [(person, at) for person, at in zip(people, offsets, strict=True) if person]
    rows = pl.DataFrame(
        data.draw(st.permutations(asked)), schema={"subject": pl.String, "line": pl.Int64}, orient="row"
    )
    expected: dict[str, bytes] = {}
    for person, line in zip(people, log, strict=True):
        if person:
            expected[person] = expected.get(person, b"") + line
    assert by_subject(chunks, rows) == expected
