"""The rows that a case rests on, found in the lake and passed through the gate of their day once more (R33)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator

import polars as pl

from fairwatch import gate
from fairwatch.governance.lineage import Lineage, StoredRows, Trace
from fairwatch.lake import RAW
from fairwatch.pipeline.installation import Installation

UNKNOWN_POLICY = "E_TAINTED"
"""In place of a gate's code, where the rules of the day cannot be had any more."""


def trace(installation: Installation) -> Trace:
    """Finds the rows of a case as they are stored now: its person's, its days', its purposes'.

    Of purposes by consent nothing: a report rests on none of it (R29).
    """

    def find(case: str) -> Lineage:
        return list(_rows(installation, case))

    return find


def _rows(installation: Installation, key: str) -> Iterator[StoredRows]:
    from fairwatch.governance.services import case_register, pseudonyms  # noqa: PLC0415 - Django loads late

    case = case_register.rows_of(key)
    names = pseudonyms.of(case.person)
    days = [case.first_day + dt.timedelta(days=day) for day in range((case.last_day - case.first_day).days + 1)]
    for purpose in case.purposes:
        for table in installation.lake.tables(purpose):
            if table != RAW and purpose in names:
                yield from _of_table(installation, purpose, table, case.person, names[purpose], days)


def _of_table(
    installation: Installation, purpose: str, table: str, person: str, subject: str, days: list[dt.date]
) -> Iterator[StoredRows]:
    lake = installation.lake
    found = lake.read(purpose, table, days)
    if found.is_empty():
        return
    provenance = lake.provenance(purpose, table)
    for (day,), rows in found.filter(subject=subject).partition_by("day", as_dict=True, maintain_order=True).items():
        files = provenance.filter(day=day)["policy_hashes"].to_list()
        yield StoredRows(
            purpose=purpose,
            table=table,
            day=day,
            rows=rows.height,
            digest=_digest(rows),
            files=tuple(tuple(hashes) for hashes in files),
            refused=_refused(rows, person, purpose, {one for hashes in files for one in hashes}),
        )


def _digest(rows: pl.DataFrame) -> str:
    """Of the rows in an order that their content alone decides."""
    lines = sorted(json.dumps(row, sort_keys=True, default=str) for row in rows.iter_rows(named=True))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _refused(rows: pl.DataFrame, person: str, purpose: str, hashes: Iterable[str]) -> tuple[str, ...]:
    """Why some of the rows could not have come in. Files are merged, so a row is in order under any of the policies."""
    from fairwatch.governance.services import policy_proofs  # noqa: PLC0415 - as above

    verdicts = []
    for known in sorted(hashes):
        policy = policy_proofs.recall(known)
        if policy is not None:
            verdicts.append(gate.recheck(rows, person, purpose, policy).to_list())
    if not verdicts:
        return (UNKNOWN_POLICY,)
    refused = {codes[0] for codes in zip(*verdicts, strict=True) if None not in codes}
    return tuple(sorted(refused))
