"""What a case asks for, as its requester writes it down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from fairwatch.governance.documents import Section


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What is suspected, the facts it rests on, and when that was written: before anybody looked."""

    text: str
    facts: tuple[str, ...]
    written_at: dt.datetime


@dataclass(frozen=True, slots=True)
class CaseRequest:
    """One named person, some days, some columns of some purposes, and who is to look."""

    subject: str
    investigator: str
    suspicion: Suspicion
    first_day: dt.date
    last_day: dt.date
    """Both days are included."""
    fields: Mapping[str, tuple[str, ...]]
    """Purpose -> columns of it."""
    registered_file_day: dt.date | None = None
    """Day of the leak finding about a registered file; needed when job search is asked for."""


def form() -> str:
    """The form to fill in, with what each field means in both languages."""
    return files("fairwatch.governance").joinpath("forms", "case.yaml").read_text(encoding="utf-8")


def read(document: Section) -> CaseRequest:
    """A filled-in form; whatever is missing or of the wrong kind is a ``ConfigError`` with its line."""
    document.only("subject", "investigator", "suspicion", "first_day", "last_day", "fields", "registered_file_day")
    suspicion, fields = document.section("suspicion"), document.section("fields")
    suspicion.only("text", "facts", "written_at")
    return CaseRequest(
        subject=document.text("subject"),
        investigator=document.text("investigator"),
        suspicion=Suspicion(suspicion.text("text"), suspicion.strings("facts"), suspicion.instant("written_at")),
        first_day=document.day("first_day"),
        last_day=document.day("last_day"),
        fields={purpose: fields.strings(purpose) for purpose in fields.data},
        registered_file_day=document.day("registered_file_day") if document.has("registered_file_day") else None,
    )
