"""What ingest seals: exactly the lines that the gate admits for the security log, once each, and nothing else."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from tests import sealed_office
from tests.sealed_office import SECURITY_LOG, SealedOffice
from tests.trial_organisation import EVENING, START, quietly

from fairwatch import sources
from fairwatch.errors import ConfigError, Refused, WorkspaceError
from fairwatch.identity import LeaseStore
from fairwatch.lake import Lake
from fairwatch.pipeline import vaults
from fairwatch.pipeline.ingest import Ingest
from fairwatch.pipeline.line import Line
from fairwatch.pipeline.sealer import record_missing
from fairwatch.pipeline.vault_check import check
from fairwatch.sealing import Request

TWO_DAYS = (START, START + dt.timedelta(days=1))


def everything(office: SealedOffice, now: dt.datetime = EVENING) -> dict[tuple[str, dt.date], bytes]:
    """(person, day) -> lines, opened by both officers past every case."""
    vault = vaults.vault_of(office.installation, now)
    purpose = office.installation.policy(now).purpose(SECURITY_LOG)
    people = {purpose.pseudonym(person): person for person in office.installation.policy(now).people["person"]}
    found = {}
    for day in vault.days():
        halves = office.halves(Request("test", tuple(vault.locks(day, people))))
        for pseudonym, person in people.items():
            if lines := b"".join(vault.open(day, [pseudonym], halves)):
                found[person, day] = lines
    return found


def expected(office: SealedOffice, log: Path, now: dt.datetime = EVENING) -> dict[tuple[str, dt.date], bytes]:
    """The same, by cutting the log at the offsets of the rows that the gate admits."""
    installation, policy, content = office.installation, office.installation.policy(now), log.read_bytes()
    line = Line(installation.catalogue, LeaseStore(installation.workspace.leases).load())
    people = {policy.purpose(SECURITY_LOG).pseudonym(person): person for person in policy.people["person"]}
    found: dict[tuple[str, dt.date], bytes] = {}
    for batch in sources.read(log):
        for admitted in line.admit(batch, policy, frozenset()).admitted:
            if admitted.purpose_id == SECURITY_LOG:
                for subject, day, at in admitted.frame.sort("line").select("subject", "day", "line").iter_rows():
                    key = people[subject], day
                    found[key] = found.get(key, b"") + content[at : content.index(b"\n", at) + 1]
    return found


def read(office: SealedOffice, log: Path, now: dt.datetime = EVENING):
    run = Ingest(office.installation, now)
    run.check()
    return run.read(log, progress=quietly)


def test_exactly_the_admitted_lines_are_sealed_byte_by_byte(sealed: SealedOffice, log: Path) -> None:
    found = everything(sealed)
    assert found == expected(sealed, log)
    assert {day for _, day in found} == set(TWO_DAYS)
    assert sum(lines.count(b"\n") for lines in found.values()) > 4_000, "there must be lines to prove anything"


def test_no_line_of_a_refused_row_is_sealed(sealed: SealedOffice, log: Path, tmp_path: Path) -> None:
    """What is sealed, read again as a log: no protected, private or job site, no evening, nobody who is excluded."""
    policy, catalogue = sealed.installation.policy(EVENING), sealed.installation.catalogue
    kept_out = policy.protected_categories | policy.private_categories | {"recruitment"}
    opened = tmp_path / "opened.log"
    opened.write_bytes(b"".join(everything(sealed).values()))
    before, after = (
        catalogue.classify(pl.concat(batch.frame for batch in sources.read(path))) for path in (log, opened)
    )
    assert set(before["category"].unique().drop_nulls()) & kept_out, "the log must have such sites to prove anything"
    assert not set(after["category"].unique()) & kept_out
    line = Line(catalogue, LeaseStore(sealed.installation.workspace.leases).load())
    # of a host that nobody knows only what a page of a known site fetched from there
    assert not line.normalised(after, policy)["category"].null_count()
    excluded = policy.people.filter("excluded").join(policy.accounts, on="person")["account"]
    assert set(before["account"]) & set(excluded)
    assert not set(after["account"]) & set(excluded)


def test_no_line_outside_working_hours_is_sealed(sealed: SealedOffice) -> None:
    """By the clock on each line, against the plan of the person's shift."""
    policy = sealed.installation.policy(EVENING)
    shifts = dict(policy.people.select("person", "shift").iter_rows())
    with_exceptions, looked = set(policy.exceptions["person"]), 0
    for (person, day), lines in everything(sealed).items():
        if person in with_exceptions:
            continue
        midnight = dt.datetime.combine(day, dt.time(), ZoneInfo("Asia/Shanghai")).timestamp()
        spans = policy.shifts[shifts[person]].spans[day.weekday()]
        for line in lines.splitlines():
            stamp, duration = line.split()[:2]
            minute = (float(stamp) - int(duration) / 1000 - midnight) / 60
            assert any(start <= minute < end for start, end in spans)
            looked += 1
    assert looked > 4_000


