"""Checking a day without keys."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sealing.conftest import ANN, DAY

from fairwatch.sealing import SealingError, Vault, officer_id


def test_the_report_counts_and_names_nobody(vault, pair) -> None:
    vault.forget(ANN, today=DAY)
    report = vault.verify(DAY)
    assert (report.chunks, report.groups, report.frozen, report.erased) == (3, 5, 2, 0)
    assert report.bytes == sum(path.stat().st_size for path in vault.folder.glob(f"{DAY}/*.chunk"))
    assert report.officers == {officer_id(officer).hex() for officer in pair}
    assert ANN not in repr(report)


def test_every_head_of_the_day_is_still_there(vault, pair) -> None:
    receipt = vault.append(DAY, {ANN: b"x\n"}, officers=pair.public, source="log", start=300, end=400)
    vault.append(DAY, {ANN: b"y\n"}, officers=pair.public, source="log", start=400, end=500)
    assert vault.verify(DAY, head=receipt.head).chunks == 5


def test_a_day_cut_off_before_a_known_head_is_found(vault) -> None:
    head = vault.verify(DAY).head
    for suffix in (".chunk", ".key"):
        (vault.folder / str(DAY) / f"000003{suffix}").unlink()
    assert vault.verify(DAY).chunks == 2, "without the head from the audit chain nobody could know"
    with pytest.raises(SealingError, match="cut off or replaced"):
        vault.verify(DAY, head=head)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_flipped_bit_in_any_file_is_found_without_keys(vault, data) -> None:
    path = data.draw(st.sampled_from(sorted((vault.folder / str(DAY)).iterdir())))
    whole = path.read_bytes()
    altered = bytearray(whole)
    altered[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(altered)
    try:
        with pytest.raises(SealingError, match="damaged"):
            vault.verify(DAY)
    finally:
        path.write_bytes(whole)
    vault.verify(DAY)


def test_a_day_that_is_not_there_is_our_error(tmp_path) -> None:
    with pytest.raises(SealingError, match="does not hold this day") as caught:
        Vault(tmp_path).verify(DAY)
    assert "没有这一天" in caught.value.message("zh")
