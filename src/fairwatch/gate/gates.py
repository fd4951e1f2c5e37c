"""The gates, in the order in which they are passed.

The order is itself a promise. First whom and when: these gates know nothing of what was done, so their counts cannot
tell anything about it, and of a private phone, an excluded person or an evening nobody even looks at the category.
In particular "no consent" is decided before "job site": otherwise its count would be the number of job-site visits of
those who did not consent. What was done comes last, and there the protected categories first. Machine traffic and what
no purpose needs are one count: where every other ordinary category is in some purpose, the latter would be the daily
number of requests to job sites.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

import numpy as np

from fairwatch import columns
from fairwatch.distinct import among_values
from fairwatch.gate.files import soon_after
from fairwatch.gate.hours import EPOCH
from fairwatch.gate.lines import NOBODY, Lines
from fairwatch.gate.rules import ACTIONS_WIDTH, Bits, Flags, Instants
from fairwatch.policy import Purpose

Gate = tuple[str, Callable[[Lines], Bits]]
"""Refusal code, and which purposes the gate leaves open to each line."""

_COMPANY_OWNED = np.array([ownership in {"company", "shared"} for ownership in columns.OWNERSHIPS])
_MACHINE, _UPLOAD, _PACK, _FORBIDDEN = (
    columns.ACTIONS.index(name) for name in ("machine", "upload", "pack", "forbidden_app")
)


def active(lines: Lines) -> Bits:
    """Purposes in force at that instant (R01)."""
    if not len(lines.ts):
        return _all(lines)
    first, last = lines.ts.min(), lines.ts.max()

    def in_force(purpose: Purpose) -> Flags | bool:
        since, until = purpose.active_from_us, purpose.active_until_us
        if since <= first and last < until:  # as nearly always
            return True
        return (lines.ts >= since) & (lines.ts < until)

    return _per_purpose(lines, map(in_force, lines.rules.purposes))


def known(lines: Lines) -> Bits:
    """Somebody in particular; unknown identity is never guessed (R08)."""
    return _all_if(lines, lines.person != NOBODY)


def company_device(lines: Lines) -> Bits:
    """A device of the company, shared ones included (R19)."""
    return _all_if(lines, _COMPANY_OWNED[lines.ownership])


def not_excluded(lines: Lines) -> Bits:
    """No minor, guest or intern (R20)."""
    return _all_if(lines, ~lines.rules.excluded[lines.person])


def working(lines: Lines) -> Bits:
    """Inside the person's own working hours (R14)."""
    return _all_if(lines, lines.interval >= 0)


def in_population(lines: Lines) -> Bits:
    """Purposes that are about the person's department (R01)."""
    return lines.rules.population[lines.person]


def noticed(lines: Lines) -> Bits:
    """Purposes of which the person was told in time (R08)."""
    if not len(lines.ts):
        return _all(lines)
    first, last = lines.ts.min(), lines.ts.max()

    def told(since: Instants) -> Flags:
        if ((first < since) & (since <= last)).any():
            return lines.ts >= since[lines.person]
        told_before: Flags = since <= first
        return told_before[lines.person]  # nobody is told meanwhile, as nearly always

    return _per_purpose(lines, map(told, lines.rules.noticed_from))


def consented(lines: Lines) -> Bits:
    """Purposes that need no consent, or have this person's at that instant (R09, R10)."""

    def given(consents: list[tuple[Instants, Instants]] | None) -> Flags | bool:
        if consents is None:
            return True
        flags = np.zeros(len(lines.row), np.bool_)
        for since, until in consents:
            flags |= (lines.ts >= since[lines.person]) & (lines.ts < until[lines.person])
        return flags

    return _per_purpose(lines, map(given, lines.rules.consents))


def told_how(lines: Lines) -> Bits:
    """Purposes of which people were told that it is collected in this way (R21)."""
    by_agent = among_values(lines.frame["grade"], ["agent"])[lines.row]
    return np.where(by_agent, lines.rules.by_agent, lines.rules.everything)


def day_open(lines: Lines) -> Bits:
    """Purposes whose day is not yet rolled up and gone (R47)."""
    left = _all(lines)
    days = lines.day
    for day in np.unique(lines.hours.days).tolist():
        date = EPOCH + dt.timedelta(days=day)
        for number, purpose in enumerate(lines.rules.purposes):
            if (purpose.id, date) in lines.closed_days:
                left[days == day] &= ~lines.rules.only(number)
    return left


def not_protected(lines: Lines) -> Bits:
    """No category that is nobody's business, whatever a purpose says (R18, R13)."""
    return _all_if(lines, ~lines.rules.protected[lines.category])


