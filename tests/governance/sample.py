"""A small invented organisation and a complete dossier, for the tests of governance."""

from __future__ import annotations

import datetime as dt
from typing import Any

from fairwatch.governance.records import ASSESSMENT_QUESTIONS

NOW = dt.datetime(2026, 9, 1, 8, 0, tzinfo=dt.UTC)
DIGEST = "ab" * 32

PEOPLE_HEADER = "person,accounts,department,roles,time_zone,devices,excluded"
PEOPLE = f"""{PEOPLE_HEADER}
p0001,lin,Sales,manager,Asia/Shanghai,02:00:00:00:00:01=company,no
p0002,wu;wu.admin,Sales,,Asia/Shanghai,02-00-00-00-00-02=company;02:00:00:00:00:aa=personal,no
p0003,he,Human Resources,hr,Asia/Shanghai,pc3.example=company,no
p0004,guo,Legal,dpo,Asia/Shanghai,,no
p0005,luo,Works,union,Asia/Shanghai,,no
p0006,song,Human Resources,recruiter,Asia/Shanghai,,no
p0007,tang,Works,,Europe/Berlin,,yes
,,,,,192.0.2.7=shared;kiosk=shared,
"""
SCHEDULE_HEADER = "record,shift,person,weekdays,hours,breaks,calendar,start,end"
SCHEDULE = f"""{SCHEDULE_HEADER}
shift,day,,Mon-Fri,09:00-18:00,12:00-13:00,cn,,
shift,night,,"Mon,Wed,Fri",22:00-06:00,02:00-02:30,,,
assign,day,p0001,,,,,,
assign,day,p0002,,,,,,
assign,night,p0007,,,,,,
leave,,p0001,,,,,2026-09-07T09:00,2026-09-08T18:00
overtime,,p0002,,,,,2026-09-05T10:00,2026-09-05T12:00
"""


def dossier(purpose: str, **changes: Any) -> dict[str, Any]:
    """A complete dossier. ``changes`` replace values by path, e.g. ``consultation__union_result="negotiated"``."""
    document: dict[str, Any] = {
        "purpose": purpose,
        "scope": {"until": dt.date(2027, 3, 31), "time_zone": "Asia/Shanghai"},
        "sponsor": {"person": "p0003", "submitted_on": dt.date(2026, 6, 1)},
        "assessment": {
            "signed_by": "p0004",
            "signed_on": dt.date(2026, 6, 3),
            "residual_risk": "low",
            "answers": dict.fromkeys(ASSESSMENT_QUESTIONS, "answered"),
        },
        "consultation": {
            "opened_on": dt.date(2026, 6, 4),
            "closed_on": dt.date(2026, 7, 3),
            "discussion": "minutes of the staff meeting",
            "union_result": "agreed",
            "represented_by": "p0005",
        },
        "basis": {
            "kind": "consent" if purpose == "departure-self" else "hr_rules",
            "documents": [{"title": "rulebook", "sha256": DIGEST}],
            "rulebook": {"sha256": DIGEST, "published_on": dt.date(2026, 7, 6)},
            "collective_contract": "CC-2026-1",
            "collective_contract_until": dt.date(2028, 12, 31),
        },
        "publication": {"published_on": dt.date(2026, 7, 6), "where": "notice board"},
        "keys": {
            "dpo": {"person": "p0004", "signed_on": dt.date(2026, 7, 21)},
            "union": {"person": "p0005", "signed_on": dt.date(2026, 7, 22)},
        },
    }
    for path, value in changes.items():
        *parents, name = path.split("__")
        place = document
        for parent in parents:
            place = place[parent]
        if value is None:
            del place[name]
        else:
            place[name] = value
    return document
