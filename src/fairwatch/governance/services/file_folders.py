"""Registering a folder of confidential files. Each is read once for its SHA-256; nothing of its contents is kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fairwatch.errors import ConfigError
from fairwatch.governance.clock import moment
from fairwatch.governance.models import RegisteredFile
from fairwatch.governance.services import registered_files
from fairwatch.governance.services.acting import acting
from fairwatch.governance.services.summary import Summary
from fairwatch.text import Text
from fairwatch.viewer import Viewer

_EVERYWHERE = frozenset({"thumbs.db", "desktop.ini"})
"""Beside hidden files: names that lie in every folder of every computer, so they would register everybody's."""
_BATCH = 500

Progress = Callable[[float], None]


@dataclass
class Registered:
    """What became of the files of a folder. Names are for whoever has the folder; nobody else may be told them."""

    summary: Summary = field(default_factory=Summary)
    ids: dict[str, str] = field(default_factory=dict)
    """Path in the folder -> id in the register."""
    links: list[str] = field(default_factory=list)
    """Symbolic links, which are not followed: what they point to may lie anywhere."""
    unreadable: list[str] = field(default_factory=list)
    same_name: list[str] = field(default_factory=list)
    """Files whose name an earlier one in the folder has; a log tells only names apart."""
    passed_over: list[str] = field(default_factory=list)
    """Hidden files and what the system puts into every folder."""


@dataclass(frozen=True, slots=True)
class _Read:
    path: str
    name_hash: str
    content_hash: str
    label: str


def register_folder(
    folder: Path,
    viewer: Viewer,
    *,
    label: str | None = None,
    progress: Progress = lambda _: None,
    now: dt.datetime | None = None,
) -> Registered:
    """Add the files below ``folder`` to the register; a second run changes nothing.

    ``label``: of every file; without one the name of the folder that a file lies in. Raises ``ConfigError`` when
    ``folder`` is none and ``Refused`` for a viewer who may not register.
    """
    registered_files.refuse_others(viewer)
    if not folder.is_dir():
        raise ConfigError(Text("不是目录", "this is not a folder"), where=str(folder))
    done, at = Registered(), moment(now)
    read = list(_read(folder, label, done, progress))
    with acting(viewer.person, "register confidential files", role=viewer.role, now=now) as act:
        known = {row.name_hash: row for row in RegisteredFile.objects.all()}
        new = [one for one in read if one.name_hash not in known]
        changed = [one for one in read if one.name_hash in known and _differs(known[one.name_hash], one)]
        for one in changed:
            row = known[one.name_hash]
            row.content_hash, row.label = one.content_hash, registered_files.seal_label(one.label)
        RegisteredFile.objects.bulk_update(
            [known[one.name_hash] for one in changed], ["content_hash", "label"], batch_size=_BATCH
        )
        RegisteredFile.objects.bulk_create((_row(one, at) for one in new), batch_size=_BATCH)
        done.summary = Summary(added=len(new), changed=len(changed), unchanged=len(read) - len(new) - len(changed))
        act.counts = done.summary.counts()
        act.changed = bool(new)  # contents and labels are no part of a policy
    numbers = registered_files.register().ids
    done.ids = {one.path: numbers[one.name_hash] for one in read}
    return done


def sha256(path: Path) -> bytes:
    """Of a file's contents, read in pieces. Raises ``OSError``."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _read(folder: Path, label: str | None, done: Registered, progress: Progress) -> Iterator[_Read]:
    names = registered_files.register()
    seen: set[str] = set()
    paths = list(_files(folder, done))
    for number, path in enumerate(paths, start=1):
        shown, name_hash = str(path.relative_to(folder)), names.hash_of(path.name)
        if name_hash in seen:
            done.same_name.append(shown)
            continue
        try:
            contents = registered_files.content_hash(sha256(path))
        except OSError:
            done.unreadable.append(shown)
        else:
            seen.add(name_hash)
            yield _Read(shown, name_hash, contents, path.resolve().parent.name if label is None else label)
        progress(number / len(paths))


def _files(folder: Path, done: Registered) -> Iterator[Path]:
    """Ordinary files below a folder, always in the same order; links are not followed."""

    def unreadable(error: OSError) -> None:
        done.unreadable.append(str(Path(error.filename or folder).relative_to(folder)))

    for root, folders, names in os.walk(folder, onerror=unreadable):
        here = Path(root)
        done.links += [str((here / name).relative_to(folder)) for name in sorted(folders) if (here / name).is_symlink()]
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = here / name
            shown = str(path.relative_to(folder))
            if path.is_symlink():
                done.links.append(shown)
            elif name.startswith((".", "~$")) or name.lower() in _EVERYWHERE:
                done.passed_over.append(shown)
            elif path.is_file():
                yield path
            else:  # a pipe or a device would be waited for
                done.unreadable.append(shown)


def _differs(row: RegisteredFile, read: _Read) -> bool:
    return (row.content_hash, registered_files.label_of(row)) != (read.content_hash, read.label)


def _row(read: _Read, at: dt.datetime) -> RegisteredFile:
    return RegisteredFile(
        name_hash=read.name_hash,
        content_hash=read.content_hash,
        label=registered_files.seal_label(read.label),
        registered_at=at,
    )
