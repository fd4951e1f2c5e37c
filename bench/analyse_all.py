"""``python -m bench.analyse_all WORKSPACE ENGINE OUT``: roll up what is new and run every analysis.

Prints the seconds as JSON; the rows of every table go to ``OUT``, to be compared with another engine's.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from fairwatch import analyses
from fairwatch.engine import connect
from fairwatch.pipeline.answers import inputs_for
from fairwatch.pipeline.installation import open_installation
from fairwatch.pipeline.upkeep import roll_up


def main(workspace: Path, uri: str, out: Path) -> None:
    installation = open_installation(workspace)
    policy = installation.policy()
    out.mkdir(parents=True, exist_ok=True)
    seconds: dict[str, float] = {}
    with connect(uri) as engine:
        start = time.perf_counter()
        roll_up(installation.lake, engine, policy)
        seconds["roll-up"] = time.perf_counter() - start
        inputs = inputs_for(installation, engine, policy)
        for name in analyses.analyses():
            start = time.perf_counter()
            result = analyses.run(name, inputs)
            seconds[name] = time.perf_counter() - start
            for table in result.tables.values():
                table.frame.write_parquet(out / f"{name}.{table.name}.parquet")
    print(json.dumps(seconds))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
