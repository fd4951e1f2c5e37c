"""What is stored: one Delta table per purpose and kind of row, and the books about what was read and refused.

Nothing is written here that did not pass the gate.
"""

from fairwatch.lake.correction import Correction
from fairwatch.lake.fingerprint import HEAD_BYTES, Source
from fairwatch.lake.lake import RAW, Lake, TableFiles
from fairwatch.lake.retention import Held

__all__ = ["HEAD_BYTES", "RAW", "Correction", "Held", "Lake", "Source", "TableFiles"]
