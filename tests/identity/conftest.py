"""An invented directory to resolve against."""

from __future__ import annotations

import pytest
from tests.identity.directory import policy_of

from fairwatch.policy import PolicySnapshot


@pytest.fixture
def policy() -> PolicySnapshot:
    """p0001 (laptop, fixed address, phone), p0002 (laptop), p0003 (no device), and a shared kiosk."""
    return policy_of(
        people=["p0001", "p0002", "p0003"],
        accounts={"p0001": "p0001", "CORP\\Anna": "p0001", "p0002": "p0002", "p0003@CORP.EXAMPLE": "p0003"},
        devices=[
            ("02:00:00:00:00:01", "p0001", "company"),
            ("02:00:00:00:00:02", "p0002", "company"),
            ("02:00:00:00:00:0a", "p0001", "personal"),
            ("02:00:00:00:00:0b", None, "shared"),
            ("10.0.0.7", "p0001", "company"),
            ("2001:db8::7", "p0002", "company"),
            ("PC-0001", "p0001", "company"),
        ],
    )
