"""Uploads: registered confidential files by class of destination, and what is far beyond the usual amount."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import polars as pl
from ibis import _

from fairwatch import columns
from fairwatch.analyses.analysis import Analysis, Inputs
from fairwatch.analyses.cells import cells
from fairwatch.analyses.headings import BYTES_UP, DAY, DESTINATION, PERSONS, REQUESTS, SUBJECT, dominance
from fairwatch.analyses.leak_sequence import LARGE_PACKED, sequences, sequences_table
from fairwatch.analyses.leak_sequence import NOTE as SEQUENCE
from fairwatch.analyses.leak_slow import NOTE as SLOW
from fairwatch.analyses.leak_slow import accumulations, accumulations_table
from fairwatch.analyses.leak_trace import trace_table
from fairwatch.analyses.norms import FAR, with_norms
from fairwatch.analyses.risk import of_deviation, of_probability
from fairwatch.analyses.risk_tables import NOTES as RISK_NOTES
from fairwatch.analyses.risk_tables import risk_tables
from fairwatch.analyses.tabulate import tabulate
from fairwatch.findings import Column, Result, Table
from fairwatch.text import Text

KIND = "leak"
TITLE = Text("涉密文件外传", "Transfers of confidential files")

SMALLEST = 10_000_000
"""Bytes a day below which no amount is a finding: a few documents with pictures."""

MUCH = 250_000_000
"""Bytes a day that are worth a look from somebody of whom there is no history yet: no norm of few people can be relied
on, and where several of them leak it is the leakers' norm."""

IN_A_THOUSAND = 1e-3
"""What that counts as: there are honest reasons for it, and nothing to tell how often."""

IN_A_MILLION = 1e-6
"""What the upload of a registered file counts as; how often that happens by chance cannot be estimated from a log."""

REGISTERED = Column("registered", "detail", Text("已登记涉密文件", "Registered file"))
REGISTERED_COUNT = Column("registered", "measure", Text("其中已登记文件", "Of registered files"), "count")
FINDING = Column("kind", "detail", Text("发现", "Finding"))
OWN_USUAL = Column("own_usual", "detail", Text("本人平日", "Usual for the person"), "bytes")
PEER_USUAL = Column("peer_usual", "detail", Text("众人平日", "Usual for everybody"), "bytes")
BEYOND = Column("beyond", "measure", Text("超出程度", "Beyond the usual"), "score")

NOTES = (
    Text(
        "只记去向类别，不记账号、收件人、内容和文件名；已登记的文件记其登记编号，未登记的文件只计外发流量。",
        "Only the class of the destination is kept: no account, recipient, content or file name. Of a registered file"
        " its number in the register is kept; of others only the volume counts that is sent outside.",
    ),
    Text(
        "发现：已登记文件的上传；或一天的上传量远超本人或众人平日"
        "（对数的中位数与绝对中位差，修正 z 值不低于 3.5，且至少 10 MB）。历史不足时不作比较；"
        f"本人尚无历史时，一天 {MUCH // 1_000_000} MB 以上也列出。",
        "A finding is an upload of a registered file, or a day far beyond the person's or everybody's usual amount"
        " (median and MAD of the logarithm, modified z-score of 3.5 or more, and 10 MB or more). Without enough history"
        f" nothing is compared; a day of {MUCH // 1_000_000} MB or more is listed of somebody without a history, too.",
    ),
    Text(
        "发现只是线索，须经人工核实；不据此自动作出任何决定。",
        "A finding is a lead for a person to verify; nothing is decided by it automatically.",
    ),
)


