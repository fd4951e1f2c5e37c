"""An invented office: its people, its purposes, and tables as analyses make them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import polars as pl
import pytest

from fairwatch.disclosure import Released, release
from fairwatch.errors import Refused
from fairwatch.findings import Column, Result, Table
from fairwatch.ledgers import Answer, Ledgers, Noisy
from fairwatch.policy import PEOPLE, Limits, PolicySnapshot, Purpose
from fairwatch.text import Text
from fairwatch.viewer import AccessEntry, Viewer

NOW = dt.datetime(2026, 9, 15, 12, 0, tzinfo=dt.UTC)
KINDS = ("traffic", "work-time", "departure-group", "departure-self", "leak", "violations")
ROLES = ("employee", "manager", "hr", "analyst", "dpo", "counsel", "union", "auditor", "operator")
PEOPLE_IDS = [f"p{number:04}" for number in range(1, 61)]


@dataclass
class Log:
    """An access log in memory. ``down`` makes it fail as the real one does."""

    down: bool = False
    entries: list[AccessEntry] = field(default_factory=list)

    def record(self, entry: AccessEntry) -> None:
        if self.down:
            raise Refused("E_LOG_DOWN")
        self.entries.append(entry)


@dataclass
class Books:
    """The ledgers in memory, as the real ones keep them; ``releases_a_year`` is the budget."""

    kept: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    noisy: dict[str, dict[str, Noisy]] = field(default_factory=lambda: defaultdict(dict))
    releases_a_year: int = 4

    @contextmanager
    def exclusive(self, purpose: str, now: dt.datetime) -> Iterator[Books]:  # noqa: ARG002 - the port
        self.kept = defaultdict(list, {name: self.still(answers, now) for name, answers in self.kept.items()})
        yield self

    @staticmethod
    def still(answers: list[Answer], now: dt.datetime) -> list[Answer]:
        return [answer for answer in answers if answer.until >= now.date()]

    def answers(self, table: str) -> list[Answer]:
        return self.kept[table]

    def keep(self, table: str, answers: Iterable[Answer]) -> None:
        self.kept[table] += answers

    def drawn(self, purpose: str) -> Mapping[str, Noisy]:
        return self.noisy[purpose]

    def once(self, purpose: str, period: str, draw: Callable[[], Noisy], now: object) -> Noisy:  # noqa: ARG002
        if period not in self.noisy[purpose]:
            if len(self.noisy[purpose]) >= self.releases_a_year:
                raise Refused("E_DP_BUDGET")
            self.noisy[purpose][period] = draw()
        return self.noisy[purpose][period]


def ledgers(books: Books | None = None) -> Ledgers:
    """Ledgers of these books, or of empty ones: nothing was ever shown."""
    books = books or Books()
    return Ledgers(books, books)


def text(name: str) -> Text:
    return Text(name, name)


def result(*tables: Table) -> Result:
    """The outcome of one analysis."""
    return Result("analysis", text("analysis"), {table.name: table for table in tables})


def purpose(kind: str) -> Purpose:
    return Purpose(
        id=kind,
        kind=kind,
        version=1,
        version_hash="1",
        title=text(kind),
        categories=frozenset({"video"}),
        actions=frozenset({"page_view"}),
        columns=("site",),
        grain="event",
        needs_consent=kind == "departure-self",
        individual=kind not in ("traffic", "departure-group"),
        departments=None,
        active_from_us=0,
        active_until_us=int(dt.datetime(2027, 1, 1, tzinfo=dt.UTC).timestamp() * 1e6),
        raw_hours=48,
        rollup_days=90,
        min_group=10,
        key=f"key of {kind}".encode(),
    )


def policy(departments: Sequence[str] = ("sales", "design", "legal")) -> PolicySnapshot:
    """60 people, in turn in each department; the first nine hold one role each, the others are just employees."""
    people = [
        {
            "person": person,
            "department": departments[number % len(departments)],
            "time_zone": "Asia/Shanghai",
            "shift": "day",
            "roles": list(ROLES[number : number + 1]),
            "excluded": False,
        }
        for number, person in enumerate(PEOPLE_IDS)
    ]
    return PolicySnapshot(
        limits=Limits(law="cn", pack_version="1"),
        people=pl.DataFrame(people, schema=PEOPLE),
        purposes=tuple(purpose(kind) for kind in KINDS),
    )


@dataclass
class Office:
    """Ask it for tables, and ask the door for them in somebody's name."""

    policy: PolicySnapshot = field(default_factory=policy)
    log: Log = field(default_factory=Log)

    def holder(self, role: str) -> str:
        """The person with this role."""
        return PEOPLE_IDS[ROLES.index(role)]

    def ask(self, role: Any, *tables: Table, person: str = "", **changes: Any) -> Released:
        """What the holder of ``role`` (or ``person`` in it) may see of a result with these tables.

        Nothing was shown before unless ``books`` say so.
        """
        viewer = Viewer(person or self.holder(role), role)
        usual = {
            "policy": self.policy,
            "access_log": self.log,
            "now": NOW,
            "ledgers": ledgers(changes.pop("books", None)),
        }
        return release(result(*tables), viewer, **(usual | changes))

    def code(self, role: Any, *tables: Table, **changes: Any) -> str:
        """The code with which that is refused; the refusal must be in the log."""
        with pytest.raises(Refused) as refused:
            self.ask(role, *tables, **changes)
        assert self.log.entries[-1].outcome == "refused"
        return refused.value.code

    def groups(
        self,
        kind: str,
        dimensions: dict[str, Sequence[Any]] | None = None,
        persons: Sequence[int] = (20, 19),
        figures: Sequence[float] = (1000.0, 900.0),
        *,
        name: str = "groups",
        main: str = "bytes",
        top1: Sequence[float] = (),
        top2: Sequence[float] = (),
    ) -> Table:
        """Cells of several people with one main measure, by default not dominated by anybody."""
        dimensions = dimensions or {"department": ["sales", "design"]}
        even = [0.01 * figure for figure in figures]
        frame = pl.DataFrame(
            dimensions | {"persons": persons, "top1": top1 or even, "top2": top2 or even, main: figures}
        )
        columns = (
            *(Column(key, "dimension", text(key)) for key in dimensions),
            Column("persons", "persons", text("persons"), "count"),
            Column("top1", "top1", text("top1"), "bytes"),
            Column("top2", "top2", text("top2"), "bytes"),
            Column(main, "measure", text(main), "bytes"),
        )
        return Table(name, text(name), "group", kind, columns, frame, main)

    def rows(self, kind: str, people: Iterable[str] = PEOPLE_IDS, *, category: str = "video") -> Table:
        """Two rows per person, at 09:07:30 and 15:59:59 UTC."""
        pseudonym = self.policy.purpose(kind).pseudonym
        times = (dt.datetime(2026, 9, 1, 9, 7, 30, tzinfo=dt.UTC), dt.datetime(2026, 9, 1, 15, 59, 59, tzinfo=dt.UTC))
        cells = [
            (pseudonym(person), "sales", category, int(at.timestamp() * 1e6), 600) for person in people for at in times
        ]
        names = {
            "subject": pl.String,
            "department": pl.String,
            "category": pl.String,
            "at": pl.Int64,
            "seconds": pl.Int64,
        }
        columns = (
            Column("subject", "subject", text("subject")),
            Column("department", "dimension", text("department")),
            Column("category", "dimension", text("category")),
            Column("at", "detail", text("at"), "instant"),
            Column("seconds", "measure", text("seconds"), "seconds"),
        )
        frame = pl.DataFrame(cells, schema=names, orient="row")
        return Table("rows", text("rows"), "person", kind, columns, frame, "seconds")

    def refusals(self) -> Table:
        """What was not collected, as the ledger counts it."""
        columns = (Column("code", "dimension", text("code")), Column("lines", "measure", text("lines"), "count"))
        frame = pl.DataFrame({"code": ["E_BYOD", "E_OUT_OF_HOURS"], "lines": [3, 12]})
        return Table("refusals", text("refusals"), "open", "", columns, frame, "lines")


@pytest.fixture
def office() -> Office:
    return Office()
