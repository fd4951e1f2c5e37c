"""``python -m bench [ingest] [analyses] [accuracy] [har] [law]``: run all benches, or those named."""

from __future__ import annotations

import sys

from bench import accuracy, analyses, har, ingest, law

BENCHES = {
    "ingest": ingest.figures,
    "analyses": analyses.figures,
    "accuracy": accuracy.figures,
    "har": har.figures,
    "law": law.figures,
}

for name in sys.argv[1:] or BENCHES:
    if name not in BENCHES:
        raise SystemExit(f"there is no bench {name}; there are: {', '.join(BENCHES)}")
    for figure in BENCHES[name]():
        figure.print()
