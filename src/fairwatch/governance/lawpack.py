"""Law packs: the numbers and lists of a jurisdiction, read from ``laws/*.yaml``.

A pack without ``parent`` is complete. A pack with a parent is an overlay: it names only what it changes, and each
change must be tighter than the parent, or loading it is refused with ``E_PACK_LOOSENS`` (R46). :data:`TIGHTER` says for
every field which direction that is. Where a pack comes from, and whether it is trusted, is the subject of
``law_sources``; which one is in force, of ``services.laws``.
"""

from __future__ import annotations

import datetime as dt
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance import canonical, clock, documents
from fairwatch.governance.documents import Section
from fairwatch.policy import Limits
from fairwatch.text import Text

KINDS = ("traffic", "work-time", "departure-group", "departure-self", "leak", "violations", "security-log")

SEVERITIES = ("general", "larger", "major", "extraordinary")
"""Degrees of an incident (国家网络安全事件报告管理办法): 一般、较大、重大、特别重大."""

ERASURE_REASONS = ("withdrawal", "leaver", "right", "purpose_ended")

NEVER = "never"
JOB_SEARCH = ("by_consent", NEVER)
"""Whether an organisation may choose a wording that lets leak cases read job search, from loose to tight."""

AGREEMENT = ("individual", "always")
"""For which purposes the union must agree, from loose to tight."""


def _stricter_agreement(new: Any, old: Any) -> bool:
    return AGREEMENT.index(new) >= AGREEMENT.index(old)


def _stricter_secrecy(new: Any, old: Any) -> bool:
    return JOB_SEARCH.index(new) >= JOB_SEARCH.index(old)


def _contains(new: Any, old: Any) -> bool:
    return set(new) >= set(old)


def _same(new: Any, old: Any) -> bool:
    return bool(new == old)


def _fact(new: Any, old: Any) -> bool:  # noqa: ARG001 - the signature of every comparison
    """Where a law holds is no limit. Adopting another pack moves nothing: ``services.transfers`` looks at the first."""
    return True


