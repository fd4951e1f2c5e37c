"""Which files have a text to compare, and which must not be guessed at."""

from __future__ import annotations

import email.message
import zipfile
from pathlib import Path

import pytest
from tests.governance.pdfs import pdf

from fairwatch.governance import document_text
from fairwatch.governance.document_text import Unread, text_of


def packed(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
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
        tmp_path / "plan.docx", **{member: "<a><b>报价 A&amp;B</b><b>plan</b></a>", "word/styles.xml": "<s>Style</s>"}
    )
    assert text_of(file).split() == ["报价", "A&B", "plan"]


def test_the_numbers_of_the_texts_of_a_spreadsheet_are_none_of_its_text(tmp_path: Path) -> None:
    """They count up in every spreadsheet; the numbers in its cells are what people wrote."""
    cells = '<c r="A1" s="1" t="s"><v>0</v></c><c r="B1"><v>4711</v></c><c r="C1" t="s"><v>1</v></c>'
    file = packed(
        tmp_path / "prices.xlsx",
        **{"xl/worksheets/sheet1.xml": f"<row>{cells}</row>", "xl/sharedStrings.xml": "<si><t>北厂</t></si>"},
    )
    assert text_of(file).split() == ["北厂", "4711"]


@pytest.mark.parametrize("subtype", ["plain", "html"])
@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_mail_is_its_subject_and_what_was_written_however_encoded(tmp_path: Path, charset: str, subtype: str) -> None:
    message = email.message.EmailMessage()
    message["Subject"] = "北厂报价"
    message.set_content("<p>共 12 万</p>" if subtype == "html" else "共 12 万", subtype, charset, cte="base64")
    message.add_attachment(b"attached", maintype="application", subtype="pdf", filename="plan.pdf")
    (tmp_path / "offer.eml").write_bytes(bytes(message))
    assert text_of(tmp_path / "offer.eml").split() == ["北厂报价", "共", "12", "万"]


def test_the_pages_of_a_pdf(tmp_path: Path) -> None:
    text = text_of(pdf(tmp_path / "plan.pdf", "Offer to", "the plant"))
    assert text.split() == ["Offer", "to", "the", "plant"]
    assert text_of(pdf(tmp_path / "scan.pdf", "")) is Unread.FORMAT


def test_a_pdf_with_a_password_has_none_but_one_that_everybody_may_open_has(tmp_path: Path) -> None:
    assert text_of(pdf(tmp_path / "locked.pdf", "Offer", password="x")) is Unread.ENCRYPTED
    assert text_of(pdf(tmp_path / "printing.pdf", "Offer", password="")) == "Offer"


def test_other_formats_have_none(tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    for name, content in {"b.png": b"\x89PNG\x0d\x0a\x1a\x0a\x00", "c.bin": bytes(range(256)), "old.doc": ole}.items():
        (tmp_path / name).write_bytes(content)
        assert text_of(tmp_path / name) is Unread.FORMAT, name
    assert text_of(packed(tmp_path / "d.zip", **{"plan.txt": "plan"})) is Unread.FORMAT


def test_why_a_document_has_none(tmp_path: Path) -> None:
    whole = packed(tmp_path / "e.docx", **{"word/document.xml": "<a>x</a>"}).read_bytes()
    (tmp_path / "broken.docx").write_bytes(whole[:40])
    assert text_of(tmp_path / "broken.docx") is Unread.DAMAGED
    (tmp_path / "broken.pdf").write_bytes(pdf(tmp_path / "whole.pdf", "Offer").read_bytes()[:200])
    assert text_of(tmp_path / "broken.pdf") is Unread.DAMAGED
    flagged = bytearray(whole)
    flagged[whole.rindex(b"PK\x01\x02") + 8] |= 1  # the general purpose flag of the central directory
    (tmp_path / "locked.docx").write_bytes(flagged)
    assert text_of(tmp_path / "locked.docx") is Unread.ENCRYPTED
    office = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    (tmp_path / "password.xlsx").write_bytes(office)
    assert text_of(tmp_path / "password.xlsx") is Unread.ENCRYPTED


def test_what_unpacks_to_more_than_anybody_wrote_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_text, "LARGEST", 1000)
    file = packed(tmp_path / "bomb.docx", **{"word/document.xml": "x" * 5_000_000, "word/footnotes.xml": "y" * 900})
    assert len(text_of(file)) <= 1001
    (tmp_path / "long.txt").write_text("北" * 1000)
    assert text_of(tmp_path / "long.txt") == "北" * 333
