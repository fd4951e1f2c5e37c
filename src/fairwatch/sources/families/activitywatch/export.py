"""The JSON document that ActivityWatch exports: ``{"buckets": {id: {"type": …, "hostname": …, "events": […]}}}``.

It is all on one line and may be long, so it is walked through event by event; the place of each event is known then.
"""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

KEPT = frozenset({"timestamp", "duration", "data", "url", "app", "incognito"})
"""The members of an event and its data that outlive their decoding. Titles do not (R16)."""

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder(
    strict=False, object_pairs_hook=lambda pairs: {name: value for name, value in pairs if name in KEPT}
)


@dataclass(slots=True)
class Bucket:
    """What one watcher on one computer has recorded."""

    type: str | None = None
    hostname: str | None = None
    events: list[tuple[int, Any]] = field(default_factory=list)
    """The events and the offsets at which they begin."""


class Damaged(Exception):  # noqa: N818 - caught by the reader itself, nobody ever sees it
    """The document cannot be read from this offset on."""

    def __init__(self, offset: int) -> None:
        super().__init__()
        self.offset = offset


class Export:
    """A document, read from its beginning. After :meth:`buckets` ends, ``damaged`` is where reading had to stop."""

    def __init__(self, data: bytes) -> None:
        # One character per byte: an offset in the text is one in the data. Strings are decoded once they are read.
        self._text = data.decode("latin-1")
        self._escaped = data.isascii()
        self._at = len(BOM_UTF8) if data.startswith(BOM_UTF8) else 0
        self.damaged: int | None = None

    def buckets(self) -> Iterator[Bucket]:
        """The buckets that could be read, the last one as far as it could."""
        bucket = Bucket()
        try:
            for name in self._members():
                if name != "buckets":
                    self._value()
                    continue
                for _ in self._members():
                    bucket = Bucket()
                    self._fill(bucket)
                    yield bucket
                    bucket = Bucket()
        except (Damaged, RecursionError) as stop:
            self.damaged = stop.offset if isinstance(stop, Damaged) else self._at
            if bucket.events:
                yield bucket

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

    def _fill(self, bucket: Bucket) -> None:
        for name in self._members():
            if name == "events":
                for offset in self._elements():
                    bucket.events.append((offset, self._value()))
            elif name == "type":
                bucket.type = self.string(self._value())
            elif name == "hostname":
                bucket.hostname = self.string(self._value())
            else:
                self._value()

    def _members(self) -> Iterator[str]:
        """The names in an object; after each, reading is at its value."""
        self._expect("{")
        if self._has("}"):
            return
        while True:
            name = self._value()
            self._expect(":")
            yield str(name)
            if self._has("}"):
                return
            self._expect(",")

    def _elements(self) -> Iterator[int]:
        """The offsets of the elements of an array; at each, reading is at the element."""
        self._expect("[")
        if self._has("]"):
            return
        while True:
            self._skip_space()
            yield self._at
            if self._has("]"):
                return
            self._expect(",")

    def _value(self) -> Any:
        self._skip_space()
        try:
            value, self._at = _DECODER.raw_decode(self._text, self._at)
        except ValueError:
            raise Damaged(self._at) from None
        return value

    def _skip_space(self) -> None:
        if match := _SPACE.match(self._text, self._at):
            self._at = match.end()

    def _has(self, character: str) -> bool:
        """Whether this comes next; then reading goes on behind it."""
        self._skip_space()
        if not self._text.startswith(character, self._at):
            return False
        self._at += 1
        return True

    def _expect(self, character: str) -> None:
        if not self._has(character):
            raise Damaged(self._at)
