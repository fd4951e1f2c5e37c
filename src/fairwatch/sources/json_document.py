"""A log that is one JSON document, walked through value by value.

Exports are often written on one line and may be long, so no more than one of their records is decoded at a time; the
place of each is known then.
"""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import Any

_SPACE = re.compile(r"[ \t\r\n]*")


class Damaged(Exception):  # noqa: N818 - caught by the reader itself, nobody ever sees it
    """The document cannot be read from this offset on."""

    def __init__(self, offset: int) -> None:
        super().__init__()
        self.offset = offset


class JsonDocument:
    """Reads from the beginning on. Every method raises :class:`Damaged` where the document is none."""

    def __init__(self, data: bytes, kept: Collection[str]) -> None:
        """``kept``: names of the members of decoded objects that outlive their decoding; all others are dropped."""
        # One character per byte: an offset in the text is one in the data. Strings are decoded once they are read.
        self._text = data.decode("latin-1")
        self._escaped = data.isascii()
        self.at = len(BOM_UTF8) if data.startswith(BOM_UTF8) else 0
        """Offset of what is read next."""
        self._decoder = json.JSONDecoder(
            strict=False, object_pairs_hook=lambda pairs: {name: value for name, value in pairs if name in kept}
        )

    def members(self) -> Iterator[str]:
        """The names in an object; after each, reading is at its value, which must be read before the next."""
        self._expect("{")
        if self._has("}"):
            return
        while True:
            name = self.value()
            self._expect(":")
            yield str(name)
            if self._has("}"):
                return
            self._expect(",")

    def elements(self) -> Iterator[int]:
        """The offsets of the elements of an array; at each, reading is at the element, which must be read then."""
        self._expect("[")
        if self._has("]"):
            return
        while True:
            self._skip_space()
            yield self.at
            if self._has("]"):
                return
            self._expect(",")

    def value(self) -> Any:
        """The next value, its objects without the members that are not kept."""
        self._skip_space()
        try:
            value, self.at = self._decoder.raw_decode(self._text, self.at)
        except ValueError:
            raise Damaged(self.at) from None
        return value

    def string(self, value: Any) -> str | None:
        """A string of the document as it was meant; null for an empty one and for any other value."""
        if not isinstance(value, str) or not value:
            return None
        text = value
        if not self._escaped:
            with suppress(UnicodeError):
                text = value.encode("latin-1").decode("utf-8")
        # A lone surrogate can be escaped in JSON, but it is no text.
        return text.encode("utf-8", "replace").decode("utf-8")

    def _skip_space(self) -> None:
        if match := _SPACE.match(self._text, self.at):
            self.at = match.end()

    def _has(self, character: str) -> bool:
        """Whether this comes next; then reading goes on behind it."""
        self._skip_space()
        if not self._text.startswith(character, self.at):
            return False
        self.at += 1
        return True

    def _expect(self, character: str) -> None:
        if not self._has(character):
            raise Damaged(self.at)


def number(value: Any, limit: float = 1e15) -> float | None:
    """A number of the document; null for one that is absurd, and for any other value."""
    return float(value) if isinstance(value, int | float) and abs(value) < limit else None
