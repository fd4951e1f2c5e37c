"""The invented web: one server on 127.0.0.1 that answers for every ``*.example`` host, over HTTP and over TLS."""

from __future__ import annotations

import contextlib
import datetime as dt
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

STYLES, TRACKER = "static.sailcloth.example", "metrics.inkwell.example"

_TYPES = {
    ".css": "text/css",
    ".js": "application/javascript",
    ".svg": "image/svg+xml",
    ".ts": "video/mp2t",
    ".gif": "image/gif",
    ".json": "application/json",
    ".ico": "image/x-icon",
}
_SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="64" height="40"><rect width="64" height="40" fill="teal"/></svg>'
)

_SEGMENTS = """<script>
let part = 0, video = location.pathname.slice(-2);
setInterval(() => fetch(`//media.lemonade-cdn.example/hls/${video}-segment-${++part}.ts`, {mode: "no-cors"}), 600);
</script>"""
_POLL = """<script>
let turn = 0; setInterval(() => fetch(`/api/refresh.json?n=${++turn}`), 1000);
</script>"""
_FORMS = {
    "/job/": """<form method="post" action="/resume/deliver?jobId=1">
<input name="name" value="p9001"><button id="send">deliver</button></form>""",
    "/files/": """<form method="post" action="/api/upload" enctype="multipart/form-data">
<input type="file" name="file"><button id="send">upload</button></form>""",
}


@contextlib.contextmanager
def serve(folder: Path, sites: type[Sites] | None = None) -> Iterator[int]:
    """Serve until the block ends; yields the port. The certificate is made in ``folder``."""
    answering = sites or Sites
    server = ThreadingHTTPServer(("127.0.0.1", 0), answering)
    answering.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    answering.tls.load_cert_chain(_certificate(folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def page(host: str, path: str) -> str:
    """The HTML of a page: an own and a foreign image, a style sheet, a script, a tracker's frame, and what it does."""
    shop = f'<link rel="stylesheet" href="//{STYLES}/static/css/site.css"><script src="/static/js/site.js"></script>'
    parts = f'<img src="/static/img/1.svg"><img src="//{STYLES}/static/img/2.svg">'
    frame = f'<iframe src="//{TRACKER}/frame/1.html" width="1" height="1"></iframe>'
    moving = _SEGMENTS if path.startswith("/video/") else _POLL if host.startswith("mail.") else ""
    form = next((form for prefix, form in _FORMS.items() if path.startswith(prefix)), "")
    return f"<!doctype html><title>{host}</title>{shop}<h1>{host}</h1>{parts}{frame}{form}{moving}"


class Sites(BaseHTTPRequestHandler):
    """Answers for every host: pages, and what they are made of by the ending of the path."""

    protocol_version = "HTTP/1.1"
    tls: ssl.SSLContext

    def do_CONNECT(self) -> None:
        """Play the proxy behind Squid and the site behind that proxy: go on in TLS on the same connection."""
        self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        try:
            self.connection = self.tls.wrap_socket(self.connection, server_side=True)
        except (ssl.SSLError, OSError):  # the browser went away
            self.close_connection = True
            return
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)
        self.close_connection = False

    def do_GET(self) -> None:
        host, path = self.headers.get("Host", "").split(":")[0], urlsplit(self.path).path
        kind = next((kind for ending, kind in _TYPES.items() if path.endswith(ending)), "text/html")
        if kind == "text/html":
            own = path.startswith("/frame/")
            self.answer(kind, b"<!doctype html><p>1</p>" if own else page(host, path).encode())
        else:
            self.answer(kind, _SVG if kind == "image/svg+xml" else b" " * (40_000 if kind == "video/mp2t" else 300))

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.answer("application/json", b'{"ok": true}')

    def answer(self, kind: str, body: bytes, status: int = 200, location: str = "") -> None:
        """Send an answer; ``location`` is where a redirect leads."""
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store" if kind == "text/html" else "max-age=600")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        """Squid keeps the log."""


def _certificate(folder: Path) -> Path:
    """A fresh self-signed certificate with its key, in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "*.example")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=2))
        .sign(key, hashes.SHA256())
    )
    path = folder / "web.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path
