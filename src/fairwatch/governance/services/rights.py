"""What people may ask for about their own data, and how they are answered (R36, R38, R39).

A request takes effect as early as it can: a withdrawal and the deletion of consented data at once, a restriction or an
objection freezes the rows in every result until it is decided. The DPO decides the rest within the law pack's time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Literal, get_args

from django.db.models import Exists, OuterRef, Q, QuerySet
from django_fsm import TransitionNotAllowed

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance import calendars, clock, scope
from fairwatch.governance.clock import moment
from fairwatch.governance.models import Person, RequestState, RightsRequest
from fairwatch.governance.services import consents, directory, erasure, laws, purpose_reviews
from fairwatch.governance.services.acting import acting
from fairwatch.refusals import refusal
from fairwatch.text import Text

Kind = Literal[
    "access",
    "copy",
    "correct",
    "restrict",
    "object",
    "withdraw",
    "delete",
    "explain",
    "complain",
    "human_review",
    "kin",
]
"""PIPL art. 15, 24, 44–50, 65. ``correct`` is opened by ``disputes.open``, ``kin`` by :func:`receive_from_kin`."""
KINDS: tuple[Kind, ...] = get_args(Kind)

_OF_THEIR_OWN = {"correct", "kin"}
_LIMITING = ("restrict", "object")
_SHA256_DIGITS = 64


def receive(
    person: str,
    kind: str,
    *,
    by: str,
    purpose: str = "",
    words: str = "",
    to_union: bool = False,
    now: dt.datetime | None = None,
) -> RightsRequest:
    """The person asks. A complaint goes to the DPO and, if the person wants, to the union (R38).

    ``purpose`` is empty for a request about everything. Nobody asks in another's name: ``E_DISCLOSURE``.
    """
    if kind not in KINDS or kind in _OF_THEIR_OWN:
        raise ConfigError(Text(f"没有这种权利请求：{kind}", f"there is no such request: {kind}"))
    with acting(by, f"request {kind}", role="employee", purpose=purpose, now=now) as act:
        act.concerning.add(person)
        act.changed = False
        if by != person:
            raise Refused("E_DISCLOSURE", where=kind)
        if purpose or kind == "withdraw":
            scope.template(purpose)
        request = enter(directory.person(person), kind, purpose=purpose, words=words, to_union=to_union, now=now)
        _take_effect(request, person, now)
    return request


def receive_from_kin(
    person: str, kin: str, proof_sha256: str, words: str, *, by: str, now: dt.datetime | None = None
) -> RightsRequest:
    """The DPO enters what close relatives of a deceased person ask, with the hash of their proof (R39)."""
    with acting(by, "request kin", now=now) as act:
        act.concerning.add(person)
        act.changed = False
        _is_dpo(by)
        if not kin.strip() or len(proof_sha256) != _SHA256_DIGITS or set(proof_sha256) - set("0123456789abcdef"):
            raise ConfigError(
                Text("须写明亲属并附证明文件的 SHA-256", "name the relative and give the SHA-256 of the proof"),
                where="kin",
            )
        subject = Person.objects.filter(key=person).first()  # whoever died has probably left the directory
        if subject is None:
            raise ConfigError(Text("名册中没有此人", "the directory does not know this person"), where="kin")
        return enter(subject, "kin", words=words, kin=kin, proof_sha256=proof_sha256, now=now)


def enter(person: Person, kind: str, *, now: dt.datetime | None = None, **fields: Any) -> RightsRequest:
    """Put a request on record, with the day by which it must be answered. Call inside an act."""
    at, pack = moment(now), laws.current(now)
    reply_by = calendars.working_day_after(
        pack.word("procedure.calendar"),
        clock.local_day(at, person.time_zone),
        pack.number("rights.reply_working_days"),
    )
    request: RightsRequest = RightsRequest.objects.create(
        person=person, kind=kind, received_at=at, reply_by=reply_by, **fields
    )
    return request


def answer(request: RightsRequest, text: str, *, by: str, now: dt.datetime | None = None) -> None:
    """The DPO grants a request: what was asked to go is ordered to go, what was objected to is collected no more.

    A complaint that is upheld sends the purpose that it is about to REVIEW (LAW section 6).
    """
    if request.kind == "correct":
        raise Refused("E_STATE", where="disputes.resolve")
    with acting(by, f"answer {request.kind}", purpose=request.purpose, now=now) as act:
        act.concerning.add(request.person.key)
        act.changed = request.kind in (*_LIMITING, "complain")
        decide(request, request.grant, text, by=by, now=now)
        if request.kind == "complain":
            # not why: the moves of purposes are public, complaints are not (R38)
            purpose_reviews.send([request.purpose], "on the DPO's decision", by=by, now=now)
        if request.kind in {"delete", "object"}:
            _erase(request, now)


def refuse(request: RightsRequest, reason: str, *, by: str, now: dt.datetime | None = None) -> None:
    """The DPO refuses a request, with the reason; the person is told how to complain (PIPL art. 50, 65)."""
    if request.kind == "correct":
        raise Refused("E_STATE", where="disputes.resolve")
    with acting(by, f"refuse {request.kind}", purpose=request.purpose, now=now) as act:
        act.concerning.add(request.person.key)
        act.changed = False
        decide(request, request.refuse, reason, by=by, now=now)


def decide(
    request: RightsRequest, move: Callable[[], None], text: str, *, by: str, now: dt.datetime | None = None
) -> None:
    """One decision by a DPO other than the person, in writing. Call inside an act."""
    _is_dpo(by)
    if by == request.person.key:
        raise Refused("E_SELF_APPROVAL", where=request.kind)
    if not text.strip():
        raise ConfigError(
            Text("须写明答复或拒绝的理由", "an answer needs its text, a refusal its reason"),
            next_step=Text("写明理由", "write the reason"),
        )
    _close(request, move, text, by, now)


def lift(request: RightsRequest, *, by: str, now: dt.datetime | None = None) -> None:
    """The person takes back a restriction or an objection."""
    with acting(by, f"lift {request.kind}", role="employee", purpose=request.purpose, now=now) as act:
        act.concerning.add(request.person.key)
        if by != request.person.key or request.kind not in _LIMITING:
            raise Refused("E_DISCLOSURE", where=request.kind)
        request.lifted_at = moment(now)
        request.save(update_fields=["lifted_at"])


def how_to_complain(request: RightsRequest) -> Text | None:
    """What a refused person reads beside the reason: ``E_RIGHT_REFUSED`` and where to turn."""
    if request.state != RequestState.REFUSED:
        return None
    rule = refusal("E_RIGHT_REFUSED")
    return Text(
        f"{rule.code} {rule.text.zh}：{request.answer}\n→ {rule.next_step.zh}",
        f"{rule.code} {rule.text.en}: {request.answer}\n→ {rule.next_step.en}",
    )


def mine(person: str) -> QuerySet[RightsRequest]:
    """A person's own requests, the latest first."""
    rows: QuerySet[RightsRequest] = RightsRequest.objects.filter(person__key=person)
    return rows.order_by("-received_at", "-pk")


