"""The demo portal on an ailing server: some of its articles come with every fault that servers have."""

from __future__ import annotations

import datetime as dt
import gzip
import socket
import socketserver
import ssl
import struct
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from email.utils import format_datetime
from http.client import parse_headers
from typing import NamedTuple

from archiver.demo.reply import DemoResponse
from archiver.demo.site import DemoSite

Send = Callable[[bytes], None]
Fault = Callable[[Send, DemoResponse, int], None]
"""Answers a request, given how to send, what the portal would answer, and how often it was asked for."""
MEGABYTE = 1 << 20
HTML = b"Content-Type: text/html; charset=utf-8\r\n"
CLOUDFLARE = (
    b"<!DOCTYPE html><html lang='en-US'><head><title>Just a moment...</title></head><body><noscript>Enable "
    b"JavaScript and cookies to continue</noscript><script>window._cf_chl_opt={};</script></body></html>"
)
D1N = (
    b'<html><body><script>document.cookie="D1N=5ad1"+"0f;expires=Fri, 31-Dec-37 23:55:55 GMT;path=/";'
    b"window.location.reload(true);</script></body></html>"
)
REJECTED = (
    b"<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Please consult "
    b"with your administrator.<br><br>Your support ID is: 104</body></html>"
)


class Asked(NamedTuple):
    """One request."""

    target: str
    number: int
    """Which one of its address, from 1."""
    begun: float
    """When it came, in seconds of a clock that only grows."""
    seconds: float
    """How long answering it took."""


class Reset(Exception):
    """The connection is to be cut off, with RST."""


def whole(reply: DemoResponse, *, status: str = "200 OK", more: bytes = b"") -> bytes:
    """Return a response as it goes over the wire, without chunks."""
    lines = [f"HTTP/1.1 {status}" if reply.status == 200 else f"HTTP/1.1 {reply.status} X"]
    lines += [f"{name}: {value}" for name, value in reply.headers if name.lower() not in FRAMING]
    head = "\r\n".join(lines).encode("latin-1", "replace")
    return head + b"\r\n" + more + b"Content-Length: %d\r\n\r\n" % len(reply.body) + reply.body


FRAMING = {"content-length", "transfer-encoding"}


def simple(status: bytes, body: bytes, more: bytes = b"") -> bytes:
    """Return a response of HTML as it goes over the wire."""
    return b"HTTP/1.1 %s\r\n%s%sContent-Length: %d\r\n\r\n%s" % (status, HTML, more, len(body), body)


