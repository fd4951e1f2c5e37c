"""What people show of themselves: pushed, itemised, expiring, revocable, and never asked for."""

from __future__ import annotations

import datetime as dt
import inspect
from pathlib import Path
from typing import Any

import pytest
from tests.governance.case_sample import DAY, DPO, HR, SUBJECT, UNION
from tests.governance.sample import NOW

from fairwatch.errors import Refused
from fairwatch.governance import services
from fairwatch.governance.models import AuditEntry, AuditIdentity, Share
from fairwatch.governance.services import shares
from fairwatch.governance.services.shares import Item

VISIT = Item("self-sites", {"site": "jobs.example", "visits": 2})
PURPOSE = "departure-self"

pytestmark = pytest.mark.usefixtures("organisation")


def push(**changes: Any) -> str:
    values: dict[str, Any] = {"recipient": HR, "purpose": PURPOSE, "items": [VISIT], "days": 30, "by": SUBJECT}
    values |= changes
    return shares.push(SUBJECT, now=NOW, **values)


def test_the_recipient_sees_the_ticked_rows_and_the_person_sees_who_looked() -> None:
    key = push(items=[VISIT, Item("self-submissions", {"site": "jobs.example"})])
    shared = shares.read(key, by=HR, now=NOW + DAY)
    assert (shared.person, shared.items[0]) == (SUBJECT, VISIT)
    mine = AuditIdentity.objects.get(name=SUBJECT).pseudonym
    assert AuditEntry.objects.filter(action="read share", subjects=mine, outcome="done").count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"by": HR}, "E_LEAVING_INDIVIDUAL"),
        ({"purpose": "departure-group"}, "E_LEAVING_INDIVIDUAL"),
        ({"recipient": SUBJECT}, "E_DISCLOSURE"),
        ({"recipient": "p9999"}, "E_DISCLOSURE"),
        ({"items": []}, "E_DISCLOSURE"),
        ({"items": [Item("self", {})]}, "E_DISCLOSURE"),
        ({"items": [VISIT] * 201}, "E_DISCLOSURE"),
        ({"days": 31}, "E_DISCLOSURE"),
        ({"days": 0}, "E_DISCLOSURE"),
    ],
    ids=[
        "pushed by HR",
        "groups",
        "to oneself",
        "to a stranger",
        "no item",
        "empty item",
        "too many",
        "31 days",
        "0 days",
    ],
)
def test_what_is_no_share_of_ones_own_is_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused, match=code):
        push(**changes)
    assert not Share.objects.exists()


@pytest.mark.parametrize("reader", [SUBJECT, DPO, UNION])
def test_nobody_but_the_recipient_reads_it(reader: str) -> None:
    with pytest.raises(Refused, match="E_LEAVING_INDIVIDUAL"):
        shares.read(push(), by=reader, now=NOW)


def test_a_share_revoked_is_gone_at_once_and_a_share_that_never_was_looks_alike() -> None:
    key = push()
    with pytest.raises(Refused):
        shares.revoke(key, by=HR, now=NOW)
    shares.revoke(key, by=SUBJECT, now=NOW)
    assert Share.objects.get(key=key).items == []
    with pytest.raises(Refused) as revoked:
        shares.read(key, by=HR, now=NOW)
    with pytest.raises(Refused) as never:
        shares.read("never", by=HR, now=NOW)
    assert revoked.value.message("en") == never.value.message("en")
    with pytest.raises(Refused):
        shares.revoke(key, by=SUBJECT, now=NOW)


def test_a_share_ends_by_itself_and_its_rows_go() -> None:
    key = push(days=3)
    end = NOW + 3 * DAY
    assert shares.read(key, by=HR, now=end - dt.timedelta(seconds=1))
    with pytest.raises(Refused, match="E_LEAVING_INDIVIDUAL"):
        shares.read(key, by=HR, now=end)
    assert shares.expire(end - dt.timedelta(seconds=1)) == 0
    assert shares.expire(end) == 1
    assert Share.objects.get(key=key).items == []
    assert shares.expire(end) == 0


def test_a_leavers_shares_end_with_them(write: Any) -> None:
    from tests.governance.sample import PEOPLE

    from fairwatch.governance.services import directory

    key = push()
    without = "\n".join(line for line in PEOPLE.splitlines() if not line.startswith(SUBJECT))
    directory.import_people(write("people.csv", without), now=NOW)
    with pytest.raises(Refused):
        shares.read(key, by=HR, now=NOW)
    assert shares.expire(NOW) == 1


def test_the_person_and_the_recipient_see_that_something_is_shared_and_nobody_else_does() -> None:
    key = push(items=[VISIT] * 2)
    [mine] = shares.mine(SUBJECT, by=SUBJECT, now=NOW)
    assert (mine.key, mine.recipient, mine.rows) == (key, HR, 2)
    assert [one.key for one in shares.with_me(HR, now=NOW)] == [key]
    assert shares.with_me(DPO, now=NOW) == []
    with pytest.raises(Refused, match="E_LEAVING_INDIVIDUAL"):
        shares.mine(SUBJECT, by=HR, now=NOW)
    assert shares.mine(SUBJECT, by=SUBJECT, now=NOW + 30 * DAY) == shares.with_me(HR, now=NOW + 30 * DAY) == []


def test_nobody_can_ask_for_a_share() -> None:
    """There is no service for it, in this file or any other, and no parameter that names somebody who asked."""
    asking = {"request", "ask", "solicit", "invite", "demand", "remind"}
    public = {name: value for name, value in vars(shares).items() if inspect.isfunction(value)}
    own = {name for name, value in public.items() if value.__module__ == shares.__name__ and not name.startswith("_")}
    assert own == {"push", "revoke", "read", "mine", "with_me", "expire"}
    parameters = {parameter for name in own for parameter in inspect.signature(public[name]).parameters}
    assert not asking & {word for parameter in parameters for word in parameter.split("_")}
    assert not {"requested_by", "asked_by"} & {field.name for field in Share._meta.get_fields()}
    for path in sorted(Path(services.__file__).parent.glob("*.py")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("def ") and "share" in line.lower() and path.name != "shares.py":
                assert not any(word in line for word in asking), f"{path.name}: {line}"


def test_who_shared_nothing_cannot_be_found_out() -> None:
    """Refusals about somebody who has shares and somebody who has none are the same."""
    push()
    codes = set()
    for person in ("p0001", SUBJECT):
        with pytest.raises(Refused) as error:
            shares.push(person, HR, PURPOSE, [VISIT], 1, by=DPO, now=NOW)
        codes.add(error.value.message("en"))
    assert len(codes) == 1
