"""``fairwatch purpose published``: the list of forbidden apps and quotas as it is in force. Everybody may read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from fairwatch.commands.console import answers, print_json, say, table
from fairwatch.commands.options import JsonOption, WorkspaceOption
from fairwatch.pipeline.installation import Installation, open_installation
from fairwatch.text import Text


@dataclass(frozen=True, slots=True)
class Entry:
    """A site or category: forbidden where no amount is given, else limited to it per person and day."""

    of: str
    megabytes: int | None
    minutes: int | None
    begins: dt.datetime


def published(workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    installation = open_installation(workspace)
    entries = list(_entries(installation))
    if as_json:
        print_json([asdict(entry) for entry in entries])
        return
    if not entries:
        say(Text("没有生效的清单。", "No list is in force."), "yellow")
        return
    titles = installation.titles()
    rows = table(
        Text("公示清单", "Published list"),
        Text("名称", "Name"),
        Text("每人每日（工作时间内）", "Per person and day, in working hours"),
        Text("生效", "In force from"),
    )
    for entry in entries:
        name = titles.get(entry.of, Text(entry.of, entry.of))
        rows.add_row(str(name), str(_allowed(entry)), entry.begins.astimezone().strftime("%Y-%m-%d %H:%M %Z"))
    answers.print(rows)


def _entries(installation: Installation) -> Iterator[Entry]:
    policy = installation.policy()
    for quota in (quota for purpose in policy.purposes for quota in purpose.quotas):
        megabytes = None if quota.most_bytes is None else quota.most_bytes // 1_000_000
        yield Entry(quota.site or quota.category or "", megabytes, quota.most_minutes, _moment(quota.from_us))
    for site, begins in policy.forbidden_sites.items():
        yield Entry(site, None, None, _moment(begins))


def _allowed(entry: Entry) -> Text:
    amounts = []
    if entry.megabytes is not None:
        amounts.append(Text(f"{entry.megabytes} MB", f"{entry.megabytes} MB"))
    if entry.minutes is not None:
        amounts.append(Text(f"{entry.minutes} 分钟", f"{entry.minutes} min"))
    if not amounts:
        return Text("禁止", "forbidden")
    return Text("、".join(one.zh for one in amounts), ", ".join(one.en for one in amounts))


def _moment(instant_us: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(instant_us // 1_000_000, dt.UTC)
