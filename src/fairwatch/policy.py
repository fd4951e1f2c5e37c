"""The policy snapshot: everything the two doors need to know, as one immutable value.

``governance`` compiles it from its database; ``identity``, ``gate`` and ``disclosure`` only read it. It has a hash, and
every stored file and log entry carries that hash, so any row can be proven to have been collected under the rules of
its day.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import polars as pl

from fairwatch.file_register import FileRegister
from fairwatch.rule_list import RuleList
from fairwatch.text import Text

Span = tuple[int, int]
"""Working time inside one day: (start, end) in minutes after local midnight; end may exceed 1440 (night shift)."""

Grain = Literal["event", "quarter_hour", "day"]
"""How finely a purpose keeps time: each event, sums per 15 minutes, or one row per person and day."""

PEOPLE: dict[str, pl.DataType | type[pl.DataType]] = {
    "person": pl.String,  # stable id of the directory
    "department": pl.String,
    "time_zone": pl.String,  # IANA name
    "shift": pl.String,  # key of PolicySnapshot.shifts; null means unknown schedule, so nothing is admitted
    "roles": pl.List(pl.String),
    "excluded": pl.Boolean,  # minors, guests, interns: never observed individually (R20)
}
ACCOUNTS: dict[str, pl.DataType | type[pl.DataType]] = {"account": pl.String, "person": pl.String}
DEVICES: dict[str, pl.DataType | type[pl.DataType]] = {
    "device": pl.String,  # MAC (lower case, colons), host name or fixed address
    "person": pl.String,  # null for shared devices
    "ownership": pl.String,  # company | personal | shared
}
FORMER_PEOPLE: dict[str, pl.DataType | type[pl.DataType]] = {**PEOPLE, "until_us": pl.Int64}
"""What was said of people of PEOPLE until an instant."""
FORMER_OWNERS: dict[str, pl.DataType | type[pl.DataType]] = {
    "kind": pl.String,  # account | device
    "name": pl.String,  # of ACCOUNTS or DEVICES
    "person": pl.String,  # whose it was; null: nobody's that is known
    "ownership": pl.String,  # of a device
    "until_us": pl.Int64,
}
NOTICES: dict[str, pl.DataType | type[pl.DataType]] = {
    "person": pl.String,
    "purpose": pl.String,
    "effective_us": pl.Int64,  # first instant that may be collected: acknowledged + waiting period
}
CONSENTS: dict[str, pl.DataType | type[pl.DataType]] = {
    "person": pl.String,
    "purpose": pl.String,
    "from_us": pl.Int64,
    "until_us": pl.Int64,
}
EXCEPTIONS: dict[str, pl.DataType | type[pl.DataType]] = {
    "person": pl.String,
    "start_us": pl.Int64,
    "end_us": pl.Int64,
    "kind": pl.String,  # leave | overtime
}


@dataclass(frozen=True, slots=True)
class Shift:
    """A weekly working pattern. ``spans[0]`` is Monday; breaks are already cut out of the spans."""

    name: str
    spans: tuple[tuple[Span, ...], ...]
    calendar: str | None = None
    """Key of ``PolicySnapshot.calendars``; None means public holidays do not apply (continuous operation)."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Public holidays, and the weekend days that are worked instead (调休)."""

    name: str
    off: frozenset[dt.date]
    worked: frozenset[dt.date]
    first_day: dt.date
    last_day: dt.date
    """Outside first_day…last_day the calendar is unknown, and an unknown schedule admits nothing."""


def pseudonym(key: bytes, person: str) -> str:
    """Keyed pseudonym of a person: 128 bit of HMAC-SHA-256, hex. Without the key it is nobody's."""
    return hmac.new(key, person.encode(), hashlib.sha256).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Quota:
    """How much of one site, or of a whole category, a person may use in the working hours of a day (R24)."""

    site: str | None
    category: str | None
    """Either ``site`` or ``category`` is None."""
    most_bytes: int | None
    most_minutes: int | None
    """At least one of the two limits is given."""
    from_us: int
    """First instant at which it is in force."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """One active purpose: what may be kept, of whom, how finely and for how long."""

    id: str
    kind: str
    """Which analyses may read it: traffic, work-time, departure-group, departure-self, leak, violations.

    security-log is read by none: its lines are sealed."""
    version: int
    version_hash: str
    title: Text
    categories: frozenset[str]
    actions: frozenset[str]
    columns: tuple[str, ...]
    """Columns kept besides ``day``, ``subject`` and ``department``; a subset of ``columns.STORED``."""
    grain: Grain
    needs_consent: bool
    individual: bool
    """Whether rows of one person may ever be shown to that person or in a case; False: groups only."""
    departments: frozenset[str] | None
    """The population; None means everybody."""
    active_from_us: int
    active_until_us: int
    raw_hours: int
    """Raw rows live at most this long after ingest."""
    rollup_days: int
    """Roll-ups live this long after their day."""
    min_group: int
    key: bytes = field(repr=False)
    """Pseudonym key. Deleting it makes the purpose's rows nobody's."""
    methods: frozenset[str] = frozenset({"network"})
    """How people were told that it is collected: network, agent. What was collected otherwise is dropped (R21)."""
    opened_to_cases: bool = False
    """Of ``departure-self``: its wording says, and whoever consented agreed, that a leak case may read it too."""
    quotas: tuple[Quota, ...] = ()
    """Of ``violations``: what of the published list is not forbidden but limited."""

    def pseudonym(self, person: str) -> str:
        """:func:`pseudonym` of a person under this purpose."""
        return pseudonym(self.key, person)


@dataclass(frozen=True, slots=True)
class Limits:
    """Numbers of the law pack that the doors enforce. An overlay may only tighten them."""

    law: str
    pack_version: str
    min_group: int = 10
    min_group_departure: int = 10
    dominance_top1: float = 0.25
    dominance_top2: float = 0.40
    tolerance_minutes: int = 60
    bucket_minutes: int = 15
    notice_days: int = 14
    case_days: int = 14
    leases_days: int = 7
    departure_noise: bool = False
    """Whether the leaving-tendency table of groups is noisy counts per quarter instead of counts per month (R28)."""
    job_search_days: int = 1
    """Days around a confidential file's leaving on which a case may read job search, where it may at all."""


