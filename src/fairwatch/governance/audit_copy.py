"""A copy of the whole audit chain for the auditor, checked offline with nothing but the public key (R41).

Layout of the zip: ``entries.jsonl`` (one entry a line, pseudonymous, in the chain's order), ``manifest.json`` (the
chain's head and the file's SHA-256) and ``manifest.sig`` (Ed25519 over the manifest's bytes). Writing and checking
stream; memory does not grow with the log. Needs no database, no workspace and no other part of the program.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from fairwatch.governance import canonical, chain
from fairwatch.governance.chain import COLUMNS, Head, Verdict
from fairwatch.text import Text

ENTRIES, MANIFEST, SIGNATURE = "entries.jsonl", "manifest.json", "manifest.sig"
FORMAT = "fairwatch-audit-copy-1"
_LONGEST_LINE = 1 << 20
_SMALL = 1 << 16

_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # a compression that zipfile does not know
    RuntimeError,  # encrypted, or JSON nested too deeply
    OSError,
    KeyError,
    TypeError,
    ValueError,  # JSON, UTF-8
)


def write(out: Path, entries: Iterable[Mapping[str, Any]], built_at: str, key: Ed25519PrivateKey) -> Head:
    """Write the copy; whole or absent, readable by its owner only. Returns the head that the manifest names."""
    part = out.with_name(f".{out.name}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as copy:
            with copy.open(ENTRIES, "w", force_zip64=True) as lines:
                head, digest = _write_lines(lines, entries)
            about = {"format": FORMAT, "built_at": built_at, "entries": head.entries, "head": head.hash}
            manifest = canonical.text({**about, "sha256": digest}).encode()
            copy.writestr(MANIFEST, manifest)
            copy.writestr(SIGNATURE, key.sign(manifest))
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    part.replace(out)
    return head


def verify(path: Path, key: Ed25519PublicKey, deposited: Iterable[Head] = ()) -> Verdict:
    """Check a copy: its signature, every entry, and heads that were deposited outside. Never raises for its content."""
    try:
        with zipfile.ZipFile(path) as copy:
            manifest = _small(copy, MANIFEST)
            key.verify(_small(copy, SIGNATURE), manifest)
            about = json.loads(manifest)
            if about["format"] != FORMAT:
                raise ValueError(FORMAT)
            digest = hashlib.sha256()
            with copy.open(ENTRIES) as lines:
                entries = _read_lines(lines, digest)
                verdict = chain.check(entries, Head(about["entries"], about["head"]), deposited)
                if verdict.first_bad is None and digest.hexdigest() != about["sha256"]:
                    return Verdict(
                        verdict.entries, 1, Text("文件内容与清单不符", "the file is not that of the manifest")
                    )
                return verdict
    except InvalidSignature:
        return Verdict(0, 1, Text("签名不符", "the signature does not match"))
    except _DAMAGED:
        return Verdict(0, 1, Text("副本损坏", "the copy is damaged"))


def entries(path: Path) -> Iterator[dict[str, Any]]:
    """The entries of a copy that was verified."""
    with zipfile.ZipFile(path) as copy, copy.open(ENTRIES) as lines:
        yield from _read_lines(lines, hashlib.sha256())


def _write_lines(lines: IO[bytes], entries: Iterable[Mapping[str, Any]]) -> tuple[Head, str]:
    digest, head = hashlib.sha256(), Head(0, chain.GENESIS)
    for entry in entries:
        line = canonical.text({name: entry[name] for name in (*COLUMNS, "hash")}).encode() + b"\n"
        digest.update(line)
        lines.write(line)
        head = Head(entry["index"], entry["hash"])
    return head, digest.hexdigest()


def _read_lines(lines: IO[bytes], digest: hashlib._Hash) -> Iterator[dict[str, Any]]:
    while line := lines.readline(_LONGEST_LINE):
        digest.update(line)
        yield json.loads(line)


def _small(copy: zipfile.ZipFile, name: str) -> bytes:
    with copy.open(name) as file:
        return file.read(_SMALL)
