"""A real Squid on 127.0.0.1 with our log format: one port that asks for a login, one that does not."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

FORMAT = (
    r"%ts.%03tu %6tr %>a %Ss/%03>Hs %<st %rm %ru %[un %Sh/%<a %mt "
    r'%>st "%{Referer}>h" "%{User-Agent}>h"'
)

_CONFIGURATION = """
http_port 127.0.0.1:{login} name=login
http_port 127.0.0.1:{open} name=open
auth_param basic program {helper} {folder}/passwd
auth_param basic realm recording
acl invented dstdomain .example
acl login myportname login
acl open myportname open
acl known proxy_auth REQUIRED
acl encrypted method CONNECT
http_access deny !invented
http_access allow open
http_access allow login known
http_access deny all
# No name is ever resolved: everything goes to the local server, whatever it is called.
cache_peer 127.0.0.1 parent {web} 0 no-query no-digest originserver name=sites
cache_peer 127.0.0.1 parent {web} 0 no-query no-digest name=tunnels
cache_peer_access sites deny encrypted
cache_peer_access tunnels allow encrypted
cache_peer_access tunnels deny all
never_direct allow all
logformat squid-fairwatch {format}
access_log stdio:{folder}/access.log squid-fairwatch invented
cache_log {folder}/cache.log
cache_mem 8 MB
coredump_dir {folder}
pid_filename {folder}/squid.pid
netdb_filename none
pinger_enable off
visible_hostname proxy.example
shutdown_lifetime 1 second
"""
_HELPERS = ("/usr/lib/squid/basic_ncsa_auth", "/usr/lib64/squid/basic_ncsa_auth")


@dataclass(frozen=True, slots=True)
class Proxy:
    """Where the proxy listens and logs."""

    login: str
    open: str
    log: Path


def squid() -> str | None:
    """Path of the Squid program, None when it is not installed."""
    return shutil.which("squid", path="/usr/sbin:/usr/local/sbin:/usr/bin")


@contextlib.contextmanager
def run(folder: Path, web: int, passwords: Mapping[str, str]) -> Iterator[Proxy]:
    """Run Squid in ``folder`` before the local web's port until the block ends; its log is complete afterwards."""
    program = squid()
    helper = next((path for path in _HELPERS if Path(path).exists()), None)
    if program is None or helper is None:
        raise SystemExit("Squid is not installed: run `make packages`")
    folder.chmod(0o777)  # Squid that was started by root goes on as an ordinary user
    # basic_ncsa_auth reads unsalted MD5 as well; these passwords live for one recording on 127.0.0.1
    hashed = {name: hashlib.md5(word.encode(), usedforsecurity=False).hexdigest() for name, word in passwords.items()}
    (folder / "passwd").write_text("".join(f"{name}:{word}\n" for name, word in hashed.items()), encoding="utf-8")
    ports = _free_ports(2)
    values = {"login": ports[0], "open": ports[1], "web": web, "helper": helper, "folder": folder, "format": FORMAT}
    configuration = folder / "squid.conf"
    configuration.write_text(_CONFIGURATION.format(**values), encoding="utf-8")
    process = subprocess.Popen([program, "-N", "-f", str(configuration)], stderr=subprocess.DEVNULL)
    try:
        _wait_until_open(ports, process)
        login, open_ = (f"http://127.0.0.1:{port}" for port in ports)
        yield Proxy(login, open_, folder / "access.log")
    finally:
        process.terminate()
        process.wait(timeout=30)


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def _wait_until_open(ports: list[int], process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            raise SystemExit(f"Squid ended at once with code {process.returncode}")
        with contextlib.suppress(OSError):
            for port in ports:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.1)
    raise SystemExit("Squid does not answer")
