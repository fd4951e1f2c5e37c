"""Log formats: lines in, the common columns out. See ``docs/add-a-format.md``."""

from fairwatch.errors import SourceError
from fairwatch.sources.batch import Batch
from fairwatch.sources.format import Chunk, Format, Parsed
from fairwatch.sources.log import Log, open_log, read
from fairwatch.sources.reasons import reasons
from fairwatch.sources.registry import formats, named

__all__ = [
    "Batch",
    "Chunk",
    "Format",
    "Log",
    "Parsed",
    "SourceError",
    "formats",
    "named",
    "open_log",
    "read",
    "reasons",
]
