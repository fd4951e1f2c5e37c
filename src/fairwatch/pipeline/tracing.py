"""The trace of one registered file through the door out: that file's rows and nothing else."""

from __future__ import annotations

import dataclasses
import datetime as dt

import polars as pl

from fairwatch import analyses, disclosure
from fairwatch.analyses.leak_trace import TABLE
from fairwatch.pipeline.answers import inputs_for
from fairwatch.pipeline.engines import open_engine
from fairwatch.pipeline.installation import Installation
from fairwatch.pipeline.upkeep import roll_up
from fairwatch.text import Text
from fairwatch.viewer import Viewer

NOTE = Text(
    "何人（代号）、何时（精确到 15 分钟）、何种行为、何种途径、经由单位电脑还是共用电脑、去向类别；"
    "不记文件名、账号、收件人、内容和设备地址。"
    "下载和单位内部的去向也列出，它们本身不是外传。姓名只在获批案件中可见。",
    "Who (alias), when (to a quarter of an hour), what was done and how, through a company computer or a shared one,"
    " and the class of destination; no file name, account, recipient, content or address. Fetching and places inside"
    " are listed too and are no leak by themselves. Names are seen only in an approved case.",
)


def trace(
    installation: Installation,
    file: str,
    viewer: Viewer,
    engine_uri: str = "duckdb",
    *,
    now: dt.datetime | None = None,
) -> disclosure.Released:
    """What became of the registered file with this id, as far as the viewer may see it.

    An id that the register does not have has no rows: whether it ever had them is no answer about anybody.
    """
    policy = installation.policy(now)
    with open_engine(engine_uri, now) as engine:
        roll_up(installation.lake, engine, policy)
        with installation.lake.shared():  # no upkeep may delete the files that are being read
            result = analyses.run("leak", inputs_for(installation, engine, policy, now=now))
    table = result.tables[TABLE]
    asked = dataclasses.replace(table, frame=table.frame.filter(pl.col("file") == file.upper()))
    narrowed = dataclasses.replace(
        result,
        analysis="leak-trace",
        title=Text(f"文件 {file.upper()} 的追溯", f"Trace of file {file.upper()}"),
        tables={TABLE: asked},
        notes=(NOTE,),
    )
    return disclosure.release(narrowed, viewer, policy, installation.access_log, ledgers=installation.ledgers, now=now)
