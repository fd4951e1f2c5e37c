"""What a report says about findings: how many, about how many aliases, and how grave. Only for who is shown them.

No alias is named: the reader finds them in the tables, in no order of persons.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from fairwatch.disclosure import ReleasedTable
from fairwatch.reports.figures import Tables, joined, listed
from fairwatch.reports.spans import span_of
from fairwatch.reports.units import show
from fairwatch.reports.words import words
from fairwatch.text import Text

LEVELS = ("critical", "high", "medium", "low", "informational")
"""Of detection rules, the gravest first."""

_VERIFY = Text(
    "以上都只是线索，须经人工核实；代号是谁，只有立案后才能知道。",
    "All of these are leads for a person to verify; whose alias it is, only a case tells.",
)
_SCORED = {
    ("leak", "risk"): Text("涉密文件", "confidential files"),
    ("violations", "risk"): Text("违规应用", "forbidden apps"),
    ("detections", "risk"): Text("检测规则", "detection rules"),
    ("anomaly", "leak-risk"): Text("异常外发", "anomalies of files sent outside"),
    ("anomaly", "violations-risk"): Text("异常的违规应用使用", "anomalies of forbidden apps"),
}


def findings(tables: Tables) -> list[Text | None]:
    """Uploads, forbidden apps, detections, anomalies, and scores; nothing where the reader sees no such rows."""
    found = [uploads(tables), forbidden(tables), detections(tables), anomalies(tables), scores(tables)]
    return [*found, _VERIFY if any(found) else None]


def uploads(tables: Tables) -> Text | None:
    """Uploads to verify, how many of them of registered files, and what else points to a leak."""
    table = _aliased(tables, "leak", "findings")
    if table is None:
        return None
    if not table.frame.height:
        said = Text("没有需要核实的上传。", "No upload has to be verified.")
    else:
        registered, many = table.frame["registered"].fill_null(value=False).sum(), _entries(table)
        said = Text(
            f"需要核实的上传{many.zh}，其中已登记的涉密文件 {registered} 条；未登记的只因外发量异常之多。",
            f"Uploads to verify: {many.en}; {registered or 'none'} of them of registered confidential files; those of"
            " others are here for their amount alone.",
        )
    return joined(said, *_more(tables, (("leak", "slow"), ("leak", "sequences"))))


def forbidden(tables: Tables) -> Text | None:
    """Use of forbidden apps, by kind, and how much of it was blocked."""
    table = _aliased(tables, "violations", "findings")
    if table is None:
        return None
    if not table.frame.height:
        return Text("没有使用或尝试使用违规应用的记录。", "No forbidden app was used or tried.")
    many, by_kind = _entries(table), _counted(table, "action", None)
    blocked = table.frame.select((pl.col("blocked") >= pl.col("requests")).fill_null(value=False).sum()).item()
    said = Text(
        f"违规应用的使用或尝试{many.zh}；按行为：{by_kind.zh}；其中全部被拦截的有 {blocked} 条。",
        f"Forbidden apps used or tried: {many.en}, by kind: {by_kind.en}; {blocked or 'none'} of them with every"
        " request blocked.",
    )
    return joined(said, *_more(tables, (("violations", "sequences"),)))


def detections(tables: Tables) -> Text | None:
    """Hits of detection rules, the gravest level first."""
    table = _aliased(tables, "detections", "findings")
    if table is None:
        return None
    if not table.frame.height:
        return Text("没有命中检测规则。", "No detection rule was hit.")
    many, by_level = _entries(table), _counted(table, "level", LEVELS)
    return Text(
        f"命中检测规则{many.zh}；按级别：{by_level.zh}。", f"Detection rules hit: {many.en}; by level: {by_level.en}."
    )


def anomalies(tables: Tables) -> Text | None:
    """What is unlike the person's own past and the peers, by kind of finding."""
    kinds = ("unusual", "first-seen", "beacons")
    found = [_aliased(tables, "anomaly", f"{purpose}-{kind}") for purpose in ("leak", "violations") for kind in kinds]
    there = [table for table in found if table is not None]
    if not there:
        return None
    parts = [_titled(table) for table in there if table.frame.height]
    if not parts:
        return Text("没有发现异于平日的情况。", "Nothing unlike the usual was found.")
    said = listed(parts)
    return Text(f"异于平日的情况：{said.zh}。", f"Unlike the usual: {said.en}.")


def scores(tables: Tables) -> Text | None:
    """How many aliases have a score and the highest one, by what it is made of."""
    found = {key: _aliased(tables, *key) for key in _SCORED}
    parts = [_score(_SCORED[key], table) for key, table in found.items() if table is not None and table.frame.height]
    if not parts:
        return None
    zh, en = "；".join(part.zh for part in parts), "; ".join(part.en for part in parts)
    return Text(f"最近 30 天的风险分：{zh}。", f"Risk scores of the last 30 days: {en}.")


def _score(what: Text, table: ReleasedTable) -> Text:
    highest, people = show(table.frame["score"].max(), "score"), _people(table)
    return Text(f"{what.zh} {people.zh}，最高 {highest.zh}", f"{what.en} {people.en}, the highest {highest.en}")


def _more(tables: Tables, names: Iterable[tuple[str, str]]) -> list[Text]:
    """Of further tables how many people are in them."""
    found = (_aliased(tables, *name) for name in names)
    people = [(table.title, _people(table)) for table in found if table is not None and table.frame.height]
    return [Text(f"“{title.zh}”涉及 {many.zh}。", f"“{title.en}”: {many.en}.") for title, many in people]


def _titled(table: ReleasedTable) -> Text:
    count = table.frame.height
    return Text(f"{table.title.zh} {count} 条", f"{table.title.en} ({count})")


def _entries(table: ReleasedTable) -> Text:
    """``7 entries from … to … about 3 people``."""
    count, people, span = table.frame.height, _people(table), span_of(table, {}, "UTC")  # by days, whatever the zone
    when = Text(f"{span.zh}共", f" {span.en}") if span else Text("", "")
    noun = "entry" if count == 1 else "entries"
    return Text(f"：{when.zh} {count} 条，涉及 {people.zh}", f"{count} {noun}{when.en} about {people.en}")


def _people(table: ReleasedTable) -> Text:
    count = table.frame[table.columns_with("subject")[0].name].n_unique()
    return Text(f"{count} 人", "1 person" if count == 1 else f"{count} people")


def _counted(table: ReleasedTable, column: str, order: tuple[str, ...] | None) -> Text:
    """How many entries have which value, in this order, or the most frequent first."""
    counts = dict(table.frame.group_by(column).len().sort(["len", column], descending=[True, False]).iter_rows())
    names = [name for name in order if name in counts] if order else [name for name in counts if name is not None]
    kinds = [(words().get((column, name), Text(name, name)), counts[name]) for name in names]
    return listed([Text(f"{kind.zh} {count} 条", f"{kind.en.lower()} {count}") for kind, count in kinds])


def _aliased(tables: Tables, analysis: str, name: str) -> ReleasedTable | None:
    """A table with a row per alias; None where the reader has none, or only their own rows."""
    table = tables.get((analysis, name))
    return table if table is not None and table.columns_with("subject") else None
