"""ReplayWeb.page, as npm gives it, and a server on loopback that hands it and a WACZ to a browser."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import hashlib
import html
import io
import shutil
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.tools import FOLDER

PACKAGE = "replaywebpage@2.4.6"
INTEGRITY = "uG50jESRld0p+fY7+nUxIWl7hvfimreNjSmaNkc/a9a8gBdmb7PH4J42Iib+vgk9KrHd0HLScVT++LgqV5fwpQ=="
FILES = ("ui.js", "sw.js")
WACZ = "/archive.wacz"
INSIDE = (
    b"<!doctype html><html><head><script src='./ui.js'></script></head>"
    b"<body><replay-app-main></replay-app-main></body></html>"
)
"""What the player's service worker serves as its frame, for the moment before it has taken over."""


def player() -> Path:
    """Return a folder with ReplayWeb.page's two scripts; skips the test where they cannot be had.

    They are AGPL: served beside us in tests, never part of the package.
    """
    folder = FOLDER / PACKAGE
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not all((folder / name).exists() for name in FILES):
            _install(folder)
    return folder


def _install(folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed, which brings ReplayWeb.page")
    command = [npm, "pack", PACKAGE, "--silent", "--pack-destination", str(FOLDER)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    archive = FOLDER / f"{PACKAGE.replace('@', '-')}.tgz"
    if done.returncode or not archive.exists():
        pytest.skip(f"npm did not bring {PACKAGE}: {done.stderr.strip()[-200:]}")
    data = archive.read_bytes()
    assert base64.b64encode(hashlib.sha512(data).digest()).decode() == INTEGRITY
    folder.mkdir(exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(data)) as package:
        for name in FILES:
            member = package.extractfile(f"package/{name}")
            assert member is not None
            (folder / name).write_bytes(member.read())


@contextlib.contextmanager
def served(wacz: Path, scripts: Path) -> Iterator[str]:
    """Serve a package and the player on loopback; yield the address to which `/?url=…&ts=…` is added."""

    class Handler(_Handler):
        files = {  # noqa: RUF012 - one server, one set of files
            WACZ: wacz,
            "/ui.js": scripts / "ui.js",
            "/replay/ui.js": scripts / "ui.js",
            "/replay/sw.js": scripts / "sw.js",
        }

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """Answers ranges, which the player asks for."""

    files: dict[str, Path]

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        split = urlsplit(self.path)
        path = self.files.get(split.path)
        if path is None:
            asked = {name: html.escape(values[0]) for name, values in parse_qs(split.query).items()}
            body = {"/": _page(asked), "/replay/": INSIDE}.get(split.path, b"")
            self._send(200 if body else 404, "text/html; charset=utf-8", body, "")
            return
        data, span = path.read_bytes(), self.headers.get("Range", "")
        kind = "text/javascript" if path.suffix == ".js" else "application/octet-stream"
        if not span.startswith("bytes="):
            self._send(200, kind, data, "")
            return
        first, _, last = span.removeprefix("bytes=").partition("-")
        start = int(first) if first else len(data) - int(last)
        end = min(int(last) + 1 if first and last else len(data), len(data))
        self._send(206, kind, data[start:end], f"bytes {start}-{end - 1}/{len(data)}")

    def _send(self, status: int, kind: str, body: bytes, span: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Accept-Ranges", "bytes")
        if span:
            self.send_header("Content-Range", span)
        self.end_headers()
        if self.command != "HEAD":
            with contextlib.suppress(OSError):
                self.wfile.write(body)


def _page(asked: dict[str, str]) -> bytes:
    return (
        '<!doctype html><html><head><meta charset="utf-8"><script src="/ui.js"></script>'
        "<style>html, body, replay-web-page { height: 100%; margin: 0 }</style></head><body>"
        f'<replay-web-page source="{WACZ}" url="{asked.get("url", "")}" ts="{asked.get("ts", "")}" '
        'embed="replayonly" replayBase="/replay/"></replay-web-page></body></html>'
    ).encode()
