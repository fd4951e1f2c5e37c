"""The privacy budget: paid before anything is shown, four times a year, and never given back (R28)."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest
from tests.governance.sample import NOW

from fairwatch.errors import Refused
from fairwatch.governance.models import AuditEntry
from fairwatch.governance.services import privacy_budget
from fairwatch.governance.services.privacy_budget import PrivacyBudget
from fairwatch.ledgers import Noisy

PURPOSE = "departure-group"
DRAWN = Noisy({"sales": 80}, {"sales": -3})


def once(period: str, drawn: Noisy = DRAWN, now: dt.datetime = NOW) -> Noisy:
    return PrivacyBudget().once(PURPOSE, period, lambda: drawn, now)


@pytest.mark.usefixtures("law")
def test_a_period_is_drawn_once() -> None:
    assert once("2026-Q1") == DRAWN
    assert once("2026-Q1", Noisy({"sales": 80}, {"sales": 5})) == DRAWN
    assert PrivacyBudget().drawn(PURPOSE) == {"2026-Q1": DRAWN}
    assert privacy_budget.spent(PURPOSE, 2026) == 1


@pytest.mark.usefixtures("law")
def test_the_fifth_of_a_year_is_refused_and_not_even_drawn() -> None:
    for quarter in range(1, 5):
        once(f"2025-Q{quarter}")

    def draw() -> Noisy:
        raise AssertionError("nobody pays for this one")

    with pytest.raises(Refused, match="E_DP_BUDGET"):
        PrivacyBudget().once(PURPOSE, "2026-Q1", draw, NOW)
    assert once("2025-Q3") == DRAWN, "what was paid for stays"
    assert once("2026-Q1", now=dt.datetime(2027, 1, 1, tzinfo=dt.UTC)) == DRAWN
    assert privacy_budget.spent(PURPOSE, 2026) == 4


@pytest.mark.usefixtures("law")
def test_a_purpose_pays_for_itself() -> None:
    for quarter in range(1, 5):
        once(f"2025-Q{quarter}")
    assert PrivacyBudget().once("other", "2026-Q1", lambda: DRAWN, NOW) == DRAWN


@pytest.mark.usefixtures("law")
def test_a_draw_that_fails_costs_nothing_because_nothing_was_drawn() -> None:
    def draw() -> Noisy:
        raise MemoryError

    with pytest.raises(MemoryError):
        PrivacyBudget().once(PURPOSE, "2026-Q1", draw, NOW)
    assert privacy_budget.spent(PURPOSE, 2026) == 0


@pytest.mark.usefixtures("law")
def test_every_draw_is_in_the_access_log_without_its_counts() -> None:
    once("2026-Q1")
    entry = AuditEntry.objects.get(action="draw noisy count")
    assert (entry.purpose, entry.counts) == (PURPOSE, '{"leaves":1,"spent":1}')


DRAW = """
import datetime as dt, os, sys
from pathlib import Path
from fairwatch.pipeline.installation import open_installation
from fairwatch.ledgers import Noisy
budget = open_installation(Path(sys.argv[1])).ledgers.budget
if sys.argv[2] == "die":
    budget.once("departure-group", "2026-Q1", lambda: Noisy({"sales": 80}, {"sales": 7}), dt.datetime.now(dt.UTC))
    os._exit(9)  # killed after the draw, before anybody has seen it
print(budget.once("departure-group", "2026-Q1", lambda: Noisy({"sales": 80}, {"sales": 99}), dt.datetime.now(dt.UTC)))
"""
CREATE = "import sys\nfrom pathlib import Path\nfrom fairwatch.pipeline.installation import create\n"


def test_a_crash_after_the_draw_refunds_nothing(tmp_path: Path) -> None:
    """Otherwise whoever kills the program at the right moment could have the noise drawn anew until it suits them."""
    place = tmp_path / "office"
    _run(CREATE + "create(Path(sys.argv[1]), 'cn')", place)
    assert _run(DRAW, place, "die").returncode == 9
    again = _run(DRAW, place, "ask")
    assert "'sales': 7" in again.stdout, again.stderr


def _run(program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)], capture_output=True, text=True, check=False
    )
