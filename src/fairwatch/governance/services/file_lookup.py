"""Whether a file that somebody has in hand is a registered one, or another version of one (R23)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from typing import Literal

from fairwatch.errors import Refused
from fairwatch.governance.models import RegisteredFile
from fairwatch.governance.services import registered_files
from fairwatch.governance.services.acting import acting
from fairwatch.governance.services.file_contents import ALGORITHMS, Contents, Versions
from fairwatch.governance.services.registered_files import MAY_REGISTER, Entry
from fairwatch.viewer import Viewer

How = Literal["contents", "name", "text"]

INVESTIGATOR = "analyst"
"""May ask about a file itself, never about a name: whoever may ask about any name learns all names by guessing."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the register knows of a file that it was asked about."""

    file: Entry
    how: How
    """By the same contents, by its name (or that of a copy), or by a text most of which is the same."""
    in_common: float
    """Share of the text that is the same, estimated; 1 for the same contents, 0 where only the name was compared."""


def find(name: str, contents: Contents | None, viewer: Viewer, *, now: dt.datetime | None = None) -> Found | None:
    """The registered file with these contents, else one of this name or that it is a copy of by its name, else the one
    of which it is most likely another version. The question is in the audit chain, the name is not.

    ``contents``: None where there is only a name. An investigator is told no label, and a name alone is refused.
    """
    with acting(viewer.person, "look up a file", role=viewer.role, now=now) as act:
        act.changed = False
        if viewer.role != INVESTIGATOR:
            registered_files.refuse_others(viewer)
        elif contents is None or not contents.digests:
            raise Refused("E_DISCLOSURE", where="register")
        found = _find(name if viewer.role in MAY_REGISTER else None, contents)
    if found is None or viewer.role in MAY_REGISTER:
        return found
    return dataclasses.replace(found, file=dataclasses.replace(found.file, label=""))


def _find(name: str | None, contents: Contents | None) -> Found | None:
    known = registered_files.register()
    digest = contents.digests.get(ALGORITHMS[0]) if contents else None
    if digest and (same := known.id_of_contents(digest)):
        return Found(_entry(same), "contents", 1.0)
    if name is not None and (named := known.id_of(name)):
        return Found(_entry(named), "name", 0.0)
    if contents is None or contents.fingerprint is None:
        return None
    near = Versions(RegisteredFile.objects.order_by("pk")).nearest(contents.fingerprint)
    return Found(registered_files.entry_of(near[0]), "text", near[1]) if near else None


def _entry(number: str) -> Entry:
    return registered_files.entry_of(RegisteredFile.objects.get(pk=registered_files.pk_of(number)))
