"""Purposes that can never be approved, whoever signs (R05). Compiled in: there is no setting for it."""

from __future__ import annotations

from fairwatch.errors import Refused
from fairwatch.governance.lawpack import NEVER, LawPack
from fairwatch.governance.scope import Scope

INFERENCES = frozenset(
    {
        "leaving_tendency",  # of one person, for the employer (S14, S15; LCL 8, 37)
        "emotion",  # AI Act 5(1)(f)
        "union_membership",
        "health",
        "pregnancy",
        "religion",
        "politics",
        "finances",
        "sexuality",
        "off_duty_behaviour",
        "dismissal",  # scores that prepare a dismissal
        "performance",  # network logs measure no work
    }
)
"""What no purpose may conclude about a person."""

FILE_ACTIONS = frozenset({"upload", "download", "collect", "pack", "rename", "clean_up"})
"""What a purpose about confidential files may know: that one was fetched or copied, packed, renamed, deleted, and that
one went somewhere. Of private mail, messaging and storage the gate keeps the last alone, whatever the purpose says
(R17)."""

RECRUITMENT = "recruitment"
DEPARTURE = frozenset({"departure-group", "departure-self"})


def refuse_prohibited(scope: Scope, pack: LawPack) -> None:
    """Raise ``Refused("E_PURPOSE_PROHIBITED")`` when the scope is one of the unapprovable."""
    if reason := prohibition(scope, pack):
        raise Refused("E_PURPOSE_PROHIBITED", where=f"{scope.id} {reason}")


def prohibition(scope: Scope, pack: LawPack) -> str | None:
    """The field that makes the scope unapprovable, or None."""
    categories = set(scope.categories)
    private = categories & pack.names("categories.private")
    if scope.opened_to_cases and (scope.kind != "departure-self" or pack.word("cases.job_search") == NEVER):
        return "opened_to_cases"
    if INFERENCES & set(scope.infers):
        return "infers"
    if categories & pack.names("categories.protected"):
        return "categories"
    if private and not (scope.kind == "leak" and set(scope.actions) <= FILE_ACTIONS):
        return "categories"
    if (RECRUITMENT in categories or scope.kind in DEPARTURE) and not _is_lawful_departure(scope):
        return "categories"
    return None


def _is_lawful_departure(scope: Scope) -> bool:
    """Groups by one bit per person and day, or the person alone by their own consent: nothing else (R26, R27)."""
    if set(scope.categories) != {RECRUITMENT}:
        # Beside other categories job search would hide in them, or they would say whose it is.
        return False
    if scope.kind == "departure-group":
        return not scope.individual and scope.grain == "day" and not scope.columns
    # Who consents must read who may see it: nobody else, or the investigator of a leak case too.
    told = ("employee", "analyst") if scope.opened_to_cases else ("employee",)
    return scope.kind == "departure-self" and scope.needs_consent and scope.recipients == told
