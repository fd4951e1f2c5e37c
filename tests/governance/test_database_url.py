"""The address of the governance database."""

from __future__ import annotations

import sys
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwatch.errors import ConfigError, FairwatchError, WorkspaceError
from fairwatch.governance import database_url

pytest.importorskip("psycopg", reason="the extra `postgresql` is not installed")


def test_a_server_is_named_by_its_url() -> None:
    found = database_url.parse("postgresql://fair:se%40cret@db.example:5433/fairwatch?sslmode=require")
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == ("fair", "se@cret", "db.example", "5433")
    assert found["OPTIONS"]["sslmode"] == "require"


def test_a_server_on_this_machine_is_named_by_the_folder_of_its_socket() -> None:
    found = database_url.parse("postgres://fair@%2Frun%2FPostgreSQL/fairwatch")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("/run/PostgreSQL", "", "fairwatch")


def test_writers_wait_as_long_as_on_sqlite_and_no_longer() -> None:
    server = database_url.parse("postgresql://db/fairwatch?options=-c%20statement_timeout%3D60s&application_name=x")
    assert server["OPTIONS"]["options"] == "-c lock_timeout=30s -c statement_timeout=60s"
    assert server["OPTIONS"]["application_name"] == "x"
    assert database_url.sqlite("x")["OPTIONS"]["timeout"] == 30


def test_a_file_is_named_by_its_url() -> None:
    assert database_url.parse("sqlite:////srv/fairwatch.sqlite3")["NAME"] == "/srv/fairwatch.sqlite3"


@pytest.mark.parametrize(
    "url",
    [
        "mysql://root:hunter2@db/x",
        "postgresql://u:hunter2@db/",
        "postgresql://u:hunter2@db/x?no_such_option=1",
        "postgresql://u:hunter2@db:port/x",
        "postgresql://u:@hunter2@db/x",
        "postgresql://u:hunter2/x@db/x",
        "postgresql://u:12/hunter2@db/x",
        "postgresql://u:hunter2%@db/x",
        "sqlite://",
        "hunter2",
    ],
)
def test_a_wrong_url_is_refused_without_repeating_its_password(url: str) -> None:
    with pytest.raises(ConfigError) as error:
        database_url.parse(url)
    said = messages(error.value)
    assert "FAIRWATCH_DATABASE_URL" in said
    assert "hunter2" not in said


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1))
def test_any_password_can_be_written_escaped(password: str) -> None:
    found = database_url.parse(f"postgresql://fair:{quote(password, safe='')}@db/fairwatch")
    assert (found["PASSWORD"], found["HOST"], found["NAME"]) == (password, "db", "fairwatch")


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_whatever_is_written_instead_no_error_but_ours_comes_out_of_it(text: str) -> None:
    with pytest.raises(FairwatchError) as usual:
        database_url.parse("nonsense")
    advice, said = messages(usual.value), ""
    try:
        database_url.parse(f"postgresql://{text}")
    except FairwatchError as error:
        said = messages(error)
    assert len(text) < 6 or text in advice or text not in said


def test_a_missing_driver_is_named_with_the_way_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(WorkspaceError) as error:
        database_url.parse("postgresql://u:hunter2@db/x")
    said = messages(error.value)
    assert "fairwatch[postgresql]" in said
    assert "hunter2" not in said


def messages(error: FairwatchError) -> str:
    return error.message("en") + error.message("zh")
