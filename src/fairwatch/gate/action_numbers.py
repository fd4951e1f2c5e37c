"""Places in ``columns.ACTIONS`` of the kinds of action that gates ask about."""

from __future__ import annotations

from fairwatch import columns
from fairwatch.gate import limits

EMBEDDED = [
    number for number, action in enumerate(columns.ACTIONS) if columns.called(action, {"embedded"}) == "embedded"
]
"""Fetched by a page, by whatever finer name."""
JOB_SEARCH = [columns.ACTIONS.index(action) for action in sorted(limits.JOB_SEARCH)]
MEDIA = columns.ACTIONS.index("media")
