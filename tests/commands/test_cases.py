"""``fairwatch case | review | dismissal | evidence`` and ``my share``, as the people of an organisation type them."""

from __future__ import annotations

import csv
import datetime as dt
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.command_line import Done, run
from tests.commands.conftest import Office

from fairwatch.pipeline.installation import open_installation
from fairwatch.pipeline.trial_workspace import first_day
from fairwatch.simulate import read_truth

REFUSED = 3
LINES = {"dpo": "privacy", "counsel": "law", "union": "works"}


@dataclass(frozen=True)
class Affair:
    """An office with its officers in lines of their own, and the person who sent much."""

    office: Office
    suspect: str
    tokens: dict[str, str]
    """Open sign-ins of people without an office."""
    day: dt.date

    def holder(self, role: str) -> str:
        with (self.office.root / "people.csv").open(encoding="utf-8", newline="") as file:
            return next(row["person"] for row in csv.DictReader(file) if role in row["roles"].split(";"))

    def ask(self, role: str, *arguments: object) -> str:
        """A command that must succeed."""
        done = self.office.ask(role, *arguments)
        assert done.code == 0, done.err
        return done.out

    def refused(self, role: str, *arguments: object) -> str:
        done = self.office.ask(role, *arguments)
        assert done.code == REFUSED, done.out
        return done.err

    def my(self, *arguments: object, person: str = "") -> Done:
        """A person about themselves: the suspect, unless somebody else is named."""
        person = person or self.suspect
        return self.office.run(*arguments, "--as", person, FAIRWATCH_SIGN_IN=self.tokens[person])

    def request(self, folder: Path, **changes: Any) -> Path:
        record = {
            "subject": self.suspect,
            "investigator": self.holder("analyst"),
            "suspicion": {
                "text": "Much left for a network drive.",
                "facts": ["632 MB in an hour"],
                "written_at": (dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)).isoformat(),
            },
            "first_day": self.day.isoformat(),
            "last_day": self.day.isoformat(),
            "fields": {"leak": ["category", "bytes_up"]},
        }
        (folder / "request.yaml").write_text(yaml.safe_dump(record | changes), encoding="utf-8")
        return folder / "request.yaml"

    def opened(self, folder: Path) -> str:
        key = self.ask("analyst", "case", "request", self.request(folder)).split()[1]
        self.ask("dpo", "case", "approve", key)
        self.ask("counsel", "case", "approve", key)
        self.ask("dpo", "case", "inform-union", key, self.holder("union"))
        self.ask("analyst", "case", "open", key)
        return key


