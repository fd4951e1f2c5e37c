"""Small PDFs with a text."""

from __future__ import annotations

from pathlib import Path

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject


def pdf(path: Path, *pages: str, password: str | None = None) -> Path:
    """One line of Latin text on each page; with ``password``, which may be empty, encrypted."""
    writer = PdfWriter()
    names = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    font = writer._add_object(DictionaryObject({NameObject(key): NameObject(name) for key, name in names.items()}))
    for text in pages:
        page, content = writer.add_blank_page(600, 800), DecodedStreamObject()
        content.set_data(f"BT /F1 9 Tf 20 700 Td ({text}) Tj ET".encode("ascii"))
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        page[NameObject("/Contents")] = writer._add_object(content)
    if password is not None:
        writer.encrypt(password, "the owner's", algorithm="AES-256")
    writer.write(path)
    return path
