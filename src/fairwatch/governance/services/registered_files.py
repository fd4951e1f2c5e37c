"""The register of confidential files (R23): nothing is recorded of any other file.

It knows files by keyed hashes of their names and contents, and by a number. The names are in nobody's hands but those
of whoever has the files: even a copy of the whole database tells none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db.models import Q, QuerySet

from fairwatch.errors import ConfigError, Refused
from fairwatch.file_register import LONGEST_NAME, FileRegister, as_compared
from fairwatch.governance import at_rest
from fairwatch.governance.clock import moment
from fairwatch.governance.models import RegisteredFile
from fairwatch.governance.services.acting import OPERATOR, acting
from fairwatch.governance.services.file_contents import ALGORITHMS
from fairwatch.governance.services.summary import Summary
from fairwatch.text import Text
from fairwatch.viewer import Viewer

MAY_REGISTER = frozenset({"operator", "dpo", "counsel"})
"""Not who analyses: whoever says what is recorded does not read what was recorded."""

_BATCH = 900
_NAMES, _LABELS = "registered file names", "registered file label"


@dataclass(frozen=True, slots=True)
class Entry:
    """One registered file, as it may be shown: the register itself knows no name."""

    id: str
    label: str
    registered_at: dt.datetime
    by_content: bool
    """Whether a renamed copy is known, too: the contents were there when it was registered."""
    by_text: bool
    """Whether another version of it is known, too: its text has a fingerprint."""
    version_of: str | None
    """The id of the file registered first of which this one is another version."""


def register() -> FileRegister:
    """The register as the doors use it."""
    columns = ["name_hash", *(f"{name}_hash" for name in ALGORITHMS)]
    ids: dict[str, str] = {}
    contents: dict[str, str] = {}
    for pk, name_hash, *digests in RegisteredFile.objects.order_by("pk").values_list("pk", *columns):
        ids[name_hash] = file_id(pk)
        for one in filter(None, digests):
            contents.setdefault(one, file_id(pk))  # of two files with the same contents the first
    return FileRegister(_empty().key, ids, contents)


def file_id(pk: int) -> str:
    """How the register calls a file wherever one is spoken of."""
    return f"F{pk:04d}"


def entries(viewer: Viewer) -> list[Entry]:
    """Every registered file, in the order in which they were registered."""
    refuse_others(viewer)
    return [entry_of(row) for row in RegisteredFile.objects.order_by("pk")]


def versions_of(name: str) -> tuple[str, ...]:
    """The ids of all registered versions of a file's document, itself among them, in the order of registering.

    One that the register does not have, or no longer, is alone.
    """
    row = RegisteredFile.objects.filter(pk=pk_of(name)).first()
    if row is None:
        return (name.upper(),)
    first = row.version_of_id or row.pk
    same = RegisteredFile.objects.filter(Q(pk=first) | Q(version_of=first)).order_by("pk")
    return tuple(file_id(pk) for pk in same.values_list("pk", flat=True))


def refuse_unknown(name: str) -> None:
    """Raise ``ConfigError`` for an id that the register does not have."""
    if not RegisteredFile.objects.filter(pk=pk_of(name)).exists():
        raise _unknown()


def refuse_others(viewer: Viewer) -> None:
    """Raise ``Refused("E_DISCLOSURE")`` for a role that neither changes nor reads the register."""
    if viewer.role not in MAY_REGISTER:
        raise Refused("E_DISCLOSURE", where="register")


def remove(ids: list[str], viewer: Viewer, *, now: dt.datetime | None = None) -> int:
    """Take files off the register; from then on nothing is recorded of them. All of them, or none."""
    with acting(viewer.person, "remove registered files", role=viewer.role, now=now) as act:
        refuse_others(viewer)
        rows = RegisteredFile.objects.filter(pk__in=[pk_of(one) for one in ids])
        if rows.count() != len(set(ids)):
            raise _unknown()
        for row in rows.filter(versions__isnull=False).distinct():
            _hand_on(row, rows)
        count, _ = rows.delete()
        act.counts = Summary(removed=count).counts()
    return count


def _hand_on(first: RegisteredFile, going: QuerySet[RegisteredFile]) -> None:
    """Make the next one that stays the first of its document, so that its versions still belong together."""
    staying = list(first.versions.exclude(pk__in=going.values("pk")).order_by("pk"))
    for number, row in enumerate(staying):
        row.version_of = staying[0] if number else None
    RegisteredFile.objects.bulk_update(staying, ["version_of"])


def import_names(path: Path, *, actor: str = OPERATOR, now: dt.datetime | None = None) -> Summary:
    """Make the names that were given without a file those of a list; ``#`` begins a comment. Case does not matter.

    Files that were registered with their contents stay as they are.
    """
    at, known_by = moment(now), _empty()
    wanted = {known_by.hash_of(name) for name in _names(path)}
    with acting(actor, "import registered files", now=now) as act:
        known = set(RegisteredFile.objects.values_list("name_hash", flat=True))
        listed = set(RegisteredFile.objects.filter(sha256_hash="").values_list("name_hash", flat=True))
        gone = sorted(listed - wanted)
        for start in range(0, len(gone), _BATCH):
            RegisteredFile.objects.filter(name_hash__in=gone[start : start + _BATCH]).delete()
        new = sorted(wanted - known)
        RegisteredFile.objects.bulk_create(
            (RegisteredFile(name_hash=one, label=seal_label(""), registered_at=at) for one in new), batch_size=_BATCH
        )
        summary = Summary(added=len(new), unchanged=len(wanted & known), removed=len(gone))
        act.counts = summary.counts()
    return summary


def seal_label(label: str) -> bytes:
    """A label as it is kept; the same label looks different each time."""
    return at_rest.seal(label.encode(), _LABELS)


def label_of(row: RegisteredFile) -> str:
    """The label of a row; empty where the workspace's secret is not the one it was sealed with."""
    return (at_rest.unseal(bytes(row.label), _LABELS) or b"").decode()


def _empty() -> FileRegister:
    return FileRegister(at_rest.derived_key(_NAMES))


def entry_of(row: RegisteredFile) -> Entry:
    """A row as it may be shown to whoever keeps the register."""
    return Entry(
        file_id(row.pk),
        label_of(row),
        row.registered_at,
        bool(row.sha256_hash),
        bool(row.fingerprint),
        file_id(row.version_of_id) if row.version_of_id else None,
    )


def pk_of(name: str) -> int:
    """The inverse of ``file_id``; raises ``ConfigError`` for what is no id."""
    number = name[1:]
    if not name.upper().startswith("F") or not number.isascii() or not number.isdigit():
        raise _unknown()
    return int(number)


def _unknown() -> ConfigError:
    return ConfigError(
        Text("登记册中没有这个编号", "the register has no file with this id"),
        next_step=Text("用 fairwatch register list 查看编号", "see the ids with `fairwatch register list`"),
    )


def _names(path: Path) -> Iterator[str]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        raise ConfigError(Text("文件不存在", "there is no such file"), where=str(path)) from None
    except UnicodeDecodeError:
        raise ConfigError(Text("文件不是 UTF-8 编码", "the file is not UTF-8"), where=path.name) from None
    for number, line in enumerate(lines, start=1):
        name = as_compared(line.strip())
        if not name or name.startswith("#"):
            continue
        if "/" in name or "\\" in name or len(name) > LONGEST_NAME:
            raise ConfigError(
                Text("应为不带目录的文件名", "expected a file name without folders"), where=f"{path.name}:{number}"
            )
        yield name
