"""The straight line's second half: roll-ups → analyses → the door out → report."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import ibis.expr.types as ir
import polars as pl

from fairwatch import analyses, disclosure, findings, reports
from fairwatch.catalogue import WorkByRole
from fairwatch.engine import Engine
from fairwatch.errors import Refused, WorkspaceError
from fairwatch.lake import RAW
from fairwatch.pipeline.engines import open_engine
from fairwatch.pipeline.frozen import without_frozen
from fairwatch.pipeline.installation import Installation
from fairwatch.pipeline.upkeep import roll_up
from fairwatch.policy import PolicySnapshot
from fairwatch.refusals import refusals
from fairwatch.text import Text, preferred_language
from fairwatch.viewer import Grant, Viewer


def answer(
    installation: Installation,
    names: Sequence[str],
    viewer: Viewer,
    engine_uri: str = "duckdb",
    *,
    grant: Grant | None = None,
    own_department: bool = False,
    now: dt.datetime | None = None,
) -> list[disclosure.Released]:
    """Run analyses by name and release each to the viewer; a refused one is left out unless it is the only one.

    With a ``grant`` it is a case's look at one person (``pipeline.cases``): the rows about files come first, for they
    decide whether job search may be seen beside them. ``own_department`` narrows groups to the viewer's.
    """
    policy = installation.policy(now)
    released = []
    with open_engine(engine_uri, now) as engine:
        roll_up(installation.lake, engine, policy)
        with installation.lake.shared():  # no upkeep may delete the files that are being read
            inputs = inputs_for(installation, engine, policy, case=grant.case if grant else "", now=now)
            for name in names:
                try:
                    result = analyses.run(name, inputs)
                    if grant:
                        grant = disclosure.beside_files(grant, result, policy.limits)
                    released.append(
                        disclosure.release(
                            result,
                            viewer,
                            policy,
                            installation.access_log,
                            grant=grant,
                            ledgers=installation.ledgers,
                            own_department=own_department,
                            now=now,
                        )
                    )
                except Refused:
                    if len(names) == 1:
                        raise
    return released


def write_report(
    installation: Installation,
    viewer: Viewer,
    out: Path,
    engine_uri: str = "duckdb",
    *,
    scope: str | None = None,
    now: dt.datetime | None = None,
) -> list[disclosure.Released]:
    """Everything that the viewer may see, and what was not collected, as one HTML file; the file is whole or absent.

    ``scope`` is whom it is about (``reports.Scope``), by default the one usual for the role.
    Raises :class:`ConfigError` for a scope that the role does not have.
    """
    about = reports.scope_for(viewer.role, scope)
    names, narrow = list(analyses.analyses()), about == "department"
    with ThreadPoolExecutor(1, thread_name_prefix="load") as beside:
        html = beside.submit(lambda: reports.html)  # what draws is loaded while the engine computes
        released = answer(installation, names, viewer, engine_uri, own_department=narrow, now=now)
    policy = installation.policy(now)
    result = not_collected(installation)
    released.append(disclosure.release(result, viewer, policy, installation.access_log, now=now))
    page = html.result()(
        released,
        title=reports.TITLES[about],
        scope=about,
        language=preferred_language(),
        labels=installation.titles(),
    )
    write_whole(out, page)
    return released


def write_whole(out: Path, page: str | bytes) -> None:
    """Write beside the target, then rename; only the owner may read it, for it holds what one viewer may see."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        part = out.with_name(f".{out.name}.part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(page.encode() if isinstance(page, str) else page)
        part.replace(out)
    except OSError as error:
        raise WorkspaceError(
            Text(f"无法写入报告：{error.strerror}", f"the report cannot be written: {error.strerror}"),
            where=str(out),
            next_step=Text("检查目录、权限和磁盘空间", "check folder, permissions and disk space"),
        ) from error


def inputs_for(
    installation: Installation,
    engine: Engine,
    policy: PolicySnapshot,
    *,
    case: str = "",
    now: dt.datetime | None = None,
) -> analyses.Inputs:
    """Every roll-up that there is, as tables of the engine, without the rows that are frozen (R37).

    ``case``: whose look it is; the rows that it holds are not frozen for it.
    """
    from fairwatch.governance.services.frozen import frozen  # noqa: PLC0415 - Django's models load after configure()

    lake, out_of_use = installation.lake, frozen(now, case=case)
    tables: dict[tuple[str, str], ir.Table] = {}
    days: set[dt.date] = set()
    for purpose in policy.purposes:
        for table in lake.tables(purpose.id):
            if table == RAW:
                continue
            files = lake.files(purpose.id, table)
            rows = engine.parquet(files.paths, files.days, files.schema)
            tables[purpose.kind, table] = without_frozen(rows, out_of_use.filter(purpose=purpose.id), engine)
            days.update(lake.days(purpose.id, table))
    today = dt.datetime.now(dt.UTC).date()
    return analyses.Inputs(
        engine=engine,
        tables=tables,
        policy=policy,
        period=(min(days, default=today), max(days, default=today)),
        titles=installation.titles(),
        time_zone=_usual_time_zone(policy),
        work=WorkByRole.load(installation.catalogue, installation.workspace.catalogue).table(),
    )


def _usual_time_zone(policy: PolicySnapshot) -> str:
    """The zone of most people: the one in which an organisation reads its clock."""
    zones = policy.people.get_column("time_zone").drop_nulls()
    return str(zones.mode().sort()[0]) if len(zones) else "UTC"


def not_collected(installation: Installation) -> findings.Result:
    """What the door in turned away, by day and reason: counts without anybody's identity."""
    counts = installation.lake.refusals()
    reasons = refusals()
    frame = counts.with_columns(
        requirement=pl.col("code").replace_strict(
            {code: rule.requirement for code, rule in reasons.items()}, default=""
        )
    )
    table = findings.Table(
        name="refusals",
        title=Text("未采集的内容及原因", "What was not collected, and why"),
        grain="open",
        purpose="",
        columns=(
            findings.Column("day", "dimension", Text("日期", "Day"), "day"),
            findings.Column("code", "dimension", Text("原因", "Reason")),
            findings.Column("requirement", "detail", Text("要求", "Requirement")),
            findings.Column("lines", "measure", Text("日志行数", "Log lines"), "count"),
            findings.Column("bytes", "measure", Text("流量", "Bytes"), "bytes"),
        ),
        frame=frame,
        main="lines",
    )
    return findings.Result(
        analysis="not-collected",
        title=Text("未采集的内容", "What was not collected"),
        tables={"refusals": table},
    )
