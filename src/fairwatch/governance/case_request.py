"""What a case asks for, as its requester writes it down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass


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
