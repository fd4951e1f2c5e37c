"""Collect, then send: unusually many registered files fetched, and within a day something sent outside.

Each step is known to its quarter of an hour. Renaming, packing and cleaning up on a computer would need an agent that
reports them; of these only an archive or a copy that keeps the file's name is seen, as that file.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from fairwatch.analyses.headings import ACTION, AT, BYTES_UP, DESTINATION, SUBJECT
from fairwatch.analyses.norms import FAR, with_norms
from fairwatch.analyses.risk import of_probability
from fairwatch.analyses.tabulate import tabulate
from fairwatch.findings import Column, Table
from fairwatch.text import Text

WITHIN_US: Final = 24 * 3_600_000_000
FEWEST: Final = 3
"""Different registered files on one day below which nobody has collected anything."""
MANY: Final = 10
"""So many are unusual even where there is no history to compare with."""
LARGE: Final = 10_000_000
"""Bytes in a quarter of an hour from which an upload of unknown files may be what was collected, packed or renamed."""
IN_A_MILLION: Final = 1e-6
"""What a sequence counts as; how often one happens by chance cannot be estimated from a log."""

STEP = Column("step", "dimension", Text("步骤", "Step"))
FILES = Column("files", "measure", Text("涉密文件数", "Registered files"), "count")

NOTE = Text(
    f"先收集后外发：一天内取得的不同涉密文件异常之多（至少 {FEWEST} 个；无历史时 {MANY} 个），并在 24 小时内向外发送"
    "涉密文件或至少 10 MB。各步骤的时间精确到 15 分钟。",
    f"Collected, then sent: unusually many different registered files fetched on a day ({FEWEST} or more; without a"
    f" history {MANY}), and within 24 hours a registered file or 10 MB or more sent outside. Times are quarter hours.",
)


def sequences(events: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The sequences as findings, and their steps.

    ``events``: the purpose's buckets with ``subject``, ``day``, ``bucket_us``, ``category``, ``action``, ``bytes_up``,
    ``registered``, ``file``, ``outside``. Findings: ``subject``, ``day``, ``category`` (of the first thing sent),
    ``bytes_up``, ``registered``, ``points``. Steps: ``subject``, ``ts_us``, ``step``, ``action``, ``category``,
    ``files``, ``bytes_up``.
    """
    collected, sent = _collected(events), _sent(events)
    pairs = (
        collected.drop("category", "files")
        .join(sent, on="subject")
        .filter(pl.col("ts_us").is_between(pl.col("first_us"), pl.col("last_us") + WITHIN_US))
    )
    findings = (
        pairs.sort("ts_us", "category")
        .group_by("subject", "collected_on", maintain_order=True)
        .agg(pl.col("day", "category").first(), pl.col("bytes_up").sum(), pl.col("registered").any())
        .drop("collected_on")
        .with_columns(points=pl.lit(of_probability(IN_A_MILLION)))
    )
    kept = ["subject", "ts_us", "step", "action", "category", "files", "bytes_up"]
    first = pairs.select("subject", "collected_on").unique()
    steps = pl.concat(
        [
            collected.join(first, on=["subject", "collected_on"], how="semi")
            .with_columns(
                step=pl.lit("collect"), action=pl.lit("download"), ts_us="first_us", bytes_up=pl.lit(0, pl.Int64)
            )
            .select(kept),
            pairs.unique(["subject", "ts_us", "category"])
            .with_columns(files="sent_files", step=pl.lit("send"))
            .select(kept),
        ]
    )
    return findings, steps


def _collected(events: pl.DataFrame) -> pl.DataFrame:
    """Days on which somebody fetched unusually many different registered files: when the first, when the last."""
    fetched = events.filter(pl.col("action") == "download", pl.col("file").is_not_null())
    days = fetched.group_by("subject", "day").agg(
        files=pl.col("file").n_unique().cast(pl.Int64),
        first_us=pl.col("bucket_us").min(),
        last_us=pl.col("bucket_us").max(),
        fetched_from=pl.col("category").min(),
    )
    judged = with_norms(days.with_columns(kind=pl.lit("")), amount="files", subject="subject", kind="kind")
    unusual = pl.when(pl.col("z").is_null()).then(pl.col("files") >= MANY).otherwise(pl.col("z") >= FAR)
    return judged.filter(unusual, pl.col("files") >= FEWEST).select(
        "subject", "files", "first_us", "last_us", collected_on="day", category="fetched_from"
    )


def _sent(events: pl.DataFrame) -> pl.DataFrame:
    """Quarter hours in which a registered file or much was sent outside, per class of destination."""
    return (
        events.filter(pl.col("action") == "upload", pl.col("outside"))
        .group_by("subject", "day", "category", "action", ts_us="bucket_us")
        .agg(
            pl.col("bytes_up").sum(),
            pl.col("registered").any(),
            sent_files=pl.col("file").drop_nulls().n_unique().cast(pl.Int64),
        )
        .filter(pl.col("registered") | (pl.col("bytes_up") >= LARGE))
    )


def sequences_table(steps: pl.DataFrame, purpose: str) -> Table:
    """The steps of all sequences, to be shown."""
    return tabulate(
        steps,
        (SUBJECT, AT, STEP, ACTION, DESTINATION, FILES, BYTES_UP),
        name="sequences",
        title=Text("先收集后外发", "Collected, then sent"),
        purpose=purpose,
        main="files",
    )
