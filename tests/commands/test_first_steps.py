"""What a new user does, command by command as in the README, up to the first report, on either database."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import pyotp
import pytest
import yaml
from tests.command_line import Done, run

pytestmark = pytest.mark.usefixtures("governed")

NOW = dt.datetime.now(dt.UTC)
TODAY = NOW.astimezone(ZoneInfo("Asia/Shanghai")).date()
ROLES = {"p0001": "dpo", "p0002": "manager", "p0003": "hr", "p0004": "union", "p0005": "auditor"}
PEOPLE = [f"p{number:04}" for number in range(1, 15)]


@dataclass
class User:
    """Somebody with the README before them."""

    folder: Path
    codes: dict[str, str] = field(default_factory=dict)
    apps: dict[str, list[str]] = field(default_factory=dict)
    """Person -> the codes that their authenticator app shows, one after the other."""

    @property
    def root(self) -> Path:
        return self.folder / "office"

    def run(self, *arguments: object, person: str = "") -> Done:
        code = {"FAIRWATCH_ACCESS_CODE": self.codes[person]} if person else {}
        if person in self.apps:
            code["FAIRWATCH_OTP"] = self.one_time(person)
        done = run(*arguments, FAIRWATCH_WORKSPACE=str(self.root), **code)
        assert done.code == 0, done.err
        return done

    def write(self, name: str, lines: list[str]) -> Path:
        path = self.folder / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    def enrol(self, person: str) -> None:
        done = self.run("access", "enrol", person)
        self.codes[person] = re.search(r"([A-Z0-9]{5}-){4}[A-Z0-9]{5}", done.out)[0]  # type: ignore[index]

    def enrol_second_factor(self, person: str) -> None:
        app = pyotp.parse_uri(
            self.run("access", "second-factor", "--as", person, "--json", person=person).json()["uri"]
        )
        now = dt.datetime.now(dt.UTC)
        codes = [app.at(now, counter_offset=step) for step in (0, 1)]
        done = self.run("access", "confirm", codes[0], "--as", person, person=person)
        assert len(re.findall(r"^([A-Z0-9]{5}-){3}[A-Z0-9]{5}$", done.out, re.MULTILINE)) == 10
        self.apps[person] = codes[1:]

    def one_time(self, person: str) -> str:
        return self.apps[person].pop(0)


@pytest.fixture(params=["a file", "PostgreSQL"])
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the governance database is."""
    if request.param == "PostgreSQL":
        monkeypatch.setenv("FAIRWATCH_DATABASE_URL", request.getfixturevalue("postgresql_url"))
    return str(request.param)