def inbox(by: str, role: str) -> list[RightsRequest]:
    """The requests that somebody in a role works on. DPO: all. Union: complaints sent to it. Else none (R38)."""
    rows = RightsRequest.objects.select_related("person").order_by("reply_by", "pk")
    if not directory.holds(by, role):
        return []
    if role == "dpo":
        return list(rows)
    if role == "union":
        return list(rows.filter(kind="complain", to_union=True))
    return []


def overdue(now: dt.datetime | None = None) -> int:
    """How many requests should have been answered by now."""
    late: QuerySet[RightsRequest] = RightsRequest.objects.filter(state=RequestState.RECEIVED)
    return late.filter(reply_by__lt=moment(now).date()).count()


def protected_until(person: str, now: dt.datetime | None = None) -> dt.datetime | None:
    """Until when an adverse report about a person needs the DPO's signature, because they complained (R38)."""
    months = laws.current(now).number("rights.protection_months")
    latest = RightsRequest.objects.filter(person__key=person, kind="complain").order_by("-received_at").first()
    until = clock.months_later(latest.received_at, months) if latest else None
    return until if until and until > moment(now) else None


def against_collection(person: str, purpose: str) -> Exists:
    """Condition on rows with a person and a purpose: a granted restriction or objection is in force for them."""
    return Exists(
        RightsRequest.objects.filter(
            Q(purpose="") | Q(purpose=OuterRef(purpose)),
            person=OuterRef(person),
            kind__in=_LIMITING,
            state=RequestState.ANSWERED,
            lifted_at=None,
        )
    )


def limiting() -> QuerySet[RightsRequest]:
    """Restrictions and objections that keep rows out of results: undecided, or granted and not taken back."""
    rows: QuerySet[RightsRequest] = RightsRequest.objects.filter(kind__in=_LIMITING, lifted_at=None)
    return rows.exclude(state=RequestState.REFUSED)


def _take_effect(request: RightsRequest, person: str, now: dt.datetime | None) -> None:
    """What needs nobody's decision happens at once."""
    if request.kind == "withdraw":
        consents.withdraw(person, request.purpose, by=person, now=now)
        _close(request, request.grant, str(Text("已撤回", "withdrawn")), person, now)
    elif request.kind == "delete" and request.purpose and scope.template(request.purpose).needs_consent:
        _erase(request, now)
        _close(request, request.grant, str(Text("已下达删除指令", "the erasure is ordered")), person, now)


def _erase(request: RightsRequest, now: dt.datetime | None) -> None:
    if request.purpose:
        erasure.order([request.person_id], [request.purpose], "right", now=now)
    else:
        erasure.order_everything([request.person_id], "right", now=now)


def _close(request: RightsRequest, move: Callable[[], None], text: str, by: str, now: dt.datetime | None) -> None:
    try:
        move()
    except TransitionNotAllowed as error:
        raise Refused("E_STATE", where=f"{request.kind} {request.state}") from error
    request.decided_at, request.decided_by, request.answer = moment(now), by, text
    request.save()


def _is_dpo(by: str) -> None:
    if not directory.holds(by, "dpo"):
        raise Refused("E_DISCLOSURE", where="rights")
