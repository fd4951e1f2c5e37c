"""A workspace for an invented organisation, walked through the whole procedure with invented records.

Only for simulations and our own recordings: every record says that it is made up, and people are those of the folder's
``people.csv``. Time is the organisation's: everything is in force the day before its log begins.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from fairwatch.catalogue import Catalogue
from fairwatch.governance import scope
from fairwatch.governance.records import ASSESSMENT_QUESTIONS
from fairwatch.identity import LeaseStore, read_leases
from fairwatch.pipeline import trial_officers
from fairwatch.pipeline.installation import Installation, create
from fairwatch.simulate import read_truth

PURPOSES = ("traffic", "work-time", "departure-group", "departure-self", "leak", "violations")
OFFICERS = ("manager", "dpo", "union", "hr", "analyst", "auditor")
_INVENTED = "模拟记录，仅供演示和测试 / invented record for demonstration and tests"


def prepare(root: Path, organisation: Path, law: str = "cn") -> Installation:
    """A new workspace at ``root`` with everything of the folder ``organisation`` imported and every purpose active.

    ``organisation`` is a folder of ``fairwatch simulate`` or a recording: ``people.csv``, ``schedule.csv``,
    ``notices.csv``, ``truth.json`` and, when there are any, ``consents.csv``, ``dhcpd.leases``, ``sites.tsv``. Roles
    that the procedure needs and nobody has are given to invented officers.
    """
    installation = create(root, law)
    from fairwatch.governance.services import directory, notices, schedules  # noqa: PLC0415 - models need a database

    start = first_day(organisation)
    now = dt.datetime.combine(start, dt.time(), dt.UTC) - dt.timedelta(days=1)
    people = _with_officers(organisation / "people.csv", root / "people.csv")
    directory.import_people(people, now=now)
    schedules.import_schedule(organisation / "schedule.csv", now=now)
    holders = _holders(people)
    for purpose in PURPOSES:
        _activate(purpose, start, holders, now)
    notices.import_notices(organisation / "notices.csv", now=now)
    _give_consents(organisation / "consents.csv", now)
    if (organisation / "sites.tsv").exists():
        (installation.workspace.catalogue / "sites.tsv").write_bytes((organisation / "sites.tsv").read_bytes())
    if (organisation / "dhcpd.leases").exists():
        LeaseStore(installation.workspace.leases).merge(
            read_leases(organisation / "dhcpd.leases"), installation.policy(now)
        )
    trial_officers.enrol(root, holders, now)
    return installation


def first_day(organisation: Path) -> dt.date:
    """The first local day of a simulated or recorded log."""
    facts = read_truth(organisation).facts
    return dt.date.fromisoformat(facts["recorded_on"] if "recorded_on" in facts else facts["parameters"]["start"])


def _with_officers(people: Path, target: Path) -> Path:
    """A copy of the directory in which every role of the procedure has a holder."""
    held = _holders(people)
    rows = people.read_text(encoding="utf-8").rstrip("\n").splitlines()
    columns = next(csv.reader(rows[:1]))
    for role in OFFICERS:
        if role not in held:
            officer = {
                "person": f"officer-{role}",
                "department": "offices",
                "roles": role,
                "time_zone": "Asia/Shanghai",
                "excluded": "no",
            }
            rows.append(",".join(officer.get(column, "") for column in columns))
    target.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return target


def _holders(people: Path) -> dict[str, str]:
    """Role -> the first person who has it."""
    holders: dict[str, str] = {}
    with people.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for role in filter(None, row["roles"].split(";")):
                holders.setdefault(role, row["person"])
    return holders


def _activate(purpose: str, start: dt.date, holders: Mapping[str, str], now: dt.datetime) -> None:
    from fairwatch.governance.services import purposes  # noqa: PLC0415 - as above

    with tempfile.TemporaryDirectory(prefix="fairwatch-") as folder:
        file = Path(folder) / f"{purpose}.yaml"
        file.write_text(yaml.safe_dump(_dossier(purpose, start, holders), allow_unicode=True), encoding="utf-8")
        purposes.activate(purpose, file, holders["dpo"], now=now)


def _dossier(purpose: str, start: dt.date, holders: Mapping[str, str]) -> dict[str, Any]:
    """The records of the whole procedure, begun four months before the log."""

    def before(days: int) -> dt.date:
        return start - dt.timedelta(days=days)

    evidence = hashlib.sha256(_INVENTED.encode()).hexdigest()
    dossier: dict[str, Any] = {
        "purpose": purpose,
        "scope": {
            "until": start + dt.timedelta(days=120),
            "time_zone": "Asia/Shanghai",
            "methods": list(scope.template(purpose).methods),
        },
        "sponsor": {"person": holders["manager"], "submitted_on": before(120)},
        "assessment": {
            "signed_by": holders["dpo"],
            "signed_on": before(115),
            "residual_risk": "low",
            "answers": dict.fromkeys(ASSESSMENT_QUESTIONS, _INVENTED),
        },
        "consultation": {
            "opened_on": before(110),
            "closed_on": before(70),
            "discussion": _INVENTED,
            "union_result": "agreed",
            "represented_by": holders["union"],
        },
        "basis": {
            "kind": "consent" if purpose == "departure-self" else "hr_rules",
            "documents": [{"title": _INVENTED, "sha256": evidence}],
            "rulebook": {"sha256": evidence, "published_on": before(69)},
            "collective_contract": "DEMO-0001",
            "collective_contract_until": before(-700),
        },
        "publication": {"published_on": before(65), "where": _INVENTED},
        "keys": {
            "dpo": {"person": holders["dpo"], "signed_on": before(60)},
            "union": {"person": holders["union"], "signed_on": before(60)},
        },
    }
    if purpose == "violations":
        # so little that a few people of a short simulation go beyond it
        dossier["scope"]["quotas"] = [{"category": "short_video", "minutes_per_day": 60, "mb_per_day": 50}]
        dossier["forbidden_apps"] = [{"site": site, "published_on": before(65)} for site in _games()]
    return dossier


def _games() -> list[str]:
    """The published list of the invented organisation: every game of the catalogue."""
    return sorted(site.key for site in Catalogue.load().sites().values() if site.category == "games")


def _give_consents(consents: Path, now: dt.datetime) -> None:
    from fairwatch.governance.services import consents as service  # noqa: PLC0415 - as above

    if not consents.exists():
        return
    with consents.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            service.give(row["person"], row["purpose"], days=int(row["days"]), now=now)
