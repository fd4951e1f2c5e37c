"""A policy snapshot from its archived parts: the rules of a day that is over.

Parts are what ``PolicySnapshot.parts`` gives. Whoever reads them has checked their digests already.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from fairwatch import policy, rule_list
from fairwatch.policy import FRAMES, REST, Calendar, Limits, PolicySnapshot, Purpose, Quota, Shift
from fairwatch.rule_list import RuleList
from fairwatch.text import Text

ARCHIVED = ("people", "former_people", "notices", "exceptions", REST)
"""What a stored row is checked against. Accounts and devices are not known of a row any more; who had consented is
nobody's to know (R12), and what rests on consent is in no pack anyway (R29)."""


def rebuild(parts: Mapping[str, bytes], keys: Mapping[str, bytes]) -> PolicySnapshot:
    """The snapshot, as far as its parts are there. ``keys``: purpose -> the pseudonym key that it has now.

    A purpose whose key is another one by now is left out: its rows are nobody's.
    """
    rest = json.loads(parts[REST])
    sets = ("protected_categories", "private_categories", "exempt_roles")  # of files no stored row has a name
    rebuilt: dict[str, Any] = {name: frozenset(rest[name]) for name in sets}
    rebuilt |= {name: _frame(parts[name], name) for name in FRAMES if name in parts}
    purposes = (_purpose(values, keys.get(values["id"])) for values in rest["purposes"])
    return PolicySnapshot(
        limits=Limits(**rest["limits"]),
        shifts={name: _shift(values) for name, values in rest["shifts"].items()},
        calendars={name: _calendar(values) for name, values in rest["calendars"].items()},
        purposes=tuple(purpose for purpose in purposes if purpose),
        forbidden_sites=rest["forbidden_sites"],
        campus_months=tuple(rest.get("campus_months", ())),
        rule_list=_rule_list(rest.get("rule_list")),
        **rebuilt,
    )


def _rule_list(values: Mapping[str, Any] | None) -> RuleList:
    """A snapshot that was archived before there were such lists has none."""
    return rule_list.from_json(values, values["effective_us"]) if values else RuleList()


def _frame(content: bytes, name: str) -> pl.DataFrame:
    schema = dict(FRAMES[name])
    return pl.read_ndjson(io.BytesIO(content), schema=schema) if content else pl.DataFrame(schema=schema)


def _purpose(values: Mapping[str, Any], key: bytes | None) -> Purpose | None:
    if key is None or policy.digest(key) != values["key"]:
        return None
    return Purpose(**{field.name: _typed(values[field.name], str(field.type)) for field in _kept(values)}, key=key)


def _kept(values: Mapping[str, Any]) -> list[dataclasses.Field[Any]]:
    """The fields of a purpose that were known when it was archived."""
    return [field for field in dataclasses.fields(Purpose) if field.name in values and field.name != "key"]


def _typed(value: Any, kind: str) -> Any:
    """JSON knows lists only; the snapshot's types are sets and tuples."""
    if kind == "tuple[Quota, ...]":
        return tuple(Quota(**item) for item in value)
    if isinstance(value, list):
        return frozenset(value) if kind.startswith("frozenset") else tuple(value)
    return Text(**value) if kind == "Text" else value


def _shift(values: Mapping[str, Any]) -> Shift:
    spans = tuple(tuple((start, end) for start, end in day) for day in values["spans"])
    return Shift(values["name"], spans, values["calendar"])


def _calendar(values: Mapping[str, Any]) -> Calendar:
    day = dt.date.fromisoformat
    return Calendar(
        name=values["name"],
        off=frozenset(map(day, values["off"])),
        worked=frozenset(map(day, values["worked"])),
        first_day=day(values["first_day"]),
        last_day=day(values["last_day"]),
    )
