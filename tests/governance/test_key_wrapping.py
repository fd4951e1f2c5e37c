"""Pseudonym keys at rest: bare, or wrapped by a secret that lies outside the workspace."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from fairwatch.errors import WorkspaceError
from fairwatch.governance import key_wrapping

KEY = bytes(range(32))


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "office"
    root.mkdir()
    monkeypatch.setenv("FAIRWATCH_WORKSPACE", str(root))
    return root


def test_without_a_secret_keys_lie_bare(workspace: Path) -> None:
    assert not key_wrapping.is_locked()
    assert key_wrapping.wrap(KEY, "leak") == KEY == key_wrapping.unwrap(KEY, "leak")


def test_with_one_they_come_back_and_show_nothing(workspace: Path) -> None:
    key_wrapping.make_secret()
    assert key_wrapping.is_locked()
    one, other = key_wrapping.wrap(KEY, "leak"), key_wrapping.wrap(KEY, "leak")
    assert (len(one), one == other, KEY in one) == (64, False, False)
    assert key_wrapping.unwrap(one, "leak") == key_wrapping.unwrap(other, "leak") == KEY


def test_the_secret_lies_beside_the_workspace_for_its_owner_only(workspace: Path) -> None:
    key_wrapping.make_secret()
    secret = workspace.with_name("office.keys") / "pseudonyms.secret"
    content = secret.read_bytes()
    key_wrapping.make_secret()
    assert secret.read_bytes() == content
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert list(workspace.iterdir()) == []


def test_it_may_lie_elsewhere(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIRWATCH_KEYRING", str(tmp_path / "stick"))
    key_wrapping.make_secret()
    assert (tmp_path / "stick" / "pseudonyms.secret").exists()


def test_a_key_of_another_purpose_or_secret_stays_shut(workspace: Path) -> None:
    key_wrapping.make_secret()
    wrapped = key_wrapping.wrap(KEY, "leak")
    with pytest.raises(WorkspaceError, match="stay shut"):
        key_wrapping.unwrap(wrapped, "violations")
    secret = workspace.with_name("office.keys") / "pseudonyms.secret"
    secret.write_bytes(bytes(32))
    with pytest.raises(WorkspaceError, match="stay shut"):
        key_wrapping.unwrap(wrapped, "leak")
    secret.unlink()
    with pytest.raises(WorkspaceError, match="FAIRWATCH_KEYRING"):
        key_wrapping.unwrap(wrapped, "leak")
    with pytest.raises(WorkspaceError, match="stay shut"):
        key_wrapping.unwrap(b"", "leak")


def test_without_a_workspace_there_is_nowhere_to_put_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FAIRWATCH_WORKSPACE", raising=False)
    assert not key_wrapping.is_locked()
    with pytest.raises(WorkspaceError, match="no workspace"):
        key_wrapping.make_secret()
