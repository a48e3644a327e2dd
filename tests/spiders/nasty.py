"""Responses as bad servers send them, and a raw socket server that sends them byte for byte."""

from __future__ import annotations

import gzip
import socketserver
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PAGE = "<html><title>Tin quận ủy</title><p>@@@@@@ Hội nghị sơ kết công tác Đảng</p></html>".encode()
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


def _sized(head: bytes, body: bytes = _PAGE) -> bytes:
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


def _chunks(*chunks: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + end


_CHUNKED = _OK + b"Transfer-Encoding: chunked\r\n\r\n"
_CLOSE = b"Connection: close\r\n"

_TEMPLATES: dict[str, bytes] = {
    "plain": _sized(_OK),
    "folded-header": _sized(_OK + b"X-Folded: one\r\n two\r\n\tthree\r\n"),
    "latin-1-value": _sized(_OK + b"X-Latin: caf\xe9\r\n"),
    "utf-8-header": _sized(_OK + "X-Tên: Đông Hà\r\n".encode()),
    "set-cookie-twice": _sized(_OK + b"Set-Cookie: a=1; Path=/\r\nset-COOKIE: b=2\r\n"),
    "odd-case-and-order": _sized(b"HTTP/1.1 200 OK\r\nzZ: 1\r\ncONTENT-tYPE:text/html\r\nAa:   2  \r\n"),
    "odd-reason": _sized(b"HTTP/1.1 200 Tot lam / Fine\r\nContent-Type: text/html\r\n"),
    "utf-8-reason": _sized("HTTP/1.1 404 Không tìm thấy\r\n".encode() + b"Content-Type: text/html\r\n"),
    "no-reason": _sized(b"HTTP/1.1 200\r\nContent-Type: text/html\r\n"),
    "http-1.0": b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + _PAGE,
    "bare-line-feeds": _sized(_OK).replace(b"\r\n", b"\n"),
    "line-without-colon": _sized(_OK + b"this is no header\r\n"),
    "empty-header-value": _sized(_OK + b"X-Empty:\r\n: nameless\r\n"),
    "header-of-8000-bytes": _sized(_OK + b"X-Long: " + b"x" * 8000 + b"\r\n"),
    "200-headers": _sized(_OK + b"".join(b"X-%d: %d\r\n" % (n, n) for n in range(200))),
    "nul-in-header": _sized(_OK + b"X-Nul: a\x00b\r\n"),
    "chunked": _CHUNKED + _chunks(_PAGE[:10], _PAGE[10:]),
    "chunk-extensions": _CHUNKED + b"5;name=value\r\nhello\r\n6;x\r\n world\r\n0;last\r\n\r\n",
    "chunk-trailers": _CHUNKED + _chunks(_PAGE, end=b"0\r\nX-Trailer: yes\r\nX-More: 1\r\n\r\n"),
    "chunk-size-in-capitals": _CHUNKED + b"00A\r\n0123456789\r\n0\r\n\r\n",
    "chunked-in-capitals": (_OK + b"TRANSFER-ENCODING: Chunked\r\n\r\n") + _chunks(_PAGE),
    "chunked-and-length": _OK + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" + _chunks(_PAGE),
    "chunked-empty": _CHUNKED + b"0\r\n\r\n",
    "chunked-one-byte-each": _CHUNKED + _chunks(*(bytes([byte]) for byte in _PAGE)),
    "chunked-gzip": _OK
    + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    + _chunks(gzip.compress(_PAGE, mtime=1)),
    "early-hints": b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + _sized(_OK),
    "three-interim-heads": b"HTTP/1.1 100 Continue\r\n\r\n" * 2
    + b"HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n"
    + _sized(_OK),
    "length-too-long": _OK + b"Content-Length: 5000\r\n\r\n" + _PAGE,
    "length-too-short": _OK + _CLOSE + b"Content-Length: 10\r\n\r\n" + _PAGE,
    "length-twice-the-same": _OK + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
    "two-lengths": _OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    "length-no-number": _OK + b"Content-Length: many\r\n\r\nhello",
    "negative-length": _OK + b"Content-Length: -5\r\n\r\nhello",
    "no-length": _OK + _CLOSE + b"\r\n" + _PAGE,
    "truncated-chunk": _CHUNKED + b"ff\r\nonly this",
    "no-last-chunk": _CHUNKED + b"5\r\nhello\r\n",
    "chunk-size-no-number": _CHUNKED + b"zz\r\nhello\r\n0\r\n\r\n",
    "chunked-but-is-not": _CHUNKED + _PAGE,
    "truncated-head": b"HTTP/1.1 200 OK\r\nContent-Type: text/ht",
    "gzip": _sized(_OK + b"Content-Encoding: gzip\r\n", gzip.compress(_PAGE, mtime=0)),
    "deflate": _sized(_OK + b"Content-Encoding: deflate\r\n", zlib.compress(_PAGE)),
    "raw-deflate": _sized(_OK + b"Content-Encoding: deflate\r\n", zlib.compress(_PAGE)[2:-4]),
    "gzip-truncated": _sized(_OK + b"Content-Encoding: gzip\r\n", gzip.compress(_PAGE, mtime=0)[:-9]),
    "gzip-that-is-none": _sized(_OK + b"Content-Encoding: gzip\r\n"),
    "br-that-is-none": _sized(_OK + b"Content-Encoding: br\r\n"),
    "unknown-encoding": _sized(_OK + b"Content-Encoding: aes128gcm\r\n"),
    "identity-transfer-encoding": _sized(_OK + b"Transfer-Encoding: identity\r\n"),
    "empty-body": _sized(_OK, b""),
    "204-with-body": b"HTTP/1.1 204 No Content\r\n" + _CLOSE + b"\r\nsurprise",
    "304": b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n',
    "status-999": _sized(b"HTTP/1.1 999 Request denied\r\n"),
    "error-500": _sized(b"HTTP/1.1 500 Internal Server Error\r\n", b"<h1>500</h1>"),
    "redirect": b"HTTP/1.1 302 Found\r\nLocation: /moved\r\nContent-Length: 0\r\n\r\n",
    "binary": _sized(b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n", bytes(range(256)) * 300),
    "no-http": b"SSH-2.0-OpenSSH_9.2\r\n",
    "http-0.9": _PAGE,
    "nothing": b"",
}

RESPONSES = {
    name: template.replace(b"@@@@@@", b"%06d" % number)
    for number, (name, template) in enumerate(_TEMPLATES.items())
}
"""What is sent for `GET /<name>`; each page's text is its own, so that none is a revisit of another."""

NOT_HTTP = frozenset({"no-http", "http-0.9"})
NEVER_SENT = frozenset({"nothing"})


def without_interim_heads(response: bytes) -> bytes:
    """Return a response from its final status line on."""
    while response.startswith(b"HTTP/1.1 1"):
        response = response.partition(b"\r\n\r\n")[2]
    return response


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        while request := self._request():
            path = request.split(b" ")[1].lstrip(b"/").decode()
            self.server.requests.append(request)  # type: ignore[attr-defined]
            if path == "robots.txt":
                self.request.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                continue
            if path.startswith("slow"):
                self.request.sendall(_OK + b"Content-Length: 100\r\n\r\npart")
                time.sleep(1.2)
                return
            self.request.sendall(RESPONSES.get(path, _sized(b"HTTP/1.1 404 Not Found\r\n")))
            return

    def _request(self) -> bytes:
        received = b""
        while b"\r\n\r\n" not in received:
            piece: bytes = self.request.recv(65536)
            if not piece:
                return b""
            received += piece
        return received


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, host: str, context: ssl.SSLContext | None) -> None:
        super().__init__((host, 0), _Handler)
        self.requests: list[bytes] = []
        if context:
            self.socket = context.wrap_socket(self.socket, server_side=True)

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are what is tested."""


@contextmanager
def serving(host: str, certificate: Path | None = None) -> Iterator[tuple[str, list[bytes]]]:
    """Serve RESPONSES on loopback; yields the base address and the list of the requests received."""
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    with _Server(host, context) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            scheme = "https" if certificate else "http"
            yield f"{scheme}://{host}:{server.server_address[1]}", server.requests
        finally:
            server.shutdown()
            thread.join()
