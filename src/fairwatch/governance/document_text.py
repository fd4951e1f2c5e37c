"""The text of a document, for its fingerprint: plain text, Office Open XML and OpenDocument. Nothing of it is kept.

Other formats (PDF, pictures, archives, the older binary Office files) have none here; they are known by their exact
contents and names alone. Their bytes are no substitute: packed anew, an edited file has none in common with its
earlier version, and two files of one program share fonts and styles.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from typing import Final

LARGEST: Final = 16_000_000
"""Bytes that are read of a document, unpacked; the rest is left out."""

_BODY = re.compile(
    r"word/(?:document|footnotes)\.xml|xl/(?:sharedStrings|worksheets/[^/]+)\.xml|ppt/slides/[^/]+\.xml|content\.xml"
)
"""The members of a packed document that hold what people wrote."""
_TAG = re.compile(r"<[^>]*>")
_PACKED = b"PK\x03\x04"
_ENCODINGS = ("utf-8-sig", "gb18030")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")


def text_of(path: Path) -> str | None:
    """The text; None where the file is of another format or damaged. Raises ``OSError``."""
    with path.open("rb") as file:
        start = file.read(LARGEST)
    if start.startswith(_PACKED):
        return _packed(path)
    return _plain(start)


def _packed(path: Path) -> str | None:
    """Of the body's members, without their tags; at most ``LARGEST`` bytes, whatever the directory says."""
    left, parts = LARGEST, []
    try:
        with zipfile.ZipFile(path) as archive:
            for name in sorted(filter(_BODY.fullmatch, archive.namelist())):
                with archive.open(name) as member:
                    part = member.read(left)
                left -= len(part)
                parts.append(_TAG.sub(" ", part.decode(errors="replace")))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):  # RuntimeError: encrypted
        return None
    return " ".join(parts) or None


def _plain(content: bytes) -> str | None:
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else _ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            # a character that the limit cut in two is no damage
            if len(content) < LARGEST or error.start < len(content) - 4:
                continue
            text = content[: error.start].decode(encoding)
        return None if _NOT_TEXT.search(text) else text
    return None
