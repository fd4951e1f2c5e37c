"""Which files have a text to compare, and which must not be guessed at."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from fairwatch.governance import document_text
from fairwatch.governance.document_text import text_of


def packed(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_plain_text_in_the_usual_encodings(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "plan.txt"
    file.write_text("北厂报价 plan", encoding=encoding)
    assert text_of(file) == "北厂报价 plan"


@pytest.mark.parametrize(
    "member",
    ["word/document.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "ppt/slides/slide2.xml", "content.xml"],
)
def test_what_people_wrote_in_an_office_document(tmp_path: Path, member: str) -> None:
    file = packed(
        tmp_path / "plan.docx", **{member: "<a><b>报价</b><b>plan</b></a>", "word/styles.xml": "<s>Style</s>"}
    )
    assert str(text_of(file)).split() == ["报价", "plan"]


def test_other_formats_have_none(tmp_path: Path) -> None:
    contents = {"a.pdf": b"%PDF-1.7\x00\x01", "b.png": b"\x89PNG\x0d\x0a\x1a\x0a\x00", "c.bin": bytes(range(256))}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
        assert text_of(tmp_path / name) is None
    assert text_of(packed(tmp_path / "d.zip", **{"plan.txt": "plan"})) is None
    (tmp_path / "broken.docx").write_bytes(
        packed(tmp_path / "e.docx", **{"word/document.xml": "<a>x</a>"}).read_bytes()[:40]
    )
    assert text_of(tmp_path / "broken.docx") is None


def test_what_unpacks_to_more_than_anybody_wrote_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_text, "LARGEST", 1000)
    file = packed(tmp_path / "bomb.docx", **{"word/document.xml": "x" * 5_000_000, "word/footnotes.xml": "y" * 900})
    assert len(str(text_of(file))) <= 1001
    (tmp_path / "long.txt").write_text("北" * 1000)
    assert text_of(tmp_path / "long.txt") == "北" * 333