def _truncated(send: Send, reply: DemoResponse, _: int) -> None:
    sent = whole(reply)
    send(sent[: len(sent) - len(reply.body) // 2])
    raise ConnectionAbortedError


def _truncated_once(send: Send, reply: DemoResponse, number: int) -> None:
    if number == 1:
        _truncated(send, reply, number)
    send(whole(reply))


def _gzip_cut(send: Send, _: DemoResponse, __: int) -> None:
    packed = gzip.compress(b"<html><body><h1>Tin</h1>" + b"<p>x</p>" * 9000 + b"</body></html>", mtime=0)
    half = packed[: len(packed) // 2]
    send(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n%sContent-Length: %d\r\n\r\n" % (HTML, len(half))
        + half
    )


def _reset(_: Send, __: DemoResponse, ___: int) -> None:
    raise Reset


def _reset_once(send: Send, reply: DemoResponse, number: int) -> None:
    if number == 1:
        raise Reset
    send(whole(reply))


def _reset_inside(send: Send, reply: DemoResponse, _: int) -> None:
    send(whole(reply)[:600])
    time.sleep(0.05)
    raise Reset


def _silent(_: Send, __: DemoResponse, ___: int) -> None:
    time.sleep(600)


def _drip(send: Send, reply: DemoResponse, __: int) -> None:
    head, end, body = whole(reply).partition(b"\r\n\r\n")
    send(head + end)
    for byte in body:
        send(bytes((byte,)))
        time.sleep(0.3)


def _endless_body(send: Send, _: DemoResponse, __: int) -> None:
    send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + HTML + b"\r\n")
    while True:
        send(b"10000\r\n" + b"<p>abcde" * 0x2000 + b"\r\n")


def _endless_headers(send: Send, _: DemoResponse, __: int) -> None:
    send(b"HTTP/1.1 200 OK\r\n")
    while True:
        send(b"".join(b"X-%d: %s\r\n" % (n, b"y" * 900) for n in range(50)))


def _thirty_megabytes(send: Send, _: DemoResponse, __: int) -> None:
    send(b"HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n" % (HTML, 30 * MEGABYTE))
    for _piece in range(30):
        send(b"<p>abcde" * (MEGABYTE // 8))


def _thirty_without_length(send: Send, _: DemoResponse, __: int) -> None:
    send(b"HTTP/1.1 200 OK\r\n%sConnection: close\r\n\r\n" % HTML)
    for _piece in range(30):
        send(b"<p>abcde" * (MEGABYTE // 8))
    raise ConnectionAbortedError


def _bomb_of(megabytes: int) -> bytes:
    packing = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packing.compress(bytes(MEGABYTE)) for _ in range(megabytes)) + packing.flush()


BOMB = _bomb_of(200)


def _bomb(send: Send, _: DemoResponse, __: int) -> None:
    send(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n%sContent-Length: %d\r\n\r\n" % (HTML, len(BOMB))
        + BOMB
    )


def _loop(send: Send, reply: DemoResponse, _: int) -> None:
    target = dict(reply.headers)["X-Target"].encode()
    send(simple(b"302 Found", b"", b"Location: %s\r\n" % target))


def _garbage(send: Send, _: DemoResponse, number: int) -> None:
    noise = b"".join(struct.pack("<Q", (n * 0x9E3779B97F4A7C15 + number) % 2**64) for n in range(60_000))
    send(simple(b"200 OK", noise))


def _wrong_charset(send: Send, reply: DemoResponse, _: int) -> None:
    kept = tuple(pair for pair in reply.headers if pair[0] != "Content-Type")
    other = DemoResponse(
        status=200, headers=(*kept, ("Content-Type", "text/html; charset=utf-16")), body=reply.body
    )
    send(whole(other))


def _too_many_once(send: Send, reply: DemoResponse, number: int) -> None:
    send(simple(b"429 Too Many Requests", b"", b"Retry-After: 1\r\n") if number == 1 else whole(reply))


def _unavailable_once(send: Send, reply: DemoResponse, number: int) -> None:
    soon = format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=2), usegmt=True).encode()
    send(simple(b"503 Busy", b"", b"Retry-After: %s\r\n" % soon) if number == 1 else whole(reply))


def answering(sent: bytes) -> Fault:
    """Return a fault that always sends the same."""
    return lambda send, _reply, _number: send(sent)


CURABLE: Mapping[str, Fault] = {
    "truncated-once": _truncated_once,
    "reset-once": _reset_once,
    "wrong-charset": _wrong_charset,
    "too-many-once": _too_many_once,
    "unavailable-once": _unavailable_once,
}
"""Faults after which the article is recorded all the same."""
INCURABLE: Mapping[str, Fault] = {
    "truncated": _truncated,
    "gzip-cut": _gzip_cut,
    "reset": _reset,
    "reset-inside": _reset_inside,
    "silent": _silent,
    "drip": _drip,
    "endless-body": _endless_body,
    "endless-headers": _endless_headers,
    "30-megabytes": _thirty_megabytes,
    "30-without-length": _thirty_without_length,
    "bomb": _bomb,
    "loop": _loop,
    "garbage": _garbage,
    "cloudflare": answering(simple(b"403 Forbidden", CLOUDFLARE)),
    "d1n": answering(simple(b"200 OK", D1N)),
    "rejected": answering(simple(b"200 OK", REJECTED)),
    "server-error": answering(simple(b"500 Internal Server Error", b"<h1>500</h1>")),
    "not-packed": answering(simple(b"200 OK", D1N, b"Content-Encoding: gzip\r\n")),
    "no-http": answering(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "long-header": answering(simple(b"200 OK", b"", b"X-Long: %s\r\n" % (b"x" * 300_000))),
}
"""Faults that no second try mends."""
FAULTS = {**CURABLE, **INCURABLE}
Faults = Mapping[str, str | Fault]


class AilingServer(socketserver.ThreadingTCPServer):
    """Serves the demo portal; `faults` names the fault of a path, or of any path under the key `*`."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, faults: Faults, context: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.port = int(self.server_address[1])
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self.port}"
        if context:
            self.socket = context.wrap_socket(self.socket, server_side=True)
        self.site = DemoSite("127.0.0.1", self.port)
        self.faults = faults
        self.times: Counter[str] = Counter()
        self.asked: list[Asked] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are what is tested."""


class _Handler(socketserver.StreamRequestHandler):
    server: AilingServer

    def handle(self) -> None:
        while line := self.rfile.readline(65536):
            target = line.split()[1].decode()
            headers = {name.lower(): value for name, value in parse_headers(self.rfile).items()}
            self.server.times[target] += 1
            number, begun = self.server.times[target], time.monotonic()
            try:
                self._answer(target, headers, number)
            except (OSError, Reset) as error:
                self._end(error)
                return
            finally:
                self.server.asked.append(Asked(target, number, begun, time.monotonic() - begun))

    def _answer(self, target: str, headers: dict[str, str], number: int) -> None:
        fault = self.server.faults.get(target) or self.server.faults.get("*")
        reply = self.server.site.respond("GET", target, headers)
        if fault is None:
            self._send(whole(reply))
            return
        plain = {**headers, "accept-encoding": "identity"}
        reply = self.server.site.respond("GET", target, plain)
        reply = DemoResponse(
            status=reply.status, headers=(*reply.headers, ("X-Target", target)), body=reply.body
        )
        (FAULTS[fault] if isinstance(fault, str) else fault)(self._send, reply, number)

    def _send(self, data: bytes) -> None:
        self.connection.sendall(data)

    def _end(self, error: BaseException) -> None:
        if isinstance(error, Reset):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with suppress(OSError):
            self.connection.close()

    def finish(self) -> None:
        with suppress(OSError, ValueError):
            super().finish()


@contextmanager
def ailing(faults: Faults, context: ssl.SSLContext | None = None) -> Iterator[AilingServer]:
    """Serve the demo portal with faults, on loopback, by HTTPS where a context is given."""
    with AilingServer(faults, context) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
