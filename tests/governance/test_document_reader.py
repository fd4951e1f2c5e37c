"""Documents that were made to do harm, read in a process of its own."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.governance.pdfs import pdf
from tests.governance.prose import prose
from tests.governance.test_document_text import packed

from fairwatch.governance.document_reader import MOST_MEMORY, DocumentReader, _answer
from fairwatch.governance.document_text import LARGEST, Unread


@pytest.fixture
def reader() -> Iterator[DocumentReader]:
    with DocumentReader() as one:
        yield one


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    (tmp_path / "计划.txt").write_text("北厂报价")
    return tmp_path / "计划.txt"


def process_of(reader: DocumentReader) -> int:
    assert reader._process is not None
    return reader._process.pid


def test_one_process_reads_many_documents(reader: DocumentReader, plan: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.docx"
    broken.write_bytes(b"PK\x03\x04 and no more")
    assert reader.text(plan) == "北厂报价"
    process = process_of(reader)
    assert [reader.text(one) for one in (broken, tmp_path / "gone.txt", plan)] == [
        Unread.DAMAGED,
        Unread.DAMAGED,
        "北厂报价",
    ]
    assert process_of(reader) == process
    assert resource.prlimit(process, resource.RLIMIT_AS) == (MOST_MEMORY, MOST_MEMORY)


def test_what_takes_too_long_is_given_up(tmp_path: Path) -> None:
    endless = packed(tmp_path / "bomb.xlsx", **{"xl/worksheets/sheet1.xml": "<c " + 't="s" ' * (LARGEST // 6)})
    with DocumentReader(longest_s=0.2) as reader:
        assert reader.text(endless) is Unread.TOO_MUCH


def test_what_unpacks_to_ten_thousand_times_its_size_needs_no_memory_for_it(
    reader: DocumentReader, tmp_path: Path
) -> None:
    bomb = packed(tmp_path / "bomb.docx", **{"word/document.xml": "x" * 40_000_000})
    assert bomb.stat().st_size < 50_000
    assert reader.text(bomb) == "x" * LARGEST


def test_a_process_that_ended_is_replaced(reader: DocumentReader, plan: Path) -> None:
    assert reader.text(plan) == "北厂报价"
    os.kill(process_of(reader), signal.SIGKILL)
    assert reader.text(plan) is Unread.TOO_MUCH
    assert reader.text(plan) == "北厂报价"


def test_no_process_is_left_behind(plan: Path) -> None:
    with DocumentReader() as reader:
        reader.text(plan)
        process = process_of(reader)
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("whole")
    (folder / "offer.eml").write_bytes(
        b"Subject: =?utf-8?b?5oql5Lu3?=\nContent-Type: text/html; charset=gbk\n\n<p>Offer</p>"
    )
    pdf(folder / "plan.pdf", prose(1, 20), prose(2, 20))
    packed(folder / "plan.docx", **{"word/document.xml": f"<w:t>{prose(3)}</w:t>"})
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("name", ["offer.eml", "plan.pdf", "plan.docx"])
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=8)), min_size=1, max_size=4))
def test_every_damaged_document_has_an_answer(
    tmp_path: Path, whole: dict[str, bytes], name: str, cuts: list[tuple[float, int, bytes]]
) -> None:
    content = whole[name]
    for share, cut, instead in cuts:
        at = int(share * len(content))
        content = content[:at] + instead + content[at + cut :]
    (tmp_path / name).write_bytes(content)
    answer = _answer(tmp_path / name)
    assert set(answer) in ({"text"}, {"unread"})
    assert answer.get("unread", Unread.DAMAGED) in set(Unread)
