"""The watch over the retention job (R47)."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.governance.sample import NOW

from fairwatch.errors import Refused
from fairwatch.governance.models import AuditEntry, RetentionRun
from fairwatch.governance.services import laws, retention

HOUR = dt.timedelta(hours=1)
pytestmark = pytest.mark.django_db


def test_r47_a_fresh_workspace_counts_from_its_creation() -> None:
    laws.adopt("cn", now=NOW)
    retention.check(NOW + 25 * HOUR)
    with pytest.raises(Refused, match="E_RETENTION_STALLED"):
        retention.check(NOW + 25 * HOUR + dt.timedelta(seconds=1))


def test_r47_each_run_gives_another_day() -> None:
    laws.adopt("cn", now=NOW)
    retention.record_run(NOW + 24 * HOUR, {"work-time/raw": 7})
    retention.check(NOW + 49 * HOUR)
    with pytest.raises(Refused, match="E_RETENTION_STALLED"):
        retention.check(NOW + 50 * HOUR)
    assert RetentionRun.objects.get().removed == {"work-time/raw": 7}
    assert AuditEntry.objects.get(action="expire data").counts == '{"work-time/raw":7}'


def test_r47_without_any_beginning_there_is_no_ingest() -> None:
    with pytest.raises(Refused, match="E_RETENTION_STALLED"):
        retention.check(NOW)
