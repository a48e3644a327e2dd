"""From a page to a response: validators, 304, gzip, cookies, HEAD."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache

COOKIES = (
    "GUEST_LANGUAGE_ID=en_US; Path=/; HttpOnly",
    "JSESSIONID=5D9C2E71A0B84F63.node1; Path=/; HttpOnly",
)
"""Set on each page for a visitor without cookies; whoever sends them back gets English labels."""
_COMPRESSED = ("text/", "application/rss+xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoResponse:
    """What the server sends."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    """As on the wire, but for chunks; empty for HEAD."""
    chunked: bool = False
    """True where the server should send the body in chunks, without a Content-Length."""

    def header(self, name: str) -> str | None:
        """Return the first header of that name."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A resource, before the request's headers are looked at."""

    status: int = 200
    media_type: str = "text/html;charset=UTF-8"
    body: bytes = b""
    changed: dt.date | None = None
    """Day of the last change; null sends no validators."""
    location: str | None = None
    chunked: bool = False


def wants_english(headers: Mapping[str, str]) -> bool:
    """Return True if the request sends back a cookie of ours that does not ask for Vietnamese."""
    cookie = headers.get("cookie", "")
    return (
        "JSESSIONID=" in cookie or "GUEST_LANGUAGE_ID=" in cookie
    ) and "GUEST_LANGUAGE_ID=vi_VN" not in cookie


def response(answer: Answer, method: str, headers: Mapping[str, str]) -> DemoResponse:
    """Return the response; header names of the request are lower-case."""
    fields = [("Server", "Apache-Coyote/1.1"), ("Content-Type", answer.media_type)]
    if answer.location is not None:
        fields.append(("Location", answer.location))
    if answer.media_type.startswith("text/html") and "cookie" not in headers:
        fields += [("Set-Cookie", cookie) for cookie in COOKIES]
    body, zipped = answer.body, False
    if answer.media_type.startswith(_COMPRESSED):
        fields.append(("Vary", "Accept-Encoding"))
        zipped = bool(body) and _accepts_gzip(headers)
    if answer.changed is not None and answer.status == 200:
        fields += _validators(answer, answer.changed, zipped)
        if _unchanged(answer, answer.changed, headers):
            kept = tuple(field for field in fields if field[0] != "Content-Type")
            return DemoResponse(status=304, headers=kept, body=b"")
    if zipped:
        body = _gzipped(body)
        fields.append(("Content-Encoding", "gzip"))
    fields.append(("Transfer-Encoding", "chunked") if answer.chunked else ("Content-Length", str(len(body))))
    sent = b"" if method == "HEAD" else body
    return DemoResponse(status=answer.status, headers=tuple(fields), body=sent, chunked=answer.chunked)


def _accepts_gzip(headers: Mapping[str, str]) -> bool:
    for part in headers.get("accept-encoding", "").lower().split(","):
        name, _, quality = part.replace(" ", "").partition(";q=")
        if name == "gzip":
            return quality.strip("0.") != "" or not quality
    return False


def _validators(answer: Answer, changed: dt.date, zipped: bool) -> list[tuple[str, str]]:
    ending = "-gzip" if zipped else ""
    return [("ETag", f'"{_digest(answer.body)}{ending}"'), ("Last-Modified", _http_date(changed))]


def _unchanged(answer: Answer, changed: dt.date, headers: Mapping[str, str]) -> bool:
    known = headers.get("if-none-match")
    if known is not None:
        return _digest(answer.body) in known or known.strip() == "*"
    try:
        since = parsedate_to_datetime(headers.get("if-modified-since", ""))
    except (ValueError, TypeError, IndexError, OverflowError):
        return False
    if since.tzinfo is None:
        return False
    return since >= dt.datetime.combine(changed, dt.time(1), dt.UTC)


def _http_date(day: dt.date) -> str:
    return format_datetime(dt.datetime.combine(day, dt.time(1), dt.UTC), usegmt=True)


@lru_cache(maxsize=1024)
def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:20]


@lru_cache(maxsize=1024)
def _gzipped(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)
