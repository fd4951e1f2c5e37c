"""A labelled organisation: logs and the truth behind them, for demos, tests and benchmarks."""

from fairwatch.simulate.generate import Summary, generate
from fairwatch.simulate.organisation import Department, departments
from fairwatch.simulate.truth import Truth, read_truth

__all__ = ["Department", "Summary", "Truth", "departments", "generate", "read_truth"]
