"""Evidence packs: one zip with a signed list of its files, checked offline with nothing but the public key (R45).

Layout: JSON files, ``chain.txt``, ``manifest.json`` (name and SHA-256 of every file) and ``manifest.sig`` (Ed25519 over
the manifest's bytes). Needs no database, no workspace and no other part of the program.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from fairwatch.governance import canonical, chain
from fairwatch.text import Text

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
DECISIONS, CHAIN = "decisions.json", "chain.txt"
FORMAT = "fairwatch-evidence-1"
LARGEST = 1 << 30
"""Bytes of all files together: a pack that claims more is not unpacked."""

_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # a compression that zipfile does not know
    RuntimeError,  # encrypted
    OSError,
    KeyError,
    TypeError,
    ValueError,  # JSON, UTF-8, dates
)


@dataclass(frozen=True, slots=True)
class PackVerdict:
    """The outcome of checking a pack. ``first_bad`` is the name of the first file that is wrong, missing or added."""

    files: int
    first_bad: str | None = None
    reason: Text | None = None


def seal(files: Mapping[str, bytes], about: Mapping[str, Any], key: Ed25519PrivateKey) -> bytes:
    """The zip of these files with its signed manifest. Equal contents give equal bytes."""
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    manifest = canonical.text({"format": FORMAT, "about": dict(about), "files": hashes}).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in {MANIFEST: manifest, SIGNATURE: key.sign(manifest), **dict(sorted(files.items()))}.items():
            entry = zipfile.ZipInfo(name)  # with a fixed date
            entry.compress_type = zipfile.ZIP_DEFLATED
            pack.writestr(entry, content)
    return out.getvalue()


def verify_pack(path: Path, public_key: bytes) -> PackVerdict:
    """Check a pack against the installation's public key (PEM): the signature, every file, and the chain proof.

    Never raises for what is in the pack; a public key that is none raises ``ValueError``.
    """
    key = load_pem_public_key(public_key)
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("the public key is not an Ed25519 key")
    try:
        with zipfile.ZipFile(path) as pack:
            return _verify(pack, key)
    except _DAMAGED:
        return PackVerdict(0, path.name, Text("压缩包损坏", "the pack is damaged"))


def _verify(pack: zipfile.ZipFile, key: Ed25519PublicKey) -> PackVerdict:
    if fault := _outside_fault(pack, key):
        return PackVerdict(0, *fault)
    manifest = json.loads(pack.read(MANIFEST))
    for number, (name, expected) in enumerate(manifest["files"].items()):
        content = _read(pack, name)
        if content is None:
            return PackVerdict(number, name, Text("文件缺失或损坏", "the file is missing or damaged"))
        if hashlib.sha256(content).hexdigest() != expected:
            return PackVerdict(number, name, Text("文件被改动", "the file was altered"))
    files = len(manifest["files"])
    if added := sorted({*pack.namelist()} - {*manifest["files"], MANIFEST, SIGNATURE}):
        return PackVerdict(files, added[0], Text("文件不在清单中", "the file is not in the manifest"))
    if broken := chain_fault(pack.read(DECISIONS), pack.read(CHAIN), manifest["about"]["head"]):
        return PackVerdict(files, *broken)
    return PackVerdict(files)


def _outside_fault(pack: zipfile.ZipFile, key: Ed25519PublicKey) -> tuple[str, Text] | None:
    """What is wrong with the zip itself or its signed manifest."""
    if sum(entry.file_size for entry in pack.infolist()) > LARGEST:
        return MANIFEST, Text("内容过大", "the pack is too large")
    if twice := [name for name, number in Counter(pack.namelist()).items() if number > 1]:
        return twice[0], Text("文件重复", "the file occurs twice")
    manifest, signature = _read(pack, MANIFEST), _read(pack, SIGNATURE)
    if manifest is None or signature is None:
        return SIGNATURE if manifest else MANIFEST, Text("文件缺失或损坏", "the file is missing or damaged")
    try:
        key.verify(signature, manifest)
    except InvalidSignature:
        return MANIFEST, Text("签名不符", "the signature does not match")
    return None


def chain_fault(decisions: bytes, contents: bytes, head: str) -> tuple[str, Text] | None:
    """Whether the entries in ``decisions`` stand in the chain that ends in ``head``.

    ``contents`` has the content hash of every entry of the log, one a line; the chain is recomputed from them.
    """
    hashes = contents.decode().split()
    end = chain.GENESIS
    for content in hashes:
        end = chain.link(end, content)
    if end != head:
        return CHAIN, Text("与链首不符", "the chain does not end in its recorded head")
    for entry in json.loads(decisions):
        if not 1 <= entry["index"] <= len(hashes) or chain.content_hash(entry) != hashes[entry["index"] - 1]:
            return DECISIONS, Text("条目不在链中", "an entry is not in the chain")
    return None


def _read(pack: zipfile.ZipFile, name: str) -> bytes | None:
    """The content of a file, None when it is missing or cannot be unpacked."""
    try:
        return pack.read(name)
    except _DAMAGED:
        return None
