"""HTTP messages made of what Scrapy knows: requests to send, exchanges of which there is no copy.

A response's body is as it was sent, but for its chunks; reason phrase, case and order of headers are lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from twisted.web.http import RESPONSES

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Headers, Response

_FOR_PROXIES = frozenset({b"proxy-authorization"})
_FRAMING = frozenset({b"transfer-encoding", b"content-length"})


def request_bytes(request: Request, *, through: str | None = None) -> bytes:
    """Return a request as HTTP/1.1 sends it: to its server, or `through` a proxy."""
    parts = urlsplit(request.url)
    asks_proxy = bool(through) and parts.scheme == "http"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if asks_proxy:
        target = f"http://{parts.netloc}{target}"
    unsent = frozenset() if asks_proxy else _FOR_PROXIES
    lines = [f"{request.method} {target} HTTP/1.1".encode(), *_lines(request.headers, unsent)]
    if b"Host" not in request.headers:
        lines.insert(1, b"Host: " + parts.netloc.rpartition("@")[2].encode())
    if request.body and b"Content-Length" not in request.headers:
        lines.append(b"Content-Length: %d" % len(request.body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + request.body


def response_bytes(response: Response) -> bytes:
    """Return a response as HTTP/1.1 would have sent it without chunks."""
    reason = RESPONSES.get(response.status, b"")
    lines = [b"HTTP/1.1 %d %s" % (response.status, reason), *_lines(response.headers, _FRAMING)]
    if response.body or response.status not in {204, 304}:
        lines.append(b"Content-Length: %d" % len(response.body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + response.body


def _lines(headers: Headers, without: frozenset[bytes]) -> list[bytes]:
    return [
        name + b": " + value.replace(b"\r", b" ").replace(b"\n", b" ")
        for name, values in headers.items()
        if name.lower() not in without
        for value in values
    ]
