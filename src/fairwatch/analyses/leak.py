"""Uploads: registered confidential files by class of destination, and days far beyond the usual amount."""

from __future__ import annotations

import polars as pl
from ibis import _

from fairwatch.analyses.analysis import Analysis, Inputs
from fairwatch.analyses.cells import cells
from fairwatch.analyses.headings import BYTES_UP, DAY, DESTINATION, PERSONS, REQUESTS, SUBJECT, dominance
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

IN_A_MILLION = 1e-6
"""What the upload of a registered file counts as; how often that happens by chance cannot be estimated from a log."""

REGISTERED = Column("registered", "detail", Text("已登记涉密文件", "Registered file"))
REGISTERED_COUNT = Column("registered", "measure", Text("其中已登记文件", "Of registered files"), "count")
OWN_USUAL = Column("own_usual", "detail", Text("本人平日", "Usual for the person"), "bytes")
PEER_USUAL = Column("peer_usual", "detail", Text("众人平日", "Usual for everybody"), "bytes")
BEYOND = Column("beyond", "measure", Text("超出程度", "Beyond the usual"), "score")

NOTES = (
    Text(
        "只记去向类别，不记账号、收件人、内容和文件名；未登记的文件只计流量。",
        "Only the class of the destination is kept: no account, recipient, content or file name. Of files that are not"
        " registered only the volume counts.",
    ),
    Text(
        "发现：已登记文件的上传；或一天的上传量远超本人或众人平日"
        "（对数的中位数与绝对中位差，修正 z 值不低于 3.5，且至少 10 MB）。历史不足时不作比较。",
        "A finding is an upload of a registered file, or a day far beyond the person's or everybody's usual amount"
        " (median and MAD of the logarithm, modified z-score of 3.5 or more, and 10 MB or more). Without enough history"
        " nothing is compared.",
    ),
    Text(
        "发现只是线索，须经人工核实；不据此自动作出任何决定。",
        "A finding is a lead for a person to verify; nothing is decided by it automatically.",
    ),
)


def _run(inputs: Inputs) -> Result:
    rows = inputs.rows(KIND, "buckets").filter(_.action == "upload")
    daily = rows.group_by("subject", "day", "category").agg(
        bytes_up=_.bytes_up.sum().cast("int64"),
        requests=_.requests.sum().cast("int64"),
        registered=_.registered.fill_null(False).cast("int64").max(),
    )
    frame = inputs.engine.execute(daily).with_columns(
        pl.col("bytes_up").fill_null(0), pl.col("registered").cast(pl.Boolean)
    )
    purpose = inputs.purpose(KIND).id
    groups = inputs.engine.execute(
        cells(
            rows.mutate(registered=_.registered.fill_null(False).ifelse(_.requests, 0)),
            by=("category",),
            main="bytes_up",
            others=("requests", "registered"),
        )
    )
    findings = _findings(frame)
    tables = (
        _findings_table(findings, purpose),
        *risk_tables(
            findings, source=DESTINATION, until=inputs.period[1], purpose=purpose, details=(BYTES_UP, REGISTERED)
        ),
        _uploads(frame, purpose),
        tabulate(
            groups,
            (DESTINATION, PERSONS, *dominance("bytes"), BYTES_UP, REQUESTS, REGISTERED_COUNT),
            name="by-destination",
            title=Text("按去向类别的上传", "Uploads by class of destination"),
            purpose=purpose,
            main="bytes_up",
        ),
    )
    return Result(KIND, TITLE, {table.name: table for table in tables}, (*NOTES, *RISK_NOTES))


def _findings(daily: pl.DataFrame) -> pl.DataFrame:
    """Registered files, and amounts far beyond the usual; ``beyond`` is the larger modified z-score."""
    judged = with_norms(daily, amount="bytes_up", subject="subject", kind="category").with_columns(
        beyond=pl.max_horizontal("own_z", "peer_z")
    )
    far = (pl.col("beyond") >= FAR) & (pl.col("bytes_up") >= SMALLEST)
    by_register = pl.when("registered").then(of_probability(IN_A_MILLION))
    by_amount = pl.when(far).then(of_deviation(pl.col("z")))
    return judged.filter(pl.col("registered") | far).with_columns(points=pl.max_horizontal(by_register, by_amount))


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
