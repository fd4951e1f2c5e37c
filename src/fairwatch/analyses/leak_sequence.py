"""Collect, pack or rename, send, clean up: registered files fetched, something sent outside, and what was done around.

A sequence needs two steps: unusually many registered files collected, and within a day something sent outside; or, of a
single file, that it was renamed in between (``leak_followed``). Packing or renaming in between and deleting registered
files afterwards are further steps that make it graver; only agents on computers and sensors before file servers report
them, so that they are missing proves nothing. Each step is known to its quarter of an hour; within one, nobody knows
which came first.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from fairwatch.analyses.headings import ACTION, AT, BYTES_UP, DESTINATION, SUBJECT
from fairwatch.analyses.leak_followed import COLLECTING, WITHIN_US, followed
from fairwatch.analyses.norms import FAR, with_norms
from fairwatch.analyses.risk import of_probability
from fairwatch.analyses.tabulate import tabulate
from fairwatch.findings import Column, Table
from fairwatch.text import Text

FEWEST: Final = 3
"""Different registered files on one day below which nobody has collected anything."""
MANY: Final = 10
"""So many are unusual even where there is no history to compare with."""
LARGE: Final = 10_000_000
"""Bytes in a quarter of an hour from which an upload of unknown files may be what was collected."""
LARGE_PACKED: Final = 1_000_000
"""The same once an archive was written or a registered file renamed: documents pack well."""
IN_A_MILLION: Final = 1e-6
"""What two steps count as; how often a sequence happens by chance cannot be estimated from a log."""
FURTHER: Final = 0.1
"""How much rarer each further kind of step makes it, agreed on likewise: ten points."""

STEP = Column("step", "dimension", Text("步骤", "Step"))
FILES = Column("files", "measure", Text("涉密文件数", "Registered files"), "count")

NOTE = Text(
    f"先收集后外发：一天内取得的不同涉密文件异常之多（至少 {FEWEST} 个；无历史时 {MANY} 个，"
    f"随后打包或改名的 {FEWEST} 个），并在 24 小时内向外发送涉密文件或至少 10 MB"
    "（打包或改名之后 1 MB，或日志未记大小的）；或同一人取得某一涉密文件、将其改名并在 24 小时内发出，一个即可。"
    "其间的打包、改名和其后删除涉密文件一并列出，每多一类加 10 分；"
    "只有电脑上的终端代理和文件服务器前的探针才能看到，没有看到不等于没有。"
    "各步骤的时间精确到 15 分钟，同一刻钟内不分先后。",
    f"Collected, then sent: unusually many different registered files fetched on a day ({FEWEST} or more; without a"
    f" history {MANY}, or {FEWEST} when packing or renaming followed), and within 24 hours a registered file or 10 MB"
    " or more sent outside (after packing or renaming 1 MB, or what the log does not measure); or a single registered"
    " file that the same person fetched, renamed and sent within 24 hours. Packing and renaming in between and deleting"
    " registered files afterwards are listed with it and add 10 points each; only an agent on the computer or a sensor"
    " before the file server sees them, so not having seen any proves nothing. Times are quarter hours; within one the"
    " order is unknown.",
)

_KEPT = ("subject", "ts_us", "step", "action", "category", "files", "bytes_up")


def sequences(events: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The sequences as findings, and their steps.

    ``events``: the purpose's buckets with ``subject``, ``day``, ``bucket_us``, ``category``, ``action``, ``bytes_up``,
    ``unmeasured`` (the log did not tell), ``registered``, ``file``, ``outside``. Findings: ``subject``, ``day``,
    ``category`` (of the first thing sent), ``bytes_up``, ``registered``, ``points``. Steps: ``subject``, ``ts_us``,
    ``step``, ``action``, ``category``, ``files``, ``bytes_up``.
    """
    packed = pl.concat(_buckets(events.filter(pl.col("action") == step), step) for step in ("pack", "rename"))
    cleaned = _buckets(events.filter(pl.col("action") == "clean_up", pl.col("registered")), "clean_up")
    many = _collected(events, packed).with_columns(alone=pl.lit(value=False))
    few = followed(events).join(many, on=["subject", "collected_on"], how="anti")
    collected = pl.concat([many, few.with_columns(alone=pl.lit(value=True))], how="diagonal")
    pairs = _pairs(collected, _sent(events))
    spans = pairs.group_by("subject", "collected_on").agg(
        pl.col("first_us").first(), sent_from=pl.col("ts_us").min(), sent_until=pl.col("ts_us").max()
    )
    between = _among(packed, spans, pl.col("first_us"), pl.col("sent_until"))
    after = _among(cleaned, spans, pl.col("sent_from"), pl.col("sent_until") + WITHIN_US)
    steps = pl.concat(
        [
            collected.join(spans, on=["subject", "collected_on"], how="semi")
            .with_columns(step=pl.lit("collect"), ts_us="first_us", bytes_up=pl.lit(0, pl.Int64))
            .select(_KEPT),
            pairs.select(_KEPT).unique(["subject", "ts_us", "category"]),
            *(further.select(_KEPT).unique() for further in (between, after)),
        ]
    )
    return _findings(pairs, pl.concat([between, after])), steps


