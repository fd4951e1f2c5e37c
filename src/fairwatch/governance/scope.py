"""The scope of a purpose: every field of its wording that is assessed, consulted on, published and hashed (R06).

Templates in ``templates/*.yaml`` are scopes; an organisation narrows one in its dossier and never widens it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, cast, get_args

from fairwatch.columns import ACTIONS, STORED
from fairwatch.errors import ConfigError
from fairwatch.governance import canonical, documents
from fairwatch.governance.documents import Section
from fairwatch.governance.lawpack import KINDS, NEVER, LawPack
from fairwatch.governance.quotas import Quota, narrowed_quotas, quotas_from_json
from fairwatch.governance.roles import VIEWER_ROLES
from fairwatch.policy import Grain
from fairwatch.text import Text

METHODS = ("network", "agent")
"""How it is collected: from the logs of network and servers, or by a program on people's computers (R21)."""
OPENED = "opened_to_cases"
"""Section of a template with the wording that opens it to cases, and the flag of a dossier that chooses it."""
BASES = ("consent", "contract", "hr_rules", "statute", "emergency")


@dataclass(frozen=True, slots=True)
class Alternative:
    """A less intrusive way, and why it does not suffice (R04)."""

    measure: Text
    rejected_because: Text


@dataclass(frozen=True)
class Scope:
    """What is processed, of whom, for what, how long and for whose eyes."""

    id: str
    kind: str
    title: Text
    aim: Text
    relation: Text
    """How it is directly related to the employment contract (LCL art. 8)."""
    effect: Text
    """How its usefulness is measured, and when it is ended for want of it."""
    alternatives: tuple[Alternative, ...]
    infers: tuple[str, ...]
    """What is to be concluded about a person, if anything."""
    bases: tuple[str, ...]
    recipients: tuple[str, ...]
    categories: tuple[str, ...]
    actions: tuple[str, ...]
    columns: tuple[str, ...]
    methods: tuple[str, ...]
    """What people are told about how it is collected; nothing collected otherwise is kept."""
    grain: Grain
    raw_hours: int
    rollup_days: int
    min_group: int
    needs_consent: bool
    individual: bool
    departments: tuple[str, ...] | None = None
    """The population; None means everybody."""
    until: dt.date | None = None
    """Last day; None in a template."""
    time_zone: str = "Asia/Shanghai"
    """Where the days of the procedure begin and end."""
    opened_to_cases: bool = False
    """Of ``departure-self``: whether a leak case may read it. Another wording, so another procedure and other
    consents."""
    quotas: tuple[Quota, ...] = ()
    """Of ``violations``: what of the published list is limited instead of forbidden (R24)."""
    rule_list: str = ""
    """Of ``violations``: hash of the published list of detection rules that it looks for; none as installed (R24)."""

    def narrowed(self, pack: LawPack) -> Scope:
        """The same without what the law pack in force does not allow: categories, retention, group size, cases."""
        departure = self.kind.startswith("departure")
        least = pack.number("limits.min_group_departure" if departure else "limits.min_group")
        return dataclasses.replace(
            self,
            categories=tuple(name for name in self.categories if name not in pack.names("categories.protected")),
            raw_hours=min(self.raw_hours, pack.number(f"retention.raw_hours.{self.kind}")),
            rollup_days=min(self.rollup_days, pack.number(f"retention.rollup_days.{self.kind}")),
            min_group=max(self.min_group, least),
            quotas=narrowed_quotas(self.quotas, pack),
            opened_to_cases=self.opened_to_cases and pack.word("cases.job_search") != NEVER,
        )

    @cached_property
    def hash(self) -> str:
        """SHA-256 of every field."""
        return canonical.sha256(self.as_json())

    def as_json(self) -> dict[str, Any]:
        """A plain form for the database and the hash."""
        plain = {**dataclasses.asdict(self), "until": self.until.isoformat() if self.until else None}
        if not self.opened_to_cases:
            del plain["opened_to_cases"]  # what is not opened reads as it did before there was such a choice
        if not self.rule_list:
            del plain["rule_list"]  # as above
        if not self.quotas:
            del plain["quotas"]
        return plain