def test_not_a_row_of_it_is_in_the_lake(sealed: SealedOffice) -> None:
    assert SECURITY_LOG not in Lake(sealed.root / "lake").purposes()
    assert not (sealed.root / "lake" / SECURITY_LOG).exists()


def test_nothing_that_is_sealed_is_readable_on_the_disk(sealed: SealedOffice) -> None:
    lines = everything(sealed)
    (person, _), text = max(lines.items(), key=lambda item: len(item[1]))
    names = {person.encode(), text.splitlines()[0], b"http"}
    for path in sealed.installation.workspace.sealed.rglob("*"):
        if path.is_file():
            assert not {name for name in names if name in path.read_bytes()}


def test_reading_a_log_again_and_its_new_lines_seals_each_line_once(empty: SealedOffice, log: Path, tmp_path):
    whole = log.read_bytes()
    growing = tmp_path / "access.log"
    for end in (whole.index(b"\n", len(whole) // 3) + 1, whole.index(b"\n", len(whole) // 2) + 1, len(whole)):
        growing.write_bytes(whole[:end])
        read(empty, growing)
        read(empty, growing)
    assert everything(empty) == expected(empty, growing)


@pytest.mark.parametrize("moment", ["before the vault", "between two days", "before the ledger"])
def test_a_crash_anywhere_between_lake_and_ledger_repeats_nothing_and_loses_nothing(
    empty: SealedOffice, log: Path, tmp_path: Path, monkeypatch, moment: str
) -> None:
    """The log grows before the next run, so that its batches are cut differently."""
    from fairwatch.sealing import Vault

    whole = log.read_bytes()
    middle = next(at for at in range(2 * len(whole) // 3, len(whole)) if whole[at : at + 1] == b"\n") + 1
    growing = tmp_path / "access.log"
    growing.write_bytes(whole[:middle])
    appended: list[dt.date] = []
    original = Vault.append

    def append(vault, day, *arguments, **more):
        if moment == "before the vault" or (moment == "between two days" and appended):
            raise KeyboardInterrupt
        appended.append(day)
        return original(vault, day, *arguments, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Vault, "append", append)
        if moment == "before the ledger":
            patch.setattr(Lake, "commit_batch", interrupt)
        with pytest.raises(KeyboardInterrupt):
            read(empty, growing)
    assert Lake(empty.root / "lake").read("traffic", "raw").height > 0, "the lake had its rows"

    growing.write_bytes(whole)
    read(empty, growing)
    assert everything(empty) == expected(empty, growing)
    assert check(empty.installation, EVENING).faults == (), "and the audit chain knows every chunk"


def interrupt(*_: object, **__: object) -> bool:
    raise KeyboardInterrupt


def test_the_audit_chain_has_the_head_of_every_chunk(sealed: SealedOffice) -> None:
    from fairwatch.governance.services import audit, sealed_log

    vault, recorded = vaults.vault_of(sealed.installation, EVENING), sealed_log.recorded()
    assert set(recorded) == set(TWO_DAYS)
    for day in vault.days():
        assert recorded[day].heads == {one.sequence: one.head for one in vault.receipts(day)}
        assert recorded[day].head == vault.verify(day).head
    assert audit.verify().first_bad is None
    assert record_missing(vault, START, SECURITY_LOG) == set()


def test_a_line_that_came_from_a_site_nobody_may_know_of_is_left_out(
    empty: SealedOffice, log: Path, tmp_path: Path
) -> None:
    """Its own site is harmless; its referer would tell of the hospital, the webmail, the job board."""
    lines = log.read_bytes().splitlines(keepends=True)
    whole = everything_of(empty, lines, tmp_path / "as-it-is.log")
    (person, day), text = max(whole.items(), key=lambda item: item[1].count(b'"-"'))
    plain = [line for line in text.splitlines(keepends=True) if line.count(b' "-" ') == 1][:4]
    sites = empty.installation.catalogue.sites()
    for category, line in zip(("health", "webmail", "recruitment", "news"), plain, strict=True):
        host = next(site.hosts[0] for site in sites.values() if site.category == category)
        lines[lines.index(line)] = line.replace(b' "-" ', b' "https://%s/x" ' % host.encode())
    again = replace(empty, installation=fresh_copy(empty, tmp_path))
    changed = everything_of(again, lines, tmp_path / "with-referers.log")
    gone = set(text.splitlines()) - set(changed[person, day].splitlines())
    assert len(gone) == 4
    new = set(changed[person, day].splitlines()) - set(text.splitlines())
    assert [line.count(b"/x") for line in new] == [1], "only the one from the news site is there"


def everything_of(office: SealedOffice, lines: list[bytes], log: Path) -> dict[tuple[str, dt.date], bytes]:
    log.write_bytes(b"".join(lines))
    read(office, log)
    return everything(office)


def fresh_copy(office: SealedOffice, tmp_path: Path):
    """Another workspace that has sealed nothing yet, made from this one's database."""
    from fairwatch.pipeline.installation import open_installation

    shutil.copytree(office.root, tmp_path / "another", ignore=shutil.ignore_patterns("lake", "sealed"))
    (tmp_path / "another" / "lake").mkdir()
    return open_installation(tmp_path / "another")


def test_logs_that_name_files_and_correspondents_are_never_sealed(
    empty: SealedOffice, log: Path, tmp_path: Path
) -> None:
    """The bytes of such a log do not even leave its reader."""
    mail = tmp_path / "mail.log"
    mail.write_text(
        "2026-03-02T10:00:00+08:00 mx postfix/smtp[1]: AAAAAAA: to=<a@b.example>, relay=c.example[192.0.2.1]:25, "
    )
    batches = list(sources.open_log(mail, "postfix", complete=True).batches(keep=True))
    assert [batch.chunks for batch in batches] == [()]
    with sources.open_log(log) as squid:
        batch = next(squid.batches(keep=True))
    assert batch.chunks
    assert sum(len(chunk.data) for chunk in batch.chunks) == batch.end - batch.start


def test_a_day_whose_time_is_over_is_refused_at_the_gate(empty: SealedOffice, log: Path) -> None:
    later = dt.datetime(2026, 9, 3, 13, tzinfo=dt.UTC)  # six months after the end of the first day
    from fairwatch.governance.services import retention

    retention.record_run(later)
    run = Ingest(empty.installation, later)
    closed = run._sealer._days_over((SECURITY_LOG,), vaults.today(later))
    assert (SECURITY_LOG, TWO_DAYS[0]) in closed
    assert (SECURITY_LOG, TWO_DAYS[1]) not in closed


def test_without_two_officers_in_office_nothing_is_read(empty: SealedOffice, log: Path) -> None:
    from fairwatch.governance.models import OfficerKey, RoleGrant

    RoleGrant.objects.filter(role="union").delete()
    with pytest.raises(ConfigError, match="two officers in office"):
        read(empty, log)
    RoleGrant.objects.create(person=OfficerKey.objects.get(role="union").person, role="union")
    Ingest(empty.installation, EVENING).check()
    OfficerKey.objects.filter(role="union").delete()
    with pytest.raises(ConfigError, match="two officers in office"):
        read(empty, log)
    assert not Lake(empty.root / "lake").purposes()


def test_a_key_that_was_put_past_the_register_is_not_sealed_for(empty: SealedOffice, log: Path) -> None:
    """Whoever may write to the database exchanges an officer's key for one of their own."""
    from fairwatch.governance.models import OfficerKey
    from fairwatch.sealing import officer_id

    intruder = X25519PrivateKey.generate()
    OfficerKey.objects.filter(role="union").update(
        public_pem=sealed_office.pem(intruder).decode(), fingerprint=officer_id(intruder).hex()
    )
    with pytest.raises(ConfigError, match="two officers in office"):
        read(empty, log)


def test_a_purpose_that_begins_while_a_log_is_read_stops_it_before_anything_is_lost(
    empty: SealedOffice, log: Path
) -> None:
    run = Ingest(empty.installation, EVENING)
    run._sealer.wants = lambda _: False  # type: ignore[method-assign] - as it was when the log was opened
    with pytest.raises(WorkspaceError, match="became active while"):
        run.read(log, progress=quietly)
    read(empty, log)
    assert everything(empty) == expected(empty, log)


def test_where_destruction_has_stalled_nothing_is_read(sealed: SealedOffice, log: Path) -> None:
    from fairwatch.governance.services import retention

    late = dt.datetime(2026, 9, 12, 13, tzinfo=dt.UTC)
    retention.record_run(late)
    with pytest.raises(Refused, match="E_RETENTION_STALLED"):
        Ingest(sealed.installation, late).check()


def test_while_nothing_is_sealed_ingest_leaves_no_trace_of_it(fresh, log: Path) -> None:
    run = Ingest(fresh, EVENING)
    run.check()
    run.read(log, progress=quietly)
    assert not fresh.workspace.sealed.exists()
    assert not fresh.workspace.keyring.exists()


def test_what_encrypts_is_not_even_loaded_for_an_ingest_without_it() -> None:
    program = (
        "import sys, fairwatch.pipeline.ingest, fairwatch.pipeline.upkeep; print('fairwatch.sealing' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_two_ingests_of_one_process_share_the_vault(empty: SealedOffice, log: Path, tmp_path: Path) -> None:
    """Two logs of the same days, as two proxies write them."""
    lines = log.read_bytes().splitlines(keepends=True)
    one, other = tmp_path / "one.log", tmp_path / "other.log"
    one.write_bytes(b"".join(lines[::2]))
    other.write_bytes(b"".join(lines[1::2]))
    read(empty, one)
    read(empty, other)
    found, first, second = everything(empty), expected(empty, one), expected(empty, other)
    assert found == {key: first.get(key, b"") + second.get(key, b"") for key in first | second}
    assert len(found) > 50
