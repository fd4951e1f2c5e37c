"""Make a real HTTP Archive: ``python samples/browse.py [--out browsed] [--seed 1]``.

A real Chromium on this computer opens pages of local sites with invented names, in many ways that the seed orders.
Writes ``desk7.har``, the truth, the organisation's own sites, and the operator's files.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from recorder import browsing


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("browsed"), help="folder to write to")
    parser.add_argument("--seed", type=int, default=1, help="in which order what is opened")
    arguments = parser.parse_args()
    sys.stdout.write(f"{browsing.record(arguments.out, seed=arguments.seed)}\n")


if __name__ == "__main__":
    main()