TIGHTER: Mapping[str, Callable[[Any, Any], bool]] = {
    "limits.min_group": operator.ge,  # larger groups hide the individual better
    "limits.min_group_departure": operator.ge,
    "limits.dominance_top1": operator.le,  # no person may stand for so much of a cell
    "limits.dominance_top2": operator.le,
    "limits.tolerance_minutes": operator.ge,  # more private time goes unmentioned
    "limits.bucket_minutes": operator.ge,  # coarser
    "limits.notice_days": operator.ge,  # more time to read and object
    "limits.case_days": operator.le,  # a shorter look back
    "limits.leases_days": operator.le,
    "limits.departure_noise": operator.ge,  # once there is noise, it stays
    "limits.job_search_days": operator.le,
    "procedure.consultation_working_days": operator.ge,
    "procedure.calendar": _same,  # another calendar is neither tighter nor looser in every year
    "procedure.sunset_months": operator.le,
    "procedure.review_months": operator.le,
    "procedure.review_days": operator.le,
    "procedure.union_must_agree": _stricter_agreement,
    "consents.longest_days": operator.le,
    "consents.longest_days_departure": operator.le,
    "consents.ask_again_days": operator.ge,
    "cases.expire_days": operator.le,
    "cases.tell_days": operator.le,  # the subject learns of it sooner
    "cases.hidden_days": operator.le,  # each look shows in the person's access log sooner
    "cases.job_search": _stricter_secrecy,
    "shares.longest_days": operator.le,
    "reviews.hearing_working_days": operator.ge,
    "reviews.fewest_measured": operator.le,  # rubber-stamping is noticed after fewer reviews
    "reviews.most_agreement": operator.le,
    "reviews.least_median_seconds": operator.ge,
    "dismissals.union_working_days": operator.ge,
    "audits.months": operator.le,
    **{f"breaches.authority_hours.{severity}": operator.le for severity in SEVERITIES},
    "breaches.persons_hours": operator.le,
    "breaches.escalate_minutes": operator.ge,  # the alarm is raised earlier
    "transfers.territory": _fact,
    "retention.stalled_hours": operator.le,
    **{f"retention.raw_hours.{kind}": operator.le for kind in KINDS},
    **{f"retention.rollup_days.{kind}": operator.le for kind in KINDS},
    **{f"retention.erase_hours.{reason}": operator.le for reason in ERASURE_REASONS},
    "retention.sealed.hold_months": operator.le,  # where no law demands the logs, a person is erased from them sooner
    "retention.sealed.life_months": operator.le,
    "retention.sealed.grace_days": operator.le,
    "retention.case_days.unfounded": operator.le,
    "retention.case_days.founded": operator.le,
    "rights.reply_working_days": operator.le,
    "rights.protection_months": operator.ge,  # whoever complains is protected for longer
    "rights.records_years": operator.ge,  # the proof of what was done is kept for longer
    "categories.protected": _contains,
    # The two lists together: a private category may become protected, which is never stored at all.
    "categories.private": _contains,
    "exempt_roles": _contains,  # more people whose job-site use is work
    "calendars": _contains,  # more public holidays are known
}
"""Field -> whether (new, old) is at least as tight."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
_SHARES = {"limits.dominance_top1", "limits.dominance_top2", "reviews.most_agreement"}
_WORDS = {"procedure.calendar", "transfers.territory"}
_CHOICES = {"cases.job_search": JOB_SEARCH, "procedure.union_must_agree": AGREEMENT}
_MAY_BE_NOTHING = {"retention.sealed.hold_months"}
_FLAGS = {"limits.departure_noise"}
_LISTS = {"categories.protected", "categories.private", "exempt_roles", "calendars"}


@dataclass(frozen=True)
class LawPack:
    """One pack with its parent's values filled in. ``values`` is keyed as :data:`TIGHTER`."""

    law: str
    version: str
    effective: dt.date
    values: Mapping[str, Any]
    time_zone: str = "UTC"
    """Where the effective day begins."""
    parent: str = ""
    """The pack that this one is laid over; empty for a complete one."""
    own: Mapping[str, Any] = field(default_factory=dict)
    """The values that the pack itself names; all of them when it is complete."""

    @cached_property
    def hash(self) -> str:
        """SHA-256 of everything the pack says, its parents' values included."""
        return canonical.sha256([*self._name(), self.time_zone, dict(self.values)])

    @property
    def content(self) -> bytes:
        """What a publisher signs: the pack itself as it was understood, in canonical form, without its parents."""
        return canonical.text([*self._name(), self.time_zone, self.parent, dict(self.own)]).encode()

    @property
    def begins(self) -> dt.datetime:
        """The first instant of the effective day."""
        return clock.midnight(self.effective, self.time_zone)

    def _name(self) -> tuple[str, str, str]:
        return self.law, self.version, self.effective.isoformat()

    @property
    def limits(self) -> Limits:
        """The numbers that the doors enforce."""
        names = (key.removeprefix("limits.") for key in TIGHTER if key.startswith("limits."))
        return Limits(
            law=self.law, pack_version=self.version, **{name: self.values[f"limits.{name}"] for name in names}
        )

    def number(self, key: str) -> int:
        """A whole number of the pack, e.g. ``retention.raw_hours.leak``."""
        return int(self.values[key])

    def share(self, key: str) -> float:
        """A number from 0 to 1 of the pack, e.g. ``reviews.most_agreement``."""
        return float(self.values[key])

    def word(self, key: str) -> str:
        return str(self.values[key])

    def names(self, key: str) -> frozenset[str]:
        """A list of the pack, e.g. ``categories.protected``."""
        return frozenset(self.values[key])

    def loosened_fields(self, old: LawPack) -> list[str]:
        """Fields in which this pack is looser than ``old``."""
        return [key for key in TIGHTER if not TIGHTER[key](_comparable(self.values, key), _comparable(old.values, key))]


