"""``fairwatch my``: everything that is held about one person, in every store, for that person (R36; PIPL art. 45)."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from fairwatch.identity import LeaseStore
from fairwatch.pipeline.answers import write_whole
from fairwatch.pipeline.installation import Installation
from fairwatch.viewer import Viewer

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Export:
    """What is held about one person. Keys of ``tables`` are the stores: ``lake/work-time/visits``, ``leases`` …"""

    person: str
    made_at: dt.datetime
    tables: dict[str, Rows]

    def as_json(self) -> str:
        """The whole as one JSON document."""
        document = {"person": self.person, "made_at": self.made_at, "tables": self.tables}
        return json.dumps(document, ensure_ascii=False, indent=1, default=str)

    def as_zip(self) -> bytes:
        """The JSON document, and each table as a CSV file."""
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("export.json", self.as_json())
            for name, rows in self.tables.items():
                file.writestr(f"{name}.csv", _csv(rows))
        return archive.getvalue()


def export(installation: Installation, viewer: Viewer, *, now: dt.datetime | None = None) -> Export:
    """Everything about the viewer, logged before it is handed over. There is no way to ask about somebody else.

    Also of purposes that are suspended or over, as long as their key exists; without it the rows are nobody's.
    """
    from fairwatch.governance.services import own_records, policy_proofs  # noqa: PLC0415 - Django loads late

    made_at = now or dt.datetime.now(dt.UTC)
    person = viewer.person
    own_records.request_export(person, by=person, now=now)
    tables = {f"governance/{name}": rows for name, rows in own_records.rows(person, now).items()}
    tables["governance/acts"] = own_records.acts(person, now)
    tables |= dict(_stored(installation, person))
    tables |= {f"policies/{part}": rows for part, rows in policy_proofs.rows_about(person).items()}
    tables["leases"] = _leases(installation, person)
    tables["sealed"] = _sealed(installation, person, made_at)
    tables["access-log"] = own_records.access_log(person, now)
    return Export(person, made_at, {name: rows for name, rows in tables.items() if rows})


def write_export(installation: Installation, viewer: Viewer, out: Path, *, now: dt.datetime | None = None) -> Export:
    """:func:`export` as a ZIP file that only its owner may read; the file is whole or absent."""
    made = export(installation, viewer, now=now)
    write_whole(out, made.as_zip())
    return made


def _stored(installation: Installation, person: str) -> Iterator[tuple[str, Rows]]:
    """The person's rows of every table of the lake, raw and rolled up, under their pseudonym of each purpose."""
    from fairwatch.governance.services import pseudonyms  # noqa: PLC0415 - as above

    names, lake = pseudonyms.of(person), installation.lake
    for purpose in lake.purposes():
        if purpose not in names:
            continue
        for table in lake.tables(purpose):
            yield f"lake/{purpose}/{table}", lake.read(purpose, table).filter(subject=names[purpose]).to_dicts()


def _leases(installation: Installation, person: str) -> Rows:
    """Which addresses the person's devices had, and when."""
    from fairwatch.governance.services import own_records  # noqa: PLC0415 - as above

    held = LeaseStore(installation.workspace.leases).load()
    return held.filter(pl.col("device").is_in(own_records.device_names(person))).to_dicts()


def _sealed(installation: Installation, person: str, now: dt.datetime) -> Rows:
    """Of which days lines of the person are sealed, and until when; reading them takes both officers and a case."""
    from fairwatch.governance.services import pseudonyms  # noqa: PLC0415 - as above

    subject = pseudonyms.of(person).get("security-log")
    if subject is None or not installation.workspace.sealed.is_dir():
        return []
    from fairwatch.pipeline import vaults  # noqa: PLC0415 - loads what encrypts

    vault = vaults.vault_of(installation, now)
    return [
        {"day": day, "state": state.name.lower(), "destroyed_on": vault.retention.ends(day)}
        for day, state in vault.holds(subject).items()
    ]


def _csv(rows: Rows) -> str:
    """UTF-8 with the mark that spreadsheets want; nested values as JSON."""
    text = io.StringIO("\ufeff")
    text.seek(0, io.SEEK_END)
    writer = csv.DictWriter(text, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"  # a spreadsheet would run it as a formula
    return value