@dataclass(frozen=True)
class PolicySnapshot:
    """The rules and reference data in force, compiled from governance at one moment."""

    limits: Limits
    people: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PEOPLE))
    former_people: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FORMER_PEOPLE))
    former_owners: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FORMER_OWNERS))
    accounts: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ACCOUNTS))
    devices: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DEVICES))
    notices: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=NOTICES))
    consents: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CONSENTS))
    exceptions: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=EXCEPTIONS))
    shifts: Mapping[str, Shift] = field(default_factory=dict)
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    purposes: tuple[Purpose, ...] = ()
    protected_categories: frozenset[str] = frozenset()
    """Dropped at the gate whatever a purpose says (R18)."""
    private_categories: frozenset[str] = frozenset()
    """Private mail, messaging and storage: never a visit; at most a destination class of a registered file (R17)."""
    forbidden_sites: Mapping[str, int] = field(default_factory=dict)
    """Published list of forbidden apps: site id -> instant (µs) from which it is in force (R24)."""
    exempt_roles: frozenset[str] = frozenset()
    """Roles whose job-site use is work (recruiters, HR): never in a departure purpose."""
    campus_months: tuple[int, ...] = ()
    """Months (1-12) of campus recruitment, in which a visit to a campus board says nothing about leaving."""
    registered_files: FileRegister = field(default_factory=FileRegister)
    """Registered confidential files by the keyed hashes of their names and contents (R23)."""
    rule_list: RuleList = field(default_factory=RuleList)
    """Published detection rules that the active violations purpose was approved with (R24)."""

    def purpose(self, purpose_id: str) -> Purpose:
        """The active purpose with this id; refuses when it is not active (R01)."""
        from fairwatch.errors import Refused  # noqa: PLC0415 - only at the moment of refusal

        for purpose in self.purposes:
            if purpose.id == purpose_id:
                return purpose
        raise Refused("E_PURPOSE_INACTIVE", where=purpose_id)

    @cached_property
    def states(self) -> pl.DataFrame:
        """Columns PEOPLE: everybody as they are, in the order of ``people``, then as they were before.

        ``columns.IDENTITY`` counts these rows, so that the gate judges a line by what was true of its person then.
        Who is found to be a minor or a guest is one of former times as well.
        """
        present = self.people.select("person", now="excluded")
        former = self.former_people.join(present, on="person", how="left", maintain_order="left")
        careful = former.with_columns(pl.col("excluded") | pl.col("now"))
        return pl.concat([self.people, careful.select(PEOPLE.keys())])

    @cached_property
    def former_states(self) -> pl.DataFrame:
        """Columns ``periods.FORMER`` over the rows of ``states``."""
        rows = self.people.select("person", row=pl.int_range(pl.len(), dtype=pl.Int32))
        numbered = self.former_people.select(
            "person", "until_us", then=pl.int_range(pl.len(), dtype=pl.Int32) + self.people.height
        )
        return numbered.join(rows, on="person").select("row", "until_us", "then")

    def parts(self) -> Iterator[tuple[str, bytes]]:
        """Everything in the snapshot, table by table; keys enter as fingerprints only."""
        for name in FRAMES:
            frame: pl.DataFrame = getattr(self, name)
            yield name, frame.write_ndjson().encode()
        rest = {name: getattr(self, name) for name in _PLAIN_FIELDS}
        yield REST, json.dumps(rest, default=_canonical, sort_keys=True).encode()

    @cached_property
    def hash(self) -> str:
        """:func:`hash_of` the digests of all :meth:`parts`."""
        return hash_of({name: digest(content) for name, content in self.parts()})


def digest(content: bytes) -> str:
    """Hex SHA-256 of one part of a snapshot."""
    return hashlib.sha256(content).hexdigest()


def hash_of(digests: Mapping[str, str]) -> str:
    """The snapshot's hash, from part -> digest: one part can be checked without seeing the others."""
    return digest(json.dumps(dict(digests), sort_keys=True).encode())


FRAMES: Mapping[str, Mapping[str, pl.DataType | type[pl.DataType]]] = {
    "people": PEOPLE,
    "former_people": FORMER_PEOPLE,
    "former_owners": FORMER_OWNERS,
    "accounts": ACCOUNTS,
    "devices": DEVICES,
    "notices": NOTICES,
    "consents": CONSENTS,
    "exceptions": EXCEPTIONS,
}
"""The tables of a snapshot and their columns."""
REST = "rest"
"""Name of the part that holds everything else."""

_PLAIN_FIELDS = (
    "limits",
    "shifts",
    "calendars",
    "purposes",
    "protected_categories",
    "private_categories",
    "forbidden_sites",
    "exempt_roles",
    "campus_months",
    "registered_files",
    "rule_list",
)


def _canonical(value: Any) -> Any:
    """A JSON form that is the same for equal values."""
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, frozenset):
        return sorted(str(item) for item in value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if hasattr(value, "__dataclass_fields__"):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    return dict(value)