def not_private(lines: Lines) -> Bits:
    """No private channel, except as the destination class of an upload (R17)."""
    private = lines.rules.private[lines.category]
    excepted = np.where(lines.action == _UPLOAD, lines.rules.leak, lines.rules.nothing)
    return np.where(private, excepted, lines.rules.everything)


def not_machine(lines: Lines) -> Bits:
    """A person behind it. Before ``classified``, whose count says which sites the catalogue lacks."""
    return _all_if(lines, lines.action != _MACHINE)


def classified(lines: Lines) -> Bits:
    """A site that the catalogue knows; of others only the volume is counted (R18), or a registered file (R23)."""
    return np.where(lines.category != lines.rules.no_category, lines.rules.everything, lines.elsewhere)


def needed(lines: Lines) -> Bits:
    """Purposes that name this category and action, and do not exempt the person's role (R25, R26).

    Whatever a person does in an app on the list of forbidden ones is its use, too, and so of what a quota limits. In
    the season of campus recruitment, the leaving tendency of groups needs no campus board (``season``).
    """
    rules = lines.rules
    forbidden = rules.content[lines.category * ACTIONS_WIDTH + _FORBIDDEN]
    wanted: Bits = _by_action(lines) | np.where(lines.listed, forbidden, rules.nothing)
    wanted |= lines.limited | lines.elsewhere
    wanted = np.where(lines.in_season, wanted & rules.not_departure_group, wanted)
    return wanted & rules.not_exempt[lines.person]


def _by_action(lines: Lines) -> Bits:
    """Purposes that name the category and the action itself."""
    content: Bits = lines.rules.content[lines.category * ACTIONS_WIDTH + lines.action]
    return content


def published(lines: Lines) -> Bits:
    """A forbidden app or a quota only since the list with it is in force (R24)."""
    rules, named = lines.rules, lines.action == _FORBIDDEN
    by_action = _by_action(lines)
    otherwise = np.where(named & ~lines.in_force, by_action & ~rules.tells_forbidden, by_action)
    forbidden = np.where(lines.in_force, rules.content[lines.category * ACTIONS_WIDTH + _FORBIDDEN], rules.nothing)
    on_a_list = lines.listed | named | (lines.limited != 0)
    return np.where(on_a_list, otherwise | forbidden | lines.quota | lines.elsewhere, rules.everything)


def labelled(lines: Lines) -> Bits:
    """A registered confidential file, where a purpose keeps nothing else, or what it was packed into (R23).

    The archive's own name is nobody's business; that one was written is kept only where the same person did something
    with a registered file shortly before.
    """
    left = _all(lines)
    registered_only = lines.rules.registered_only[lines.category * ACTIONS_WIDTH + lines.action]
    files = np.flatnonzero(lines.open & registered_only)
    if len(files):
        known = lines.registered.is_not_null().to_numpy()[lines.place[files]]
        packed = lines.action[files] == _PACK
        if packed.any() and known.any():
            known = known | (packed & soon_after(lines.person[files], lines.ts[files], known))
        left[files] = np.where(known, lines.rules.everything, ~registered_only[files])
    return left


WHO: tuple[Gate, ...] = (
    ("E_PURPOSE_INACTIVE", active),
    ("E_IDENTITY_UNKNOWN", known),
    ("E_BYOD", company_device),
    ("E_MINOR", not_excluded),
)
WHEN: tuple[Gate, ...] = (
    ("E_OUT_OF_HOURS", working),
    ("E_PURPOSE_INACTIVE", in_population),
    ("E_NOTICE_NOT_SERVED", noticed),
    ("E_COVERT", told_how),
    ("E_CONSENT_INVALID", consented),
    ("E_DAY_CLOSED", day_open),
)
WHAT: tuple[Gate, ...] = (
    ("E_PROTECTED_CATEGORY", not_protected),
    ("E_PRIVATE_CHANNEL", not_private),
    ("E_NOT_NEEDED", not_machine),
    ("E_UNCLASSIFIED", classified),
    ("E_NOT_NEEDED", needed),
    ("E_LIST_UNPUBLISHED", published),
    ("E_UNLABELLED", labelled),
)


def _all(lines: Lines) -> Bits:
    return np.full(len(lines.row), lines.rules.everything)


def _all_if(lines: Lines, ok: Flags) -> Bits:
    return np.where(ok, lines.rules.everything, lines.rules.nothing)


def _per_purpose(lines: Lines, flags: Iterable[Flags | bool]) -> Bits:
    """A set per line from a flag per purpose and line, or one per purpose that is the same for all lines."""
    sets = np.full(len(lines.row), lines.rules.nothing)
    for number, flag in enumerate(flags):
        if isinstance(flag, bool):
            sets |= lines.rules.only(number) if flag else lines.rules.nothing
        else:
            sets |= flag.astype(sets.dtype) << sets.dtype.type(number)
    return sets