def kinds_concerned(key: str) -> tuple[str, ...]:
    """The kinds of purposes that a field is about: one kind, the two of leaving tendency, or all."""
    last = key.rpartition(".")[2]
    if last in KINDS:
        return (last,)
    return tuple(kind for kind in KINDS if kind.startswith("departure")) if last.endswith("_departure") else KINDS


@cache
def load(law: str) -> LawPack:
    """The pack of the program with this name, its parents applied."""
    place = files("fairwatch.governance").joinpath("laws", f"{law}.yaml")
    if not law.isidentifier() or not place.is_file():
        raise ConfigError(
            Text("没有这个规则包", "there is no such law pack"),
            where=law,
            next_step=Text(f"可用：{'、'.join(available())}", f"available: {', '.join(available())}"),
        )
    return read(documents.parse(place.read_text(encoding="utf-8"), f"{law}.yaml"))


def available() -> list[str]:
    """Names of the packs that come with the program."""
    folder = files("fairwatch.governance").joinpath("laws")
    return sorted(item.name.removesuffix(".yaml") for item in folder.iterdir() if item.name.endswith(".yaml"))


def read(document: Section, parents: Callable[[str], LawPack] = load) -> LawPack:
    """A pack from its document; an overlay is laid over its parent, which ``parents`` finds, and must not loosen it."""
    document.only(
        "law", "parent", "version", "effective", "time_zone", *dict.fromkeys(key.split(".")[0] for key in TIGHTER)
    )
    parent = parents(document.text("parent")) if document.has("parent") else None
    own = dict(_values(document, complete=parent is None))
    pack = LawPack(
        law=_short(document, "law"),
        version=_short(document, "version"),
        effective=document.day("effective"),
        values={**(parent.values if parent else {}), **own},
        time_zone=_time_zone(document, parent),
        parent=parent.law if parent else "",
        own=own,
    )
    if parent and (loosened := pack.loosened_fields(parent)):
        raise Refused("E_PACK_LOOSENS", where=f"{document.source} {', '.join(loosened)}")
    return pack


def _short(document: Section, key: str) -> str:
    """A name that fits its column and is safe in a file name and on a terminal."""
    name = document.text(key)
    if not _NAME.fullmatch(name):
        raise document.wrong(
            key,
            Text("应为 32 个以内的字母、数字、点、下划线或连字符", "must be up to 32 letters, digits, dots, _ or -"),
        )
    return name


def _time_zone(document: Section, parent: LawPack | None) -> str:
    if parent and not document.has("time_zone"):
        return parent.time_zone
    name = document.text("time_zone")
    if not clock.is_time_zone(name):
        raise document.wrong("time_zone", Text("不是有效的时区", "not a time zone"))
    return name


def _comparable(values: Mapping[str, Any], key: str) -> Any:
    if key == "categories.private":
        return {*values["categories.private"], *values["categories.protected"]}
    return values[key]


def _values(document: Section, *, complete: bool) -> Iterator[tuple[str, Any]]:
    for path, section in _sections(document):
        names = {key.removeprefix(f"{path}.").split(".")[0] for key in TIGHTER if key.startswith(f"{path}.")}
        if path:
            section.only(*names)
    for key in TIGHTER:
        *parents, name = key.split(".")
        section = document
        for parent in parents:
            if parent not in section.data and not complete:
                break
            section = section.section(parent)
        else:
            if complete or name in section.data:
                yield key, _value(section, name, key)


def _sections(document: Section) -> Iterator[tuple[str, Section]]:
    paths = sorted({key.rpartition(".")[0] for key in TIGHTER} - {""})
    for path in paths:
        section: Section | None = document
        for name in path.split("."):
            section = section.optional_section(name) if section else None
        if section:
            yield path, section


def _value(section: Section, name: str, key: str) -> Any:
    if key in _LISTS:
        return tuple(sorted(section.strings(name)))
    if key in _SHARES:
        return section.share(name)
    if key in _WORDS:
        return section.text(name)
    if key in _FLAGS:
        return section.flag(name)
    if key in _CHOICES:
        return section.word(name, _CHOICES[key])
    return section.integer(name, minimum=0 if key in _MAY_BE_NOTHING else 1)
