"""The register of confidential files as the doors know it: keyed hashes of names and contents, never a name (R23)."""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

LONGEST_NAME = 255
"""Characters of a file name; no file system has longer ones."""

ARCHIVES = frozenset({".zip", ".7z", ".rar", ".gz", ".tar"})

_COPY = re.compile(r"(?:\s?\(\d{1,3}\)|[ _-]{1,3}(?:copy|副本)(?: ?\d{1,3})?)$")
_COPY_OF = re.compile(r"^(?:copy of |副本 )")
_MARKS = 3
"""So many marks of copying are taken off one name: ``plan - copy (2) (1).docx``."""


@dataclass(frozen=True)
class FileRegister:
    """Registered files by the hash of their name under this installation's key.

    A copy of the register tells no name: names are short and can be guessed, so without the key their hashes would too.
    """

    key: bytes = field(default=b"", repr=False)
    ids: Mapping[str, str] = field(default_factory=dict)
    """Hash of the name -> id of the register."""
    contents: Mapping[str, str] = field(default_factory=dict)
    """Hash of a digest of the contents -> id of the register."""

    def id_of(self, name: str) -> str | None:
        """The id of the registered file of this name, or of the one that it is a copy or an archive of."""
        if not self.ids or len(name) > LONGEST_NAME:
            return None
        return next((found for one in forms(name) if (found := self.ids.get(self._hash(one)))), None)

    def id_of_contents(self, digest: str) -> str | None:
        """The id of the registered file with these contents, whatever it is called now."""
        return self.contents.get(self.hash_of_contents(digest)) if self.contents else None

    def hash_of(self, name: str) -> str:
        """HMAC-SHA-256 of the name as compared, hex."""
        return self._hash(as_compared(name))

    def hash_of_contents(self, digest: str) -> str:
        """HMAC-SHA-256 of a digest (MD5, SHA-1 or SHA-256 in lower-case hex), hex; no file can have such a name."""
        return self._hash(f"contents/{digest}")

    def _hash(self, compared: str) -> str:
        return hmac.digest(self.key, compared.encode(errors="surrogatepass"), "sha256").hex()


def as_compared(name: str) -> str:
    """Case does not matter, nor how accents are put together."""
    return unicodedata.normalize("NFC", name).lower()


def forms(name: str) -> Iterator[str]:
    """The name, then what is left of it without the marks that copying, downloading again and packing leave."""
    name = as_compared(name)
    yield name
    packed = PurePath(name)
    inner = PurePath(packed.stem)
    if packed.suffix in ARCHIVES and inner.suffix:
        yield packed.stem
        name = packed.stem
    stem, suffix = PurePath(name).stem, PurePath(name).suffix
    original = _COPY_OF.sub("", stem)
    for _ in range(_MARKS):
        original = _COPY.sub("", original)
    if original and original != stem:
        yield original + suffix
