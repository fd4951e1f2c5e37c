"""A real process, really killed; and a power cut before every single write."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from tests.sealing.append_process import DAYS, append
from tests.sealing.conftest import ANN, BEN, DAY, PowerCut, lines_of

from fairwatch.sealing import Retention, Vault, durable

PROCESS = Path(__file__).with_name("append_process.py")


def read(vault: Vault, pair) -> list[int]:
    """The numbers of all lines in the vault."""
    everybody = [f"{number:032x}" for number in range(7)]
    return sorted(int(line) for day in vault.days() for line in lines_of(vault, day, pair, everybody))


def test_a_killed_process_loses_nothing_and_repeats_nothing(tmp_path, pair) -> None:
    """Killed at random moments; each run cuts its batches differently."""
    pems = [tmp_path / "dpo.pem", tmp_path / "union.pem"]
    for pem, public in zip(pems, pair.public, strict=True):
        pem.write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    moments = random.Random(20260901)
    for attempt in range(5):
        command = [sys.executable, str(PROCESS), str(tmp_path / "vault"), *map(str, pems), str(67 + 9 * attempt)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(moments.uniform(0.02, 0.2))
        process.send_signal(signal.SIGKILL)
        assert process.wait(timeout=60) == -signal.SIGKILL

    vault = Vault(tmp_path / "vault")
    positions = [vault.position(day, "log") for day in DAYS]
    assert min(positions) > 0, "the process must have stored something to prove anything"
    append(vault, pair.public, min(positions), max(positions) + 100)
    assert read(vault, pair) == list(range(max(positions) + 100))
    assert [vault.verify(day).day for day in vault.days()] == list(DAYS)


class Power:
    """Lets so many writes of ``durable`` through, then goes out; ``torn``: after a part of the temporary file."""

    def __init__(self, monkeypatch, writes: int, *, torn: bool) -> None:
        self.left = writes
        original = durable.write

        def write(path: Path, pieces) -> None:
            if not self.left:
                if torn:
                    path.with_name(path.name + durable.TEMPORARY).write_bytes(b"".join(pieces)[:50])
                raise PowerCut
            self.left -= 1
            original(path, pieces)

        monkeypatch.setattr(durable, "write", write)


@pytest.mark.parametrize("torn", [False, True])
@pytest.mark.parametrize("writes", [0, 1])
def test_a_power_cut_while_appending(tmp_path, pair, monkeypatch, writes: int, torn: bool) -> None:
    vault = Vault(tmp_path)
    append(vault, pair.public, 0, 30)
    with monkeypatch.context() as patch:
        Power(patch, writes, torn=torn)
        with pytest.raises(PowerCut):
            append(vault, pair.public, 30, 60)
    assert read(Vault(tmp_path), pair) == list(range(30))
    for again in (Vault(tmp_path), vault):
        append(again, pair.public, 30, 60)
        assert read(again, pair) == list(range(60))


def test_a_power_cut_while_handing_over(vault, pair, stranger, monkeypatch) -> None:
    with monkeypatch.context() as patch:
        Power(patch, 1, torn=True)
        with pytest.raises(PowerCut):
            vault.hand_over(DAY, pair.dpo, stranger.public_key())
    assert len(vault.verify(DAY).officers) == 3
    assert vault.hand_over(DAY, pair.dpo, stranger.public_key()) == 2
    assert len(lines_of(vault, DAY, (stranger, pair.union))) == 7


def test_a_power_cut_while_forgetting(vault, read, monkeypatch) -> None:
    free = Vault(vault.folder, retention=Retention(hold_months=0, life_months=6, grace_days=7))
    with monkeypatch.context() as patch:
        Power(patch, 1, torn=True)
        with pytest.raises(PowerCut):
            free.forget(ANN, today=DAY.replace(day=9))
    assert len(read(subjects=[ANN])) == 1
    assert free.forget(ANN, today=DAY.replace(day=9)).erased == 2
    assert read(subjects=[ANN]) == []
    assert len(read(subjects=[BEN])) == 2
