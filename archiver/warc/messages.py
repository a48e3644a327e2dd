"""HTTP/1 messages as bytes: where the head ends, what it says, and the payload inside the body's framing.

Nothing here trusts a message: heads without an end, lines without a colon and chunks that lie are read as far
as they make sense, and every function is linear in the length of what it reads.
"""

from __future__ import annotations

import re

from archiver.models import Record

Headers = tuple[tuple[str, str], ...]
RawHeaders = tuple[tuple[bytes, bytes], ...]

HEAD_END = re.compile(rb"\r?\n\r?\n")
STATUS_LINE = re.compile(rb"HTTP/\d{1,3}(?:\.\d{1,3})?[ \t]{1,16}(\d{3})(?!\d)")
CHUNK_HEAD = re.compile(rb"[ \t]{0,16}([0-9A-Fa-f]{1,16})[ \t]{0,16}(?:;[^\r\n]*)?\r?\n")
LINE_END = re.compile(rb"\r?\n")
_LONGEST_HEAD = 1 << 20
_CREDENTIALS = frozenset({b"authorization", b"proxy-authorization", b"cookie"})


class HttpResponse(Record, frozen=True, kw_only=True):
    """One response, cut into its parts; `head + body` is the message as it was received."""

    head: bytes
    """Status line and header lines with the blank line that ends them."""
    body: bytes
    """Everything after the head, in its chunks where it came in chunks."""
    status: int | None
    """None where the first line is no status line."""
    raw_headers: RawHeaders
    """In their order, names as sent, folded lines joined by a space."""
    headers: Headers
    """The same as text: UTF-8, or Latin-1 where it is none."""
    chunked: bool
    """True where the body comes in chunks, as its head says and its first bytes confirm."""
    payload: bytes
    """The body without its chunks, content-encoding kept: what a payload digest is computed over."""

    def header(self, name: str) -> str:
        """Return the values of a header, joined by commas; empty where there is none."""
        return header(self.headers, name)


def header(headers: Headers, name: str) -> str:
    """Return the values of a header, names in any case, joined by commas; empty where there is none."""
    name = name.lower()
    return ", ".join(value for key, value in headers if key.lower() == name)


def last_header(headers: Headers, name: str) -> str:
    """Return the last value of a header, as Scrapy reads one that comes twice; empty where there is none."""
    name = name.lower()
    return next((value for key, value in reversed(headers) if key.lower() == name), "")


def is_http(received: bytes) -> bool:
    """Tell whether bytes begin with an HTTP status line."""
    return STATUS_LINE.match(received) is not None


class Head(Record, frozen=True, kw_only=True):
    """The head of one response."""

    raw: bytes
    """As received, with the blank line that ends it."""
    status: int | None
    raw_headers: RawHeaders
    headers: Headers


def read_response(received: bytes) -> HttpResponse:
    """Cut a response into its parts; interim (1xx) heads before it are left out."""
    start = _final_head_at(received)
    end = HEAD_END.search(received, start)
    body_at = end.end() if end else len(received)
    return response_of(read_head(received[start:body_at]), received[body_at:])


def read_head(head: bytes) -> Head:
    """Return what a head says."""
    raw_headers = raw_headers_of(head)
    status = STATUS_LINE.match(head)
    return Head(
        raw=head,
        status=int(status[1]) if status else None,
        raw_headers=raw_headers,
        headers=tuple([(_text(name), _text(value)) for name, value in raw_headers]),
    )


def response_of(head: Head, body: bytes) -> HttpResponse:
    """Return the response of a head and what followed it."""
    chunked = header(head.headers, "transfer-encoding").lower().endswith("chunked")
    unchunked = dechunk(body) if chunked else None
    return HttpResponse(
        head=head.raw,
        body=body,
        status=head.status,
        raw_headers=head.raw_headers,
        headers=head.headers,
        chunked=unchunked is not None,
        payload=body if unchunked is None else unchunked,
    )


def _final_head_at(received: bytes) -> int:
    position = 0
    while (status := STATUS_LINE.match(received, position)) and status[1][:1] == b"1" and status[1] != b"101":
        end = HEAD_END.search(received, position)
        if end is None or end.end() == len(received):
            break
        position = end.end()
    return position


def raw_headers_of(head: bytes) -> RawHeaders:
    """Return a head's header lines in their order; lines without a colon are left out."""
    lines: list[bytes] = []
    for line in LINE_END.split(head[:_LONGEST_HEAD])[1:]:
        if line[:1] in {b" ", b"\t"} and lines:
            lines[-1] += b" " + line.strip()
        elif line:
            lines.append(line)
    pairs = (line.split(b":", 1) for line in lines if b":" in line)
    return tuple((name.strip(), value.strip()) for name, value in pairs)


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def dechunk(body: bytes) -> bytes | None:
    """Return what a chunked body holds, as far as its chunks make sense; None where it begins with none."""
    if not body:
        return b""
    pieces: list[bytes] = []
    position = 0
    while size_line := CHUNK_HEAD.match(body, position):
        start = size_line.end()
        size = min(int(size_line[1], 16), len(body))
        pieces.append(body[start : start + size])
        line_end = LINE_END.match(body, start + size)
        if size == 0 or line_end is None:
            break
        position = line_end.end()
    return b"".join(pieces) if pieces else None


def without_chunks(response: HttpResponse) -> bytes:
    """Return a chunked response as one with a Content-Length: the same payload, no framing, no trailers."""
    head = _without_headers(response.head, frozenset({b"transfer-encoding", b"trailer", b"content-length"}))
    lines = head.rstrip(b"\r\n")
    return lines + b"\r\nContent-Length: %d\r\n\r\n" % len(response.payload) + response.payload


def without_credentials(request: bytes) -> bytes:
    """Return a request without its Authorization, Proxy-Authorization and Cookie headers."""
    end = HEAD_END.search(request)
    head_length = end.end() if end else len(request)
    return _without_headers(request[:head_length], _CREDENTIALS) + request[head_length:]


def _without_headers(head: bytes, names: frozenset[bytes]) -> bytes:
    kept: list[bytes] = []
    dropping = False
    for line in head.splitlines(keepends=True):
        if line[:1] not in {b" ", b"\t"}:
            dropping = line.split(b":", 1)[0].strip().lower() in names
        if not dropping:
            kept.append(line)
    return b"".join(kept)
