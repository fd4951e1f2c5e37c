"""Registering a folder of confidential files. Each is read for digests and a fingerprint; its contents are not kept.

Files of the folder, and earlier ones, whose text is mostly the same are versions of one document.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fairwatch.errors import ConfigError
from fairwatch.file_register import FileRegister
from fairwatch.governance.clock import moment
from fairwatch.governance.document_reader import DocumentReader
from fairwatch.governance.document_text import Unread
from fairwatch.governance.models import RegisteredFile
from fairwatch.governance.services import file_contents, registered_files
from fairwatch.governance.services.acting import acting
from fairwatch.governance.services.file_contents import ALGORITHMS, Contents, Versions
from fairwatch.governance.services.summary import Summary
from fairwatch.text import Text
from fairwatch.viewer import Viewer

_EVERYWHERE = frozenset({"thumbs.db", "desktop.ini"})
"""Beside hidden files: names that lie in every folder of every computer, so they would register everybody's."""
_BATCH = 500
_COLUMNS = [f"{name}_hash" for name in ALGORITHMS]

Progress = Callable[[float], None]


@dataclass
class Registered:
    """What became of the files of a folder. Names are for whoever has the folder; nobody else may be told them."""

    summary: Summary = field(default_factory=Summary)
    ids: dict[str, str] = field(default_factory=dict)
    """Path in the folder -> id in the register."""
    versions: dict[str, str] = field(default_factory=dict)
    """Path in the folder -> id of the file registered first of which it is another version."""
    links: list[str] = field(default_factory=list)
    """Symbolic links, which are not followed: what they point to may lie anywhere."""
    unreadable: list[str] = field(default_factory=list)
    same_name: list[str] = field(default_factory=list)
    """Files whose name an earlier one in the folder has: known by their contents; a log that has the name alone means
    the earlier one."""
    same_file: list[str] = field(default_factory=list)
    """Files of which an earlier one in the folder has name and contents, or that are empty and have its name."""
    passed_over: list[str] = field(default_factory=list)
    """Hidden files and what the system puts into every folder."""
    no_versions: dict[str, Unread | None] = field(default_factory=dict)
    """Path in the folder of files that are registered by name and exact contents alone, so that no other version of
    them is known -> why their text cannot be read; None where it is too short."""


@dataclass(frozen=True, slots=True)
class _Read:
    path: str
    name_hash: str
    digest_hashes: dict[str, str]
    """Column of the register -> keyed hash; empty of an empty file."""
    contents: Contents
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
    done = Registered()
    read = list(_read(folder, label, done, progress))
    with acting(viewer.person, "register confidential files", role=viewer.role, now=now) as act:
        done.summary = _keep(read, moment(now))
        act.counts = done.summary.counts()
        act.changed = bool(done.summary.added or done.summary.changed)  # the gate knows names and contents
    entries = {row.name_hash: row for row in RegisteredFile.objects.all()}
    for one in read:
        row = entries[one.name_hash]
        done.ids[one.path] = registered_files.file_id(row.pk)
        if row.version_of_id:
            done.versions[one.path] = registered_files.file_id(row.version_of_id)
    return done


def _keep(read: list[_Read], at: dt.datetime) -> Summary:
    """Bring the register up to what was read; files that are no longer in the folder stay registered."""
    known = {row.name_hash: row for row in RegisteredFile.objects.all()}
    new = [one for one in read if one.name_hash not in known]
    changed = [one for one in read if one.name_hash in known and _differs(known[one.name_hash], one)]
    told = [(row, one) for one in changed if not (row := known[one.name_hash]).fingerprint and not row.version_of_id]
    RegisteredFile.objects.bulk_update(
        [_fill(known[one.name_hash], one) for one in changed], [*_COLUMNS, "fingerprint", "label"], batch_size=_BATCH
    )
    added = RegisteredFile.objects.bulk_create(
        (_fill(RegisteredFile(name_hash=one.name_hash, registered_at=at), one) for one in new), batch_size=_BATCH
    )
    first_told = {row.pk for row, _ in told}
    _link([*told, *zip(added, new, strict=True)], [row for row in known.values() if row.pk not in first_told])
    return Summary(added=len(new), changed=len(changed), unchanged=len(read) - len(new) - len(changed))


def _read(folder: Path, label: str | None, done: Registered, progress: Progress) -> Iterator[_Read]:
    names = registered_files.register()
    seen: set[str] = set()
    paths = list(_files(folder, done))
    with DocumentReader() as reader:
        for number, path in enumerate(paths, start=1):
            shown = str(path.relative_to(folder))
            try:
                contents = file_contents.read(path, reader)
            except OSError:
                done.unreadable.append(shown)
                continue
            if (known_by := _known_by(path.name, contents, names, seen)) is None:
                done.same_file.append(shown)
                continue
            if known_by != names.hash_of(path.name):
                done.same_name.append(shown)
            if contents.fingerprint is None:
                done.no_versions[shown] = contents.unread
            hashes = {f"{name}_hash": names.hash_of_contents(one) for name, one in contents.digests.items()}
            yield _Read(shown, known_by, hashes, contents, path.resolve().parent.name if label is None else label)
            progress(number / len(paths))


def _known_by(name: str, contents: Contents, names: FileRegister, seen: set[str]) -> str | None:
    """The hash that stands for a file in the register: of its name; where an earlier file of the folder has that name,
    of name and contents together, which no log can name, so that it is known by its contents alone.

    None where an earlier one has its contents too, or it is empty.
    """
    by_name = names.hash_of(name)
    by_both = names.hash_of(f"{name}\0{contents.digests['sha256']}") if contents.digests else by_name
    known_by = next((one for one in (by_name, by_both) if one not in seen), None) if by_both not in seen else None
    seen |= {by_name, by_both}
    return known_by


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
    hashes = {name: getattr(row, name) for name in _COLUMNS if getattr(row, name)}
    if read.contents.fingerprint is not None and not row.fingerprint:
        return True  # it was registered when its format could not be read yet
    return (hashes, registered_files.label_of(row)) != (read.digest_hashes, read.label)


def _fill(row: RegisteredFile, read: _Read) -> RegisteredFile:
    for name in _COLUMNS:
        setattr(row, name, read.digest_hashes.get(name, ""))
    row.fingerprint = file_contents.seal(read.contents.fingerprint)
    row.label = registered_files.seal_label(read.label)
    return row


def _link(added: list[tuple[RegisteredFile, _Read]], known: Iterable[RegisteredFile]) -> None:
    """Each file whose text is new and that is another version of an earlier one is linked to the first of that
    document."""
    versions, linked = Versions(sorted(known, key=lambda row: row.pk)), []
    for row, read in added:
        fingerprint = read.contents.fingerprint
        if near := versions.nearest(fingerprint):
            row.version_of_id = near[0].version_of_id or near[0].pk
            linked.append(row)
        versions.add(row, fingerprint)
    RegisteredFile.objects.bulk_update(linked, ["version_of"], batch_size=_BATCH)
