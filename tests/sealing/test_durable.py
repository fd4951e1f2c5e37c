"""Whole or absent, and the owner's only."""

from __future__ import annotations

import resource
import stat
import threading

import pytest

from fairwatch.errors import WorkspaceError
from fairwatch.sealing import durable


def test_a_file_is_replaced_as_a_whole(tmp_path) -> None:
    path = tmp_path / "file"
    durable.write(path, [b"old ", b"content"])
    durable.write(path, [b"new"])
    assert durable.read(path) == b"new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_only_the_owner_may_look_inside(tmp_path) -> None:
    durable.make_folder(tmp_path / "a" / "b")
    durable.write(tmp_path / "a" / "b" / "file", [b"x"])
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "a" / "b" / "file").stat().st_mode) == 0o600


def test_a_link_laid_in_the_way_is_not_followed(tmp_path) -> None:
    (tmp_path / "file.tmp").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(WorkspaceError):
        durable.write(tmp_path / "file", [b"x"])
    assert not (tmp_path / "elsewhere").exists()


def test_a_full_disk_leaves_the_old_file(tmp_path) -> None:
    path = tmp_path / "file"
    durable.write(path, [b"old"])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    try:
        with pytest.raises(WorkspaceError, match="disk is full") as caught:
            durable.write(path, [b"x" * 20_000])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "磁盘空间不足" in caught.value.message("zh")
    assert durable.read(path) == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_what_is_not_there_is_our_error(tmp_path) -> None:
    with pytest.raises(WorkspaceError, match="ENOENT"):
        durable.read(tmp_path / "nothing")


def test_one_writer_at_a_time(tmp_path) -> None:
    inside, order = threading.Event(), []

    def other() -> None:
        inside.set()
        with durable.exclusive(tmp_path):
            order.append("second")

    thread = threading.Thread(target=other)
    with durable.exclusive(tmp_path):
        thread.start()
        inside.wait()
        thread.join(timeout=0.05)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
