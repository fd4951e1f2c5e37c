"""The register of every policy that was ever in force, and what it said as long as stored rows need it (R33).

Rows that name none of these policies prove nothing. For the others the rules of their day can be had again, so that
each row can be passed through the gate once more.
"""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from fairwatch import policy
from fairwatch.governance import policy_parts
from fairwatch.governance.models import CompiledPolicy, PolicyPart
from fairwatch.governance.services import pseudonyms
from fairwatch.policy import PolicySnapshot

_QUICKLY = 1
"""Level of compression: a snapshot of 100,000 people is tens of megabytes of text."""


def record(snapshot: PolicySnapshot, at: dt.datetime) -> None:
    """Put a compiled policy and what it says on record; again changes nothing."""
    known = CompiledPolicy.objects.filter(hash=snapshot.hash).first()
    if known and _is_kept(known):
        return
    digests = {}
    for name, content in snapshot.parts():
        digests[name] = policy.digest(content)
        if name in policy_parts.ARCHIVED:
            packed = zlib.compress(content, _QUICKLY)
            PolicyPart.objects.get_or_create(digest=digests[name], defaults={"content": packed})
    CompiledPolicy.objects.get_or_create(hash=snapshot.hash, defaults={"compiled_at": at, "parts": digests})


def are_known(hashes: Iterable[str]) -> bool:
    """Whether there is at least one hash, and each is of a policy that was compiled here."""
    wanted = set(hashes)
    return bool(wanted) and CompiledPolicy.objects.filter(hash__in=wanted).count() == len(wanted)


def recall(policy_hash: str) -> PolicySnapshot | None:
    """The rules of that policy again; None when it is not known, no longer kept, or was tampered with."""
    row = CompiledPolicy.objects.filter(hash=policy_hash).first()
    if row is None or policy.hash_of(row.parts) != policy_hash:
        return None
    try:
        parts = {name: zlib.decompress(content) for name, content in _contents(row).items()}
    except zlib.error:
        return None
    if {name: policy.digest(content) for name, content in parts.items()} != _archived(row):
        return None
    return policy_parts.rebuild(parts, pseudonyms.keys())


def rows_about(person: str) -> dict[str, list[dict[str, Any]]]:
    """Part -> what the kept policies say in it about a person, for that person's own copy (R36)."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    names = {digest: name for row in CompiledPolicy.objects.all() for name, digest in _archived(row).items()}
    for digest, content in PolicyPart.objects.order_by("digest").values_list("digest", "content").iterator():
        if digest in names and names[digest] != policy.REST:
            rows = map(json.loads, zlib.decompress(bytes(content)).splitlines())
            found[names[digest]] += [row for row in rows if row["person"] == person]
    return dict(found)


def forget_unused(in_use: Iterable[str], before: dt.datetime) -> int:
    """Forget what those policies said that no stored row was collected under and that were compiled before this
    moment; returns the number of parts. Their hashes stay on record."""
    kept = CompiledPolicy.objects.filter(hash__in=set(in_use)) | CompiledPolicy.objects.filter(compiled_at__gte=before)
    needed = {digest for parts in kept.values_list("parts", flat=True) for digest in parts.values()}
    return PolicyPart.objects.exclude(digest__in=needed).delete()[0]


def _archived(row: CompiledPolicy) -> dict[str, str]:
    """Part -> digest of those that are kept."""
    return {name: digest for name, digest in row.parts.items() if name in policy_parts.ARCHIVED}


def _is_kept(row: CompiledPolicy) -> bool:
    """Whether what it said is still there. Asked for every batch, so the parts themselves are not read."""
    digests = set(_archived(row).values())
    return bool(digests) and PolicyPart.objects.filter(digest__in=digests).count() == len(digests)


def _contents(row: CompiledPolicy) -> dict[str, bytes]:
    """Part -> what is kept of it, compressed. Two parts may have the same content: none."""
    digests = _archived(row)
    found = dict(PolicyPart.objects.filter(digest__in=digests.values()).values_list("digest", "content"))
    return {name: bytes(found[digest]) for name, digest in digests.items() if digest in found}
