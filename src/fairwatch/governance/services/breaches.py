"""Breaches (R43; PIPL art. 57, GDPR art. 33-34): the clocks run from detection, both sides are told, then it is closed.

Every purpose concerned goes under review at once, and passes none before the breach is closed.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance import canonical, notifications, scope
from fairwatch.governance.clock import moment
from fairwatch.governance.lawpack import SEVERITIES
from fairwatch.governance.models import Breach, BreachNotification, PurposeVersion, State
from fairwatch.governance.notifications import CONTENTS, SIDES, Side
from fairwatch.governance.services import directory, laws, purpose_reviews
from fairwatch.governance.services.acting import OPERATOR, acting
from fairwatch.text import Text

REPORTERS = ("dpo", "counsel", "operator", "auditor", "analyst", "union")
"""Whoever may notice one; it must not wait for the right person to be in."""
HANDLERS = ("dpo", "counsel")


@dataclass(frozen=True, slots=True)
class BreachReport:
    """What is known at first. ``purposes`` empty: every active one."""

    detected_at: dt.datetime
    what: str
    severity: str
    purposes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deadlines:
    """By when each side must be told, and when the alarm is raised."""

    authority: dt.datetime
    persons: dt.datetime
    alarm: dt.datetime


def open_(report: BreachReport, *, by: str, now: dt.datetime | None = None) -> str:
    """Put a breach on record and send what it concerns to review; returns its key."""
    at, key = moment(now), secrets.token_hex(6)
    detected = moment(report.detected_at)
    with acting(by, f"breach {key}: open", now=now) as act:
        _must_hold(by, *REPORTERS)
        _check(report, detected, at)
        active = PurposeVersion.objects.filter(state=State.ACTIVE).values_list("purpose__key", flat=True)
        purposes = sorted({scope.template(name).id for name in report.purposes or active})
        Breach.objects.create(
            key=key,
            detected_at=detected,
            what=report.what.strip(),
            severity=report.severity,
            purposes=purposes,
            reported_by=by,
            recorded_at=at,
        )
        sent = purpose_reviews.send(purposes, f"breach {key}", by=by, now=now)
        act.counts = {"purposes": len(purposes), "under review": len(sent)}
    return key


def worsen(key: str, severity: str, *, by: str, now: dt.datetime | None = None) -> None:
    """It is graver than was thought. It never becomes milder: that would move a deadline that is running."""
    with _step(key, f"severity {severity}", by, now) as breach:
        if severity not in SEVERITIES or SEVERITIES.index(severity) < SEVERITIES.index(breach.severity):
            raise Refused("E_STATE", where=f"{key} {breach.severity}")
        breach.severity = severity


def describe(key: str, contents: Mapping[str, str], *, by: str, now: dt.datetime | None = None) -> None:
    """What the notifications will say (``notifications.CONTENTS``); later knowledge replaces earlier."""
    with _step(key, "describe", by, now) as breach:
        if unknown := sorted(set(contents) - set(CONTENTS)):
            raise ConfigError(Text("未知的通知内容", "unknown contents"), where=", ".join(unknown))
        breach.contents = {**breach.contents, **contents}


def notification(key: str, side: Side) -> Text:
    """The text for one side in both languages; refused with ``E_BREACH_UNTOLD`` while something is missing."""
    breach = find(key)
    if missing := [name for name in CONTENTS if not breach.contents.get(name, "").strip()]:
        raise Refused("E_BREACH_UNTOLD", where=f"{key} {', '.join(missing)}")
    return notifications.render(
        side,
        key=key,
        detected_at=breach.detected_at,
        severity=breach.severity,
        what=breach.what,
        purposes=breach.purposes,
        contents=breach.contents,
    )


def record_sent(key: str, side: Side, *, by: str, now: dt.datetime | None = None) -> None:
    """Put on record that the text of :func:`notification` went to one side; once per side."""
    with _step(key, f"told {side}", by, now) as breach:
        text = notification(key, side)
        if breach.notifications.filter(to=side).exists():
            raise Refused("E_STATE", where=f"{key} {side}")
        BreachNotification.objects.create(
            breach=breach,
            to=side,
            text_sha256=canonical.sha256([text.zh, text.en]),
            sent_by=by,
            sent_at=moment(now),
        )


def close(key: str, outcome: str, *, by: str, now: dt.datetime | None = None) -> None:
    """Both sides were told and it is over. The purposes it concerned stay under review until they pass it."""
    with _step(key, "close", by, now) as breach:
        if untold := sorted(set(SIDES) - told(breach)):
            raise Refused("E_BREACH_UNTOLD", where=f"{key} {', '.join(untold)}")
        if not outcome.strip():
            raise ConfigError(Text("须写明处置结果", "say how it ended"), where=key)
        breach.outcome, breach.closed_by, breach.closed_at = outcome.strip(), by, moment(now)


def running() -> list[Breach]:
    """Every open breach, the oldest first."""
    return list(Breach.objects.filter(closed_at=None).order_by("detected_at", "pk"))


def told(breach: Breach) -> set[str]:
    """The sides that were told."""
    return set(BreachNotification.objects.filter(breach=breach).values_list("to", flat=True))


def deadlines(breach: Breach, now: dt.datetime | None = None) -> Deadlines:
    """The clocks of one breach under the law pack in force."""
    pack = laws.current(now)
    authority = breach.detected_at + dt.timedelta(hours=pack.number(f"breaches.authority_hours.{breach.severity}"))
    return Deadlines(
        authority=authority,
        persons=breach.detected_at + dt.timedelta(hours=pack.number("breaches.persons_hours")),
        alarm=authority - dt.timedelta(minutes=pack.number("breaches.escalate_minutes")),
    )


def is_escalated(breach: Breach, now: dt.datetime | None = None) -> bool:
    """Whether the authority's deadline is so near, or past, that it is everybody's business."""
    return "authority" not in told(breach) and moment(now) >= deadlines(breach, now).alarm


def escalate(now: dt.datetime | None = None) -> list[str]:
    """Put on record which breaches have just become urgent; returns their keys."""
    urgent = [breach for breach in running() if breach.escalated_at is None and is_escalated(breach, now)]
    for breach in urgent:
        with _step(breach.key, "escalate", OPERATOR, now, handlers=()) as found:
            found.escalated_at = moment(now)
    return [breach.key for breach in urgent]


@contextmanager
def _step(
    key: str, what: str, by: str, now: dt.datetime | None, *, handlers: tuple[str, ...] = HANDLERS
) -> Iterator[Breach]:
    """One act on an open breach by somebody in one of the offices (none: by time itself)."""
    with acting(by, f"breach {key}: {what}", now=now) as act:
        act.changed = False
        if handlers:
            _must_hold(by, *handlers)
        breach = find(key)
        if breach.closed_at is not None:
            raise Refused("E_STATE", where=key)
        yield breach
        breach.save()


def _check(report: BreachReport, detected: dt.datetime, at: dt.datetime) -> None:
    if detected > at:
        raise ConfigError(Text("发现时间在将来", "the moment of detection is in the future"), where="detected_at")
    if not report.what.strip():
        raise ConfigError(Text("须写明发生了什么", "say what happened"), where="what")
    if report.severity not in SEVERITIES:
        raise ConfigError(
            Text("没有这个级别", "there is no such severity"),
            where="severity",
            next_step=Text(f"可用：{'、'.join(SEVERITIES)}", f"known: {', '.join(SEVERITIES)}"),
        )


def find(key: str) -> Breach:
    """The breach with this key."""
    breach: Breach | None = Breach.objects.filter(key=key).first()
    if breach is None:
        raise ConfigError(
            Text("没有这起事件", "there is no such breach"),
            next_step=Text("见 fairwatch duties", "see `fairwatch duties`"),
        )
    return breach


def _must_hold(person: str, *roles: str) -> None:
    if not any(directory.holds(person, role) for role in roles):
        raise Refused("E_DISCLOSURE", where="breach")
