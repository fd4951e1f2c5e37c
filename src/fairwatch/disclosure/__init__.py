"""The door out: nothing is shown that did not pass :func:`release` (or, without an installation, :func:`preview`)."""

from fairwatch.disclosure.case import beside_files
from fairwatch.disclosure.door import preview, release
from fairwatch.disclosure.leaving import KINDS as DEPARTURE_KINDS
from fairwatch.disclosure.matrix import verdict
from fairwatch.disclosure.persons import alias
from fairwatch.disclosure.purpose_groups import draw_noise
from fairwatch.disclosure.released import SUPPRESSED, Released, ReleasedTable

__all__ = [
    "DEPARTURE_KINDS",
    "SUPPRESSED",
    "Released",
    "ReleasedTable",
    "alias",
    "beside_files",
    "draw_noise",
    "preview",
    "release",
    "verdict",
]