def _findings(pairs: pl.DataFrame, further: pl.DataFrame) -> pl.DataFrame:
    """One for each day of collecting; rarer by each kind of further step."""
    kinds = further.group_by("subject", "collected_on").agg(kinds=pl.col("step").n_unique())
    return (
        pairs.sort("ts_us", "category")
        .group_by("subject", "collected_on", maintain_order=True)
        .agg(pl.col("day", "category").first(), pl.col("bytes_up").sum(), pl.col("registered").any())
        .join(kinds, on=["subject", "collected_on"], how="left")
        .with_columns(
            points=pl.col("kinds")
            .fill_null(0)
            .replace_strict(
                {count: of_probability(IN_A_MILLION * FURTHER**count) for count in range(4)}, return_dtype=pl.Float64
            )
        )
        .drop("collected_on", "kinds")
    )


def _collected(events: pl.DataFrame, packed: pl.DataFrame) -> pl.DataFrame:
    """Days on which somebody fetched unusually many different registered files: when the first, when the last, and
    when they first packed or renamed something from then on."""
    fetched = events.filter(pl.col("action").is_in(COLLECTING), pl.col("file").is_not_null())
    days = fetched.group_by("subject", "day").agg(
        files=pl.col("file").n_unique().cast(pl.Int64),
        first_us=pl.col("bucket_us").min(),
        last_us=pl.col("bucket_us").max(),
        fetched_from=pl.col("category").min(),
        action=pl.col("action").min(),
    )
    packing = (
        days.join(packed.select("subject", "ts_us"), on="subject")
        .filter(pl.col("ts_us").is_between(pl.col("first_us"), pl.col("last_us") + WITHIN_US))
        .group_by("subject", "day")
        .agg(packed_us=pl.col("ts_us").min())
    )
    judged = with_norms(days.with_columns(kind=pl.lit("")), amount="files", subject="subject", kind="kind").join(
        packing, on=["subject", "day"], how="left"
    )
    enough = (pl.col("files") >= MANY) | pl.col("packed_us").is_not_null()
    unusual = pl.when(pl.col("z").is_null()).then(enough).otherwise(pl.col("z") >= FAR)
    return judged.filter(unusual, pl.col("files") >= FEWEST).select(
        *("subject", "files", "first_us", "last_us", "packed_us", "action"),
        collected_on="day",
        category="fetched_from",
    )


def _sent(events: pl.DataFrame) -> pl.DataFrame:
    """Quarter hours in which something was sent outside, per class of destination."""
    return (
        events.filter(pl.col("action") == "upload", pl.col("outside"))
        .group_by("subject", "day", "category", "action", ts_us="bucket_us")
        .agg(
            pl.col("bytes_up").sum(),
            pl.col("registered", "unmeasured").any(),
            files=pl.col("file").drop_nulls().n_unique().cast(pl.Int64),
        )
        .with_columns(step=pl.lit("send"))
    )


def _pairs(collected: pl.DataFrame, sent: pl.DataFrame) -> pl.DataFrame:
    """Each day of collecting with what was sent after it began, and not later than a day after it ended.

    Where few files were fetched, with these alone: what else was sent then is everyday work.
    """
    after_packing = (pl.col("ts_us") >= pl.col("packed_us")).fill_null(value=False)
    large = pl.col("bytes_up") >= pl.when(after_packing).then(LARGE_PACKED).otherwise(LARGE)
    return (
        collected.drop("category", "files", "action")
        .join(sent, on="subject")
        .filter(
            pl.col("ts_us").is_between(pl.col("first_us"), pl.col("last_us") + WITHIN_US),
            pl.col("registered") | (~pl.col("alone") & (large | (after_packing & pl.col("unmeasured")))),
        )
    )


def _buckets(events: pl.DataFrame, step: str) -> pl.DataFrame:
    """Quarter hours with such a step; the files are those of the register."""
    return events.group_by("subject", "category", "action", ts_us="bucket_us").agg(
        files=pl.col("file").drop_nulls().n_unique().cast(pl.Int64), bytes_up=pl.lit(0, pl.Int64), step=pl.lit(step)
    )


def _among(steps: pl.DataFrame, spans: pl.DataFrame, since: pl.Expr, until: pl.Expr) -> pl.DataFrame:
    """The steps that belong to a sequence by their time."""
    return steps.join(spans, on="subject").filter(pl.col("ts_us").is_between(since, until))


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