@cache
def templates() -> dict[str, Scope]:
    """The purposes that come with the program, by id, in the order in which they are listed."""
    folder = files("fairwatch.governance").joinpath("templates")
    scopes = {
        kind: read(documents.parse(folder.joinpath(f"{kind}.yaml").read_text(encoding="utf-8"), f"{kind}.yaml"))
        for kind in KINDS
    }
    return {scope.id: scope for scope in scopes.values()}


def by_consent() -> frozenset[str]:
    """The purposes of which only each person may know whether they are among those observed (R12)."""
    return frozenset(name for name, template in templates().items() if template.needs_consent)


def template(purpose: str) -> Scope:
    """The template with this id."""
    try:
        return templates()[purpose]
    except KeyError:
        known = templates()
        raise ConfigError(
            Text("没有这个目的", "there is no such purpose"),
            next_step=Text(f"可用：{'、'.join(known)}", f"known: {', '.join(known)}"),
        ) from None


@cache
def opened_to_cases(purpose: str) -> Scope | None:
    """The template's other wording, under which leak cases may read the purpose too; None where there is none."""
    text = files("fairwatch.governance").joinpath("templates", f"{template(purpose).id}.yaml").read_text("utf-8")
    document = documents.parse(text, f"{purpose}.yaml")
    if not document.has(OPENED):
        return None
    wording = document.section(OPENED)
    wording.only("title", "aim", "relation", "recipients")
    return dataclasses.replace(
        template(purpose),
        title=wording.bilingual("title"),
        aim=wording.bilingual("aim"),
        relation=wording.bilingual("relation"),
        recipients=wording.words("recipients", VIEWER_ROLES),
        opened_to_cases=True,
    )


def read(document: Section) -> Scope:
    """A scope from its document; every word is checked against the vocabulary of the columns and roles."""
    document.only(*(field.name for field in dataclasses.fields(Scope)), "retention")
    retention = document.section("retention")
    retention.only("raw_hours", "rollup_days")
    return Scope(
        id=document.text("id"),
        kind=document.word("kind", KINDS),
        title=document.bilingual("title"),
        aim=document.bilingual("aim"),
        relation=document.bilingual("relation"),
        effect=document.bilingual("effect"),
        alternatives=tuple(_alternative(item) for item in document.sections("alternatives")),
        infers=document.strings("infers"),
        bases=document.words("bases", BASES),
        recipients=document.words("recipients", VIEWER_ROLES),
        categories=document.strings("categories"),
        actions=document.words("actions", ACTIONS),
        columns=document.words("columns", tuple(STORED)),
        methods=document.words("methods", METHODS) if document.has("methods") else METHODS[:1],
        grain=cast(Grain, document.word("grain", get_args(Grain))),
        raw_hours=retention.integer("raw_hours", minimum=1),
        rollup_days=retention.integer("rollup_days", minimum=1),
        min_group=document.integer("min_group", minimum=1),
        needs_consent=document.flag("needs_consent"),
        individual=document.flag("individual"),
    )


def from_json(data: dict[str, Any]) -> Scope:
    """The scope that :meth:`Scope.as_json` wrote."""
    texts = {name: Text(**data[name]) for name in ("title", "aim", "relation", "effect")}
    names = ("infers", "bases", "recipients", "categories", "actions", "columns", "methods")
    lists = {name: tuple(data[name]) for name in names}
    alternatives = tuple(
        Alternative(Text(**item["measure"]), Text(**item["rejected_because"])) for item in data["alternatives"]
    )
    rest = {
        "alternatives": alternatives,
        "departments": None if data["departments"] is None else tuple(data["departments"]),
        "until": dt.date.fromisoformat(data["until"]) if data["until"] else None,
        "quotas": quotas_from_json(data.get("quotas", ())),
    }
    return Scope(**{**data, **texts, **lists, **rest})


def _alternative(item: Section) -> Alternative:
    item.only("measure", "rejected_because")
    return Alternative(item.bilingual("measure"), item.bilingual("rejected_because"))
