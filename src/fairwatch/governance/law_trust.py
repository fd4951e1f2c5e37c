"""Why a law pack may be believed.

A pack of the program is as trustworthy as the program that reads it: whoever can change one can change the other, and a
signature in the same folder would prove nothing more. So its hash is listed in ``laws/hashes.tsv``, which a test
compares: a number cannot be edited in passing, in the source or on a machine, without a second, deliberate edit that
a reviewer sees. There is no publisher's key in the program, because nobody should hold its private half.

A pack from outside comes as ``NAME.yaml`` with ``NAME.yaml.sig``, an Ed25519 signature (base64) over
:attr:`LawPack.content` by a publisher whose key this workspace's DPO and union have both trusted
(``services.publishers``).
"""

from __future__ import annotations

import base64
import binascii
import csv
from importlib.resources import files
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance.lawpack import LawPack
from fairwatch.text import Text

_PURPOSE = b"fairwatch law pack 1\n"
"""Keeps a signature from meaning anything else."""
_LONGEST_SIGNATURE = 1_000


def listed_hashes() -> dict[tuple[str, str], str]:
    """(law, version) -> hash of every pack of the program."""
    with files("fairwatch.governance").joinpath("laws", "hashes.tsv").open(encoding="utf-8") as handle:
        rows = csv.DictReader((line for line in handle if not line.startswith("#")), delimiter="\t")
        return {(row["law"], row["version"]): row["sha256"] for row in rows}


def is_listed(pack: LawPack) -> bool:
    """Whether a pack of the program says what was released under its name and version."""
    return listed_hashes().get((pack.law, pack.version)) == pack.hash


def check_listed(pack: LawPack) -> None:
    """Refuse a pack of the program that says something else than the one that was released."""
    if not is_listed(pack):
        raise ConfigError(
            Text("规则包的内容与发布时不符", "the law pack is not as it was released"),
            where=f"laws/{pack.law}.yaml {pack.version}",
            next_step=Text(
                "重新安装程序；需要不同的数值时，写一个经签名的附加规则包（见 docs/keys-and-accounts.md）。"
                f"维护者：在 laws/hashes.tsv 中写入 {pack.law} {pack.version} {pack.hash}",
                "reinstall the program; for other numbers write a signed overlay (see docs/keys-and-accounts.md). "
                f"Maintainers: put `{pack.law} {pack.version} {pack.hash}` into laws/hashes.tsv",
            ),
        )


def signature_file(pack: Path) -> Path:
    """Where the signature of this file is."""
    return pack.with_name(f"{pack.name}.sig")


def sign(pack: LawPack, key: Ed25519PrivateKey) -> str:
    """The content of the ``.sig`` file."""
    return base64.b64encode(key.sign(_PURPOSE + pack.content)).decode()


def is_signed(pack: LawPack, signature: str, key: Ed25519PublicKey) -> bool:
    """Whether this key's holder signed what the pack says."""
    try:
        key.verify(base64.b64decode(signature.strip(), validate=True), _PURPOSE + pack.content)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def read_signature(pack: Path) -> str:
    """The signature beside a pack; ``Refused("E_PACK_UNSIGNED")`` when there is none."""
    try:
        text = signature_file(pack).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        raise Refused("E_PACK_UNSIGNED", where=signature_file(pack).name) from None
    if len(text) > _LONGEST_SIGNATURE:
        raise Refused("E_PACK_UNSIGNED", where=signature_file(pack).name)
    return text.strip()
