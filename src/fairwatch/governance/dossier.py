"""The dossier of one purpose: a YAML file with the records of its whole procedure, dates and signatures included."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import jinja2

from fairwatch.governance import clock, documents, scope
from fairwatch.governance.documents import Section
from fairwatch.governance.lawpack import LawPack
from fairwatch.governance.quotas import narrowed_quotas, read_quotas
from fairwatch.governance.records import (
    ASSESSMENT_QUESTIONS,
    RISKS,
    UNION_RESULTS,
    AssessmentRecord,
    BasisRecord,
    ConsultationRecord,
    Document,
    KeyRecord,
    Objection,
    PublicationRecord,
)
from fairwatch.governance.scope import Scope
from fairwatch.text import Text

FORBIDDEN_APPS_OF = "violations"
"""The purpose whose dossier holds the list of forbidden apps."""
RULE_LIST = "rule_list"
"""Of its scope: the hash of the published list of detection rules that it looks for."""
QUOTAS = "quotas"
"""Of its scope: what of the published list is limited instead of forbidden."""


@dataclass(frozen=True, slots=True)
class ForbiddenAppRecord:
    """One entry of the published list."""

    site: str
    published_on: dt.date


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything of one file, in the order of the procedure."""

    scope: Scope
    sponsor: str
    submitted_on: dt.date
    assessment: AssessmentRecord
    consultation: ConsultationRecord
    basis: BasisRecord
    publication: PublicationRecord
    dpo: KeyRecord
    union: KeyRecord
    forbidden_apps: tuple[ForbiddenAppRecord, ...]


def blank(template: Scope) -> str:
    """The YAML to fill in for a purpose, with comments in both languages."""
    return _blank().render(
        scope=template, forbidden_apps_of=FORBIDDEN_APPS_OF, opened=scope.opened_to_cases(template.id)
    )


def read(path: Path, purpose: str, pack: LawPack) -> Dossier:
    """The dossier in a file. What is missing or misspelt is a ``ConfigError`` with file and line."""
    document = documents.read(path)
    known = ["purpose", "scope", "sponsor", "assessment", "consultation", "basis", "publication", "keys"]
    document.only(*known, *(["forbidden_apps"] if purpose == FORBIDDEN_APPS_OF else []))
    if document.text("purpose") != purpose:
        raise document.wrong("purpose", Text("卷宗属于另一个目的", "the dossier is for another purpose"))
    narrowed = _scope(document.section("scope"), _wording(document.section("scope"), purpose).narrowed(pack))
    if narrowed.quotas != narrowed_quotas(narrowed.quotas, pack):
        tolerated = pack.limits.tolerance_minutes
        raise document.section("scope").wrong(
            QUOTAS, Text(f"时长不得低于 {tolerated} 分钟", f"a quota of time may not be below {tolerated} minutes")
        )
    sponsor, keys = document.section("sponsor"), document.section("keys")
    sponsor.only("person", "submitted_on")
    keys.only("dpo", "union")
    return Dossier(
        scope=narrowed,
        sponsor=sponsor.text("person"),
        submitted_on=sponsor.day("submitted_on"),
        assessment=assessment(document.section("assessment")),
        consultation=_consultation(document.section("consultation")),
        basis=_basis(document.section("basis")),
        publication=_publication(document.section("publication")),
        dpo=_key(keys.section("dpo"), narrowed.time_zone),
        union=_key(keys.section("union"), narrowed.time_zone),
        forbidden_apps=_forbidden_apps(document),
    )


@cache
def _blank() -> jinja2.Template:
    text = files("fairwatch.governance").joinpath("dossier.yaml.j2").read_text(encoding="utf-8")
    return jinja2.Environment(autoescape=False, trim_blocks=True, lstrip_blocks=True).from_string(text)  # noqa: S701 - YAML


def _wording(section: Section, purpose: str) -> Scope:
    """The template, or its other wording where the dossier chooses it."""
    if not (section.has(scope.OPENED) and section.flag(scope.OPENED)):
        return scope.template(purpose)
    opened = scope.opened_to_cases(purpose)
    if opened is None:
        raise section.wrong(scope.OPENED, Text("该目的没有这种文本", "this purpose has no such wording"))
    return opened


