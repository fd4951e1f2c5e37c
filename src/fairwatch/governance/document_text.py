"""The text of a document, for its fingerprint: plain text, mail, PDF, Office Open XML and OpenDocument.

Nothing of it is kept. Of other formats (pictures, archives, the older binary Office files) there is none; they are
known by their exact contents and names alone. Their bytes are no substitute: packed anew, an edited file has none in
common with its earlier version, and two files of one program share fonts and styles.

Whoever hands in a file may have made it to do harm, so what calls this runs in a process of its own
(``document_reader``).
"""

from __future__ import annotations

import email
import email.policy
import html
import logging
import re
import zipfile
import zlib
from enum import StrEnum
from pathlib import Path
from typing import Final

LARGEST: Final = 16_000_000
"""Bytes that are read of a document, unpacked; the rest is left out."""

_BODY = re.compile(
    r"word/(?:document|footnotes)\.xml|xl/(?:sharedStrings|worksheets/[^/]+)\.xml|ppt/slides/[^/]+\.xml|content\.xml"
)
"""The members of a packed document that hold what people wrote."""
_TAG = re.compile(r"<[^<>]*>")
_SHARED = re.compile(r'<c [^<>]*\bt="s"[^<>]*><v>\d+</v></c>')
"""A cell of a spreadsheet that says only the number of its text, which is in ``sharedStrings.xml``. The numbers count
up in every spreadsheet, so they would make all of them alike."""
_ENCRYPTED_FLAG = 0x1
_PACKED, _PDF, _OLE = b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF_WITHIN = 1024
"""Bytes before which a PDF has to say that it is one."""
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
"""A stream of an Office document with a password; what is around it is the older binary format."""
_ENCODINGS = ("utf-8-sig", "gb18030")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")


class Unread(StrEnum):
    """Why there is no text."""

    FORMAT = "format"
    """A format of which none is read here, or a document without any (a scan)."""
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_MUCH = "too_much"
    """It took more time or memory than a document is worth."""


def text_of(path: Path) -> str | Unread:
    """The text, or why there is none. Raises ``OSError``."""
    with path.open("rb") as file:
        start = file.read(LARGEST)
    if start.startswith(_PACKED):
        return _packed(path)
    if _PDF in start[:_PDF_WITHIN]:
        return _pdf(path)
    if start.startswith(_OLE):
        return Unread.ENCRYPTED if _ENCRYPTED_OFFICE in start else Unread.FORMAT
    if path.suffix.lower() == ".eml":
        return _mail(start)
    return _plain(start)


def _packed(path: Path) -> str | Unread:
    """Of the body's members, without their tags; at most ``LARGEST`` bytes, whatever the directory says."""
    left, parts = LARGEST, []
    try:
        with zipfile.ZipFile(path) as archive:
            members = sorted(filter(_BODY.fullmatch, archive.namelist()))
            if any(archive.getinfo(name).flag_bits & _ENCRYPTED_FLAG for name in members):
                return Unread.ENCRYPTED
            for name in members:
                with archive.open(name) as member:
                    part = member.read(left)
                left -= len(part)
                parts.append(html.unescape(_TAG.sub(" ", _SHARED.sub("", part.decode(errors="replace")))))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return Unread.DAMAGED
    return " ".join(parts) or Unread.FORMAT


def _pdf(path: Path) -> str | Unread:
    """Page by page; a PDF that anybody may open and only printing needs a password for is none with a password."""
    import pypdf  # noqa: PLC0415 - takes a third of a second, and most folders have no PDF
    from pypdf.errors import PyPdfError  # noqa: PLC0415 - as above

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it would name the file's faults, and so its contents
    parts: list[str] = []
    try:
        with pypdf.PdfReader(path) as reader:
            if reader.is_encrypted and not reader.decrypt(""):
                return Unread.ENCRYPTED
            for page in reader.pages:
                parts.append(page.extract_text())
                if sum(map(len, parts)) > LARGEST:
                    break
    except (PyPdfError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        # what pypdf raises for damaged files is not all its own; what was read before stays
        return " ".join(parts) or Unread.DAMAGED
    return " ".join(parts) if any(map(str.strip, parts)) else Unread.FORMAT


def _mail(content: bytes) -> str | Unread:
    """Subject and what was written, however it is encoded; attachments are files of their own."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    if body is None:
        return Unread.FORMAT
    text = body.get_content()
    plain = html.unescape(_TAG.sub(" ", text)) if body.get_content_subtype() == "html" else text
    return f"{message['subject'] or ''} {plain}"


def _plain(content: bytes) -> str | Unread:
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else _ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            # a character that the limit cut in two is no damage
            if len(content) < LARGEST or error.start < len(content) - 4:
                continue
            text = content[: error.start].decode(encoding)
        return Unread.FORMAT if _NOT_TEXT.search(text) else text
    return Unread.FORMAT
