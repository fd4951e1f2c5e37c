"""The door out: nothing is shown that did not pass :func:`release` (or, without an installation, :func:`preview`)."""

from fairwatch.disclosure.door import preview, release
from fairwatch.disclosure.leaving import KINDS as DEPARTURE_KINDS
from fairwatch.disclosure.persons import alias
from fairwatch.disclosure.released import SUPPRESSED, Released, ReleasedTable

__all__ = ["DEPARTURE_KINDS", "SUPPRESSED", "Released", "ReleasedTable", "alias", "preview", "release"]
