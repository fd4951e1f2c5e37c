"""Make a small real recording: ``python samples/record.py [--out samples/recording]``.

A real Squid and a real Chromium on this computer visit local sites with invented names; nothing leaves 127.0.0.1.
Writes ``access.log`` (format ``squid-fairwatch``), the truth, the organisation's own sites, and the operator's files.
"""

from __future__ import annotations

import argparse
import datetime as dt
import secrets
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from recorder import browser, proxy, registers, visits, web


def record(out: Path) -> int:
    """Record into ``out``; returns the number of log lines."""
    now = dt.datetime.now(dt.UTC)
    out.mkdir(parents=True, exist_ok=True)
    password = secrets.token_urlsafe(12)
    passwords = {person.account: password for person in visits.PEOPLE if person.account}
    with tempfile.TemporaryDirectory(prefix="fairwatch-record-") as name:
        folder = Path(name)
        with web.serve(folder) as port, proxy.run(folder, port, passwords) as squid, ThreadPoolExecutor() as people:
            following = {
                person: people.submit(browser.follow, person, squid.login if person.account else squid.open, password)
                for person in visits.PEOPLE
            }
            views = {person: future.result() for person, future in following.items()}
        shutil.copyfile(squid.log, out / "access.log")
    lines = (out / "access.log").read_bytes().count(b"\n")
    registers.write_registers(out, now)
    registers.write_truth(out, views, now, lines)
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "recording", help="folder to write to")
    out: Path = parser.parse_args().out
    lines = record(out)
    sys.stdout.write(f"{lines} log lines in {out}\n")


if __name__ == "__main__":
    main()
