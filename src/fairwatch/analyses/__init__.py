"""Questions asked of the roll-ups, one file each. Nothing here opens a file or decides who may see the answer."""

from fairwatch.analyses.analysis import Analysis, Inputs
from fairwatch.analyses.registry import analyses, named, run
from fairwatch.analyses.rollup_columns import schemas

__all__ = ["Analysis", "Inputs", "analyses", "named", "run", "schemas"]