def _scope(section: Section, template: Scope) -> Scope:
    narrowing = ("until", "time_zone", "departments", "categories", "methods", "rollup_days", "min_group")
    section.only(*narrowing, scope.OPENED, *([RULE_LIST, QUOTAS] if template.id == FORBIDDEN_APPS_OF else []))
    zone = section.text("time_zone")
    if not clock.is_time_zone(zone):
        raise section.wrong("time_zone", Text("不是有效的时区", "not a time zone"))
    # A program on people's computers must be asked for: it is never a default.
    changes: dict[str, object] = {"until": section.day("until"), "time_zone": zone, "methods": ("network",)}
    if section.has("departments"):
        changes["departments"] = tuple(sorted(section.strings("departments")))
    if section.has("categories"):
        changes["categories"] = section.strings("categories")
        if not set(section.strings("categories")) <= set(template.categories):
            raise _wider(section, "categories")
    if section.has("methods"):
        changes["methods"] = section.words("methods", template.methods)
    if section.has("rollup_days"):
        changes["rollup_days"] = section.integer("rollup_days", minimum=1)
        if section.integer("rollup_days") > template.rollup_days:
            raise _wider(section, "rollup_days")
    if section.has("min_group"):
        changes["min_group"] = section.integer("min_group")
        if section.integer("min_group") < template.min_group:
            raise _wider(section, "min_group")
    narrowed = dataclasses.replace(template, **changes)  # type: ignore[arg-type]
    return dataclasses.replace(
        narrowed,
        rule_list=section.text(RULE_LIST) if section.has(RULE_LIST) else "",
        quotas=read_quotas(section, narrowed.categories) if section.has(QUOTAS) else (),
    )


def _wider(section: Section, key: str) -> Exception:
    return section.wrong(key, Text("只能比模板更窄", "may only be narrower than the template"))


def assessment(section: Section) -> AssessmentRecord:
    """The impact assessment as it stands in a dossier, and in the file of a review."""
    section.only("signed_by", "signed_on", "residual_risk", "answers")
    answers = section.section("answers")
    answers.only(*ASSESSMENT_QUESTIONS)
    return AssessmentRecord(
        signed_by=section.text("signed_by"),
        signed_on=section.day("signed_on"),
        residual_risk=section.word("residual_risk", RISKS),
        answers={question: answers.text(question) for question in ASSESSMENT_QUESTIONS},
    )


def _consultation(section: Section) -> ConsultationRecord:
    section.only("opened_on", "closed_on", "discussion", "proposals", "union_result", "represented_by", "objections")
    objections = section.sections("objections") if section.has("objections") else ()
    return ConsultationRecord(
        opened_on=section.day("opened_on"),
        closed_on=section.day("closed_on"),
        discussion=section.text("discussion"),
        proposals=section.strings("proposals") if section.has("proposals") else (),
        union_result=section.word("union_result", UNION_RESULTS),
        represented_by=section.text("represented_by"),
        objections=tuple(_objection(item) for item in objections),
    )


def _objection(item: Section) -> Objection:
    item.only("objection", "reply")
    return Objection(item.text("objection"), item.text("reply"))


def _document(item: Section) -> Document:
    item.only("title", "sha256")
    return Document(item.text("title"), item.text("sha256"))


def _basis(section: Section) -> BasisRecord:
    section.only("kind", "documents", "rulebook", "collective_contract", "collective_contract_until")
    rulebook = section.optional_section("rulebook")
    if rulebook:
        rulebook.only("sha256", "published_on")
    evidence = section.sections("documents") if section.has("documents") else ()
    return BasisRecord(
        basis=section.word("kind", scope.BASES),
        documents=tuple(_document(item) for item in evidence),
        rulebook_sha256=rulebook.text("sha256") if rulebook else "",
        rulebook_published_on=rulebook.day("published_on") if rulebook else None,
        collective_contract=section.text("collective_contract") if section.has("collective_contract") else "",
        collective_contract_until=section.day("collective_contract_until")
        if section.has("collective_contract_until")
        else None,
    )


def _publication(section: Section) -> PublicationRecord:
    section.only("published_on", "where")
    return PublicationRecord(section.day("published_on"), section.text("where"))


def _key(section: Section, time_zone: str) -> KeyRecord:
    section.only("person", "signed_on")
    # The hour is not on record, so the signature counts from the end of its day.
    day_after = section.day("signed_on") + dt.timedelta(days=1)
    return KeyRecord(section.text("person"), clock.midnight(day_after, time_zone))


def _forbidden_apps(document: Section) -> tuple[ForbiddenAppRecord, ...]:
    if not document.has("forbidden_apps"):
        return ()
    return tuple(_forbidden_app(item) for item in document.sections("forbidden_apps"))


def _forbidden_app(item: Section) -> ForbiddenAppRecord:
    item.only("site", "published_on")
    return ForbiddenAppRecord(item.text("site"), item.day("published_on"))
