"""From pseudonym to name: two officers in a case; and what a copy of the workspace tells without them."""

from __future__ import annotations

import hashlib
import hmac
import shutil
import sqlite3
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from tests.pipeline import stores
from tests.pipeline.test_sealed_evidence import SUBJECT, WHOLE, actions
from tests.sealed_office import SealedOffice, open_a_case, pem
from tests.trial_organisation import EVENING

from fairwatch import disclosure
from fairwatch.errors import Refused, WorkspaceError
from fairwatch.pipeline import naming, officers, resolving
from fairwatch.pipeline.ingest import Ingest
from fairwatch.sealing import NameTable, SealingError, load_public

LEAK = {"leak": ["category", "bytes_up"]}


def resolve(office: SealedOffice, case: str, purpose: str = "leak") -> resolving.Resolved:
    viewer = office.viewer("analyst")
    asked = resolving.request(office.installation, case, purpose, viewer, now=EVENING)
    return resolving.open_case(office.installation, case, purpose, viewer, office.halves(asked), now=EVENING)


def tables(office: SealedOffice) -> dict[str, list[NameTable]]:
    return {purpose: list(naming.tables(office.installation, purpose)) for purpose in sorted(naming.KINDS)}


def test_ingest_seals_a_name_for_everybody_under_each_pseudonymous_purpose(sealed: SealedOffice) -> None:
    policy = sealed.installation.policy(EVENING)
    people = policy.people.filter(~policy.people["excluded"])["person"].to_list()
    for purpose, (table,) in tables(sealed).items():
        assert table.pseudonyms == {policy.purpose(purpose).pseudonym(person) for person in people}
    for path in (sealed.installation.workspace.sealed / "names").rglob("*.names"):
        assert not any(person.encode() in path.read_bytes() for person in people)


def test_an_unchanged_directory_makes_no_new_table_and_a_new_person_one_row(sealed: SealedOffice) -> None:
    from fairwatch.governance.services import directory

    Ingest(sealed.installation, EVENING).check()
    assert {purpose: len(found) for purpose, found in tables(sealed).items()} == dict.fromkeys(sorted(naming.KINDS), 1)
    people = sealed.root / "people.csv"
    people.write_text(people.read_text(encoding="utf-8") + "p9999,,sales,,Asia/Shanghai,,no\n", encoding="utf-8")
    columns = people.read_text(encoding="utf-8").splitlines()[0]
    assert columns == "person,accounts,department,roles,time_zone,devices,excluded"
    directory.import_people(people, now=EVENING)
    Ingest(sealed.installation, EVENING).check()
    assert len(tables(sealed)["leak"][0]) == 1


def test_r35_two_officers_resolve_the_pseudonym_of_the_case(sealed: SealedOffice) -> None:
    case = open_a_case(sealed, SUBJECT, WHOLE, fields=LEAK, now=EVENING)
    resolved = resolve(sealed, case)
    assert resolved == resolving.Resolved(
        "leak", sealed.installation.policy(EVENING).purpose("leak").pseudonym(SUBJECT), SUBJECT
    )
    assert actions()[-4:] == ["read", "request name", "read", "resolve name"]


def test_r35_a_purpose_that_the_case_does_not_name_is_not_resolved(sealed: SealedOffice) -> None:
    case = open_a_case(sealed, SUBJECT, WHOLE, fields=LEAK, now=EVENING)
    with pytest.raises(Refused, match="E_NO_CASE"):
        resolving.request(sealed.installation, case, "violations", sealed.viewer("analyst"), now=EVENING)
    with pytest.raises(Refused, match="E_NO_CASE"):
        resolving.request(sealed.installation, case, "leak", sealed.viewer("dpo"), now=EVENING)


def test_an_alias_of_somebody_else_is_refused(sealed: SealedOffice) -> None:
    case = open_a_case(sealed, SUBJECT, WHOLE, fields=LEAK, now=EVENING)
    purpose, viewer = sealed.installation.policy(EVENING).purpose("leak"), sealed.viewer("analyst")
    mine, other = (
        resolving.Alias(disclosure.alias(purpose, purpose.pseudonym(who), viewer, EVENING.date()), EVENING.date())
        for who in (SUBJECT, "p0022")
    )
    assert resolving.request(sealed.installation, case, "leak", viewer, alias=mine, now=EVENING).purposes == ("leak",)
    with pytest.raises(Refused, match="E_NO_CASE"):
        resolving.request(sealed.installation, case, "leak", viewer, alias=other, now=EVENING)


def test_halves_for_another_pseudonym_resolve_nothing(sealed: SealedOffice) -> None:
    one, other = (open_a_case(sealed, who, WHOLE, fields=LEAK, now=EVENING) for who in (SUBJECT, "p0022"))
    viewer = sealed.viewer("analyst")
    halves = sealed.halves(resolving.request(sealed.installation, one, "leak", viewer, now=EVENING))
    before = actions()
    with pytest.raises(SealingError, match="not given for the pseudonym"):
        resolving.open_case(sealed.installation, other, "leak", viewer, halves, now=EVENING)
    assert actions() == [*before, "read"]


def test_r41_no_name_without_its_entry_in_the_audit_chain(sealed: SealedOffice, monkeypatch) -> None:
    from fairwatch.governance.services.audit import AuditLog

    case = open_a_case(sealed, SUBJECT, WHOLE, fields=LEAK, now=EVENING)
    viewer = sealed.viewer("analyst")
    halves = sealed.halves(resolving.request(sealed.installation, case, "leak", viewer, now=EVENING))

    def is_down(*_: object) -> None:
        raise Refused("E_LOG_DOWN")

    monkeypatch.setattr(AuditLog, "record", is_down)
    monkeypatch.setattr(NameTable, "open", None)  # would fail otherwise than with a refusal
    with pytest.raises(Refused, match="E_LOG_DOWN"):
        resolving.open_case(sealed.installation, case, "leak", viewer, halves, now=EVENING)


