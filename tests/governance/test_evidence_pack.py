"""Evidence packs: what is in them for whom, and that anybody can check them without us (R45)."""

from __future__ import annotations

import datetime as dt
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.governance.case_sample import ANALYST, COUNSEL, DAY, DPO, HR, SUBJECT, opened
from tests.governance.ground import laid
from tests.governance.sample import NOW

from fairwatch import workspace
from fairwatch.errors import ConfigError, Refused, WorkspaceError
from fairwatch.governance import chain, evidence, signing
from fairwatch.governance.evidence import verify_pack
from fairwatch.governance.models import AuditEntry
from fairwatch.governance.services import audit, cases, consents, evidence_pack, notices
from fairwatch.viewer import Viewer

FUZZ = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
OWN = Viewer(SUBJECT, "employee")

pytestmark = pytest.mark.usefixtures("offices")


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with its secret key."""
    root = tmp_path / "office"
    workspace.create(root, "cn")
    monkeypatch.setenv("FAIRWATCH_WORKSPACE", str(root))
    return root


@laid()
def informed(offices: None, activate: Callable[..., None]) -> None:
    """Somebody with a notice and a consent."""
    activate("departure-self")
    notices.serve(SUBJECT, "leak", "zh", now=NOW)
    consents.give(SUBJECT, "departure-self", 30, now=NOW)


@pytest.fixture
def build(tmp_path: Path, informed: None) -> Callable[..., Path]:
    """A pack about that person."""

    def run(viewer: Viewer = OWN, *, now: dt.datetime = NOW) -> Path:
        return evidence_pack.build(SUBJECT, viewer, tmp_path / "pack.zip", now=now)

    return run


def contents(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as pack:
        return {name: json.loads(pack.read(name)) for name in pack.namelist() if name.endswith(".json")}


def altered(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The same zip after somebody changed its files."""
    with zipfile.ZipFile(path) as pack:
        files = {name: pack.read(name) for name in pack.namelist()}
    change(files)
    with zipfile.ZipFile(path, "w") as pack:
        for name, content in files.items():
            pack.writestr(name, content)
    return path


def test_r45_the_pack_verifies_and_holds_the_proof_of_every_step(build: Callable[..., Path]) -> None:
    path = build()
    assert verify_pack(path, signing.public_key()).first_bad is None
    files = contents(path)
    assert [row["purpose"] for row in files["notices.json"]] == ["leak"]
    assert {row["basis"] for row in files["basis.json"]} == {"hr_rules"}
    assert files["assessments.json"][0]["signed_by"] == DPO
    assert [row["decision"] for row in files["consents.json"]] == ["granted"]
    assert {"serve notice", "give consent"} <= {row["action"] for row in files["decisions.json"]}
    assert files["manifest.json"]["about"]["person"] == SUBJECT
    assert path.stat().st_mode & 0o777 == 0o600


def test_r45_it_verifies_offline_without_django_database_or_workspace(
    build: Callable[..., Path], tmp_path: Path
) -> None:
    path, key = build(), tmp_path / "public.pem"
    key.write_bytes(signing.public_key())
    program = (
        "import sys; from pathlib import Path; from fairwatch.governance.evidence import verify_pack;"
        "print(verify_pack(Path(sys.argv[1]), Path(sys.argv[2]).read_bytes()).first_bad, 'django' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path), str(key)], capture_output=True, text=True, env={}, check=True
    )
    assert done.stdout.split() == ["None", "False"]


def test_r12_consents_are_in_the_persons_own_pack_alone(build: Callable[..., Path]) -> None:
    for office in (Viewer(DPO, "dpo"), Viewer(COUNSEL, "counsel")):
        text = json.dumps(contents(build(office)))
        assert "consents.json" not in text
        assert "departure-self" not in text
        assert "give consent" not in text


@pytest.mark.parametrize(
    "viewer",
    [Viewer(HR, "hr"), Viewer("p0001", "manager"), Viewer(ANALYST, "dpo"), Viewer("p0001", "employee")],
    ids=["hr", "manager", "a dpo who is none", "another employee"],
)
def test_r45_others_get_no_pack(viewer: Viewer, build: Callable[..., Path], tmp_path: Path) -> None:
    with pytest.raises(Refused, match="E_DISCLOSURE"):
        build(viewer)
    assert not (tmp_path / "pack.zip").exists()


def test_other_peoples_entries_are_proven_but_not_shown(build: Callable[..., Path]) -> None:
    notices.serve("p0001", "leak", "zh", now=NOW)
    path = build()
    shown = contents(path)["decisions.json"]
    with zipfile.ZipFile(path) as pack:
        proven = pack.read("chain.txt").split()
    assert len(shown) < len(proven)
    about_other = AuditEntry.objects.get(subjects__in=audit.pseudonyms(["p0001"]))
    assert about_other.index not in {row["index"] for row in shown}
    assert chain.content_hash({name: getattr(about_other, name) for name in chain.CONTENT}).encode() in proven


def test_a_case_is_left_out_until_the_person_may_know(build: Callable[..., Path]) -> None:
    key = opened()
    cases.grant(key, Viewer(ANALYST, "analyst"), now=NOW)

    def mentions(viewer: Viewer, now: dt.datetime = NOW) -> bool:
        return f"case {key}" in json.dumps(contents(build(viewer, now=now)))

    assert not mentions(OWN)
    assert mentions(Viewer(DPO, "dpo"))
    cases.close(key, by=ANALYST, outcome="unfounded", now=NOW)
    assert not mentions(OWN)
    assert mentions(OWN, NOW + 30 * DAY)
    cases.tell_subject(key, by=DPO, now=NOW)
    assert mentions(OWN)


