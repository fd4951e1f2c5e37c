"""The book of what was shown of groups."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from tests.governance.sample import NOW

from fairwatch.errors import Refused
from fairwatch.governance.services import releases
from fairwatch.governance.services.releases import ReleaseBooks
from fairwatch.ledgers import Answer

pytestmark = pytest.mark.usefixtures("law")
UNTIL = dt.date(2026, 10, 1)
TABLE = "traffic/by-day"


def answer(cell: str = "a" * 32, *, until: dt.date = UNTIL, bytes_: int | None = 1000) -> Answer:
    row = {"day": "2026-09-01", "share": 0.1, "persons": 12, "bytes": bytes_, "suppressed": bytes_ is None}
    return Answer(cell, row, b"\x00\xff fingerprint", 10, until)


def keep(*answers: Answer, purpose: str = "traffic", table: str = TABLE) -> None:
    with ReleaseBooks().exclusive(purpose, NOW) as book:
        book.keep(table, answers)


def kept(*, purpose: str = "traffic", table: str = TABLE, now: dt.datetime = NOW) -> list[Answer]:
    with ReleaseBooks().exclusive(purpose, now) as book:
        return list(book.answers(table))


def test_an_answer_is_read_as_it_was_kept_and_in_its_order() -> None:
    answers = [answer(), answer("b" * 32, bytes_=None), answer(bytes_=2000)]
    keep(*answers)
    assert kept() == answers


def test_purposes_and_tables_have_books_of_their_own() -> None:
    keep(answer())
    assert kept(purpose="leak") == kept(table="traffic/by-hour") == []


def test_without_a_fingerprint_it_stays_without() -> None:
    keep(Answer("a" * 32, {"suppressed": True}, None, 10, UNTIL))
    assert kept()[0].fingerprint is None


def test_an_answer_ends_with_its_term_whether_or_not_anybody_cleans_up() -> None:
    keep(answer(), answer("b" * 32, until=UNTIL + dt.timedelta(1)))
    later = dt.datetime(2026, 10, 2, tzinfo=dt.UTC)
    assert [one.cell for one in kept(now=later)] == ["b" * 32]
    assert releases.expire(later) == 1
    assert releases.expire(later) == 0


def test_a_purpose_that_is_erased_takes_its_book_with_it() -> None:
    keep(answer())
    keep(answer(), purpose="leak")
    assert releases.forget("traffic") == 1
    assert kept() == []
    assert kept(purpose="leak")


def test_what_is_refused_after_all_was_not_released() -> None:
    def refuse_too_late() -> None:
        with ReleaseBooks().exclusive("traffic", NOW) as book:
            book.keep(TABLE, [answer()])
            raise Refused("E_DISCLOSURE")

    with pytest.raises(Refused, match="E_DISCLOSURE"):
        refuse_too_late()
    assert kept() == []


def test_a_database_that_fails_shows_nothing() -> None:
    with pytest.raises(Refused, match="E_LOG_DOWN"), transaction.atomic(), ReleaseBooks().exclusive("traffic", NOW):
        raise DatabaseError("disk full")
