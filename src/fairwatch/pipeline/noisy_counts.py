"""Counting a quarter while its rows are there: a noisy table that nobody asked for in time could never be made."""

from __future__ import annotations

import datetime as dt

from fairwatch import analyses, disclosure
from fairwatch.engine import Engine
from fairwatch.errors import Refused
from fairwatch.pipeline.answers import inputs_for
from fairwatch.pipeline.installation import Installation

DEPARTURE = "departure"


def draw(installation: Installation, engine: Engine, now: dt.datetime) -> int:
    """Draw what is due under the law pack's noise (R28); returns how many quarters are drawn. Run daily."""
    policy = installation.policy(now)
    if not policy.limits.departure_noise:
        return 0
    try:
        with installation.lake.shared():  # no upkeep may delete the files that are being read
            result = analyses.run(DEPARTURE, inputs_for(installation, engine, policy))
        return disclosure.draw_noise(result, policy, installation.ledgers, now)
    except Refused as refusal:
        if refusal.code in ("E_LEAVING_OFF", "E_DP_BUDGET"):
            return 0  # upkeep goes on; who asks for the table is told
        raise
