"""How certain a report is, and what is not in it."""

from __future__ import annotations

from collections.abc import Sequence

from fairwatch.disclosure import Released
from fairwatch.refusals import refusals
from fairwatch.reports import refused
from fairwatch.reports.figures import Tables, listed, rows, time
from fairwatch.reports.shape import RANGE
from fairwatch.reports.words import grades, words
from fairwatch.text import Text

_RANGES = Text(
    "时间由网络请求推算，因此每个时间都有下限和上限；落在范围之内的差别不说明任何问题。",
    "Times are worked out from requests, so each has a least and a most; differences within these ranges mean nothing.",
)
_SAYS_NOTHING = {"E_DISCLOSURE", "E_GROUP_TOO_SMALL"}
"""That there is more than the reader may see, and that small groups are hidden, is said elsewhere."""
_NEVER = Text(
    "任何人都看不到：工作时间以外的活动、私人邮箱和通信、健康、信仰、工会等受保护的内容，以及网页、邮件和聊天的正文。",
    "Nobody sees what happens outside working hours, private mail and messaging, protected subjects such as health,"
    " religion or the union, or what pages, mails and chats say.",
)


def certain(tables: Tables) -> list[Text | None]:
    """Ranges, grades of evidence, and how much is hidden."""
    ranged = any(column.name.startswith(RANGE[0]) for table in tables.values() for column in table.columns)
    return [_RANGES if ranged else None, _evidence(tables) or _own_evidence(tables), _hidden(tables)]


def _evidence(tables: Tables) -> Text | None:
    """How much of the time rests on which evidence."""
    found = {row["grade"]: time(row["point_s"]) for row in rows(tables, "work-time", "by-evidence")}
    parts = [
        Text(f"{words()['grade', grade].zh} {found[grade].zh}", f"{words()['grade', grade].en} {found[grade].en}")
        for grade in grades()
        if grade in found
    ]
    if not parts:
        return None
    said = listed(parts)
    return Text(
        f"时间所依据的证据，由强到弱：{said.zh}。", f"The time rests on this evidence, the best first: {said.en}."
    )


def _own_evidence(tables: Tables) -> Text | None:
    """The weakest evidence behind one's own times, and what it can show."""
    there = {row["grade"] for row in rows(tables, "work-time", "person")}
    weakest = next((grade for grade in reversed(grades()) if grade in there), None)
    if weakest is None:
        return None
    name, can = words()["grade", weakest], grades()[weakest]
    return Text(f"最弱的证据是“{name.zh}”：{can.zh}", f"The weakest evidence is “{name.en}”. {can.en}")


def _hidden(tables: Tables) -> Text | None:
    """How many figures of groups can be shown; how many cannot is not known, because some are not even listed."""
    groups = [table for table in tables.values() if table.grain == "group"]
    if not any(table.suppressed or table.reason for table in groups):
        return None
    seen = sum(table.frame.height - table.suppressed for table in groups)
    return Text(
        f"群体的数字有 {seen:,} 格可以显示；其余无人、人数太少，或会说出少数人的情况，因此隐去或不列出。",
        f"Of groups {seen:,} {'figure' if seen == 1 else 'figures'} can be shown; the others are hidden or not listed,"
        " because nobody or too few people are behind them, or they would tell about few.",
    )


def absent(released: Sequence[Released]) -> list[Text | None]:
    """What was turned away at the door in and mostly why, what is never there, and what this role does not see."""
    turned_away = [refused.sentence(one) for one in released]
    withheld = sorted({code for one in released for code in one.withheld.values()} & refusals().keys())
    reasons = [refusals()[code].text for code in withheld if code not in _SAYS_NOTHING]
    zh, en = "；".join(text.zh for text in reasons), "; ".join(text.en for text in reasons)
    return [
        *turned_away,
        _NEVER,
        Text(f"以此身份不予显示：{zh}。", f"Not shown in this role: {en}.") if reasons else None,
    ]
