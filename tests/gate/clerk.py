"""The same decisions by a slow and careful clerk: one line at a time, in plain Python, without a line of the gate.

The properties compare the gate with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from fairwatch.policy import PolicySnapshot, Purpose, Shift

Line = dict[str, Any]
HOUR_US = 3_600_000_000

BROADER = {
    "posting_view": "job_search",
    "download": "embedded",
    "post": "embedded",
    "payment": "embedded",
    "play": "embedded",
    "ai_paste": "embedded",
    "ai_paste_large": "upload",
    "rename": "pack",
}
"""What somebody sees who does not know the finer word."""


def purposes_that_may_keep(
    policy: PolicySnapshot, line: Line, log: Sequence[Line] = (), *, packing: bool = True
) -> set[str]:
    """The purposes for which this line, one of ``log``, may be kept; without ``packing``, by what it is itself."""
    row = line["person"]
    if row is None or not 0 <= row < policy.people.height:
        return set()
    person = policy.people.row(row, named=True)
    return {
        purpose.id
        for purpose in policy.purposes
        if may_be_asked(policy, person, purpose, line) and is_needed(policy, person, purpose, line, log, packing)
    }


def may_be_asked(policy: PolicySnapshot, person: dict[str, Any], purpose: Purpose, line: Line) -> bool:
    """Whether this purpose may look at what was done in the line."""
    return (
        may_be_observed(person, line)
        and working_at(policy, person, line["ts_us"])
        and was_told(policy, person["person"], purpose, line["ts_us"])
        and has_consented(policy, person["person"], purpose, line["ts_us"])
        and is_open(purpose, person, line["ts_us"])
    )


def may_be_observed(person: dict[str, Any], line: Line) -> bool:
    return person["excluded"] is False and line["ownership"] in {"company", "shared"}


def was_told(policy: PolicySnapshot, person: str, purpose: Purpose, ts: int) -> bool:
    notices = policy.notices.filter(person=person, purpose=purpose.id)["effective_us"]
    return any(ts >= since for since in notices)


def has_consented(policy: PolicySnapshot, person: str, purpose: Purpose, ts: int) -> bool:
    if not purpose.needs_consent and purpose.kind != "departure-self":
        return True
    consents = policy.consents.filter(person=person, purpose=purpose.id).rows(named=True)
    return any(one["from_us"] <= ts < one["until_us"] for one in consents)


def is_needed(
    policy: PolicySnapshot, person: dict[str, Any], purpose: Purpose, line: Line, log: Sequence[Line], packing: bool
) -> bool:
    category, action, ts = line["category"], line["action"], line["ts_us"]
    departure = purpose.kind in {"departure-group", "departure-self"}
    registered = purpose.kind == "leak" and is_registered(policy, person, purpose, line, log)
    on_the_list = line["site"] in policy.forbidden_sites and not line["asset"]
    job_search = action in {"job_search", "posting_view", "resume_submission"}
    listed = on_the_list and not job_search and (as_broadly(action) != "embedded" or line["blocked"] is True)
    in_force = listed and ts >= policy.forbidden_sites[line["site"]]
    by_action = action in purpose.actions or (action in BROADER and BROADER[action] in purpose.actions)
    tells = purpose.kind == "violations" or "action" in purpose.columns
    limited = is_limited_use(line) and any(
        ts >= quota.from_us and (line["site"] == quota.site if quota.site else category == quota.category)
        for quota in purpose.quotas
    )
    by_quota = limited and purpose.kind == "violations" and category not in {"work", "recruitment"}
    if by_quota and category in purpose.categories - policy.protected_categories - policy.private_categories:
        return is_open(purpose, person, ts)
    if registered and went_elsewhere(policy, purpose, line):
        return is_open(purpose, person, ts)
    packed = (
        action == "pack"
        and packing
        and any(
            is_registered(policy, person, purpose, other, log)
            and purpose.id in purposes_that_may_keep(policy, other, log, packing=False)
            for other in log
            if other["person"] == line["person"] and 0 <= ts - other["ts_us"] <= HOUR_US
        )
    )
    return all(
        (
            is_open(purpose, person, ts),
            category in purpose.categories and (by_action or (listed and "forbidden_app" in purpose.actions)),
            category not in policy.protected_categories,
            category not in policy.private_categories or (purpose.kind == "leak" and action == "upload"),
            action != "machine",
            departure or (category != "recruitment" and not job_search),
            not departure or not policy.exempt_roles & set(person["roles"]),
            purpose.kind != "departure-group" or not line.get("campus") or not policy.campus_months,
            in_force or not listed or by_action,
            in_force or action != "forbidden_app" or not tells,
            purpose.kind != "leak" or registered or packed or (purpose.grain == "quarter_hour" and sent_outside(line)),
        )
    )


def is_registered(
    policy: PolicySnapshot, person: dict[str, Any], purpose: Purpose, line: Line, log: Sequence[Line]
) -> bool:
    """By its contents, by the name that it had, or because this person gave it the name that it has."""
    known, called = policy.registered_files, line["former_name"] or line["file_name"] or ""
    if known.id_of_contents(line["file_hash"] or "") is not None or known.id_of(called) is not None:
        return True
    return line["file_name"] is not None and any(
        is_registered(policy, person, purpose, other, log)
        for other in log
        if gave_name(other, called, line) and may_be_asked(policy, person, purpose, other)
    )


def gave_name(other: Line, name: str, line: Line) -> bool:
    """Whether the other line gave a file this name, at most a day before; of two renamings at once the first line."""
    renamed = other["former_name"] is not None and (other["file_name"] or "").lower() == name.lower()
    age = line["ts_us"] - other["ts_us"]
    before = age > 0 or (age == 0 and (line["former_name"] is None or other["line"] < line["line"]))
    return renamed and other["person"] == line["person"] and before and age <= 24 * HOUR_US


def went_elsewhere(policy: PolicySnapshot, purpose: Purpose, line: Line) -> bool:
    """To a place of no class that the purpose names, of those that are anybody's business."""
    closed = policy.protected_categories | policy.private_categories | {"recruitment"}
    asked = purpose.kind == "leak" and {"elsewhere", "work"} <= purpose.categories
    return asked and line["action"] in purpose.actions & {"upload", "download"} and line["category"] not in closed


