"""Opening a sealed day in two steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from fairwatch.sealing.chain import Chain, Link
from fairwatch.sealing.chunk import decrypt, groups, tag_of
from fairwatch.sealing.durable import storage_faults
from fairwatch.sealing.half import Half
from fairwatch.sealing.keyblock import State
from fairwatch.sealing.officers import officer_id
from fairwatch.sealing.shares import part


def first(chain: Chain, private: X25519PrivateKey, subjects: Iterable[str] | None) -> Half:
    """The first officer's parts for the groups of these people, or of all; never for frozen or erased ones."""
    wanted = None if subjects is None else frozenset(subjects)
    parts: dict[bytes, bytes] = {}
    for link in chain:
        keys = link.keys()
        share = keys.shares.share_of(private, link.header.digest, where=str(link.key_file))
        tags = None if wanted is None else {tag_of(subject, link.header) for subject in wanted}
        for entry in keys.entries:
            if entry.state is State.READABLE and (tags is None or entry.tag in tags):
                parts[entry.tag] = part(share, entry.tag)
    return Half(officer_id(private), parts)


def second(chain: Chain, half: Half, private: X25519PrivateKey) -> Iterator[bytes]:
    """The lines of the groups that the half is for."""
    for link in chain:
        yield from _lines(link, half, private)


def _lines(link: Link, half: Half, private: X25519PrivateKey) -> Iterator[bytes]:
    keys = link.keys()
    share = keys.shares.share_of(private, link.header.digest, where=str(link.key_file))
    where = str(link.chunk)
    with storage_faults(link.chunk), link.chunk.open("rb") as file:
        for entry, group in zip(keys.entries, groups(file, link.header, where=where), strict=True):
            if entry.state is State.READABLE and entry.tag in half.parts:
                yield from decrypt(group, entry, half.key(entry.tag, share), link.header, where=where)
