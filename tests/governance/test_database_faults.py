"""What is said when the database cannot be used, and that the next attempt finds it again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.postgres_server import PASSWORD, Server

from fairwatch import governance
from fairwatch.errors import Refused, WorkspaceError

pytestmark = pytest.mark.usefixtures("governed")

Open = Callable[[str], None]


@pytest.fixture
def open_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Open:
    """Open the governance database at an address."""

    def run(url: str) -> None:
        monkeypatch.setenv("FAIRWATCH_DATABASE_URL", url)
        governance.configure(tmp_path)
        governance.migrate("cn")

    return run


def fault(open_database: Open, url: str) -> str:
    with pytest.raises(WorkspaceError) as error:
        open_database(url)
    said = error.value.message("en") + error.value.message("zh")
    assert "→" in said
    assert "hunter2" not in said
    assert PASSWORD not in said
    return said


def test_a_server_that_is_away_is_named(open_database: Open) -> None:
    said = fault(open_database, "postgresql://fair:hunter2@127.0.0.1:1/fairwatch")
    assert "127.0.0.1:1/fairwatch: " in said
    assert "refused" in said


def test_a_wrong_password_is_told_but_not_repeated(open_database: Open, postgresql: Server) -> None:
    said = fault(open_database, postgresql.url("postgres", password="hunter2"))
    assert "password authentication failed" in said


def test_a_database_that_does_not_exist_is_named(open_database: Open, postgresql: Server) -> None:
    assert "nowhere" in fault(open_database, postgresql.url("nowhere"))


def test_a_database_that_cannot_hold_chinese_is_refused(open_database: Open, postgresql: Server) -> None:
    options = "ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C'"
    assert "UTF8" in fault(open_database, postgresql.url(postgresql.new_database(options=options)))


def test_a_user_who_may_not_make_tables_is_told(open_database: Open, postgresql: Server) -> None:
    name = postgresql.new_database()
    postgresql.sql(f"CREATE ROLE reader_{name} LOGIN PASSWORD 'hunter2'")
    url = postgresql.url(name, password="hunter2").replace("//fairwatch:", f"//reader_{name}:")
    assert "own" in fault(open_database, url)


def test_a_lost_connection_refuses_and_the_next_act_finds_the_server_back(
    open_database: Open, postgresql: Server
) -> None:
    from fairwatch.governance.services import audit
    from fairwatch.governance.services.acting import acting

    def write() -> None:
        audit.append(actor="p0001", role="hr", action="analyse", outcome="released")

    name = postgresql.new_database()
    open_database(postgresql.url(name))
    write()
    postgresql.cut_off(name)
    with pytest.raises(Refused) as refusal:
        write()
    assert refusal.value.code == "E_LOG_DOWN"
    write()

    def lose_it_in_an_act() -> None:
        with acting("p0001", "never done"):
            postgresql.cut_off(name)
            audit.head()

    with pytest.raises(WorkspaceError):
        lose_it_in_an_act()
    write()
    assert (audit.verify().entries, audit.verify().first_bad) == (4, None)


def test_a_lost_connection_in_a_question_is_our_fault_with_our_words(open_database: Open, postgresql: Server) -> None:
    from django.db import Error, IntegrityError

    from fairwatch.governance.services import audit

    name = postgresql.new_database()
    open_database(postgresql.url(name))
    postgresql.cut_off(name)
    with pytest.raises(Error) as lost:
        audit.head()
    told = governance.explain(lost.value)
    assert told
    assert "does not answer" in told.message("en")
    # A statement that the database rejects is a fault of the program, and its trace is wanted.
    assert governance.explain(IntegrityError()) is None
    assert governance.explain(ValueError()) is None
