"""The register of confidential files (R23): nothing is recorded of any other file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from fairwatch.errors import ConfigError
from fairwatch.governance.clock import moment
from fairwatch.governance.models import RegisteredFile
from fairwatch.governance.services.acting import OPERATOR, acting
from fairwatch.governance.services.summary import Summary
from fairwatch.text import Text

_BATCH = 900
_LONGEST = 255


def import_names(path: Path, *, actor: str = OPERATOR, now: dt.datetime | None = None) -> Summary:
    """Make the register equal to a file with one file name per line; ``#`` begins a comment. Case does not matter."""
    at, wanted = moment(now), set(_names(path))
    with acting(actor, "import registered files", now=now) as act:
        known = set(RegisteredFile.objects.values_list("name", flat=True))
        gone = sorted(known - wanted)
        for start in range(0, len(gone), _BATCH):
            RegisteredFile.objects.filter(name__in=gone[start : start + _BATCH]).delete()
        new = sorted(wanted - known)
        RegisteredFile.objects.bulk_create(
            (RegisteredFile(name=name, registered_at=at) for name in new), batch_size=_BATCH
        )
        summary = Summary(added=len(new), unchanged=len(wanted & known), removed=len(gone))
        act.counts = summary.counts()
    return summary


def _names(path: Path) -> Iterator[str]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        raise ConfigError(Text("文件不存在", "there is no such file"), where=str(path)) from None
    except UnicodeDecodeError:
        raise ConfigError(Text("文件不是 UTF-8 编码", "the file is not UTF-8"), where=path.name) from None
    for number, line in enumerate(lines, start=1):
        name = line.strip().lower()
        if not name or name.startswith("#"):
            continue
        if "/" in name or "\\" in name or len(name) > _LONGEST:
            raise ConfigError(
                Text("应为不带目录的文件名", "expected a file name without folders"), where=f"{path.name}:{number}"
            )
        yield name
