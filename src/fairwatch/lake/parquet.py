"""The Parquet files of a table: how rows are written to disk and read back."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

DAY = "day"
POLICY = "fairwatch.policy"
"""Key in the footer: hashes of the policies under which the file's rows were collected, comma separated."""

UNPROVEN = "unproven"
"""In place of a hash, where somebody put a file in by hand. It stays with whatever is made of these rows."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One Parquet file of a table."""

    path: str
    """Relative to the table's folder."""
    day: dt.date | None
    """From the folder's name (None in a table without days); the file itself has no such column."""
    rows: int
    size: int
    ingested_us: int
    """When its (oldest) rows came in, to the millisecond."""


def write(
    folder: Path, frame: pl.DataFrame, *, by_day: bool, policies: Iterable[str], ingested_us: int
) -> list[StoredFile]:
    """Write the rows, one file per day. When one cannot be written, none is left."""
    footer = {POLICY: ",".join(sorted(policies))}
    written: list[StoredFile] = []
    try:
        for day, rows in _by_day(frame) if by_day else [(None, frame)]:
            name = f"part-{uuid.uuid4().hex}.parquet"
            path = f"{DAY}={day}/{name}" if day else name
            target = folder / path
            target.parent.mkdir(exist_ok=True, mode=0o700)
            written.append(StoredFile(path, day, rows.height, 0, ingested_us))
            # no statistics: at these file sizes they save no reading worth their time
            rows.write_parquet(target, compression="zstd", compression_level=1, statistics=False, metadata=footer)
            written[-1] = StoredFile(path, day, rows.height, target.stat().st_size, ingested_us)
    except BaseException:
        unlink(folder, written)
        raise
    return written


def read(
    folder: Path, files: Sequence[StoredFile], schema: Mapping[str, pl.DataType], columns: Sequence[str] | None = None
) -> pl.DataFrame:
    """The rows of the files; a column that is younger than a file is null there."""
    columns = list(schema) if columns is None else columns
    if not files:
        return pl.DataFrame(schema={name: schema[name] for name in columns})
    inside = {name: dtype for name, dtype in schema.items() if name != DAY or files[0].day is None}
    # one scan per day instead of hive parsing, which would take any `name=value` folder above the lake for a column
    return pl.concat(
        pl.scan_parquet(
            [folder / file.path for file in files if file.day == day], schema=inside, missing_columns="insert"
        )
        .with_columns(*([] if day is None else [pl.lit(day, pl.Date).alias(DAY)]))
        .select(columns)
        for day in sorted({file.day for file in files}, key=str)
    ).collect()


def policies(folder: Path, file: StoredFile) -> frozenset[str]:
    """Hashes of the policies under which a file's rows were collected; of a file that names none, :data:`UNPROVEN`."""
    named = pl.read_parquet_metadata(folder / file.path).get(POLICY, "")
    return frozenset(filter(None, named.split(","))) or frozenset({UNPROVEN})


def unlink(folder: Path, files: Iterable[StoredFile]) -> None:
    """Delete files that no commit names."""
    for file in files:
        (folder / file.path).unlink(missing_ok=True)


def storable(frame: pl.DataFrame) -> pl.DataFrame:
    """The same rows in types that Delta knows: no enumerations, no unsigned integers."""
    casts: dict[str, pl.DataType] = {}
    for name, dtype in frame.schema.items():
        if isinstance(dtype, pl.Enum | pl.Categorical):
            casts[name] = pl.String()
        elif dtype.is_unsigned_integer():
            casts[name] = pl.Int64()
    return frame.with_columns(pl.col(name).cast(dtype) for name, dtype in casts.items())


def _by_day(frame: pl.DataFrame) -> Iterator[tuple[dt.date, pl.DataFrame]]:
    days = frame.get_column(DAY)
    if days.null_count():
        raise ValueError("a row without a day cannot be stored")
    if days.n_unique() == 1:  # the usual case, without a copy
        yield days[0], frame.drop(DAY)
        return
    for (day,), rows in frame.partition_by(DAY, as_dict=True, include_key=False).items():
        yield day, rows
