"""A real Spark cluster on this machine: one standalone master and two workers, from the pyspark wheel.

Fixtures for any test: ``spark_url`` (address for ``engine.connect``) and ``spark`` (one open engine, shared, because
starting a session takes seconds). Both start nothing until a test asks.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from fairwatch.engine import Engine, connect

WORKERS = 2
WORKER_MEMORY = "512m"
MASTER = "org.apache.spark.deploy.master.Master"
WORKER = "org.apache.spark.deploy.worker.Worker"


@pytest.fixture(scope="session")
def spark_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a running cluster."""
    if reason := missing():
        if os.environ.get("FAIRWATCH_TESTS_SKIP_NOTHING") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with running(tmp_path_factory.mktemp("spark")) as url:
        yield url


@pytest.fixture(scope="session")
def spark(spark_url: str) -> Iterator[Engine]:
    """One engine on the cluster for all tests."""
    with connect(spark_url) as engine:
        yield engine


@contextmanager
def running(folder: Path, worker_memory: str = WORKER_MEMORY) -> Iterator[str]:
    """A cluster that keeps its files in ``folder``, as the address for ``engine.connect``; stopped at the end."""
    port, web_port = _free_ports(2)
    master = f"spark://127.0.0.1:{port}"
    with ExitStack() as daemons:
        _start(daemons, folder, MASTER, ["--port", str(port), "--webui-port", str(web_port)])
        for number in range(WORKERS):
            work = ["--cores", "1", "--memory", worker_memory, "--work-dir", str(folder / f"work{number}")]
            _start(daemons, folder, WORKER, ["--webui-port", "0", *work, master])
        _await_workers(web_port, folder)
        yield f"{master}?executor.memory={worker_memory}&cores.max={WORKERS}&sql.shuffle.partitions={WORKERS}"


def missing() -> str:
    """Why no cluster can run here; empty when one can."""
    try:
        import pyspark
    except ImportError:
        return "the extra `spark` is not installed"
    return "" if pyspark and shutil.which("java") else "Java 17 is not installed (see tests/packages.sh)"


def _start(daemons: ExitStack, folder: Path, daemon: str, arguments: list[str]) -> None:
    import pyspark

    home = Path(pyspark.__file__).parent
    log = daemons.enter_context(
        (folder / f"{daemon.rpartition('.')[2]}-{len(list(folder.glob('*.log')))}.log").open("w")
    )
    environment = os.environ | {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(folder / "scratch"),
        "SPARK_DAEMON_MEMORY": "256m",
    }
    command = [str(home / "bin" / "spark-class"), daemon, "--host", "127.0.0.1", *arguments]
    process = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)
    daemons.callback(_stop, process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _await_workers(web_port: int, folder: Path) -> None:
    """Until the master says that all workers are there."""
    for _ in range(240):
        with suppress(OSError, http.client.HTTPException, json.JSONDecodeError):  # it says other things while it starts
            connection = http.client.HTTPConnection("127.0.0.1", web_port, timeout=5)
            connection.request("GET", "/json/")
            if json.loads(connection.getresponse().read())["aliveworkers"] == WORKERS:
                return
        time.sleep(0.25)
    logs = "\n".join(path.read_text(encoding="utf-8", errors="replace")[-2000:] for path in folder.glob("*.log"))
    raise RuntimeError(f"the Spark cluster did not start:\n{logs}")


def _free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
