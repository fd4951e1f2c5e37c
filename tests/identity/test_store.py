"""What is remembered of leases."""

from __future__ import annotations

import stat
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.identity.directory import KIOSK, LAPTOP, MINUTE, OTHER_LAPTOP, PHONE, STRANGER, leases_of, policy_of

from fairwatch.errors import WorkspaceError
from fairwatch.identity import LEASES, LeaseStore
from fairwatch.policy import PolicySnapshot

DEVICES = [
    (LAPTOP, "p0001", "company"),
    (OTHER_LAPTOP, "p0002", "company"),
    (PHONE, "p0001", "personal"),
    (KIOSK, None, "shared"),
]


def test_a_new_store_is_empty(tmp_path: Path) -> None:
    assert LeaseStore(tmp_path).load().equals(pl.DataFrame(schema=LEASES))


def test_r19_leases_of_private_and_strange_devices_are_never_written(tmp_path: Path, policy: PolicySnapshot) -> None:
    everybody = leases_of(*[(f"10.0.0.{at}", mac, 0, 9) for at, mac in enumerate([LAPTOP, PHONE, KIOSK, STRANGER])])
    held = LeaseStore(tmp_path).merge(everybody, policy)
    assert held["device"].to_list() == [LAPTOP, KIOSK]
    on_disk = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert LAPTOP.encode() in on_disk
    assert PHONE.encode() not in on_disk
    assert STRANGER.encode() not in on_disk


def test_a_strangers_lease_ends_the_one_before_it_and_is_forgotten(tmp_path: Path, policy: PolicySnapshot) -> None:
    store = LeaseStore(tmp_path)
    store.merge(leases_of(("10.0.0.5", LAPTOP, 0, 60)), policy)
    store.merge(leases_of(("10.0.0.5", STRANGER, 30, 90)), policy)
    assert store.load().equals(leases_of(("10.0.0.5", LAPTOP, 0, 30)))


def test_pieces_of_one_lease_are_joined(tmp_path: Path, policy: PolicySnapshot) -> None:
    store = LeaseStore(tmp_path)
    for start in (0, 30, 60):
        store.merge(leases_of(("10.0.0.5", LAPTOP, start, start + 45)), policy)
    assert store.load().equals(leases_of(("10.0.0.5", LAPTOP, 0, 105)))


def test_importing_again_changes_nothing(tmp_path: Path, policy: PolicySnapshot) -> None:
    store, leases = LeaseStore(tmp_path), leases_of(("10.0.0.5", LAPTOP, 0, 60), ("10.0.0.6", KIOSK, 5, 6))
    assert store.merge(leases, policy).equals(store.merge(leases, policy))


def test_a_device_that_left_the_directory_is_forgotten_with_the_next_import(
    tmp_path: Path, policy: PolicySnapshot
) -> None:
    store = LeaseStore(tmp_path)
    store.merge(leases_of(("10.0.0.5", LAPTOP, 0, 60)), policy)
    assert store.merge(leases_of(), policy_of(["p0001"])).is_empty()
    assert store.load().is_empty()


def test_old_leases_expire(tmp_path: Path, policy: PolicySnapshot) -> None:
    store = LeaseStore(tmp_path)
    store.merge(leases_of(("10.0.0.5", LAPTOP, 0, 60), ("10.0.0.5", LAPTOP, 70, 90)), policy)
    assert store.expire(60 * MINUTE) == 1
    assert store.load().equals(leases_of(("10.0.0.5", LAPTOP, 70, 90)))
    assert store.expire(60 * MINUTE) == 0


def test_the_file_is_for_its_owner_only_and_no_draft_is_left(tmp_path: Path, policy: PolicySnapshot) -> None:
    store = LeaseStore(tmp_path / "identity")
    store.merge(leases_of(("10.0.0.5", LAPTOP, 0, 60)), policy)
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert [path.name for path in store.path.parent.iterdir()] == ["leases.parquet"]


def test_a_damaged_file_says_what_to_do(tmp_path: Path) -> None:
    store = LeaseStore(tmp_path)
    store.path.write_bytes(b"PAR1 nothing")
    with pytest.raises(WorkspaceError, match="damaged") as caught:
        store.load()
    assert caught.value.where == str(store.path)


rows = st.tuples(
    st.sampled_from(["10.0.0.5", "10.0.0.6"]),
    st.sampled_from([LAPTOP, OTHER_LAPTOP, PHONE, KIOSK, STRANGER]),
    st.integers(0, 20),
    st.integers(1, 10),
).map(lambda row: (*row[:3], row[2] + row[3]))


@settings(max_examples=30, deadline=None)
@given(imports=st.lists(st.lists(rows, max_size=5), min_size=1, max_size=3))
def test_property_no_two_leases_of_an_address_overlap(
    tmp_path_factory: pytest.TempPathFactory, imports: list[list[tuple[str, str, int, int]]]
) -> None:
    store, policy = LeaseStore(tmp_path_factory.mktemp("identity")), policy_of(["p0001", "p0002"], devices=DEVICES)
    for leases in imports:
        store.merge(leases_of(*leases), policy)
    held = store.load()
    assert set(held["device"]) <= {LAPTOP, OTHER_LAPTOP, KIOSK}
    assert (held["start_us"] < held["end_us"]).all()
    before = pl.col("end_us").shift().over("address")
    assert held.filter(pl.col("start_us") < before).is_empty()