def test_r36_an_erased_person_has_no_name_in_any_table(sealed: SealedOffice) -> None:
    from fairwatch.governance.services import rights
    from fairwatch.pipeline.erasure import carry_out

    policy = sealed.installation.policy(EVENING)
    request = rights.receive(SUBJECT, "delete", by=SUBJECT, now=EVENING)
    rights.answer(request, "granted", by=sealed.people["dpo"], now=EVENING)
    assert carry_out(sealed.installation, EVENING)["leak/names"] == 1
    for purpose, (table,) in tables(sealed).items():
        assert policy.purpose(purpose).pseudonym(SUBJECT) not in table.pseudonyms
        assert len(table) > 30


def test_after_a_lost_key_names_are_sealed_anew_for_the_next_pair(sealed: SealedOffice) -> None:
    from fairwatch.governance.services import officers as register
    from fairwatch.sealing import officer_id
    from fairwatch.viewer import Viewer

    union = Viewer(sealed.people["union"], "union")
    register.lose(union, officer_id(sealed.union).hex(), now=EVENING)
    fresh = X25519PrivateKey.generate()
    register.register(union, pem(fresh), officer_id(fresh).hex(), now=EVENING)
    Ingest(sealed.installation, EVENING).check()
    case = open_a_case(sealed, SUBJECT, WHOLE, fields=LEAK, now=EVENING)
    from dataclasses import replace

    assert resolve(replace(sealed, union=fresh), case).person == SUBJECT


def test_a_successor_resolves_what_the_predecessor_could(sealed: SealedOffice) -> None:
    from dataclasses import replace

    fresh = X25519PrivateKey.generate()
    done = officers.rotate(
        sealed.installation, sealed.viewer("dpo"), sealed.dpo, load_public(pem(fresh)), pem(fresh), now=EVENING
    )
    assert done.tables == 3
    case = open_a_case(sealed, SUBJECT, WHOLE, fields=LEAK, now=EVENING)
    assert resolve(replace(sealed, dpo=fresh), case).person == SUBJECT


# --- who holds a copy of the whole workspace ------------------------------------------------------------------------


def names_by_hand(root: Path) -> set[str]:
    """Everybody whose work-time pseudonym somebody with the folder finds in the lake, by computing all of them."""
    with sqlite3.connect(f"file:{root / 'governance.sqlite3'}?mode=ro", uri=True) as connection:
        people = [person for (person,) in connection.execute("SELECT key FROM governance_person")]
        stored = [key for (key,) in connection.execute("SELECT key FROM governance_pseudonymkey")]
    stored += [key[:32] for key in stored] + [key[-32:] for key in stored] + [(root / "secret.key").read_bytes()]
    subjects = {row for path in (root / "lake" / "work-time").rglob("*.parquet") for row in stores_of(path)}
    assert len(subjects) > 20
    computed = {hmac.new(key, one.encode(), hashlib.sha256).hexdigest()[:32]: one for key in stored for one in people}
    return {computed[subject] for subject in subjects & computed.keys()}


def stores_of(path: Path) -> set[str]:
    import polars as pl

    return set(pl.read_parquet(path)["subject"])


def test_a_copy_of_the_workspace_names_nobody_once_the_keys_are_locked(sealed: SealedOffice, tmp_path: Path) -> None:
    from django.db import connection

    from fairwatch.governance.services import pseudonyms, snapshot

    connection.close()
    shutil.copytree(sealed.root, tmp_path / "before")
    assert len(names_by_hand(tmp_path / "before")) > 20, "with bare keys the directory names everybody"

    subjects = pseudonyms.of(SUBJECT)
    policy = sealed.installation.policy(EVENING).hash
    assert pseudonyms.lock_keys(now=EVENING) == len(subjects)
    assert pseudonyms.lock_keys(now=EVENING) == 0
    assert pseudonyms.of(SUBJECT) == subjects, "the program itself goes on as before"
    snapshot._latest.clear()
    assert sealed.installation.policy(EVENING).hash == policy
    connection.close()
    shutil.copytree(sealed.root, tmp_path / "after")
    assert names_by_hand(tmp_path / "after") == set()
    with stores.database(tmp_path / "before") as before:
        bare = [key for (key,) in before.execute("SELECT key FROM governance_pseudonymkey")]
    content = b"".join(path.read_bytes() for path in (tmp_path / "after").rglob("*") if path.is_file())
    assert not any(key in content for key in bare), "no key is left in a free page either"


def test_locked_keys_without_their_keyring_stay_shut(sealed: SealedOffice) -> None:
    from fairwatch.governance.services import pseudonyms, snapshot

    pseudonyms.lock_keys(now=EVENING)
    secret = sealed.installation.workspace.keyring / "pseudonyms.secret"
    content = secret.read_bytes()
    for other in (None, bytes(32), b"short"):
        secret.unlink() if other is None else secret.write_bytes(other)
        snapshot._latest.clear()
        with pytest.raises(WorkspaceError, match="the pseudonym keys stay shut"):
            sealed.installation.policy(EVENING)
    secret.write_bytes(content)
    assert len(sealed.installation.policy(EVENING).purposes) == 7
