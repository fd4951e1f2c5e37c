"""``fairwatch law``: from a publisher's file to a pack in force (R46)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from tests.command_line import run

from fairwatch.governance import signing

TOMORROW = (dt.datetime.now(dt.UTC) + dt.timedelta(days=2)).date().isoformat()


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, Path]:
    """A publisher's private and public key, as files."""
    key = Ed25519PrivateKey.generate()
    private, public = tmp_path / "publisher.key", tmp_path / "publisher.pem"
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(signing.as_pem(key.public_key()))
    return private, public


def pack(folder: Path, **changes: str) -> Path:
    file = folder / "acme.yaml"
    head = {"law": "acme", "parent": "cn", "version": "'1'", "effective": "2026-01-01", **changes}
    body = "".join(f"{key}: {value}\n" for key, value in head.items())
    file.write_text(body + "limits: {min_group: 20}\n", encoding="utf-8")
    return file


def test_r46_a_pack_from_outside_needs_its_publisher_the_dpo_and_the_union(office, keys, tmp_path: Path) -> None:
    private, public = keys
    file = pack(tmp_path)
    done = office.ask("dpo", "law", "adopt", file)
    assert (done.code, "E_PACK_UNSIGNED" in done.err) == (3, True)
    assert run("law", "sign", file, "--private-key", private).code == 0
    assert office.run("law", "verify", file).code == 1

    done = office.ask("dpo", "law", "trust", public, "--name", "Invented Publishers")
    assert "union is still to come" in done.out
    assert office.ask("dpo", "law", "adopt", file).code == 3
    assert "Trusted" in office.ask("union", "law", "trust", public, "--name", "Invented Publishers").out
    assert office.run("law", "verify", file).code == 0

    assert "is in force" in office.ask("dpo", "law", "adopt", file).out
    assert "law pack acme 1" in office.run("status").out.lower()
    assert office.run("law", "verify").code == 0
    (publisher,) = office.run("law", "list", "--json").json()["publishers"]
    assert publisher["trusted"] is True

    assert office.ask("union", "law", "distrust", publisher["fingerprint"]).code == 0
    assert office.run("law", "verify", file).code == 1
    assert office.run("law", "verify").code == 0  # what is in force was signed when it counted


def test_r46_a_pack_of_the_program_with_what_it_tightens(office) -> None:
    shown = office.run("law", "show", "eu")
    assert "limits.tolerance_minutes" in shown.out
    assert "tighter" in shown.out
    assert "looser" not in shown.out
    assert office.ask("dpo", "law", "adopt", "eu").code == 0
    assert office.run("law", "show", "cn", "--json").json()["looser_than_in_force"]
    done = office.ask("dpo", "law", "adopt", "cn")
    assert done.code == 3
    assert "E_PACK_LOOSENS" in done.err
    states = [one["state"] for one in office.run("law", "list", "--json").json()["adopted"]]
    assert states == ["past", "in force"]


def test_r46_a_pack_with_a_day_to_come_is_announced(office, keys, tmp_path: Path) -> None:
    private, public = keys
    file = pack(tmp_path, effective=TOMORROW)
    assert run("law", "sign", file, "--private-key", private).code == 0
    for role in ("dpo", "union"):
        office.ask(role, "law", "trust", public, "--name", "Invented Publishers")
    assert f"by itself on {TOMORROW}" in office.ask("dpo", "law", "adopt", file).out
    assert [one["state"] for one in office.run("law", "list", "--json").json()["adopted"]] == ["in force", "to come"]
    assert "acme" in office.run("law", "list").out


@pytest.mark.parametrize("role", ["hr", "auditor", "union"])
def test_nobody_but_the_dpo_adopts(office, role: str) -> None:
    done = office.ask(role, "law", "adopt", "eu")
    assert done.code == 3
    assert "E_IDENTITY_UNPROVEN" in done.err


def test_an_encrypted_private_key_asks_for_its_passphrase(tmp_path: Path) -> None:
    private = tmp_path / "publisher.key"
    private.write_bytes(
        Ed25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"a long passphrase")
        )
    )
    done = run("law", "sign", pack(tmp_path), "--private-key", private, stdin=b"wrong\n")
    assert done.code == 1
    assert "passphrase" in done.err


def test_a_name_that_does_not_exist_names_those_that_do(office) -> None:
    done = office.run("law", "show", "nowhere")
    assert done.code == 1
    assert "cn, eu" in done.err