def _run(inputs: Inputs) -> Result:
    events = _events(inputs)
    rows = events.filter((_.action == "upload") & _.outside)
    daily = rows.group_by("subject", "day", "category").agg(
        bytes_up=_.bytes_up.sum().cast("int64"),
        requests=_.requests.sum().cast("int64"),
        registered=_.registered.fill_null(False).cast("int64").max(),
    )
    frame = inputs.engine.execute(daily).with_columns(
        pl.col("bytes_up").fill_null(0), pl.col("registered").cast(pl.Boolean)
    )
    purpose, until = inputs.purpose(KIND).id, inputs.period[1]
    groups = inputs.engine.execute(
        cells(
            rows.mutate(registered=_.registered.fill_null(False).ifelse(_.requests, 0)),
            by=("category",),
            main="bytes_up",
            others=("requests", "registered"),
        )
    )
    findings = _findings(frame)
    slow = accumulations(frame, findings, until)
    of_files = _of_files(inputs, events)
    ordered, steps = sequences(of_files)
    scored = pl.concat(
        [
            findings.with_columns(kind=pl.lit("day")),
            slow.with_columns(kind=pl.lit("slow"), registered=pl.lit(value=False)),
            ordered.with_columns(kind=pl.lit("sequence")),
        ],
        how="diagonal",
    )
    tables = (
        _findings_table(findings, purpose),
        accumulations_table(slow, purpose),
        sequences_table(steps, purpose),
        *risk_tables(scored, source=DESTINATION, until=until, purpose=purpose, details=(FINDING, BYTES_UP, REGISTERED)),
        _uploads(frame, purpose),
        trace_table(of_files, purpose),
        tabulate(
            groups,
            (DESTINATION, PERSONS, *dominance("bytes"), BYTES_UP, REQUESTS, REGISTERED_COUNT),
            name="by-destination",
            title=Text("按去向类别的上传", "Uploads by class of destination"),
            purpose=purpose,
            main="bytes_up",
        ),
    )
    return Result(KIND, TITLE, {table.name: table for table in tables}, (*NOTES, SLOW, SEQUENCE, *RISK_NOTES))


def _events(inputs: Inputs) -> ir.Table:
    """The buckets, with ``outside``. Rows of a version of the purpose that did not keep a column have none of it."""
    rows = inputs.rows(KIND, "buckets")
    missing = {name: ibis.null("string") for name in ("file", "device_class") if name not in rows.columns}
    rows = rows.mutate(**missing)
    return rows.mutate(outside=~_.category.fill_null("").isin(sorted(columns.INSIDE)))


def _of_files(inputs: Inputs, events: ir.Table) -> pl.DataFrame:
    """The few buckets that sequences and traces are made of: registered files, what was packed, and large uploads."""
    known = _.file.notnull() | _.registered.fill_null(False) | (_.action == "pack")
    sent = (_.action == "upload") & ((_.bytes_up >= LARGE_PACKED) | _.bytes_up.isnull())
    frame = inputs.engine.execute(events.filter(known | sent))
    return frame.with_columns(
        pl.col("bytes_up").fill_null(0),
        pl.col("registered").cast(pl.Boolean).fill_null(value=False),
        unmeasured=pl.col("bytes_up").is_null(),
    )


def _findings(daily: pl.DataFrame) -> pl.DataFrame:
    """Registered files, and amounts far beyond the usual; ``beyond`` is the larger modified z-score."""
    judged = with_norms(daily, amount="bytes_up", subject="subject", kind="category").with_columns(
        beyond=pl.max_horizontal("own_z", "peer_z")
    )
    far = (pl.col("beyond") >= FAR) & (pl.col("bytes_up") >= SMALLEST)
    much = pl.col("own_z").is_null() & (pl.col("bytes_up") >= MUCH)
    reasons = (
        pl.when("registered").then(of_probability(IN_A_MILLION)),
        pl.when(far).then(of_deviation(pl.col("z"))),
        pl.when(much).then(of_probability(IN_A_THOUSAND)),
    )
    return judged.filter(pl.col("registered") | far.fill_null(value=False) | much).with_columns(
        points=pl.max_horizontal(reasons)
    )


def _findings_table(findings: pl.DataFrame, purpose: str) -> Table:
    return tabulate(
        findings,
        (SUBJECT, DAY, DESTINATION, BYTES_UP, REQUESTS, REGISTERED, OWN_USUAL, PEER_USUAL, BEYOND),
        name="findings",
        title=Text("需要核实的上传", "Uploads to verify"),
        purpose=purpose,
        main="bytes_up",
    )


def _uploads(daily: pl.DataFrame, purpose: str) -> Table:
    return tabulate(
        daily,
        (SUBJECT, DAY, DESTINATION, BYTES_UP, REQUESTS, REGISTERED),
        name="uploads",
        title=Text("每日上传", "Uploads per day"),
        purpose=purpose,
        main="bytes_up",
    )


ANALYSIS = Analysis(name=KIND, title=TITLE, reads=((KIND, "buckets"),), run=_run)
