"""What people put on record in the procedure of a purpose, each with its own date and signature."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

UnionResult = Literal["agreed", "negotiated", "objected"]
UNION_RESULTS: tuple[UnionResult, ...] = ("agreed", "negotiated", "objected")
RISKS = ("low", "medium", "high")
ACCEPTABLE_RISKS = ("low", "medium")

ASSESSMENT_QUESTIONS = (
    # PIPL art. 56
    "lawful_and_necessary",
    "impact_and_risk",
    "safeguards_fit",
    # Bărbulescu v. Romania (GC 2017), six criteria
    "prior_notice",
    "extent",
    "legitimate_reason",
    "less_intrusive",
    "consequences",
    "safeguards",
)
"""What every impact assessment answers."""


@dataclass(frozen=True, slots=True)
class Document:
    """One piece of evidence, by title and SHA-256 of its file."""

    title: str
    sha256: str


@dataclass(frozen=True, slots=True)
class BasisRecord:
    """The legal basis and what proves it (R02, R03)."""

    basis: str
    documents: tuple[Document, ...]
    rulebook_sha256: str = ""
    rulebook_published_on: dt.date | None = None
    collective_contract: str = ""
    collective_contract_until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class AssessmentRecord:
    """The impact assessment as the DPO signed it."""

    signed_by: str
    signed_on: dt.date
    residual_risk: str
    answers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Objection:
    """What staff or union objected, and the written reply."""

    objection: str
    reply: str


@dataclass(frozen=True, slots=True)
class ConsultationRecord:
    """Discussion with all staff, and how the negotiation with the union ended."""

    opened_on: dt.date
    closed_on: dt.date
    discussion: str
    proposals: tuple[str, ...]
    union_result: str
    represented_by: str
    objections: tuple[Objection, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicationRecord:
    """When and where the purpose was made known to everybody."""

    published_on: dt.date
    where: str


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """One of the two signatures that activate a purpose."""

    person: str
    signed_at: dt.datetime
