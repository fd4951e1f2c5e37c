"""A workspace whose network log is sealed: the purpose is active, and two officers have registered their keys."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from fairwatch.pipeline import trial_workspace
from fairwatch.pipeline.installation import Installation, open_installation
from fairwatch.sealing import Half, Halves, Request, officer_id
from fairwatch.viewer import Viewer

SECURITY_LOG = "security-log"
_DEPARTMENTS = {"dpo": "compliance", "union": "works council", "counsel": "legal"}
"""In the simulated organisation they all sit in one department, which no law would have."""


@dataclass(frozen=True)
class SealedOffice:
    """The workspace, and the private keys that are nowhere in it."""

    installation: Installation
    people: dict[str, str]
    """Role -> who holds it."""
    dpo: X25519PrivateKey
    union: X25519PrivateKey

    @property
    def root(self) -> Path:
        return self.installation.workspace.root

    def viewer(self, role: str) -> Viewer:
        return Viewer(self.people[role], role)  # type: ignore[arg-type]

    def halves(self, request: Request) -> Halves:
        """Both officers' halves, carried as files."""
        asked = request.to_bytes()
        one, other = (
            Half.from_bytes(Request.from_bytes(asked, where="request").half(key).to_bytes(), where="half")
            for key in (self.dpo, self.union)
        )
        return Halves(one, other)


def make(root: Path, start: dt.date, *, registered: bool = True) -> SealedOffice:
    """Turn a workspace of ``trial_workspace.prepare`` into one that seals; its log begins on ``start``.

    Without ``registered`` the officers still have to enter their keys.
    """
    installation = open_installation(root)
    from fairwatch.governance.services import directory, notices

    at = dt.datetime.combine(start, dt.time(), dt.UTC) - dt.timedelta(hours=1)
    holders = _reseat(root / "people.csv")
    directory.import_people(root / "people.csv", now=at)
    trial_workspace._activate(SECURITY_LOG, start, holders, at)
    _serve_notices(root, start)
    notices.import_notices(root / "notices.csv", now=at)
    keys = {role: X25519PrivateKey.generate() for role in ("dpo", "union")}
    for role, key in keys.items() if registered else ():
        register(Viewer(holders[role], role), key, now=at)  # type: ignore[arg-type]
    return SealedOffice(installation, holders, **keys)


def register(viewer: Viewer, key: X25519PrivateKey, *, now: dt.datetime) -> None:
    from fairwatch.governance.services import officers

    officers.register(viewer, pem(key), officer_id(key).hex(), now=now)


def pem(key: X25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def open_a_case(
    office: SealedOffice,
    subject: str,
    days: tuple[dt.date, dt.date],
    *,
    fields: dict[str, Sequence[str]] | None = None,
    now: dt.datetime,
) -> str:
    """Key of a case about somebody's sealed lines, asked for, approved by two lines, known to the union, opened."""
    from fairwatch.governance.case_request import CaseRequest, Suspicion
    from fairwatch.governance.services import cases

    analyst, union = office.people["analyst"], office.people["union"]
    suspicion = Suspicion("An account was used from two places at once.", ("alarm 0042",), now - dt.timedelta(hours=9))
    wanted = {name: tuple(columns) for name, columns in (fields or {SECURITY_LOG: ["ts_us"]}).items()}
    asked = CaseRequest(subject, analyst, suspicion, *days, wanted)
    key = cases.request(asked, by=analyst, now=now)
    for role in ("dpo", "counsel"):
        cases.approve(key, role, by=office.people[role], now=now)
    cases.inform_union(key, union, by=office.people["dpo"], now=now)
    cases.open_case(key, by=analyst, now=now)
    return key


def _reseat(people: Path) -> dict[str, str]:
    """Give the officers departments of their own, and counsel to an organisation without; role -> who holds it."""
    with people.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if not any("counsel" in row["roles"].split(";") for row in rows):
        rows.append(dict.fromkeys(rows[0], "") | {"person": "officer-counsel", "roles": "counsel", "excluded": "no"})
        rows[-1]["time_zone"] = "Asia/Shanghai"
    holders: dict[str, str] = {}
    for row in rows:
        for role in filter(None, row["roles"].split(";")):
            if holders.setdefault(role, row["person"]) == row["person"] and role in _DEPARTMENTS:
                row["department"] = _DEPARTMENTS[role]
    with people.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return holders


def _serve_notices(root: Path, start: dt.date) -> None:
    served = start - dt.timedelta(days=40)
    with (root / "people.csv").open(encoding="utf-8", newline="") as file:
        people = [row["person"] for row in csv.DictReader(file) if row["person"]]
    rows = [f"{person},{SECURITY_LOG},zh,{served},{served}" for person in people]
    text = "\n".join(["person,purpose,language,served_on,acknowledged_on", *rows])
    (root / "notices.csv").write_text(text + "\n", encoding="utf-8")
