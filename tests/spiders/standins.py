"""Stand-ins for the big web archives, all on loopback, over WARC files of our own.

pywb runs as its own process; Wayback's own CDX dialect and Common Crawl's files come from a small server
here, which notes every question, and turns some away where a test wants it to.
"""

from __future__ import annotations

import contextlib
import email.utils
import gzip
import json
import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from archiver.warc.cdxj import CdxjLine, parse_line
from archiver.warc.locations import locate_in
from archiver.warc.reader import read_record, warc_moment
from tests.tools import tool

ZIPNUM_LINES = 12
PORTS_TRIED = 5
"""Between asking for a free port and using it, another program may take it."""
LONGEST_START = 180.0
"""Seconds; on a machine with much else to do pywb takes half a minute to load."""


@contextlib.contextmanager
def pywb(folder: Path, warcs: Path, *, zipnum: bool = False) -> Iterator[str]:
    """Serve a folder of WARC files with their CDXJ by pywb, as collection `coll`, and yield its address."""
    program = tool("wayback")
    folder.mkdir()
    index = folder / "index"
    index.mkdir()
    _write_zipnum(warcs, index) if zipnum else _copy_index(warcs, index)
    collection = {
        "index_paths": str(index / "cluster.idx" if zipnum else index),
        "archive_paths": f"{warcs}/",
    }
    config = {"collections": {"coll": collection}, "debug": False}
    (folder / "config.yaml").write_text(json.dumps(config))
    with contextlib.ExitStack() as stack:
        log = stack.enter_context((folder / "log").open("wb"))
        for _ in range(PORTS_TRIED):
            port = _free_port()
            command = [str(program), "-b", "127.0.0.1", "-p", str(port)]
            run = stack.enter_context(subprocess.Popen(command, cwd=folder, stdout=log, stderr=log))
            stack.callback(run.terminate)
            if _answers(f"http://127.0.0.1:{port}/coll/cdx?url=is.ready.example", run):
                break
        else:
            raise OSError(f"pywb does not start: {_tail(folder / 'log')}")
        try:
            yield f"http://127.0.0.1:{port}/coll"
        except BaseException as error:
            error.add_note(f"pywb said: {_tail(folder / 'log')}")
            raise


def _answers(url: str, run: subprocess.Popen[bytes]) -> bool:
    """Wait for the first answer; return False where the program ended before, its port taken by another.

    Only what fails before the first answer is asked again: a connection refused, or one that is slow.
    """
    deadline = time.monotonic() + LONGEST_START
    while run.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=30):  # noqa: S310 - loopback only
                return True
        except urllib.error.HTTPError:
            return True  # it answers
        except OSError:
            time.sleep(0.2)
    return False


def _tail(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")[-3000:]


def _copy_index(warcs: Path, index: Path) -> None:
    for path in warcs.glob("*.cdxj"):
        shutil.copy(path, index)


def _write_zipnum(warcs: Path, index: Path) -> None:
    """Write the form of index that Common Crawl has: sorted lines in gzip blocks, and an index of these."""
    lines = sorted(
        line for path in warcs.glob("*.cdxj") for line in path.read_bytes().splitlines(keepends=True)
    )
    summary, offset = [], 0
    with (index / "cdx-00000.gz").open("wb") as file:
        for number, start in enumerate(range(0, len(lines), ZIPNUM_LINES)):
            block = gzip.compress(b"".join(lines[start : start + ZIPNUM_LINES]), mtime=0)
            file.write(block)
            key = b" ".join(lines[start].split(b" ", 2)[:2]).decode()
            summary.append(f"{key}\tcdx-00000.gz\t{offset}\t{len(block)}\t{number + 1}\n")
            offset += len(block)
    (index / "cluster.idx").write_text("".join(summary))
    (index / "cluster.loc").write_text(f"cdx-00000.gz\t{index / 'cdx-00000.gz'}\n")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class Archive(ThreadingHTTPServer):
    """A small web archive over a folder of WARC files.

    `/cdx`: web.archive.org's dialect; `/<time>id_/<url>`: raw captures; `/collinfo.json` and `/index`: Common
    Crawl's; `/files/`: its WARC files, by ranges.
    """

    daemon_threads = True

    def __init__(self, warcs: Path, *, page: int = 100) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.warcs = warcs
        self.page = page
        """Most captures in one answer of `/cdx`, whatever is asked for."""
        self.asked: list[str] = []
        self.turn_away: dict[int, tuple[int, str]] = {}
        """Number of a question → status and Retry-After that it meets."""
        self.always_away = False
        self.refused: set[str] = set()
        """Addresses of which captures are named and not shown."""
        self.leads_in_circles = False
        """Whether an answer's key leads to the beginning."""
        self.shift = 0
        """Bytes by which another range comes than was asked for."""
        self.api = ""
        """Another server's index, that `collinfo.json` names in the place of our own."""
        self.captures = sorted(_captures(warcs), key=lambda found: found[:2])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> Archive:
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, *_: Any) -> None:
        """Say nothing of clients that are killed."""

    def fetched(self) -> list[str]:
        """Return the captures asked for: raw ones by their path, ranges by file and range."""
        return [path for path in self.asked if "id_/" in path or path.startswith("/files/")]


