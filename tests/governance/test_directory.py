"""Importing people.csv."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.governance.sample import NOW, PEOPLE, PEOPLE_HEADER

from fairwatch.errors import ConfigError, Refused
from fairwatch.governance import people_file, roles
from fairwatch.governance.models import Account, AuditEntry, Device, Person, RoleGrant
from fairwatch.governance.services import directory
from fairwatch.governance.services.summary import Summary

Write = Callable[[str, str], Path]


def test_everybody_is_in_the_directory(organisation: None) -> None:
    people = {record.key: record for record in directory.people()}
    assert len(people) == 7
    assert people["p0003"].roles == {"hr"}
    assert people["p0007"].excluded


def test_the_summary_says_what_changed(organisation: None, write: Write) -> None:
    moved = PEOPLE.replace("p0001,lin,Sales", "p0001,lin,Works").replace("p0002,wu;wu.admin", "p0008,wu;wu.admin")
    assert directory.import_people(write("people.csv", moved), now=NOW) == Summary(
        added=1, changed=1, unchanged=5, removed=1
    )


def test_whoever_the_file_no_longer_lists_has_left_with_accounts_devices_and_roles(
    organisation: None, write: Write
) -> None:
    directory.import_people(write("people.csv", "\n".join(PEOPLE.splitlines()[:2])), now=NOW)
    assert [record.key for record in directory.people()] == ["p0001"]
    assert list(Account.objects.values_list("name", flat=True)) == ["lin"]
    assert Device.objects.count() == 1
    assert not directory.holds("p0004", "dpo")
    # On record all the same: notices and consents about them must be kept.
    assert Person.objects.get(key="p0004").left_at == NOW


def test_an_import_is_in_the_access_log_with_its_numbers(organisation: None) -> None:
    entry = AuditEntry.objects.get(action="import people")
    assert (entry.role, entry.outcome) == ("operator", "done")
    assert entry.counts == '{"added":7,"changed":0,"removed":0,"unchanged":0}'


def test_roles_are_what_the_directory_says_and_everybody_is_an_employee(organisation: None) -> None:
    assert directory.holds("p0004", "dpo")
    assert directory.holds("p0004", "employee")
    assert not directory.holds("p0004", "union")
    assert not directory.holds("p9999", "employee")


LINE = "p0100,zhao,Sales,,Asia/Shanghai,,no"
BAD_LINES = {
    "person twice": "p0001,zhao,Sales,,Asia/Shanghai,,no",
    "no department": "p0100,zhao,,,Asia/Shanghai,,no",
    "unknown role": "p0100,zhao,Sales,boss,Asia/Shanghai,,no",
    "no time zone": "p0100,zhao,Sales,,,,no",
    "wrong time zone": "p0100,zhao,Sales,,Beijing,,no",
    "time zone outside the zone folder": "p0100,zhao,Sales,,../etc/passwd,,no",
    "excluded neither yes nor no": "p0100,zhao,Sales,,Asia/Shanghai,,",
    "device without ownership": "p0100,zhao,Sales,,Asia/Shanghai,02:00:00:00:00:09,no",
    "device of unknown ownership": "p0100,zhao,Sales,,Asia/Shanghai,02:00:00:00:00:09=rented,no",
    "device name that is none": "p0100,zhao,Sales,,Asia/Shanghai,a b=company,no",
    "device of somebody else": "p0100,zhao,Sales,,Asia/Shanghai,02:00:00:00:00:01=company,no",
    "account without person": ",zhao,,,,,",
    "company device without person": ",,,,,pc9=company,",
    "control character": "p0100,zhao\x07,Sales,,Asia/Shanghai,,no",
    "endless value": f"p0100,zhao,{'x' * 129},,Asia/Shanghai,,no",
    "too few columns": "p0100,zhao,Sales",
    "quote that never ends": 'p0100,"zhao,Sales,,Asia/Shanghai,,no',
}


@pytest.mark.parametrize("line", BAD_LINES.values(), ids=BAD_LINES.keys())
def test_a_bad_line_changes_nothing_and_is_named_without_an_identity(
    organisation: None, write: Write, line: str
) -> None:
    moved = PEOPLE.replace("p0002,wu;wu.admin,Sales", "p0002,wu;wu.admin,Works")
    with pytest.raises(ConfigError) as error:
        directory.import_people(write("people.csv", moved + line + "\n"), now=NOW)
    message = error.value.message("en") + error.value.message("zh")
    assert str(error.value.where).startswith("people.csv:10")
    assert not any(word in message for word in ("p0100", "zhao", "p0001", "02:00"))
    assert Person.objects.get(key="p0002").department == "Sales"


def test_r40_a_shared_account_is_refused_whatever_its_case(organisation: None, write: Write) -> None:
    with pytest.raises(Refused, match="E_SHARED_ACCOUNT") as error:
        directory.import_people(write("people.csv", PEOPLE + "p0100,LIN,Sales,,Asia/Shanghai,,no\n"), now=NOW)
    assert error.value.where == "people.csv:10 accounts"


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("p0100,admin,Sales,,Asia/Shanghai,,no", "accounts"),
        ("p0100,zhao;Test01,Sales,,Asia/Shanghai,,no", "accounts"),
        ("p0100,sales@example.com,Sales,,Asia/Shanghai,,no", "accounts"),
        ("p0100,human.resources,Sales,,Asia/Shanghai,,no", "accounts"),
        ("p0100,管理员,Sales,,Asia/Shanghai,,no", "accounts"),
        ("guest,zhao,Sales,,Asia/Shanghai,,no", "person"),
    ],
)
def test_r40_an_account_that_is_nobodys_is_refused_and_nothing_changes(
    organisation: None, write: Write, line: str, column: str
) -> None:
    with pytest.raises(Refused, match="E_SHARED_ACCOUNT") as error:
        directory.import_people(write("people.csv", PEOPLE + line + "\n"), now=NOW)
    assert error.value.where == f"people.csv:10 {column}"
    assert len(directory.people()) == 7


@pytest.mark.parametrize(
    "held",
    ["dpo;union", "dpo;auditor", "union;hr", "union;manager", "operator;auditor", "analyst;auditor", "counsel;dpo"],
)
def test_incompatible_roles_are_refused(organisation: None, write: Write, held: str) -> None:
    with pytest.raises(ConfigError):
        directory.import_people(write("people.csv", PEOPLE + f"p0100,zhao,Sales,{held},Asia/Shanghai,,no\n"), now=NOW)


@pytest.mark.parametrize("pair", sorted(map(sorted, roles.INCOMPATIBLE)), ids="+".join)
def test_r40_a_later_change_may_not_make_roles_incompatible_either(
    organisation: None, write: Write, pair: list[str]
) -> None:
    first, second = pair
    one = PEOPLE + f"p0100,zhao,Sales,{first},Asia/Shanghai,,no\n"
    directory.import_people(write("people.csv", one), now=NOW)
    assert directory.holds("p0100", first)
    with pytest.raises(ConfigError):
        directory.import_people(write("people.csv", one.replace(f",{first},", f",{first};{second},")), now=NOW)
    assert directory.holds("p0100", first)
    # What is written into the database past the import gives neither role.
    RoleGrant.objects.create(person=Person.objects.get(key="p0100"), role=second)
    assert not directory.holds("p0100", first)
    assert not directory.holds("p0100", second)
    assert directory.holds("p0100", "employee")


@given(held=st.sets(st.sampled_from(roles.DIRECTORY_ROLES)))
def test_no_set_with_two_separate_duties_is_compatible(held: set[str]) -> None:
    separate = held & {"dpo", "counsel", "auditor", "operator", "union"}
    assert roles.conflict(held) is not None or len(separate) <= 1


@pytest.mark.parametrize(
    "header",
    ["person,accounts,department,roles,time_zone,devices", PEOPLE_HEADER + ",salary", "person," + PEOPLE_HEADER, ""],
    ids=["missing", "unknown", "twice", "empty"],
)
def test_a_wrong_header_is_refused(law: None, write: Write, header: str) -> None:
    with pytest.raises(ConfigError) as error:
        directory.import_people(write("people.csv", f"{header}\n{LINE}\n"), now=NOW)
    assert error.value.where == "people.csv:1"


def test_columns_may_come_in_any_order(law: None, write: Write) -> None:
    text = "excluded,time_zone,person,department,roles,devices,accounts\nno,Asia/Shanghai,p0100,Sales,,,zhao\n"
    directory.import_people(write("people.csv", text), now=NOW)
    assert [record.department for record in directory.people()] == ["Sales"]


def test_a_file_that_lists_nobody_does_not_make_everybody_leave(organisation: None, write: Write) -> None:
    with pytest.raises(ConfigError):
        directory.import_people(write("people.csv", PEOPLE_HEADER + "\n"), now=NOW)
    assert len(directory.people()) == 7


def test_a_byte_order_mark_and_windows_line_ends_are_fine(law: None, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(b"\xef\xbb\xbf" + f"{PEOPLE_HEADER}\r\n{LINE}\r\n".encode())
    assert directory.import_people(path, now=NOW).added == 1


@pytest.mark.parametrize(("content", "where"), [(b"\xff\xfe\x00", "people.csv"), (None, "people.csv")])
def test_an_unreadable_file_is_an_error_of_ours(law: None, tmp_path: Path, content: bytes | None, where: str) -> None:
    path = tmp_path / "people.csv"
    if content:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=where):
        directory.import_people(path, now=NOW)


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=200))
def test_no_file_makes_the_reader_fail_otherwise_than_with_its_own_error(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "people.csv"
    path.write_text(f"{PEOPLE_HEADER}\n{text}", encoding="utf-8", errors="surrogatepass")
    with suppress(ConfigError, Refused):
        people_file.read(path)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("02-AB-00-00-00-01", "02:ab:00:00:00:01"),
        ("PC7.Example.", "pc7.example"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("192.0.2.1", "192.0.2.1"),
        ("-bad", None),
        ("a b", None),
    ],
)
def test_a_device_has_one_spelling(written: str, meant: str | None) -> None:
    assert people_file.device_name(written) == meant


def test_a_moment_without_a_time_zone_is_refused(organisation: None, write: Write) -> None:
    with pytest.raises(ValueError, match="time zone"):
        directory.import_people(write("people.csv", PEOPLE), now=dt.datetime(2026, 9, 1))  # noqa: DTZ001
