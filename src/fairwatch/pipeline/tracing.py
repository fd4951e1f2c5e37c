"""The trace of one registered file, in all its versions, through the door out: their rows and nothing else."""

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
    """What became of the registered file with this id and of the other versions of its document, as far as the viewer
    may see it. Each row says which version it is about.

    Of a file that was taken off the register the rows that there are remain. An id that has neither rows nor a file
    is a slip of the pen: raises ``ConfigError``, after the door out, so that nobody else learns even that.
    """
    from fairwatch.governance.services import registered_files  # noqa: PLC0415 - Django's models load after configure()

    asked, versions = file.upper(), registered_files.versions_of(file)
    policy = installation.policy(now)
    with open_engine(engine_uri, now) as engine:
        roll_up(installation.lake, engine, policy)
        with installation.lake.shared():  # no upkeep may delete the files that are being read
            result = analyses.run("leak", inputs_for(installation, engine, policy, now=now))
    table = result.tables[TABLE]
    narrowed = dataclasses.replace(
        result,
        analysis="leak-trace",
        title=Text(f"文件 {asked} 的追溯", f"Trace of file {asked}"),
        tables={TABLE: dataclasses.replace(table, frame=table.frame.filter(pl.col("file").is_in(versions)))},
        notes=(NOTE, *_of_versions(versions)),
    )
    released = disclosure.release(
        narrowed, viewer, policy, installation.access_log, ledgers=installation.ledgers, now=now
    )
    if all(shown.frame.is_empty() for shown in released.tables.values()):
        registered_files.refuse_unknown(file)
    return released


def _of_versions(versions: tuple[str, ...]) -> tuple[Text, ...]:
    """What has to be known where a document has several versions."""
    if len(versions) == 1:
        return ()
    return (
        Text(
            f"{'、'.join(versions)} 是同一文件的不同版本（登记时文字有一半以上相同），一并列出；每行写明是哪一版本。",
            f"{', '.join(versions)} are versions of one document (when they were registered, half of their text or more"
            " was the same) and are listed together; each row says which version it is about.",
        ),
    )