def _captures(warcs: Path) -> Iterator[tuple[str, str, CdxjLine]]:
    for path in warcs.glob("*.cdxj"):
        for line in path.read_bytes().splitlines():
            parsed = parse_line(line)
            assert parsed
            yield parsed


class _Handler(BaseHTTPRequestHandler):
    disable_nagle_algorithm = True  # else a body waits 40 ms for its head to be confirmed

    server: Archive
    protocol_version = "HTTP/1.1"
    NAMES: ClassVar = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        span = self.headers.get("Range", "")
        self.server.asked.append(self.path + (f" {span}" if span else ""))
        away = self.server.turn_away.get(len(self.server.asked))
        if away or self.server.always_away:
            status, after = away or (429, "")
            self._send(status, b"slow down", [("Retry-After", after)] if after else [])
            return
        split = urlsplit(self.path)
        asked = {name: values[-1] for name, values in parse_qs(split.query).items()}
        if split.path == "/cdx":
            self._cdx(asked)
        elif split.path == "/collinfo.json":
            ids = ("CC-MAIN-2019-30", "CC-MAIN-2026-47")
            where = f"{self.server.url}/index"
            crawls = [{"id": name, "cdx-api": self.server.api or f"{where}/{name}"} for name in ids]
            self._send(200, json.dumps(crawls).encode())
        elif split.path.startswith("/index/"):
            self._index(split.path, asked)
        elif split.path.startswith("/files/"):
            self._file(self.server.warcs / Path(split.path).name, span)
        else:
            self._capture()

    def _cdx(self, asked: dict[str, str]) -> None:
        first = int(asked.get("resumeKey", "0"))
        size = min(int(asked.get("limit", "100000")), self.server.page)
        wanted = self.server.captures[first : first + size]
        rows: list[list[str]] = [
            [
                key,
                time,
                line.url,
                line.mime,
                line.status or "-",
                line.digest.removeprefix("sha1:"),
                line.length,
            ]
            for key, time, line in wanted
        ]
        answer = [self.NAMES, *rows] if rows else []
        if first + size < len(self.server.captures) and "showResumeKey" in asked:
            answer += [[], ["0" if self.server.leads_in_circles else str(first + size)]]
        self._send(200, json.dumps(answer).encode())

    def _index(self, path: str, asked: dict[str, str]) -> None:
        captures = self.server.captures if path.endswith("2026-47") else []
        if "showNumPages" in asked:
            pages = -(-len(captures) // self.server.page)
            self._send(200, json.dumps({"pages": pages, "pageSize": 5, "blocks": pages}).encode())
            return
        first = int(asked.get("page", "0")) * self.server.page
        lines = [
            json.dumps({"urlkey": key, "timestamp": time, **_named(line)})
            for key, time, line in captures[first : first + self.server.page]
        ]
        if not lines:
            self._send(404, b'{"message": "No Captures found"}')
        self._send(200, "\n".join(lines).encode())

    def _file(self, path: Path, span: str) -> None:
        first, last = (int(number) + self.server.shift for number in span.removeprefix("bytes=").split("-"))
        with path.open("rb") as file:
            file.seek(first)
            data = file.read(last - first + 1)
        self._send(206, data, [("Content-Range", f"bytes {first}-{last}/{path.stat().st_size}")])

    def _capture(self) -> None:
        time_asked, _, url = self.path.lstrip("/").partition("id_/")
        if url in self.server.refused:
            refusal = [("X-Archive-Wayback-Runtime-Error", "AdministrativeAccessControlException")]
            self._send(403, b"", refusal)
            return
        same = [found for found in self.server.captures if found[2].url == url]
        exact = [found for found in same if found[1] == time_asked]
        if not exact:
            where = [("Location", f"/{same[0][1]}id_/{url}")] if same else []
            self._send(302 if same else 404, b"", where)
            return
        line = exact[0][2]
        warcs = self.server.warcs
        record = read_record(warcs / line.filename, int(line.offset), locate=locate_in(warcs))
        moment = warc_moment(f"{time_asked[:8]}T{time_asked[8:]}Z")
        assert moment
        headers = [(f"X-Archive-Orig-{name}", value) for name, value in record.headers]
        headers += [
            ("Content-Type", record.content_type),
            ("Memento-Datetime", email.utils.format_datetime(moment, usegmt=True)),
        ]
        self._send(record.status or 200, record.payload, headers)

    def _send(self, status: int, body: bytes, headers: list[tuple[str, str]] | None = None) -> None:
        self.send_response(status)
        for name, value in headers or []:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _named(line: CdxjLine) -> dict[str, str]:
    names = ("url", "mime", "status", "digest", "length", "offset", "filename")
    return {name: getattr(line, name) for name in names}


def fetch(url: str) -> bytes:
    """Return what an address on loopback answers."""
    assert url.startswith("http://127.0.0.1:")
    with urllib.request.urlopen(url, timeout=120) as answer:  # noqa: S310 - loopback only
        body: bytes = answer.read()
        return body
