"""A larger invented organisation for cases and reports, and a case that has everything."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.governance.sample import NOW, PEOPLE

from fairwatch.governance.case_request import CaseRequest, Suspicion
from fairwatch.governance.services import cases

DAY = dt.timedelta(days=1)
SUBJECT, HR, DPO, UNION = "p0002", "p0003", "p0004", "p0005"
ANALYST, COUNSEL, OTHER_ANALYST, COUNSEL_OF_SECURITY, COUNSEL_OF_LEGAL = "p0008", "p0009", "p0010", "p0011", "p0012"

OFFICES = f"""{PEOPLE}p0008,bai,Security,analyst,Asia/Shanghai,,no
p0009,cao,Counsel,counsel,Asia/Shanghai,,no
p0010,deng,Security,analyst,Asia/Shanghai,,no
p0011,fang,Security,counsel,Asia/Shanghai,,no
p0012,gao,Legal,counsel,Asia/Shanghai,,no
"""

LEAK = {"leak": ("category", "bytes_up", "registered")}
WITH_JOB_SEARCH = LEAK | {"departure-self": ("ts_us", "site")}


def record(**changes: Any) -> CaseRequest:
    """Two weeks of p0002's leak findings. ``text``, ``facts`` and ``written_at`` are the suspicion's."""
    suspicion = {
        "text": "A registered file went to an outside drive.",
        "facts": ("leak finding of 2026-08-20",),
        "written_at": NOW - DAY,
    }
    values: dict[str, Any] = {
        "subject": SUBJECT,
        "investigator": ANALYST,
        "first_day": dt.date(2026, 8, 19),
        "last_day": dt.date(2026, 9, 1),
        "fields": LEAK,
    }
    for name, value in changes.items():
        (suspicion if name in suspicion else values)[name] = value
    return CaseRequest(suspicion=Suspicion(**suspicion), **values)


def approved(**changes: Any) -> str:
    """Key of a case that both have signed; with a finding of counsel's, which most cases do not need."""
    key = cases.request(record(**changes), by=ANALYST, now=NOW)
    cases.approve(key, "dpo", by=DPO, now=NOW)
    cases.approve(key, "counsel", by=COUNSEL, finding="The file events alone do not show intent.", now=NOW)
    return key


def opened(**changes: Any) -> str:
    """Key of a case that its investigator has opened."""
    key = approved(**changes)
    cases.inform_union(key, UNION, by=DPO, now=NOW)
    cases.open_case(key, by=ANALYST, now=NOW)
    return key
