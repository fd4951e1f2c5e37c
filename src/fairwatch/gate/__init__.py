"""DOOR IN: nothing is stored that did not pass here.

``admit`` decides for every line of a batch whether any active purpose may keep it, and makes of the admitted ones the
few columns that each purpose may have. ``store`` hands them to the lake; nothing else does.
"""

from fairwatch.gate.admission import Admission, Admitted
from fairwatch.gate.admit import admit
from fairwatch.gate.recheck import recheck
from fairwatch.gate.renames import and_now, renamed_before
from fairwatch.gate.store import store

__all__ = ["Admission", "Admitted", "admit", "and_now", "recheck", "renamed_before", "store"]