def before(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def test_from_nothing_to_a_report(database: str, tmp_path: Path) -> None:
    user = User(tmp_path)
    assert run("init", user.root, "--law", "cn").code == 0
    for kind, file in (("people", people(user)), ("schedule", schedule(user)), ("leases", leases(user))):
        user.run(kind, "import", file)

    user.enrol("p0001")
    user.enrol_second_factor("p0001")
    dossier = user.write("work-time.yaml", [filled_in(user.run("purpose", "dossier", "work-time").out)])
    done = user.run("purpose", "activate", "work-time", dossier, "--as", "p0001", person="p0001")
    assert "is active" in done.out
    assert "fairwatch ingest" in done.out
    user.run("notice", "import", notices(user))

    done = user.run("ingest", log(user), "--json")
    (report,) = done.json()
    assert report["admitted"] == 4 * len(PEOPLE)
    assert report["fault"] is None

    user.enrol("p0007")
    own = user.run("analyse", "work-time", "--as", "p0007", "--json", person="p0007").json()
    assert any(table["grain"] == "person" and table["rows"] for table in own[0]["tables"].values())

    user.enrol("p0003")
    user.enrol_second_factor("p0003")
    out = tmp_path / "report.html"
    user.run("report", "--out", out, "--as", "p0003", "--role", "hr", person="p0003")
    page = out.read_text(encoding="utf-8")
    assert not any(person in page for person in PEOPLE if person != "p0003")

    verdict = user.run("audit", "verify", "--json").json()
    assert verdict["first_bad"] is None
    assert verdict["entries"] > 10
    assert "is whole" in user.run("audit", "verify").out
    assert "work-time" in user.run("status").out
    user.run("maintain")
    assert (user.root / "governance.sqlite3").exists() == (database == "a file")


def people(user: User) -> Path:
    header = "person,accounts,department,roles,time_zone,devices,excluded"
    rows = [
        f"{person},{person.replace('p', 'u')},sales,{ROLES.get(person, '')},Asia/Shanghai,{device(person)},no"
        for person in PEOPLE
    ]
    return user.write("people.csv", [header, *rows])


def device(person: str) -> str:
    """The first person's computer gets its address by DHCP, the others' have fixed ones."""
    return "02:00:00:00:00:01=company" if person == PEOPLE[0] else f"10.0.0.{PEOPLE.index(person) + 1}=company"


def schedule(user: User) -> Path:
    header = "record,shift,person,weekdays,hours,breaks,calendar,start,end"
    shifts = [
        "shift,early,,Mon-Sun,00:00-24:00,,,,",
        *(f"assign,early,{person},,,,,," for person in PEOPLE),
    ]
    return user.write("schedule.csv", [header, *shifts])


def leases(user: User) -> Path:
    start, end = (
        f"{moment:%w %Y/%m/%d %H:%M:%S}" for moment in (NOW - dt.timedelta(days=1), NOW + dt.timedelta(days=1))
    )
    return user.write(
        "dhcpd.leases",
        [
            "lease 10.0.0.1 {",
            f"  starts {start};",
            f"  ends {end};",
            "  binding state active;",
            "  hardware ethernet 02:00:00:00:00:01;",
            "}",
        ],
    )


def filled_in(template: str) -> str:
    """The printed form with the records of a procedure that began in time."""
    form = yaml.safe_load(template)
    form["scope"]["until"] = TODAY + dt.timedelta(days=100)
    form["sponsor"] = {"person": "p0002", "submitted_on": before(120)}
    form["assessment"] |= {"signed_by": "p0001", "signed_on": before(115), "residual_risk": "low"}
    form["assessment"]["answers"] = dict.fromkeys(form["assessment"]["answers"], "answered")
    form["consultation"] |= {
        "opened_on": before(110),
        "closed_on": before(70),
        "discussion": "minutes of the staff meeting",
        "union_result": "agreed",
        "represented_by": "p0004",
    }
    form["basis"] |= {
        "kind": "hr_rules",
        "documents": [{"title": "rulebook", "sha256": "ab" * 32}],
        "rulebook": {"sha256": "ab" * 32, "published_on": before(69)},
        "collective_contract": "CC-1",
        "collective_contract_until": before(-700),
    }
    form["publication"] = {"published_on": before(65), "where": "notice board"}
    form["keys"] = {
        "dpo": {"person": "p0001", "signed_on": before(40)},
        "union": {"person": "p0004", "signed_on": before(40)},
    }
    return yaml.safe_dump(form, allow_unicode=True)


def notices(user: User) -> Path:
    rows = [f"{person},work-time,zh,{before(60)},{before(50)}" for person in PEOPLE]
    return user.write("notices.csv", ["person,purpose,language,served_on,acknowledged_on", *rows])


def log(user: User) -> Path:
    """Everybody reads four pages of a news site; the last line is a few minutes from now."""
    first = NOW.timestamp() + 5
    lines = [
        f"{first + after + number:.3f} 20 10.0.0.{number + 1} TCP_MISS/200 42000 GET "
        f"http://www.sina.com.cn/article/{page}.html {account(person)} HIER_DIRECT/192.0.2.1 text/html"
        for page, after in enumerate((0, 20, 75, 200))  # evenly spaced ones would be a machine's
        for number, person in enumerate(PEOPLE)
    ]
    return user.write("access.log", lines)


def account(person: str) -> str:
    return "-" if person == PEOPLE[0] else person.replace("p", "u")
