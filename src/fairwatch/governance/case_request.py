"""What a case asks for, as its requester writes it down: a YAML file with a template in both languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from fairwatch.governance import documents
from fairwatch.governance.documents import Section
from fairwatch.text import Text


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What is suspected, the facts it rests on, and when that was written: before anybody looked."""

    text: str
    facts: tuple[str, ...]
    written_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Alias:
    """Somebody whom the requester knows only under the name of one day's findings."""

    purpose: str
    name: str
    seen_on: dt.date
    """Day (UTC) on which the requester saw it: aliases change daily and with every viewer."""


@dataclass(frozen=True, slots=True)
class CaseRequest:
    """One person, some days, some columns of some purposes, and who is to look."""

    subject: str
    """Id of the directory; empty while only the alias is known."""
    investigator: str
    suspicion: Suspicion
    first_day: dt.date
    last_day: dt.date
    """Both days are included."""
    fields: Mapping[str, tuple[str, ...]]
    """Purpose -> columns of it."""
    registered_file_day: dt.date | None = None
    """Day of the leak finding about a registered file; needed when job search is asked for."""
    alias: Alias | None = None


def template() -> str:
    """The YAML to fill in, with comments in both languages."""
    return files("fairwatch.governance").joinpath("case_request.yaml").read_text(encoding="utf-8")


def read(path: Path) -> CaseRequest:
    """The request in a file. What is missing or misspelt is a ``ConfigError`` with file and line."""
    document = documents.read(path)
    document.only(
        "subject", "alias", "investigator", "suspicion", "first_day", "last_day", "fields", "registered_file_day"
    )
    if document.has("subject") == document.has("alias"):
        raise document.wrong("subject", Text("写明人员或代号，二者择一", "name either the subject or the alias"))
    suspicion, fields = document.section("suspicion"), document.section("fields")
    suspicion.only("text", "facts", "written_at")
    return CaseRequest(
        subject=document.text("subject") if document.has("subject") else "",
        alias=_alias(document.section("alias")) if document.has("alias") else None,
        investigator=document.text("investigator"),
        suspicion=Suspicion(suspicion.text("text"), suspicion.strings("facts"), _instant(suspicion, "written_at")),
        first_day=document.day("first_day"),
        last_day=document.day("last_day"),
        fields={purpose: fields.strings(purpose) for purpose in fields.data},
        registered_file_day=document.day("registered_file_day") if document.has("registered_file_day") else None,
    )


def _alias(section: Section) -> Alias:
    section.only("purpose", "name", "seen_on")
    return Alias(section.text("purpose"), section.text("name"), section.day("seen_on"))


def _instant(section: Section, key: str) -> dt.datetime:
    """An instant with its zone: whether the suspicion came first must not depend on where the file is read."""
    value = section.data.get(key)
    try:
        at = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(str(value))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise section.wrong(
            key,
            Text("应为带时区的时间", "must be a time with its zone"),
            Text("写成 2026-09-01T10:00:00+08:00", "write it like 2026-09-01T10:00:00+08:00"),
        )
    return at
