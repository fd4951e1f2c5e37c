"""Lines that real Zeeks have written. They are not ours to copy, so they are read where they lie, if they do."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairwatch.sources import Batch, open_log

FOLDER = Path(__file__).parents[5] / "shared" / "samples" / "zeek"

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason=f"there are no real Zeek logs in {FOLDER}")


def read(write, name: str) -> tuple[str, Batch]:
    # Times are masked in most of these logs.
    log = (FOLDER / name).read_bytes().replace(b"XXXXXXXXXX.XXXXXX", b"1760000000.500000")
    with open_log(write(log), complete=True) as opened:
        (batch,) = opened.batches()
        return opened.format, batch


@pytest.mark.parametrize(
    ("name", "format_", "rows"),
    [
        ("http-bro.log", "zeek-http", 197),
        ("http-1.log", "zeek-http", 49),
        ("http-2.log", "zeek-http", 14),
        ("ssl-1.log", "zeek-ssl", 8),
        ("ssl-2.log", "zeek-ssl", 8),
        ("dns-1.log", "zeek-dns", 34),
        ("dns-2.log", "zeek-dns", 3),
        ("files-1.log", "zeek-files", 6),
        ("files-2.log", "zeek-files", 4),
        ("smtp-1.log", "zeek-smtp", 2),
        ("smtp-2.log", "zeek-smtp", 2),
        ("conn-bro.log", "zeek-conn", 92),
    ],
)
def test_every_record_is_read(write, name: str, format_: str, rows: int) -> None:
    found, batch = read(write, name)
    assert (found, batch.frame.height, batch.rejected.height) == (format_, rows, 0)


def test_every_request_with_a_uri_has_an_absolute_url(write) -> None:
    frame = read(write, "http-bro.log")[1].frame
    assert frame["url"].str.contains("^http://[^/]+/").all()
    assert frame["host"].null_count() == 0


def test_masked_times_are_no_times(write) -> None:
    with open_log(write((FOLDER / "dns-1.log").read_bytes()), complete=True) as opened:
        (batch,) = opened.batches()
    assert batch.rejected["reason"].unique().to_list() == ["time"]


def test_of_mail_only_the_recipients_domain_is_kept(write) -> None:
    for name in ("smtp-1.log", "smtp-2.log"):
        frame = read(write, name)[1].frame
        assert frame["host"].null_count() == 0
        assert not any("@" in str(value) for row in frame.rows() for value in row)
