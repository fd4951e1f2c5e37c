"""``python -m bench [ingest] [accuracy]``: run all benches, or those named."""

from __future__ import annotations

import sys

from bench import accuracy, ingest

BENCHES = {"ingest": ingest.figures, "accuracy": accuracy.figures}

for name in sys.argv[1:] or BENCHES:
    if name not in BENCHES:
        raise SystemExit(f"there is no bench {name}; there are: {', '.join(BENCHES)}")
    for figure in BENCHES[name]():
        figure.print()
