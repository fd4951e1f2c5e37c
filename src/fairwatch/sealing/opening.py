"""Opening some people's lines of a sealed day: what to ask the officers for, and the lines once both have given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fairwatch.sealing.chain import Chain, Link
from fairwatch.sealing.chunk import decrypt, groups, tag_of
from fairwatch.sealing.durable import storage_faults
from fairwatch.sealing.half import Halves
from fairwatch.sealing.keyblock import State
from fairwatch.sealing.shares import Lock, part


def locks(chain: Chain, subjects: Iterable[str]) -> Iterator[Lock]:
    """The shares of every chunk of the day, those without these people's lines too.

    So a chunk that was relabelled is noticed (its shares no longer open), and the request does not tell which chunks
    hold whose lines. Whoever is frozen in a chunk is not asked for.
    """
    wanted = sorted(set(subjects))
    for link in chain:
        keys = link.keys()
        frozen = {entry.tag for entry in keys.entries if entry.state is State.FROZEN}
        yield Lock(
            link.header.line(),
            keys.shares,
            tuple(subject for subject in wanted if tag_of(subject, link.header) not in frozen),
        )


def lines(chain: Chain, halves: Halves, secret: bytes, subjects: Iterable[str]) -> Iterator[bytes]:
    """The lines of these people and nobody else's, whatever else the halves would open.

    What was sealed after the halves were given, and so is in neither, is left out.
    """
    wanted = frozenset(subjects)
    for link in chain:
        yield from _lines(link, halves, secret, wanted)


def _lines(link: Link, halves: Halves, secret: bytes, wanted: frozenset[str]) -> Iterator[bytes]:
    keys = link.keys()
    tags = {tag_of(subject, link.header) for subject in wanted}
    readable = {entry.tag for entry in keys.entries if entry.state is State.READABLE and entry.tag in tags}
    opened = readable & (halves.one.parts.keys() | halves.other.parts.keys())
    if not opened:
        return
    where = str(link.chunk)
    with storage_faults(link.chunk), link.chunk.open("rb") as file:
        for entry, group in zip(keys.entries, groups(file, link.header, where=where), strict=True):
            if entry.tag in opened:
                key = halves.key(entry.tag, part(secret, entry.tag))
                yield from decrypt(group, entry, key, link.header, where=where)
