"""The demo portal on a loopback port: HTTP/1.1 with connections kept open."""

from __future__ import annotations

import errno
import ipaddress
import socket
import sys
from collections import Counter, deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from threading import Lock, Thread
from types import TracebackType
from typing import Any, Self

from archiver.demo.reply import DemoResponse
from archiver.demo.site import DemoSite
from archiver.errors import NetworkError, UsageError

DEFAULT_PORT = 8730
_LOG_LENGTH = 20_000
_MAX_POST = 65_536
_CHUNK = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it came."""

    method: str
    target: str
    headers: Mapping[str, str]
    """Names as sent; of a repeated header the last."""


class DemoServer:
    """The portal, listening from its making on; `start()` answers in a thread of its own, `close()` ends all.

    `requests` counts GETs by target as sent (HEAD and POST under `HEAD …`, `POST …`); `log` holds the last
    20,000 requests with their headers.
    """

    def __init__(self, host: str = "127.0.0.1", port: int = DEFAULT_PORT, *, counting: bool = False) -> None:
        self.requests: Counter[str] = Counter()
        self.log: deque[Asked] = deque(maxlen=_LOG_LENGTH)
        self._lock = Lock()
        self._server = _listening(_loopback(host), port, self)
        self.port = int(self._server.server_address[1])
        self.url = f"http://{host}:{self.port}"
        self.site = DemoSite(host, self.port, counting=counting)
        self._thread: Thread | None = None

    def start(self) -> Self:
        """Answer requests from now on, in a background thread."""
        self._thread = Thread(
            target=self._server.serve_forever, args=(0.05,), name="demo-portal", daemon=True
        )
        self._thread.start()
        return self

    def serve_forever(self) -> None:
        """Answer requests in this thread until it is interrupted."""
        self._server.serve_forever()

    def close(self) -> None:
        """Stop listening and close every open connection."""
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._thread = None
        self._server.server_close()
        self._server.hang_up()

    def answer(self, method: str, target: str, headers: Mapping[str, str]) -> DemoResponse:
        """Note the request and return its response."""
        with self._lock:
            self.requests[target if method == "GET" else f"{method} {target}"] += 1
            self.log.append(Asked(method=method, target=target, headers=headers))
        return self.site.respond(method, target, headers)

    def __enter__(self) -> Self:
        return self if self._thread is not None else self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def serve(host: str = "127.0.0.1", port: int = DEFAULT_PORT, *, counting: bool = False) -> DemoServer:
    """Return the portal, listening, for a `with` statement; port 0 takes any free one.

    Raises UsageError for a host that is not of this machine, NetworkError for a port that cannot be opened.
    """
    return DemoServer(host, port, counting=counting)


def _loopback(host: str) -> str:
    address = "127.0.0.1" if host == "localhost" else host
    try:
        is_loopback = ipaddress.IPv4Address(address).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise UsageError(
            f"{host}: the demo portal is served on this machine only; use 127.0.0.1 or localhost"
        )
    return address


def _listening(host: str, port: int, owner: DemoServer) -> _Server:
    try:
        return _Server(host, port, owner)
    except OverflowError:
        raise UsageError(f"port {port}: a port is a number from 0 to 65535") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise NetworkError(
                f"port {port} on {host} is in use by another program; end that program or choose another port"
            ) from error
        raise NetworkError(f"port {port} on {host} cannot be opened: {error.strerror or error}") from error


class _Server(ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, host: str, port: int, owner: DemoServer) -> None:
        self.owner = owner
        self._open: set[socket.socket] = set()
        super().__init__((host, port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)

    def hang_up(self) -> None:
        """End the connections that clients keep open; the thread of each then closes it."""
        for connection in tuple(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 30

    def do_GET(self) -> None:
        self._send(self.server.owner.answer(self.command, self.path, dict(self.headers.items())))

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length[:9]) > _MAX_POST or "Transfer-Encoding" in self.headers:
            self.close_connection = True
        else:
            self.rfile.read(int(length))
        self.do_GET()

    def _send(self, reply: DemoResponse) -> None:
        chunked = reply.chunked and self.request_version == "HTTP/1.1"
        lines = [
            f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}",
            f"Date: {self.date_time_string()}",
        ]
        lines += [
            f"{name}: {value}" for name, value in reply.headers if chunked or name != "Transfer-Encoding"
        ]
        if reply.chunked and not chunked:
            lines.append(f"Content-Length: {len(reply.body)}")
        if self.close_connection:
            lines.append("Connection: close")
        head = "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n"
        framed = chunked and self.command != "HEAD" and reply.status != 304
        self.wfile.write(head + (_in_chunks(reply.body) if framed else reply.body))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing: the terminal belongs to whoever runs the demo."""


def _in_chunks(body: bytes) -> bytes:
    pieces = [body[at : at + _CHUNK] for at in range(0, len(body), _CHUNK)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
