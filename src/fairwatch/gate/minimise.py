"""From admitted lines to the few columns that a purpose may keep (R16, R23, R25)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import polars as pl

from fairwatch import columns
from fairwatch.gate import limits
from fairwatch.gate.destinations import destination
from fairwatch.gate.fingerprints import fingerprints
from fairwatch.gate.lines import Lines, chosen
from fairwatch.policy import PolicySnapshot, Purpose
from fairwatch.rule_list import PART

_DIMENSIONS = frozenset(
    {"site", "category", "action", "device_class", "registered", "file", "new_name_hash", "grade", "detection", *PART}
)
"""Columns by which 15-minute rows are kept apart; the others are summed."""

FORBIDDEN = "forbidden_app"
"""What a purpose with a list of forbidden apps calls any use of one."""

_FINEST_BUCKET_MINUTES = 15
_MINUTE_US = 60_000_000

_MADE_FROM = {
    "bucket_us": ("ts_us",),
    "detection": (),
    "duration_us": ("duration_us", "ts_us"),
    "device_class": ("ownership",),
    "file": (),
    "new_name_hash": ("file_name", "former_name"),
    "registered": (),
    "requests": (),
    "span_start_us": (),
    "span_end_us": (),
    **dict.fromkeys(PART, ()),
}
"""Columns of the batch that a kept column is made from; the others are taken as they are."""


def minimise(lines: Lines, number: int) -> pl.DataFrame:
    """Rows of one purpose: ``day``, ``subject``, ``department``, its columns, and ``line`` (of a sum: the first)."""
    purpose = lines.rules.purposes[number]
    kept = limits.kept_columns(purpose)
    rows = _one_per_line(lines, np.flatnonzero(lines.open & lines.rules.only(number)), number, kept)
    if purpose.grain != "event":
        rows = _summed(rows, kept)
    elif {"ts_us", "action"} <= set(kept):
        rows = _thinned(rows, kept)
    if lines.hits is not None and limits.detects(purpose):
        rows = pl.concat([rows, _hit(lines, number, kept, rows.schema)])
    if lines.parts is not None and limits.correlates(purpose):
        rows = pl.concat([rows, _part(lines, number, kept, rows.schema)])
    return _named(rows, lines, purpose, kept)


def _one_per_line(lines: Lines, at: npt.NDArray[np.int64], number: int, kept: tuple[str, ...]) -> pl.DataFrame:
    """``person`` as row number, ``day``, the kept columns and ``line`` of the lines at these places, ascending."""
    interval = lines.interval[at]
    needed = {"line"}.union(*(_MADE_FROM.get(name, (name,)) for name in kept))
    batch = chosen(lines.content.select(needed), lines.place[at]).with_columns(
        pl.Series("person", lines.person[at]),
        pl.Series("day", lines.hours.days[interval]),
        pl.Series("span_start_us", lines.hours.starts[interval]),
        pl.Series("span_end_us", lines.hours.ends[interval]),
        pl.Series("forbidden", lines.in_force[at]),
        pl.Series("inside", lines.inside[at]),
        lines.registered.gather(lines.place[at]).alias("registered_file"),
        pl.Series("limited", (lines.quota[at] & lines.rules.only(number)) != 0),
    )
    purpose = lines.rules.purposes[number]
    made = _made(lines.rules.policy) | {"action": _called(purpose), "category": destination(purpose)}
    return batch.select("person", "day", *(made.get(name, pl.col(name)).alias(name) for name in kept), "line")


def _called(purpose: Purpose) -> pl.Expr:
    """``action`` by the names that the purpose uses: nothing finer than it names, and its published list."""
    names = {action: columns.called(action, purpose.actions) for action in columns.ACTIONS}
    action = pl.col("action").cast(pl.String).replace({one: name for one, name in names.items() if one != name})
    if purpose.quotas:
        only_limited = pl.col("limited") & ~action.is_in(sorted(purpose.actions)).fill_null(value=False)
        action = pl.when(only_limited).then(pl.lit(columns.QUOTA)).otherwise(action)
    # the published list wins over what the app happens to do
    return pl.when("forbidden").then(pl.lit(FORBIDDEN)).otherwise(action) if FORBIDDEN in purpose.actions else action


def _made(policy: PolicySnapshot) -> dict[str, pl.Expr]:
    """How the columns are made that are not taken as they are."""
    ts, duration, rest = pl.col("ts_us"), pl.col("duration_us"), pl.col("span_end_us") - pl.col("ts_us")
    return {
        "bucket_us": ts - ts % (max(_FINEST_BUCKET_MINUTES, policy.limits.bucket_minutes) * _MINUTE_US),
        "duration_us": pl.when(duration > rest).then(rest).otherwise(duration).clip(0),
        "requests": pl.lit(1, pl.Int64),
        "blocked": pl.col("blocked").cast(pl.Int64),
        "detection": pl.lit(None, pl.String),
        "device_class": pl.col("ownership").cast(pl.String),
        "file": pl.col("registered_file"),
        "registered": pl.col("registered_file").is_not_null(),
        "new_name_hash": pl.when(pl.col("registered_file").is_not_null(), pl.col("former_name").is_not_null())
        .then("file_name")
        .map_elements(policy.registered_files.hash_of, return_dtype=pl.String),
        **{name: pl.lit(None, columns.STORED[name]) for name in PART},
    }


def _hit(lines: Lines, number: int, kept: tuple[str, ...], like: pl.Schema) -> pl.DataFrame:
    """Rows that say of a person and a quarter of an hour which published rule was hit, and how often; nothing else."""
    assert lines.hits is not None  # noqa: S101 - there are some; this tells the type checker
    mine = _open_to(lines, lines.hits, number)
    told = {name: _made(lines.rules.policy)[name] for name in ("bucket_us", "requests", "blocked")}
    told |= {"detection": pl.col("rule")}
    made = (told.get(name, pl.lit(None)).cast(like[name]).alias(name) for name in kept)
    return _summed(mine.select("person", "day", *made, "line"), kept).select(like.names())


def _part(lines: Lines, number: int, kept: tuple[str, ...], like: pl.Schema) -> pl.DataFrame:
    """Rows of the hits that correlations count, each with its instant; they count as no hits a second time."""
    assert lines.parts is not None  # noqa: S101 - as above
    mine = _open_to(lines, lines.parts, number)
    purpose = lines.rules.purposes[number]
    subjects = lines.rules.pseudonyms.of(purpose, mine["person"].to_numpy()).gather(mine["person"])
    told = {"bucket_us": _made(lines.rules.policy)["bucket_us"], "detection": pl.col("rule"), "hit_us": pl.col("ts_us")}
    told |= {name: pl.col(name) for name in PART if name not in told}
    made = (told.get(name, pl.lit(None)).cast(like[name]).alias(name) for name in kept)
    marked = mine.with_columns(fingerprints(purpose, mine.with_columns(subjects.alias("subject"))))
    return marked.select("person", "day", *made, "line").select(like.names())


def _open_to(lines: Lines, hits: pl.DataFrame, number: int) -> pl.DataFrame:
    """The hits that this purpose may keep."""
    return hits.filter(pl.Series((hits["open"].to_numpy() & lines.rules.only(number)) != 0))


def _summed(rows: pl.DataFrame, kept: tuple[str, ...]) -> pl.DataFrame:
    """One row per person, day and what is kept apart."""
    keys = ("person", "day", *(name for name in kept if name in _DIMENSIONS or name == "bucket_us"))
    return rows.group_by(keys).agg(*_totals(name for name in kept if name not in keys), pl.col("line").min())


def _totals(names: Iterable[str]) -> Iterator[pl.Expr]:
    """Sums; of nothing known it stays null."""
    for name in names:
        yield pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name)


def _thinned(rows: pl.DataFrame, kept: tuple[str, ...]) -> pl.DataFrame:
    """One row for each ``columns.EVERY_US`` of what comes in pieces: from when the first began to when the last ended.

    A border between two batches may leave two rows where one would do; whoever reads them joins what belongs together.
    """
    action, start = pl.col("action").cast(pl.String), pl.col("ts_us")
    in_pieces = action.is_in(list(columns.EVERY_US)).fill_null(value=False)
    end = (start + pl.col("duration_us")).max() if "duration_us" in kept else None
    keys = ("person", "day", *(name for name in kept if name in _DIMENSIONS or name.startswith("span_")))
    piece = start // action.replace_strict(columns.EVERY_US, return_dtype=pl.Int64)
    sums = (name for name in kept if name not in (*keys, "ts_us", "duration_us"))
    once = (
        rows.filter(in_pieces)
        .group_by(*keys, piece.alias("piece"))
        .agg(
            start.min(),
            *(() if end is None else ((end - start.min()).alias("duration_us"),)),
            *_totals(sums),
            pl.col("line").min(),
        )
    )
    return pl.concat([rows.filter(~in_pieces), once.select(rows.columns)])


def _named(rows: pl.DataFrame, lines: Lines, purpose: Purpose, kept: tuple[str, ...]) -> pl.DataFrame:
    """Row numbers become pseudonyms and departments, everything the plain types of columns.STORED."""
    subjects = lines.rules.pseudonyms.of(purpose, rows["person"].to_numpy())
    departments = lines.rules.policy.states["department"]
    return rows.select(
        pl.col("day").cast(pl.Date),
        subjects.gather(rows["person"]).alias("subject"),
        departments.gather(rows["person"]).alias("department"),
        *(_plain(name) for name in kept),
        pl.col("line").cast(pl.Int64),
    )


def _plain(name: str) -> pl.Expr:
    """A column in the type of columns.STORED, on memory of its own.

    Strings of a selection are views into the buffers of the whole batch, refused lines included, and some writers
    (Arrow IPC, pickle) put out whole buffers. Appending nothing copies the selected strings alone.
    """
    column = pl.col(name).cast(columns.STORED[name])
    return column + "" if columns.STORED[name] == pl.String else column