def is_open(purpose: Purpose, person: dict[str, Any], ts: int) -> bool:
    in_population = purpose.departments is None or person["department"] in purpose.departments
    return in_population and purpose.active_from_us <= ts < purpose.active_until_us


def is_limited_use(line: Line) -> bool:
    """Somebody's own act that the proxy let through."""
    action = line["action"]
    acted = as_broadly(action) not in {"embedded", "job_search", "machine"} and action != "resume_submission"
    return acted and line["blocked"] is not True and (not line["asset"] or action == "media")


def sent_outside(line: Line) -> bool:
    return line["action"] in {"upload", "ai_paste_large"} and line["category"] != "work"


def as_broadly(action: str | None) -> str | None:
    return BROADER.get(action or "", action)


def working_at(policy: PolicySnapshot, person: dict[str, Any], ts: int) -> bool:
    """Is this person at work at this instant?"""
    shift = policy.shifts.get(person["shift"])
    if shift is None:
        return False
    zone = ZoneInfo(person["time_zone"])
    exceptions = policy.exceptions.filter(person=person["person"]).rows(named=True)
    now = [one for one in exceptions if one["start_us"] <= ts < one["end_us"]]
    if any(one["kind"] == "leave" for one in now):
        return False
    overtime = [one["start_us"] for one in now if one["kind"] == "overtime"]
    if any(is_known(policy, shift, local_day(start, zone)) for start in overtime):
        return True
    nearby = (local_day(ts, zone) - dt.timedelta(days=back) for back in (-1, 0, 1, 2))
    return any(surely_between(ts, day, span, zone) for day in nearby for span in planned(policy, shift, day))


def local_day(ts: int, zone: ZoneInfo) -> dt.date:
    return dt.datetime.fromtimestamp(ts / 1_000_000, zone).date()


def is_known(policy: PolicySnapshot, shift: Shift, day: dt.date) -> bool:
    calendar = policy.calendars.get(shift.calendar or "")
    return shift.calendar is None or (calendar is not None and calendar.first_day <= day <= calendar.last_day)


def planned(policy: PolicySnapshot, shift: Shift, day: dt.date) -> tuple[tuple[int, int], ...]:
    if not is_known(policy, shift, day):
        return ()
    if shift.calendar and day in policy.calendars[shift.calendar].off:
        return ()
    if shift.calendar and day in policy.calendars[shift.calendar].worked and not shift.spans[day.weekday()]:
        return next((one for one in shift.spans if one), ())
    return shift.spans[day.weekday()]


def surely_between(ts: int, day: dt.date, span: tuple[int, int], zone: ZoneInfo) -> bool:
    """Whichever way a wall time is read that the change of clocks skips or repeats."""
    readings = [
        (instant(day, span[0], zone, one), instant(day, span[1], zone, other)) for one in (0, 1) for other in (0, 1)
    ]
    return all(start <= ts < end for start, end in readings)


def instant(day: dt.date, minute: int, zone: ZoneInfo, fold: int) -> int:
    days, minute = divmod(minute, 1440)
    day += dt.timedelta(days=days)
    wall = dt.datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=zone, fold=fold)
    return round(wall.timestamp()) * 1_000_000
