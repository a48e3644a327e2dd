"""Small archives for the tests."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from archiver.warc import Exchange, WarcWriter

NOON = dt.datetime(2025, 7, 1, 12, 0, 0, tzinfo=dt.UTC)
REQUEST = b"GET /tin HTTP/1.1\r\nHost: a.vn\r\n\r\n"


def writer(folder: Path, **options: Any) -> WarcWriter:
    """Return a writer whose clock stands still."""
    return WarcWriter(
        folder, "quan_uy", **{"operator": "test", "robots": "classic", "now": lambda: NOON, **options}
    )


def response(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    """Return an HTML response with a length."""
    lines = [b"HTTP/1.1 " + status, b"Content-Type: text/html", b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def exchange(url: str, received: bytes, **more: Any) -> Exchange:
    """Return an exchange of noon."""
    fields = {"fetched_at": NOON, "ip": "127.0.0.1", "request": REQUEST, **more}
    return Exchange(url=url, response=received, **fields)