def test_the_pack_itself_is_logged(build: Callable[..., Path]) -> None:
    build(Viewer(DPO, "dpo"))
    entry = AuditEntry.objects.order_by("-index").first()
    assert entry is not None
    assert (entry.action, entry.role) == ("build evidence pack", "dpo")


TAMPERINGS: dict[str, tuple[Callable[[dict[str, bytes]], Any], str]] = {
    "a changed file": (lambda files: files.update({"notices.json": b"[]"}), "notices.json"),
    "two changed files": (lambda files: files.update({"retention.json": b"", "basis.json": b""}), "basis.json"),
    "a missing file": (lambda files: files.pop("assessments.json"), "assessments.json"),
    "an added file": (lambda files: files.update({"more.json": b"[]"}), "more.json"),
    "a changed manifest": (
        lambda files: files.update({"manifest.json": files["manifest.json"].replace(b"p0002", b"p0001")}),
        "manifest.json",
    ),
    "no manifest": (lambda files: files.pop("manifest.json"), "manifest.json"),
    "no signature": (lambda files: files.pop("manifest.sig"), "manifest.sig"),
    "another signature": (lambda files: files.update({"manifest.sig": bytes(64)}), "manifest.json"),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_r45_a_tampered_pack_names_the_first_bad_file(name: str, build: Callable[..., Path]) -> None:
    change, bad = TAMPERINGS[name]
    verdict = verify_pack(altered(build(), change), signing.public_key())
    assert verdict.first_bad == bad
    assert verdict.reason is not None


def test_r45_another_installations_key_does_not_verify(build: Callable[..., Path], tmp_path: Path) -> None:
    path, ours = build(), signing.public_key()
    workspace.create(tmp_path / "elsewhere", "cn")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAIRWATCH_WORKSPACE", str(tmp_path / "elsewhere"))
        assert signing.public_key() != ours
        assert verify_pack(path, signing.public_key()).first_bad == "manifest.json"


def test_r45_even_the_installation_cannot_sign_an_entry_that_is_not_in_its_chain(build: Callable[..., Path]) -> None:
    """Forged with the real key: the decisions say something else than the chain that was deposited."""
    path = build()
    with zipfile.ZipFile(path) as pack:
        files = {name: pack.read(name) for name in pack.namelist() if not name.startswith("manifest")}
        about = json.loads(pack.read("manifest.json"))["about"]
    forged = files | {evidence.DECISIONS: files[evidence.DECISIONS].replace(b"serve notice", b"serve nothing")}
    path.write_bytes(evidence.seal(forged, about, signing.signing_key()))
    assert verify_pack(path, signing.public_key()).first_bad == "decisions.json"
    shorter = files | {evidence.CHAIN: b"\n".join(files[evidence.CHAIN].split()[:-1])}
    path.write_bytes(evidence.seal(shorter, about, signing.signing_key()))
    assert verify_pack(path, signing.public_key()).first_bad == "chain.txt"


def test_a_stranger_has_no_pack(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        evidence_pack.build("p9999", Viewer(DPO, "dpo"), tmp_path / "pack.zip", now=NOW)


def test_without_a_workspace_there_is_no_key_and_no_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FAIRWATCH_WORKSPACE")
    with pytest.raises(WorkspaceError):
        evidence_pack.build(SUBJECT, OWN, tmp_path / "pack.zip", now=NOW)


def sealed() -> tuple[bytes, bytes]:
    """A small pack with a real chain, and its public key."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    entry = dict.fromkeys(chain.CONTENT, "") | {"index": 1, "time_us": 0}
    content = chain.content_hash(entry)
    files = {evidence.DECISIONS: json.dumps([entry]).encode(), evidence.CHAIN: content.encode()}
    pack = evidence.seal(files, {"head": chain.link(chain.GENESIS, content)}, key)
    return pack, key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def unpacked(pack: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(pack)) as opened_pack:
        return {name: opened_pack.read(name) for name in opened_pack.namelist()}


@settings(
    max_examples=300, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.integers(0, 10_000), bit=st.integers(0, 7), cut=st.booleans())
def test_whatever_byte_is_changed_a_pack_that_verifies_says_what_it_said(
    tmp_path_factory: pytest.TempPathFactory, place: int, bit: int, cut: bool
) -> None:
    pack, public = sealed()
    at = place % len(pack)
    changed = pack[:at] if cut else pack[:at] + bytes([pack[at] ^ 1 << bit]) + pack[at + 1 :]
    path = tmp_path_factory.getbasetemp() / "fuzzed.zip"
    path.write_bytes(changed)
    if verify_pack(path, public).first_bad is None:
        assert unpacked(changed) == unpacked(pack)


@settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(noise=st.binary(max_size=300))
def test_noise_is_no_pack_and_no_crash(tmp_path_factory: pytest.TempPathFactory, noise: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "noise.zip"
    path.write_bytes(noise)
    assert verify_pack(path, sealed()[1]).first_bad == "noise.zip"


def test_what_is_no_public_key_is_a_fault_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="PEM"):
        verify_pack(tmp_path / "pack.zip", b"no key")