@pytest.fixture
def affair(office_with_a_log: Path, recent_folder: Path, tmp_path: Path, governed: None) -> Affair:
    from fairwatch.governance.services import access, directory

    root = tmp_path / "office"
    shutil.copytree(office_with_a_log, root)
    open_installation(root)
    rows = list(csv.DictReader((root / "people.csv").read_text(encoding="utf-8").splitlines()))
    for row in rows:
        row["department"] = next((LINES[one] for one in row["roles"].split(";") if one in LINES), row["department"])
    with (root / "people.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    directory.import_people(root / "people.csv")
    suspect = read_truth(recent_folder).case("leak_burst")[0]["person"]
    others = [row["person"] for row in rows if not row["roles"] and row["person"] not in ("", suspect)]
    office, tokens = Office(root, recent_folder), {}
    for person in (suspect, *others[:2]):
        proof = {"FAIRWATCH_AS": person, "FAIRWATCH_ACCESS_CODE": access.enrol(person)}
        tokens[person] = office.run("access", "sign-in", "--role", "employee", "--json", **proof).json()["token"]
    return Affair(office, suspect, tokens, first_day(recent_folder))


def test_a_case_from_its_request_to_the_day_its_person_reads_it(affair: Affair, tmp_path: Path) -> None:
    key = affair.ask("analyst", "case", "request", affair.request(tmp_path)).split()[1]
    assert "E_NO_CASE" in affair.refused("analyst", "case", "approve", key), "nobody approves their own request"
    affair.ask("dpo", "case", "approve", key)
    assert json.loads(affair.ask("analyst", "case", "show", key, "--json"))["subject"] == ""
    affair.ask("counsel", "case", "approve", key)
    assert "E_UNION_NOTICE" in affair.refused("analyst", "case", "open", key)
    affair.ask("dpo", "case", "inform-union", key, affair.holder("union"))
    affair.ask("analyst", "case", "open", key)
    assert "OPEN: 1" in affair.ask("union", "case", "list")

    leak, *_ = json.loads(affair.ask("analyst", "case", "query", key, "--json"))
    rows = leak["tables"]["uploads"]["rows"]
    assert rows
    assert {tuple(row) for row in rows} == {("day", "category", "bytes_up")}
    assert affair.suspect not in json.dumps(leak)
    assert "E_NO_CASE" in affair.refused("dpo", "case", "show", "none")

    (tmp_path / "report.txt").write_text("Much was sent.", encoding="utf-8")
    dpo = affair.holder("dpo")
    report = affair.ask("analyst", "review", "start", key, tmp_path / "report.txt", "--reviewer", dpo).split()[1]
    assert "Much was sent." in affair.ask("dpo", "review", "evidence", report)
    affair.ask("dpo", "review", "write", report, "--reasons", "The rows show it.")
    assert "E_HEARING" in affair.refused("hr", "review", "show", report)
    assert affair.my("my", "reports", "--json").json() == []
    affair.ask("analyst", "review", "hear", report)
    assert affair.my("my", "reports", "--json").json()[0]["text"] == "Much was sent."
    assert affair.my("my", "comment", report, "--text", "They had asked for it.").code == 0
    affair.ask("analyst", "review", "finish", report)
    assert "They had asked for it." in affair.ask("hr", "review", "show", report)
    assert report in affair.ask("analyst", "review", "list")

    notice = affair.ask("hr", "dismissal", "notify", report, "--reasons", "Files.").split("notice is ")[1].strip(" .\n")
    assert "E_UNION_NOTICE" in affair.refused("hr", "dismissal", "pack", notice, "--out", tmp_path / "pack.json")
    affair.ask("union", "dismissal", "reply", notice, "--text", "We object.")
    affair.ask("hr", "dismissal", "pack", notice, "--out", tmp_path / "pack.json")
    assert json.loads((tmp_path / "pack.json").read_text(encoding="utf-8"))["union_reply"] == "We object."

    assert affair.my("my", "cases", "--json").json() == []
    affair.ask("analyst", "case", "close", key, "--outcome", "see report", "--founded")
    affair.ask("dpo", "case", "tell", key, "--out", tmp_path / "letter.txt")
    [told] = affair.my("my", "cases", "--json").json()
    assert (tmp_path / "letter.txt").read_text(encoding="utf-8") == "{zh}\n{en}".format(**told["letter"])
    assert told["letter"]["en"].strip() in affair.my("my", "cases").out
    assert (told["investigator"], told["queries"]) == (affair.holder("analyst"), 2)
    assert f"case {key}: analyse leak" in {row["action"] for row in affair.my("my", "access-log", "--json").json()}
    assert affair.my("my", "be-named", key).code == 0
    assert affair.suspect in affair.ask("union", "case", "list")


def test_a_blank_request_is_printed_without_a_workspace() -> None:
    blank = run("case", "request", "--template").out
    assert "立案申请" in blank
    assert "Request for a case" in blank
    done = run("case", "request")
    assert (done.code, "--template" in done.err) == (1, True)


def test_one_no_ends_a_case_and_lists_are_empty_sensibly(affair: Affair, tmp_path: Path) -> None:
    assert "no case" in affair.ask("dpo", "case", "list")
    assert "no case" in affair.ask("union", "case", "list")
    key = affair.ask("analyst", "case", "request", affair.request(tmp_path)).split()[1]
    affair.ask("counsel", "case", "reject", key, "--reason", "no facts")
    assert "E_STATE" in affair.refused("dpo", "case", "approve", key)
    [file] = json.loads(affair.ask("dpo", "case", "list", "--json"))
    assert (file["state"], file["outcome"]) == ("REFUSED", "no facts")
    for nothing in (("my", "reports"), ("my", "cases"), ("my", "share", "list")):
        assert affair.my(*nothing).code == 0


def test_r45_the_pack_is_checked_offline_with_the_public_key_alone(affair: Affair, tmp_path: Path) -> None:
    pack, key = tmp_path / "pack.zip", tmp_path / "public.pem"
    key.write_text(affair.office.run("evidence", "key").out, encoding="utf-8")
    assert affair.my("evidence", affair.suspect, "--out", pack).code == 0
    outside = {"FAIRWATCH_WORKSPACE": str(tmp_path / "nowhere")}
    assert "Whole and signed" in run("evidence", "verify", pack, "--key", key, **outside).out
    assert run("evidence", "verify", pack, "--key", pack, **outside).code == 1
    pack.write_bytes(pack.read_bytes()[:-200])
    done = run("evidence", "verify", pack, "--key", key, "--json", **outside)
    assert (done.code, done.json()["first_bad"]) == (1, "pack.zip")
    assert "E_DISCLOSURE" in affair.refused("hr", "evidence", "pack", affair.suspect, "--out", pack)
    affair.ask("dpo", "evidence", affair.suspect, "--out", pack)


def test_a_share_is_pushed_read_by_the_chosen_person_and_taken_back(affair: Affair) -> None:
    rows = affair.my("my", "share", "rows", "--analysis", "leak", "--json").json()
    table = next(name for name, found in rows.items() if found)
    _, friend, stranger = affair.tokens
    share = ("my", "share", "push", "--to", friend, "--analysis", "leak", "--item")
    key = affair.my(*share, f"{table}:1").out.split(" as ")[1].split()[0]
    assert affair.my("my", "share", "list", "--json").json()["mine"][0]["recipient"] == friend
    assert key in affair.my("my", "share", "list", person=friend).out
    assert table in affair.my("my", "share", "read", key, person=friend).out
    assert "E_LEAVING_INDIVIDUAL" in affair.my("my", "share", "read", key, person=stranger).err
    assert affair.my("my", "share", "revoke", key).code == 0
    assert "E_LEAVING_INDIVIDUAL" in affair.my("my", "share", "read", key, person=friend).err
    for wrong in ("nonsense", f"{table}:0", f"{table}:999"):
        done = affair.my(*share, wrong)
        assert (done.code, "→" in done.err) == (1, True)


def test_there_is_no_way_to_ask_for_a_share() -> None:
    commands = run("my", "share").out + run("my", "share", "--help").out
    assert not {"request", "ask", "invite"} & set(commands.lower().split())
