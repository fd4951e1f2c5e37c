"""A registered file under a name that somebody gave it: followed for a day, of that person alone (R23).

A log that tells of renaming names both names. Where the former one is registered, the line is about that file, and what
the same person then does with a file of the new name is, too; of anybody else's files of that name nothing follows. Of
the new name a keyed hash goes with the raw row, so that the next batch and other logs can be compared with it; it ends
with that row, and no roll-up has it. A log of renaming that is read after a log of sending comes too late for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from fairwatch.file_register import LONGEST_NAME, FileRegister, forms
from fairwatch.gate.admission import Admission
from fairwatch.gate.files import file_id
from fairwatch.gate.rules import Flags, Instants, Rules
from fairwatch.gate.store import RawTables
from fairwatch.policy import PolicySnapshot

FOLLOWED_US: Final = 24 * 3_600_000_000
"""So long a file is followed under a new name; as long as a sequence of steps may take."""
RENAMED: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "purpose": pl.String,
    "subject": pl.String,
    "bucket_us": pl.Int64,
    "file": pl.String,
    "new_name_hash": pl.String,
}
"""What earlier batches left of renaming."""


def renamed_before(lake: RawTables, policy: PolicySnapshot) -> pl.DataFrame:
    """RENAMED, of the raw rows that are still there."""
    return _renamed((purpose.id, lake.read(purpose.id, "raw")) for purpose in policy.purposes if purpose.kind == "leak")


def and_now(before: pl.DataFrame, admission: Admission) -> pl.DataFrame:
    """The same with what was just admitted."""
    return pl.concat([before, _renamed((one.purpose_id, one.frame) for one in admission.admitted)]).unique()


def _renamed(rows: Iterable[tuple[str, pl.DataFrame]]) -> pl.DataFrame:
    found = [
        frame.drop_nulls("new_name_hash").select(pl.lit(purpose).alias("purpose"), *list(RENAMED)[1:])
        for purpose, frame in rows
        if "new_name_hash" in frame.columns
    ]
    return pl.concat([pl.DataFrame(schema=RENAMED), *found]).unique()


def registered(
    rules: Rules,
    content: pl.DataFrame,
    to_leak: Flags,
    person: npt.NDArray[np.int64],
    ts: Instants,
    before: pl.DataFrame,
) -> pl.Series:
    """Of each line the id of the registered file that it is about, by contents, name or a name given to it; or null.

    ``content`` has ``files.COLUMNS``; ``to_leak``: which lines are open to a purpose about confidential files, for of
    others nobody asks; it, ``person`` and ``ts`` have an entry per line; ``before``: RENAMED.
    """
    known = pl.when(pl.Series(to_leak)).then(file_id(rules.policy.registered_files)).alias("file")
    ids = content.select(known).to_series()
    lines = content.select("file_name", "former_name", ids).with_columns(
        pl.Series("at", np.arange(len(ids))), pl.Series("ts", ts), pl.Series("row", person)
    )
    named = lines.filter(pl.Series(to_leak), pl.col("file_name").is_not_null())
    renaming = named.filter(pl.col("former_name").is_not_null()).sort("ts", "at")
    if named.is_empty() or (renaming.is_empty() and before.is_empty()):
        return ids
    names = _GivenNames(rules, before, named["row"].unique())
    found = {at: file for at, file in names.follow(renaming) if file}
    found |= names.known(named.filter(pl.col("former_name").is_null(), pl.col("file").is_null()))
    if not found:
        return ids
    return ids.scatter(list(found), list(found.values()))


class _GivenNames:
    """Who gave which registered file what name, and since when."""

    def __init__(self, rules: Rules, before: pl.DataFrame, rows: pl.Series) -> None:
        self._register: FileRegister = rules.policy.registered_files
        self._people = rules.pseudonyms.people
        self._since: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
        for purpose in rules.purposes:
            earlier = before.filter(pl.col("purpose") == purpose.id)
            if earlier.is_empty():
                continue
            subjects = rules.pseudonyms.of(purpose, rows.to_numpy()).gather(rows).to_list()
            people = dict(zip(subjects, map(self._people.__getitem__, rows), strict=True))
            for subject, since, file, name in earlier.select("subject", "bucket_us", "file", "new_name_hash").rows():
                if subject in people:
                    self._since[people[subject], name].append((since, file))

    def follow(self, renaming: pl.DataFrame) -> Iterator[tuple[int, str | None]]:
        """Each renaming, in the order of time: where it is, and the id of the file if it is a registered one."""
        for at, row, ts, name, former, known in renaming.select(
            "at", "row", "ts", "file_name", "former_name", "file"
        ).iter_rows():
            file = known or self._of(row, former, ts)
            if file and len(name) <= LONGEST_NAME:
                self._since[self._people[row], self._register.hash_of(name)].append((ts, file))
            yield at, file

    def known(self, named: pl.DataFrame) -> dict[int, str]:
        """Where the files that somebody renamed turn up under their new names, and their ids."""
        renamers = {person for person, _ in self._since}
        theirs = [row for row in named["row"].unique() if self._people[row] in renamers]
        lines = named.filter(pl.col("row").is_in(theirs)).select("at", "row", "file_name", "ts")
        return {at: file for at, row, name, ts in lines.iter_rows() if (file := self._of(row, name, ts))}

    def _of(self, row: int, name: str, ts: int) -> str | None:
        """The latest that had this name, or of which this is a copy or an archive by its name."""
        if len(name) > LONGEST_NAME:
            return None
        for one in forms(name):
            for since, file in reversed(self._since.get((self._people[row], self._register.hash_of(one)), [])):
                if since <= ts <= since + FOLLOWED_US:
                    return file
        return None
